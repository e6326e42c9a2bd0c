"""The Merkle tree, against the definitions of RFC 9162 written down as they stand there."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from portal.register import merkle

EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
SIZES = st.integers(1, 70)


class Tree:
    """A list of entries, its nodes kept as the register keeps them."""

    def __init__(self, size: int) -> None:
        self.entries = [str(number).encode() for number in range(size)]
        self.nodes: dict[tuple[int, int], bytes] = {}
        for position, entry in enumerate(self.entries):
            for level, place, found in merkle.completed(position, merkle.leaf_hash(entry), self.node):
                assert (level, place) not in self.nodes, "a node is complete once"
                self.nodes[level, place] = found

    def node(self, level: int, place: int) -> bytes:
        return self.nodes[level, place]


def mth(entries: list[bytes]) -> bytes:
    """Give the Merkle Tree Hash as 2.1.1 defines it."""
    if not entries:
        return hashlib.sha256().digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\0" + entries[0]).digest()
    k = max(2**power for power in range(10) if 2**power < len(entries))
    return hashlib.sha256(b"\1" + mth(entries[:k]) + mth(entries[k:])).digest()


def test_the_hash_of_nothing() -> None:
    assert merkle.root(0, Tree(0).node).hex() == EMPTY


@given(SIZES)
def test_the_root_is_the_hash_of_the_list(size: int) -> None:
    tree = Tree(size)
    for shorter in range(size + 1):
        assert merkle.root(shorter, tree.node) == mth(tree.entries[:shorter])


@given(SIZES, st.data())
def test_what_is_in_the_list_can_be_shown_and_nothing_else(size: int, data: st.DataObject) -> None:
    tree = Tree(size)
    position = data.draw(st.integers(0, size - 1))
    proof, root = merkle.inclusion(position, size, tree.node), mth(tree.entries)
    leaf = merkle.leaf_hash(tree.entries[position])
    assert merkle.includes(leaf, position, size, proof, root)
    assert not merkle.includes(merkle.leaf_hash(b"other"), position, size, proof, root)
    assert not merkle.includes(leaf, position, size, [*proof, leaf], root)
    assert not merkle.includes(leaf, position, size, proof[:-1], root) or size == 1
    assert not merkle.includes(leaf, size, size, proof, root)
    other = data.draw(st.integers(0, size - 1))
    assert merkle.includes(leaf, other, size, proof, root) == (other == position)


@given(SIZES, st.data())
def test_a_list_that_only_grew_can_be_shown_and_no_other(size: int, data: st.DataObject) -> None:
    tree = Tree(size)
    before = data.draw(st.integers(1, size))
    proof = merkle.consistency(before, size, tree.node)
    old, new = mth(tree.entries[:before]), mth(tree.entries)
    assert merkle.only_grew(before, old, size, new, proof)
    changed = mth([b"other", *tree.entries[1:before]])
    assert not merkle.only_grew(before, changed, size, new, proof)
    assert not merkle.only_grew(before, old, size, changed, proof)
    assert not merkle.only_grew(before, old, size, new, [*proof, old])
