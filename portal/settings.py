"""The settings: one frozen, typed object, read once from the environment. A bad value is refused with a sentence."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

DATABASE_FILE = "portal.db"


class BadSettingError(ValueError):
    """A setting has a value that it cannot take; the message names both."""


@dataclass(frozen=True)
class Settings:
    """What the operator decides. Defaults fit for production."""

    instance: Path
    """The folder for database, index and keys."""
    database_url: str
    secret_key: str
    base_url: str | None = None
    """Scheme and host for absolute links, without a slash at the end; None: as the request says."""
    contact: str | None = None
    """The operator's shared mailbox, shown where a visitor can report an error."""
    today: date | None = None
    """A fixed clock, for tests only."""
    testing: bool = False

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
        return cls(
            instance=instance,
            database_url=_database_url(environment.get("PORTAL_DATABASE_URL"), instance),
            secret_key=environment.get("PORTAL_SECRET_KEY") or _kept_secret(instance / "secret_key"),
            base_url=_base_url(environment.get("PORTAL_BASE_URL")),
            contact=_contact(environment.get("PORTAL_CONTACT")),
            today=_today(environment.get("PORTAL_TODAY"), testing=testing),
            testing=testing,
        )

    @property
    def index_folder(self) -> Path:
        """The folder that holds the search index."""
        return self.instance / "index"


def _database_url(value: str | None, instance: Path) -> str:
    if not value:
        return f"sqlite:///{instance / DATABASE_FILE}"
    if not value.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise BadSettingError("PORTAL_DATABASE_URL takes sqlite:///… or postgresql+psycopg://….")
    return value


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
