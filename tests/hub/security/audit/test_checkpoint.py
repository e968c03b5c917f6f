"""Checkpoints: what is signed is read back; nothing else passes for one."""

from dataclasses import replace

import orjson
import pytest

from hub.db import Store
from hub.errors import HubError
from hub.security.audit.chain import Head
from hub.security.audit.checkpoint import KIND, Checkpoint, checkpoint, read_checkpoint, write_checkpoint
from hub.security.signing import published, sign, verify

POINT = checkpoint(Head(7, bytes(range(32))))


def written(store: Store, point: Checkpoint = POINT) -> dict[str, object]:
    found: dict[str, object] = orjson.loads(write_checkpoint(store.keys, point))
    return found


def test_it_is_read_back(store: Store) -> None:
    assert read_checkpoint(store.keys, write_checkpoint(store.keys, POINT)) == POINT


def test_another_bureau_can_verify_it_with_the_public_key(store: Store) -> None:
    found = written(store)
    assert verify(str(found["signed"]), KIND, published(store.keys)) == POINT.document()
    assert found["keys"] == published(store.keys)
    assert {name: found[name] for name in ("number", "hash", "at")} == POINT.document()


@pytest.mark.parametrize("change", [{"number": 8}, {"hash": "00" * 32}, {"at": "2020-01-01T00:00:00+00:00"}])
def test_a_changed_one_is_refused(store: Store, change: dict[str, object]) -> None:
    with pytest.raises(HubError, match="altered"):
        read_checkpoint(store.keys, orjson.dumps(written(store) | change).decode())


def test_one_signed_with_another_key_is_refused_whatever_key_it_brings(store: Store) -> None:
    forger = replace(store.keys, signing=bytes(range(32)))
    with pytest.raises(HubError, match="not among the public keys"):
        read_checkpoint(store.keys, write_checkpoint(forger, POINT))


def test_a_good_signature_under_something_else_is_refused(store: Store) -> None:
    other = sign(store.keys, "ohub-receipt", dict(POINT.document()))
    with pytest.raises(HubError, match="kind"):
        read_checkpoint(store.keys, orjson.dumps(written(store) | {"signed": other}).decode())


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", "7", '{"signed": 7}', "\x00", '{"signed": "a.b.c"}'])
def test_what_is_no_checkpoint_is_refused(store: Store, text: str) -> None:
    with pytest.raises(HubError):
        read_checkpoint(store.keys, text)
