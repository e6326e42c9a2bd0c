"""A badge as a picture: its words fit, its colours can be read, and it is an SVG that asks for nothing."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree  # type: ignore[import-untyped]

from portal.evidence import badges
from portal.evidence.badges import Badge, broken, since, svg, width
from portal.register import histories
from portal.register.certificates import CertificateFact
from portal.register.histories import DecisionFact
from portal.words import DecisionKind, LocalText, Said, Status

READABLE = 4.5
LINEAR = 0.04045
"""Below this a part of sRGB is linear."""
SVG = "{http://www.w3.org/2000/svg}"
MARKS = [*(status.value for status in Status), "none"]
ANYTHING = st.text(st.characters(), max_size=300)


def badge(mark: str = "valid", **values: object) -> Badge:
    known: dict[str, object] = {
        "status": "Valid",
        "detail": "until 20 April 2027",
        "firm": Said("Asker Taxi AS", "nb"),
        "scheme": Said("Sosial Profil Asker", "en"),
        "notes": ("SPA-2023-001", "Status on 22 November 2026"),
        "language": "en",
    }
    return Badge(mark, **(known | values))  # type: ignore[arg-type]


@given(ANYTHING, st.floats(3, 30), st.integers(1, 4), st.booleans())
def test_no_line_is_wider_than_its_room(text: str, room: float, most: int, bold: bool) -> None:
    lines = broken(text, room, most, bold=bold)
    assert len(lines) <= most
    assert [line for line in lines if width(line, bold=bold) > room] == []


@given(ANYTHING)
def test_nothing_is_lost_where_there_is_room(text: str) -> None:
    assert "".join(broken(text, 20, 10_000)).replace(" ", "") == badges.shown(text).replace(" ", "")


@pytest.mark.parametrize(("text", "lines"), [("Asker Taxi AS", ["Asker Taxi AS"]), ("", [""]), ("x" * 40, ["xxxxx…"])])
def test_lines(text: str, lines: list[str]) -> None:
    assert broken(text, 10 if len(text) < 20 else 4.6, 1) == lines


@given(ANYTHING, ANYTHING, ANYTHING, st.sampled_from(MARKS))
def test_whatever_is_said_it_is_xml_and_stays_text(firm: str, scheme: str, word: str, mark: str) -> None:
    read = etree.fromstring(svg(badge(mark, firm=Said(firm, "nb"), scheme=Said(scheme, "bg"), status=word)).encode())
    tags = {str(one.tag).removeprefix(SVG) for one in read.iter()}
    assert tags <= {"svg", "title", "desc", "rect", "path", "circle", "g", "text"}
    assert [name for one in read.iter() for name in one.attrib if "href" in name or name in ("style", "src")] == []
    height = float(read.get("height"))
    assert max(float(one.get("y")) for one in read.iter(f"{SVG}text")) < height


def test_everything_that_is_seen_is_in_the_alternative_text() -> None:
    read = etree.fromstring(svg(badge()).encode())
    assert read.get("role") == "img"
    ids = {one.get("id") for one in read if one.get("id")}
    assert ids == set(read.get("aria-labelledby").split())
    assert read.findtext(f"{SVG}title") == "Asker Taxi AS: Valid"
    said = read.findtext(f"{SVG}desc")
    assert said == (
        "Valid until 20 April 2027. Asker Taxi AS. Sosial Profil Asker. SPA-2023-001. Status on 22 November 2026."
    )
    assert [one.text for one in read.iter(f"{SVG}text") if one.text not in said] == []


def test_a_name_in_another_language_says_so() -> None:
    read = etree.fromstring(svg(badge()).encode())
    assert [(one.text, one.get("lang")) for one in read.iter(f"{SVG}text") if one.get("lang")] == [
        ("Asker Taxi AS", "nb")
    ]


@pytest.mark.parametrize("mark", MARKS)
def test_words_stand_out_from_their_ground(mark: str) -> None:
    """At least 4.5 to 1 (WCAG 2.2, 1.4.3); the edge at least 3 to 1 against white (1.4.11)."""
    ground, ink = badges._COLOURS[mark]
    pairs = [(ground, ink), ("#ffffff", badges._INK), ("#ffffff", badges._QUIET)]
    assert [pair for pair in pairs if contrast(*pair) < READABLE] == []
    assert contrast("#ffffff", badges._BORDER) >= 3


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= LINEAR else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def certificate(day: date, *decisions: tuple[DecisionKind, date, date | None]) -> CertificateFact:
    history = tuple(DecisionFact(kind, effective, until) for kind, effective, until in decisions)
    names = LocalText({"en": "Scheme"})
    status = histories.status_on(history, day)
    return CertificateFact(
        "A-1", 1, 1, "scheme", names, None, LocalText(), covers_units=False, sources=(), decisions=history, day=day,
        status=status,
    )  # fmt: skip


GRANTED = (DecisionKind.GRANTED, date(2024, 2, 29), date(2026, 2, 28))


@pytest.mark.parametrize(
    ("day", "later", "expected"),
    [
        (date(2024, 2, 28), (), date(2024, 2, 29)),
        (date(2026, 2, 28), (), date(2024, 2, 29)),
        (date(2026, 3, 1), (), date(2026, 3, 1)),
        (date(2030, 1, 1), (), date(2026, 3, 1)),
        (date(2025, 6, 1), ((DecisionKind.SUSPENDED, date(2025, 5, 1), None),), date(2025, 5, 1)),
        (date(2030, 1, 1), ((DecisionKind.SUSPENDED, date(2025, 5, 1), None),), date(2026, 3, 1)),
        (date(2030, 1, 1), ((DecisionKind.WITHDRAWN, date(2026, 6, 1), None),), date(2026, 6, 1)),
        (date(2026, 5, 1), ((DecisionKind.RENEWED, date(2026, 4, 1), None),), date(2026, 4, 1)),
    ],
)
def test_since_when(day: date, later: tuple[tuple[DecisionKind, date, None], ...], expected: date) -> None:
    assert since(certificate(day, GRANTED, *later)) == expected
