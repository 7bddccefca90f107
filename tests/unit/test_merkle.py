"""The tree of RFC 6962, beside an implementation that is nobody's here."""

from __future__ import annotations

from hashlib import sha256

from pymerkle import InmemoryTree

from journey.proof.merkle import EMPTY, Tree

# RFC 6962 itself gives no numbers; these are the ones that certificate transparency logs test with.
KNOWN_DATA = (
    b"",
    b"\x00",
    b"\x10",
    b"\x20\x21",
    b"\x30\x31",
    b"\x40\x41\x42\x43",
    b"\x50\x51\x52\x53\x54\x55\x56\x57",
    b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
)
KNOWN_ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def leaf(data: bytes) -> bytes:
    return sha256(b"\x00" + data).digest()


def test_known_roots() -> None:
    tree = Tree()
    assert tree.root == EMPTY == sha256(b"").digest()
    for data, root in zip(KNOWN_DATA, KNOWN_ROOTS, strict=True):
        tree.append(leaf(data))
        assert tree.root.hex() == root


def test_the_root_at_every_size_is_the_one_of_an_independent_implementation() -> None:
    ours, theirs = Tree(), InmemoryTree(algorithm="sha256")
    for number in range(600):
        data = b"event %d" % number
        ours.append(leaf(data))
        theirs.append_entry(data)
        assert ours.size == theirs.get_size() == number + 1
        assert ours.root == theirs.get_root()


def test_no_more_than_a_root_for_each_bit_of_the_size_is_kept() -> None:
    tree = Tree()
    for number in range(10_000):
        tree.append(leaf(b"%d" % number))
    assert len(tree._roots) == (10_000).bit_count()
