"""Settings are read once; a bad value is refused with a sentence."""

from datetime import date
from pathlib import Path

import pytest

from portal.settings import BadSettingError, Settings


def test_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings.from_environment({})
    assert settings.instance == tmp_path / "instance"
    assert settings.database_url == f"sqlite:///{tmp_path}/instance/portal.db"
    assert (settings.base_url, settings.contact, settings.today, settings.testing) == (None, None, None, False)


def test_the_secret_key_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    environment = {"PORTAL_INSTANCE": str(tmp_path)}
    first = Settings.from_environment(environment).secret_key
    assert len(first) >= 64
    assert Settings.from_environment(environment).secret_key == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["secret_key"]


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PORTAL_DATABASE_URL", "mysql://x", "PORTAL_DATABASE_URL takes sqlite:///… or postgresql+psycopg://…."),
        (
            "PORTAL_BASE_URL",
            "example.org",
            "PORTAL_BASE_URL takes an address like https://example.org, not 'example.org'.",
        ),
        (
            "PORTAL_KEPT_A_DAY",
            "-1",
            "PORTAL_KEPT_A_DAY takes a whole number from 0 to 9999999, not '-1'.",
        ),
        ("PORTAL_CONTACT", "no mailbox", "PORTAL_CONTACT takes a mailbox like post@example.org, not 'no mailbox'."),
        (
            "PORTAL_TODAY",
            "2026-01-01",
            "PORTAL_TODAY sets the clock and is for tests only: it needs PORTAL_TESTING=1.",
        ),
    ],
)
def test_a_bad_value_is_refused(tmp_path: Path, name: str, value: str, sentence: str) -> None:
    with pytest.raises(BadSettingError) as refused:
        Settings.from_environment({"PORTAL_INSTANCE": str(tmp_path), name: value})
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"PORTAL_SEARCH": "sphinx"}, "PORTAL_SEARCH takes whoosh or postgresql, not 'sphinx'."),
        (
            {"PORTAL_SEARCH": "postgresql"},
            (
                "PORTAL_SEARCH=postgresql needs a PostgreSQL database: PORTAL_SEARCH_URL or PORTAL_DATABASE_URL as "
                "postgresql+psycopg://…."
            ),
        ),
        (
            {"PORTAL_SEARCH": "postgresql", "PORTAL_SEARCH_URL": "sqlite:///x"},
            "PORTAL_SEARCH_URL takes postgresql+psycopg://….",
        ),
        (
            {"PORTAL_SEARCH_URL": "postgresql+psycopg://x/y"},
            "PORTAL_SEARCH_URL names the database of PORTAL_SEARCH=postgresql, which is not set.",
        ),
    ],
)
def test_a_search_that_cannot_be_is_refused(tmp_path: Path, environment: dict[str, str], sentence: str) -> None:
    with pytest.raises(BadSettingError) as refused:
        Settings.from_environment({"PORTAL_INSTANCE": str(tmp_path)} | environment)
    assert str(refused.value) == sentence


def test_the_search_index_lies_in_a_folder_or_in_a_database(tmp_path: Path) -> None:
    own, other = "postgresql+psycopg://portal@/register", "postgresql+psycopg://portal@/search"
    found = [
        Settings.from_environment({"PORTAL_INSTANCE": str(tmp_path), "PORTAL_DATABASE_URL": own} | environment)
        for environment in (
            {},
            {"PORTAL_SEARCH": "whoosh"},
            {"PORTAL_SEARCH": "postgresql"},
            {"PORTAL_SEARCH": "postgresql", "PORTAL_SEARCH_URL": other},
        )
    ]
    assert [one.search_url for one in found] == [None, None, own, other]
    assert [Settings.from_environment(one.environment()) for one in found] == found


def test_the_clock_can_be_fixed_in_tests(tmp_path: Path) -> None:
    environment = {"PORTAL_INSTANCE": str(tmp_path), "PORTAL_TESTING": "1", "PORTAL_TODAY": "2026-11-22"}
    assert Settings.from_environment(environment).today == date(2026, 11, 22)
    with pytest.raises(BadSettingError, match="PORTAL_TODAY takes a day"):
        Settings.from_environment(environment | {"PORTAL_TODAY": "31-02-2026"})
