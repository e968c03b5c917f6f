"""The hash tree: the values of RFC 6962's own implementation, and the proof of every line of every small list."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.security.merkle import Place, leaf, node, proves, tree

LINES = st.lists(st.binary(max_size=8), min_size=1, max_size=40, unique=True)

# The test vectors of Certificate Transparency's reference implementation (leaves, and the roots of the first n).
VECTORS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


@pytest.mark.parametrize("size", range(len(ROOTS)))
def test_roots_are_those_of_the_standard(size: int) -> None:
    assert tree(bytes.fromhex(line) for line in VECTORS[:size]).root().hex() == ROOTS[size]


def by_definition(lines: list[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word."""
    if not lines:
        return sha256(b"").digest()
    if len(lines) == 1:
        return leaf(lines[0])
    half = 1 << (len(lines) - 1).bit_length() - 1
    return node(by_definition(lines[:half]), by_definition(lines[half:]))


@given(LINES)
def test_one_pass_comes_to_what_the_definition_says(lines: list[bytes]) -> None:
    assert tree(lines).root() == by_definition(lines)


@given(LINES)
def test_every_line_is_proved_in_its_place_and_in_no_other(lines: list[bytes]) -> None:
    root, size = by_definition(lines), len(lines)
    for n, line in enumerate(lines):
        path = tree(lines, n).path()
        assert proves(line, Place(n, size), path, root)
        assert not any(proves(line, Place(other, size), path, root) for other in range(-1, size + 2) if other != n)
        assert not proves(line + b"!", Place(n, size), path, root)
        assert not proves(line, Place(n, size), [*path, root], root)
        assert not proves(line, Place(n, size), path, sha256(root).digest())
        for spoilt in range(len(path)):
            wrong = [each if m != spoilt else sha256(each).digest() for m, each in enumerate(path)]
            assert not proves(line, Place(n, size), wrong, root)
            assert not proves(line, Place(n, size), path[:spoilt], root)


def test_a_node_cannot_pass_for_a_line() -> None:
    lines = [b"a", b"b", b"c", b"d"]
    two = leaf(b"a") + leaf(b"b"), leaf(b"c") + leaf(b"d")
    assert tree(two).root() != tree(lines).root()
