"""Signatures of webhooks, against the example of the Standard Webhooks specification, and what a receiver refuses."""

import time
from pathlib import Path
from typing import Any

import pytest

from hub.notices.signing import TOLERANCE, headers, new_secret, signature, verifies

# The example that the specification's own libraries test with.
SECRET, ID, AT = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330
BODY, SIGNATURE = b'{"test": 2432232314}', "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_signature_is_that_of_the_specification() -> None:
    assert signature(SECRET, ID, AT, BODY) == SIGNATURE


@pytest.mark.parametrize(
    ("change", "now", "good"),
    [
        ({}, AT, True),
        ({}, AT + TOLERANCE, True),
        ({}, AT + TOLERANCE + 1, False),
        ({}, AT - TOLERANCE - 1, False),
        ({"webhook-id": "msg_other"}, AT, False),
        ({"webhook-timestamp": str(AT + 1)}, AT, False),
        ({"webhook-timestamp": "soon"}, AT, False),
        ({"webhook-signature": f"v2,{SIGNATURE}"}, AT, False),
        ({"webhook-signature": "v1,é"}, AT, False),
        ({"webhook-signature": f"v1,AAAA v1,{SIGNATURE}"}, AT, True),  # while a secret is changed there are two
        ({"webhook-signature": ""}, AT, False),
    ],
)
def test_a_receiver_takes_only_what_is_whole_and_of_now(change: dict[str, str], now: int, good: bool) -> None:
    assert verifies(SECRET, headers(SECRET, ID, AT, BODY) | change, BODY, now) is good


def test_another_body_or_secret_does_not_verify() -> None:
    secret = new_secret()
    given = headers(secret, ID, AT, BODY)
    assert verifies(secret, given, BODY, AT)
    assert not verifies(secret, given, BODY + b" ", AT)
    assert not verifies(new_secret(), given, BODY, AT)


def test_the_example_of_the_reference_page_verifies(monkeypatch: pytest.MonkeyPatch) -> None:
    page = (Path(__file__).parents[3] / "docs/reference/webhooks.md").read_text(encoding="utf-8")
    names: dict[str, Any] = {}
    exec(page.split("```python\n")[1].split("```")[0], names)  # as a receiver copies it
    monkeypatch.setattr(time, "time", lambda: AT + 10)
    given = headers(SECRET, ID, AT, BODY)
    assert names["verifies"](SECRET, given, BODY)
    assert not names["verifies"](SECRET, given, BODY + b" ")
