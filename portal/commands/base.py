"""What every command needs: the settings, a store that is ready, and a way to refuse."""

import os
import sys
from typing import NoReturn

import click

from portal import engine, reindex
from portal.settings import BadSettingError, Settings
from portal.store import Store
from search_index.entry import IndexBusyError


def settings_of() -> Settings:
    """Give the settings of the environment, or refuse with what is wrong with them."""
    try:
        return Settings.from_environment(os.environ)
    except (BadSettingError, OSError) as error:
        refuse(str(error))


def ready_store(settings: Settings) -> Store:
    """Give the store, or refuse where it does not answer or is of another form."""
    store = Store(settings.database_url)
    if not store.answers():
        refuse("The database does not answer. Check PORTAL_DATABASE_URL.")
    if not store.is_current():
        refuse("The database is not ready. Run: portal init")
    return store


def follow(settings: Settings, store: Store) -> None:
    """Have what was written found at once, where there is an index. What was written stays whatever comes of it."""
    try:
        if engine.keeping(settings).exists():
            reindex.update(settings, store)
    except (IndexBusyError, OSError) as error:
        click.echo(f"The search index follows later: {error}", err=True)


def refuse(sentence: str) -> NoReturn:
    """End with a sentence and exit code 1."""
    click.echo(sentence, err=True)
    sys.exit(1)
