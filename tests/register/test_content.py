"""Content that is wrong: every mistake is a sentence with file, entry and field, and never another error."""

import contextlib
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from portal.register.content import Content, ContentError, digest, read
from portal.register.content.files import load
from tests.register import small_content
from tests.register.small_content import FILES, change


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the smallest content that has one of everything."""
    return small_content.write(tmp_path)


def problems(folder: Path) -> list[str]:
    """Give what is wrong with a folder."""
    with pytest.raises(ContentError) as refused:
        read(folder)
    return refused.value.problems


def test_content_without_a_mistake_is_read(folder: Path) -> None:
    content = read(folder)
    assert [measure.id for measure in content.measures] == ["the-mentor", "the-subsidy"]
    assert [term.id for term in content.vocabularies["countries"]] == ["NO", "EU"]
    assert content.certificates[0].decisions[0].valid_until is not None
    assert content.digest == digest(folder)


BROKEN = yaml.safe_load(Path(__file__).with_name("broken_content.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", BROKEN, ids=[case["mistake"] for case in BROKEN])
def test_a_mistake_is_named_with_file_entry_and_field(folder: Path, case: Mapping[str, Any]) -> None:
    change(folder, case["file"], case["old"], case["new"])
    assert problems(folder) == case["problems"]


def test_all_mistakes_are_named_at_once_and_fifty_are_shown(folder: Path) -> None:
    change(folder, "measures/norway.yaml", "state: active", "state: open")
    change(folder, "signatures.yaml", "kind: internships", "kind: gifts")
    groups = ", ".join(f"nobody-{number}" for number in range(60))
    change(folder, "organisations.yaml", "target_groups: [refugees]", f"target_groups: [{groups}]")
    with pytest.raises(ContentError) as refused:
        read(folder)
    assert len(refused.value.problems) == 62
    assert len(str(refused.value).splitlines()) == 51
    assert str(refused.value).endswith("… and 12 more.")


def test_what_points_at_a_broken_entry_is_not_broken_too(folder: Path) -> None:
    change(folder, "organisations.yaml", "name: Taxi AS", "name: ''")
    assert problems(folder) == ["organisations.yaml, the-taxi, name: is empty."]


UNREADABLE = {
    b"": "places.yaml: the file is empty.",
    b" \n\n": "places.yaml: the file is empty.",
    b"places:\n  - {id: no-32, names: {nb: \xc5s}}\n": "places.yaml: the file is not UTF-8: byte 36 (line 2) is 0xc5; "
    "save it as UTF-8.",
    b"\xff\xfep\x00": "places.yaml: the file is not UTF-8: byte 0 (line 1) is 0xff; save it as UTF-8.",
    b"places: []\n---\nplaces: []\n": "places.yaml: line 2, column 1: the file holds more than one YAML document.",
    b"[" * 100_000: "places.yaml: line 1, column 21: the file is nested more than 20 levels deep.",
    b"x" * 2_000_001: "places.yaml: the file is larger than 2,000,000 bytes.",
    b"? [a]\n: b\n": "places.yaml: line 1, column 3: a key must be a word, not a list or a mapping.",
    b"just a sentence\n": "places.yaml: must hold one list named places, and nothing else.",
    b"plases: []\n": "places.yaml: must hold one list named places, and nothing else.",
}


@pytest.mark.parametrize(("raw", "sentence"), UNREADABLE.items(), ids=[str(n) for n in range(len(UNREADABLE))])
def test_a_file_that_cannot_be_read_is_named(folder: Path, raw: bytes, sentence: str) -> None:
    (folder / "places.yaml").write_bytes(raw)
    assert problems(folder)[0] == sentence


def test_a_byte_order_mark_is_taken(folder: Path) -> None:
    (folder / "places.yaml").write_bytes(b"\xef\xbb\xbf" + FILES["places.yaml"].encode())
    assert read(folder).places


def test_files_that_are_missing_folders_or_strangers_are_named(folder: Path) -> None:
    (folder / "signatures.yaml").unlink()
    (folder / "memberships.yaml").unlink()
    (folder / "memberships.yaml").mkdir()
    (folder / "organisation.yaml").write_text("organisations: []\n")
    (folder / "notes.txt").write_text("not read")
    assert problems(folder) == [
        "organisation.yaml: this is not a file of the content; did you mean “organisations.yaml”?",
        "signatures.yaml: the file is missing.",
        "memberships.yaml: this is not a file.",
    ]


def test_a_file_whose_name_is_no_text_is_named(folder: Path) -> None:
    (folder / os.fsdecode(b"\xff.yaml")).touch()
    assert problems(folder) == ["\\udcff.yaml: this is not a file of the content."]


@pytest.mark.parametrize("reader", [read, digest])
def test_a_folder_that_is_none_is_named(tmp_path: Path, reader: Callable[[Path], object]) -> None:
    (tmp_path / "file").write_text("no folder")
    for folder in (tmp_path / "nowhere", tmp_path / "file"):
        with pytest.raises(ContentError, match="this is not a folder with the content's files"):
            reader(folder)


def test_a_folder_without_measures_is_named(folder: Path) -> None:
    (folder / "measures/norway.yaml").unlink()
    assert "measures: there is no file with measures in this folder." in problems(folder)


def test_the_digest_changes_with_any_byte_and_any_name(folder: Path) -> None:
    before = digest(folder)
    (folder / "measures/norway.yaml").rename(folder / "measures/norge.yaml")
    renamed = digest(folder)
    (folder / "places.yaml").write_text(FILES["places.yaml"] + "\n", encoding="utf-8")
    assert len({before, renamed, digest(folder)}) == 3


def read_or_refused(folder: Path) -> None:
    """Read a folder; any other error than a refusal in sentences fails the test."""
    with contextlib.suppress(ContentError):
        assert isinstance(read(folder), Content)


QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@QUICK
@given(st.sampled_from(sorted(FILES)), st.binary(max_size=300))
@example("places.yaml", b"places: [" + b"{id: &a [*a]}," * 5 + b"]")
@example("places.yaml", b"places: \n  - {id: 9999999999999999999999999, latitude: .inf, longitude: -.nan}")
@example("schemes.yaml", b'schemes: [{id: "\\ud800"}]')
@example("measures/norway.yaml", b"measures: [null, [], {}, {id: []}, {id: {}}, 7]")
def test_any_bytes_as_a_file_are_read_or_refused(folder: Path, name: str, raw: bytes) -> None:
    (folder / name).write_bytes(raw)
    read_or_refused(folder)
    (folder / name).write_text(FILES[name], encoding="utf-8")


YAML = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.dates().map(str),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@QUICK
@given(st.data())
def test_any_value_in_any_field_is_read_or_refused(folder: Path, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(FILES)))
    held = yaml.safe_load(FILES[name])
    _replace_somewhere(held, data)
    (folder / name).write_text(yaml.safe_dump(held, allow_unicode=True), encoding="utf-8")
    read_or_refused(folder)
    (folder / name).write_text(FILES[name], encoding="utf-8")


def _replace_somewhere(held: Any, data: st.DataObject) -> None:
    """Replace, remove or add one value at any depth."""
    while True:
        keys = list(held) if isinstance(held, dict) else list(range(len(held)))
        if not keys:
            return
        key = data.draw(st.sampled_from(keys))
        inner = held[key]
        if isinstance(inner, dict | list) and inner and data.draw(st.integers(0, 4)):
            held = inner
            continue
        held[key] = data.draw(YAML)
        return


@QUICK
@given(st.text(max_size=60))
@example("NO")
@example("=")
@example("<<")
@example("12:30")
@example("2023-02-30")
@example("0x1F")
def test_text_in_quotes_is_read_as_it_stands(folder: Path, text: str) -> None:
    """Whatever a YAML writer makes of a text, this reader reads it back, or refuses it in a sentence."""
    written = yaml.safe_dump({"memberships": [{"note": text}]})
    (folder / "memberships.yaml").write_text(written, encoding="utf-8")
    _, data, found = load(folder, "memberships.yaml")
    assert found or data == {"memberships": [{"note": text}]}
    assert not found or data is None
