"""Verdicts and certificates as W3C Verifiable Credentials 2.0, secured as JWT (VC-JOSE-COSE, `application/vc+jwt`).

A verdict is true of its day for ever, so its credential never ends. A certificate is also an Open Badge 3.0 whose
recipient is the organisation. That, and a verdict about the day on which it was made, point into the status lists, so
that a wallet sees a later suspension or withdrawal.
"""

import uuid
from datetime import date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

import rfc8785

from portal.evidence import statements, status_lists, verdicts
from portal.evidence.grounds import Grounds
from portal.evidence.keys import ALGORITHM
from portal.evidence.statements import Issuer, Statement
from portal.register.certificates import CertificateFact, day_in
from portal.register.organisations import OrganisationFact

MEDIA_TYPE: Final = "application/vc+jwt"
JWT_TYPE: Final = "vc+jwt"
CONTEXT: Final = "https://www.w3.org/ns/credentials/v2"
OWN_TERMS: Final = "https://www.w3.org/ns/credentials/undefined-terms/v2"
OPEN_BADGES: Final = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
VERDICT: Final = "CertificateVerdictCredential"
BADGE: Final = "OpenBadgeCredential"
LOG: Final = "InclusionInLog"


def as_credential(one: Statement, certificate: tuple[int, str] | None) -> bytes:
    """Give a verdict as a signed credential.

    :param certificate: id and scheme's time zone of the one that the verdict names first; None where it names none
    """
    verdict = one.verdict
    organisation = verdict.organisation
    subject: dict[str, Any] = {"type": "Organization"}
    if organisation:
        subject |= {"id": organisation_address(one.issuer, organisation), "name": organisation.name.text}
    subject |= {"identifier": statements.identified(one.identifiers)} if one.identifiers else {}
    subject |= {"status": str(verdict.status) if verdict.status else None, "holds": verdict.holds}
    document = {
        "@context": [CONTEXT, OWN_TERMS],
        "id": _id(one.address, one.made_at),
        "type": ["VerifiableCredential", VERDICT],
        "issuer": {"id": one.issuer.did, "name": one.issuer.name, "url": one.issuer.base},
        "validFrom": one.made_at.isoformat(timespec="seconds"),
        "credentialSubject": subject | {"verdict": verdicts.said(verdict)},
        "evidence": [{"type": LOG, "address": one.address, **one.grounds.said}],
    }
    if certificate and verdict.asked.until is None and verdict.on in (None, day_in(certificate[1], one.made_at)):
        document["credentialStatus"] = status_lists.entries(one.issuer.base, certificate[0])
    return sign(one.issuer, document)


def as_badge(
    issuer: Issuer, held: CertificateFact, holder: OrganisationFact, grounds: Grounds, certificate: tuple[int, str]
) -> bytes:
    """Give a certificate as an Open Badge 3.0, signed, valid from its grant to its last day of validity.

    :param certificate: its id, and the time zone of its scheme
    """
    certificate_id, time_zone = certificate
    address = f"{issuer.base}/en/certificates/{held.number}"
    recipient = organisation_address(issuer, holder)
    begins = _begins(held.granted_on, time_zone)
    rests = {"certificate": verdicts.certificate(held), "log": grounds.said}
    own_id = _id(address, held.day)
    document: dict[str, Any] = {
        "@context": [CONTEXT, OPEN_BADGES, OWN_TERMS],
        "id": own_id,
        "type": ["VerifiableCredential", BADGE],
        "name": held.scheme_names.pick("en").text,
        "issuer": {"id": issuer.did, "type": ["Profile"], "name": issuer.name, "url": issuer.base},
        "validFrom": begins,
        "credentialSubject": {
            "id": recipient,
            "type": ["AchievementSubject", "Profile"],
            "name": holder.name.text,
            "url": recipient,
            "licenseNumber": held.number,
            "achievement": _achievement(issuer, held),
        },
        "credentialStatus": status_lists.entries(issuer.base, certificate_id),
        "evidence": [{"id": address, "type": ["Evidence"], "name": LOG, **rests}],
        "iss": issuer.did,
        "jti": own_id,
        "sub": recipient,
        "nbf": int(datetime.fromisoformat(begins).timestamp()),
    }
    if held.valid_until:
        document["validUntil"] = ends = _ends(held.valid_until, time_zone)
        document["exp"] = int(datetime.fromisoformat(ends).timestamp())
    return sign(issuer, document)


def _achievement(issuer: Issuer, held: CertificateFact) -> dict[str, Any]:
    scheme, name = f"{issuer.base}/en/schemes/{held.scheme_slug}", held.scheme_names.pick("en").text
    kind = {"id": scheme, "type": ["Achievement"], "achievementType": "Certification"}
    return {**kind, "name": name, "description": name, "criteria": {"id": scheme}}


def sign(issuer: Issuer, document: dict[str, Any]) -> bytes:
    """Secure a credential."""
    from joserfc import jws  # loaded where it is used, as in `keys`

    header = {"alg": ALGORITHM, "kid": issuer.keys.kid, "typ": JWT_TYPE, "cty": "vc"}
    payload = rfc8785.dumps(document | {"fictional": True} if issuer.fictional else document)
    return jws.serialize_compact(header, payload, issuer.keys.current, algorithms=[ALGORITHM]).encode()


def organisation_address(issuer: Issuer, one: OrganisationFact) -> str:
    """Give the page of an organisation: it stands for the organisation in credentials."""
    return f"{issuer.base}/en/firms/{one.slug}"


def _id(address: str, made: date) -> str:
    """Give a credential a name of its own; the same credential made again has the same."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{address}#{made.isoformat()}')}"


def _begins(day: date, time_zone: str) -> str:
    return datetime.combine(day, time(), ZoneInfo(time_zone)).isoformat()


def _ends(day: date, time_zone: str) -> str:
    """Give the last second of a day: the last day of validity is valid to its end."""
    return datetime.combine(day, time(23, 59, 59), ZoneInfo(time_zone)).isoformat()
