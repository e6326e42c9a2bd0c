"""The Merkle tree of RFC 9162 (section 2.1): hashes of lists, and proofs that something is in a list or that a list
only grew. Pure: hashes are bytes, nodes come from whoever keeps them.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import Final

EMPTY: Final = hashlib.sha256(b"").digest()
"""The hash of an empty list."""

Node = Callable[[int, int], bytes]
"""Gives the hash of a node that has all of its leaves: its level (0 for a leaf), and its place therein from 0."""


def leaf_hash(entry: bytes) -> bytes:
    """Give the hash of an entry of the list."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Give the hash of two neighbours."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def completed(position: int, leaf: bytes, node: Node) -> Iterator[tuple[int, int, bytes]]:
    """Give the nodes that a new leaf completes, itself first: level, place and hash of each.

    :param position: of the leaf: the length of the list before it
    :param node: gives the nodes that were complete before
    """
    level, place, found = 0, position, leaf
    yield level, place, found
    while place % 2:
        found = node_hash(node(level, place - 1), found)
        level, place = level + 1, place // 2
        yield level, place, found


def root(size: int, node: Node) -> bytes:
    """Give the hash of the first `size` entries."""
    return _hash_of(0, size, node) if size else EMPTY


def _hash_of(first: int, last: int, node: Node) -> bytes:
    """Give the hash of the entries from first to before last: MTH(D[first:last]); first is where a node begins."""
    count = last - first
    if count & (count - 1) == 0:
        level = count.bit_length() - 1
        return node(level, first >> level)
    middle = first + _split(count)
    return node_hash(_hash_of(first, middle, node), _hash_of(middle, last, node))


def _split(count: int) -> int:
    """Give the largest power of two that is smaller than a number above 1."""
    return 1 << ((count - 1).bit_length() - 1)


def inclusion(position: int, size: int, node: Node) -> list[bytes]:
    """Give the proof that the entry at a position is among the first `size` ones: PATH(m, D_n), RFC 9162, 2.1.3.1.

    :raises ValueError: there is no such entry
    """
    if not 0 <= position < size:
        raise ValueError(f"no entry {position} among {size}")
    first, last = 0, size
    found: list[bytes] = []
    while last - first > 1:
        middle = first + _split(last - first)
        if position < middle:
            found.append(_hash_of(middle, last, node))
            last = middle
        else:
            found.append(_hash_of(first, middle, node))
            first = middle
    return found[::-1]


def consistency(before: int, size: int, node: Node) -> list[bytes]:
    """Give the proof that a list of `before` entries only grew to one of `size`: PROOF(m, D_n), RFC 9162, 2.1.4.1.

    :raises ValueError: the first is empty or longer than the second
    """
    if not 0 < before <= size:
        raise ValueError(f"no list of {before} within one of {size}")
    return _subproof(before, 0, size, node, whole=True)


def _subproof(before: int, first: int, last: int, node: Node, *, whole: bool) -> list[bytes]:
    """Give SUBPROOF(before - first, D[first:last], whole)."""
    if before == last:
        return [] if whole else [_hash_of(first, last, node)]
    middle = first + _split(last - first)
    if before <= middle:
        return [*_subproof(before, first, middle, node, whole=whole), _hash_of(middle, last, node)]
    return [*_subproof(before, middle, last, node, whole=False), _hash_of(first, middle, node)]


def includes(leaf: bytes, position: int, size: int, proof: Sequence[bytes], of: bytes) -> bool:
    """Say whether a proof shows that a leaf is at a position of the list with a hash (RFC 9162, 2.1.3.2)."""
    if not 0 <= position < size:
        return False
    place, last, found = position, size - 1, leaf
    for beside in proof:
        if last == 0:
            return False
        if place % 2 or place == last:
            found = node_hash(beside, found)
            while not place % 2 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, beside)
        place, last = place >> 1, last >> 1
    return last == 0 and found == of


def only_grew(before: int, hash_before: bytes, size: int, of: bytes, proof: Sequence[bytes]) -> bool:
    """Say whether a proof shows that a list with a hash only grew to another one (RFC 9162, 2.1.4.2)."""
    if not 0 < before <= size:
        return False
    if before == size:
        return not proof and hash_before == of
    path = [hash_before, *proof] if before & (before - 1) == 0 else list(proof)
    if not path:
        return False
    place, last = before - 1, size - 1
    while place % 2:
        place, last = place >> 1, last >> 1
    old = new = path[0]
    for beside in path[1:]:
        if last == 0:
            return False
        if place % 2 or place == last:
            old, new = node_hash(beside, old), node_hash(beside, new)
            while not place % 2 and place:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, beside)
        place, last = place >> 1, last >> 1
    return last == 0 and old == hash_before and new == of
