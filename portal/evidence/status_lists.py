"""Which certificates are withdrawn or on hold, a bit for each (W3C Bitstring Status List 1.0).

A reader of a credential fetches the whole list, so that nobody learns which certificate was looked up. A certificate's
bit is its id less one. Withdrawn is final: "revocation". On hold is "suspension". Expiry stands in the credential.
"""

import gzip
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from portal.evidence.trust import coded
from portal.words import Status

ENTRIES: Final = 131_072
"""Certificates of a list: the least that the specification allows, so that one is not told from another."""
A_QUARTER_OF_AN_HOUR: Final = 15 * 60 * 1000
"""In milliseconds: how long a list may be kept."""


class Purpose(StrEnum):
    """What a bit of a list means."""

    REVOCATION = "revocation"
    SUSPENSION = "suspension"


STATUS: Final = {Purpose.REVOCATION: Status.WITHDRAWN, Purpose.SUSPENSION: Status.SUSPENDED}


def entries(base: str, certificate_id: int) -> list[dict[str, str]]:
    """Give the `credentialStatus` of a credential about a certificate."""
    number, index = divmod(certificate_id - 1, ENTRIES)
    found = []
    for purpose in Purpose:
        address = f"{base}/status/{purpose}/{number + 1}"
        found.append(
            {
                "id": f"{address}#{index}",
                "type": "BitstringStatusListEntry",
                "statusPurpose": str(purpose),
                "statusListIndex": str(index),
                "statusListCredential": address,
            }
        )
    return found


def first_and_last(number: int) -> tuple[int, int]:
    """Give the first and the last id of a certificate that a list has a bit for; lists are counted from 1."""
    return (number - 1) * ENTRIES + 1, number * ENTRIES


def document(
    issuer: str, base: str, purpose: Purpose, number: int, these: Iterable[int], now: datetime
) -> dict[str, Any]:
    """Give a list as a credential, not yet signed.

    :param issuer: the portal's decentralised identifier
    :param these: the ids of the certificates whose bit is set
    """
    address = f"{base}/status/{purpose}/{number}"
    first, _ = first_and_last(number)
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": now.isoformat(timespec="seconds"),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": str(purpose),
            "encodedList": encoded(one - first for one in these),
            "ttl": A_QUARTER_OF_AN_HOUR,
        },
    }


def encoded(indexes: Iterable[int]) -> str:
    """Give a list with these bits set: compressed, as multibase base64url. The first bit is the leftmost."""
    bits = bytearray(ENTRIES // 8)
    for index in indexes:
        bits[index // 8] |= 0x80 >> index % 8
    return "u" + coded(gzip.compress(bytes(bits), mtime=0))
