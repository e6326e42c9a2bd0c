"""The settings: one frozen, typed object, read once from the environment. A bad value is refused with a sentence."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from urllib.parse import urlsplit

DATABASE_FILE = "portal.db"
_POSTGRESQL = "postgresql+psycopg://"


class BadSettingError(ValueError):
    """A setting has a value that it cannot take; the message names both."""


@dataclass(frozen=True)
class Settings:
    """What the operator decides. Defaults fit for production."""

    instance: Path
    """The folder for database, index and keys."""
    database_url: str
    secret_key: str
    """For sessions of the register's own people; no page of a visitor has one."""
    base_url: str | None = None
    """Scheme and host for absolute links, without a slash at the end; None: as the request says."""
    contact: str | None = None
    """The operator's shared mailbox, shown where a visitor can report an error."""
    today: date | None = None
    """A fixed clock, for tests only."""
    testing: bool = False
    search_url: str | None = None
    """The PostgreSQL database that holds the search index; None: it lies in `index_folder`."""
    kept_a_day: int = 10_000
    """Verdicts that visitors can have kept in 24 hours: each takes some 2 kB and 64 kB at most, for ever."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Read the settings; make the instance folder and the secret key where they are missing.

        Raises `BadSettingError` with a sentence that names the setting and what it takes.
        """
        instance = Path(environment.get("PORTAL_INSTANCE") or "instance").absolute()
        try:
            instance.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BadSettingError(
                f"PORTAL_INSTANCE takes a folder that can be written; {instance}: {error.strerror}."
            ) from None
        testing = environment.get("PORTAL_TESTING") == "1"
        database_url = _database_url(environment.get("PORTAL_DATABASE_URL"), instance)
        return cls(
            instance=instance,
            database_url=database_url,
            secret_key=environment.get("PORTAL_SECRET_KEY") or _kept_secret(instance / "secret_key"),
            base_url=_base_url(environment.get("PORTAL_BASE_URL")),
            contact=_contact(environment.get("PORTAL_CONTACT")),
            today=_today(environment.get("PORTAL_TODAY"), testing=testing),
            testing=testing,
            search_url=_search_url(
                environment.get("PORTAL_SEARCH"), environment.get("PORTAL_SEARCH_URL"), database_url
            ),
            kept_a_day=_kept_a_day(environment.get("PORTAL_KEPT_A_DAY")),
        )

    def environment(self) -> dict[str, str]:
        """Give the environment that these settings are read from, for a program that is started."""
        return {
            "PORTAL_INSTANCE": str(self.instance),
            "PORTAL_DATABASE_URL": self.database_url,
            "PORTAL_SECRET_KEY": self.secret_key,
            "PORTAL_BASE_URL": self.base_url or "",
            "PORTAL_CONTACT": self.contact or "",
            "PORTAL_TODAY": self.today.isoformat() if self.today else "",
            "PORTAL_SEARCH": "postgresql" if self.search_url else "",
            "PORTAL_SEARCH_URL": self.search_url or "",
            "PORTAL_KEPT_A_DAY": str(self.kept_a_day),
            "PORTAL_TESTING": "1" if self.testing or self.today else "",
        }

    @property
    def host(self) -> str | None:
        """The portal's own host; None: whatever the request says."""
        return urlsplit(self.base_url).netloc if self.base_url else None

    def now(self) -> datetime:
        """Give this instant, in UTC; noon of the fixed day where the clock is fixed."""
        return datetime.combine(self.today, time(12), UTC) if self.today else datetime.now(UTC)

    @property
    def index_folder(self) -> Path:
        """The folder that holds the search index."""
        return self.instance / "index"


def _database_url(value: str | None, instance: Path) -> str:
    if not value:
        return f"sqlite:///{instance / DATABASE_FILE}"
    if not value.startswith(("sqlite:///", _POSTGRESQL)):
        raise BadSettingError("PORTAL_DATABASE_URL takes sqlite:///… or postgresql+psycopg://….")
    return value


def _search_url(engine: str | None, value: str | None, database_url: str) -> str | None:
    """Give the database of the search index: the named one, or the register's own; None for the index in a folder."""
    if engine not in (None, "", "whoosh", "postgresql"):
        raise BadSettingError(f"PORTAL_SEARCH takes whoosh or postgresql, not {engine!r}.")
    if engine != "postgresql":
        if value:
            raise BadSettingError("PORTAL_SEARCH_URL names the database of PORTAL_SEARCH=postgresql, which is not set.")
        return None
    if value and not value.startswith(_POSTGRESQL):
        raise BadSettingError("PORTAL_SEARCH_URL takes postgresql+psycopg://….")
    if not value and not database_url.startswith(_POSTGRESQL):
        raise BadSettingError(
            "PORTAL_SEARCH=postgresql needs a PostgreSQL database: PORTAL_SEARCH_URL or PORTAL_DATABASE_URL as "
            "postgresql+psycopg://…."
        )
    return value or database_url


def _base_url(value: str | None) -> str | None:
    if not value:
        return None
    if not re.fullmatch(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?/?", value):
        raise BadSettingError(f"PORTAL_BASE_URL takes an address like https://example.org, not {value!r}.")
    return value.rstrip("/")


def _contact(value: str | None) -> str | None:
    if value and not re.fullmatch(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", value):
        raise BadSettingError(f"PORTAL_CONTACT takes a mailbox like post@example.org, not {value!r}.")
    return value or None


def _kept_a_day(value: str | None) -> int:
    if value and not re.fullmatch(r"[0-9]{1,7}", value):
        raise BadSettingError(f"PORTAL_KEPT_A_DAY takes a whole number from 0 to 9999999, not {value!r}.")
    return int(value) if value else Settings.kept_a_day


def _today(value: str | None, *, testing: bool) -> date | None:
    if not value:
        return None
    if not testing:
        raise BadSettingError("PORTAL_TODAY sets the clock and is for tests only: it needs PORTAL_TESTING=1.")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise BadSettingError(f"PORTAL_TODAY takes a day like 2026-11-22, not {value!r}.") from None


def _kept_secret(file: Path) -> str:
    """Read the secret key, or make it with access for its owner alone. Two first starts agree on one key."""
    if not file.exists():
        own = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
        with os.fdopen(os.open(own, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as new:
            new.write(secrets.token_urlsafe(48))
        try:
            os.link(own, file)  # whole or not at all, and only the first of two
        except FileExistsError:
            pass
        finally:
            own.unlink()
    return file.read_text("ascii").strip()
