"""The `portal` command line: what an operator does. Exit 0: done; 1: refused, with a sentence; 2: wrong usage."""

import json
import os
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path

import click

from portal import decisions, demo, inspecting, reindex
from portal.commands import certificates, keys, statements
from portal.commands import log as log_commands
from portal.commands.base import follow, ready_store, refuse, settings_of
from portal.evidence import checkpoints
from portal.register import content, log, seeding, state
from portal.settings import DATABASE_FILE, Settings
from portal.store import DatabaseError, NoWayUpError, Store
from search_index.entry import IndexBusyError

DATA = Path(__file__).parent.parent.parent / "data"
DEFAULT_PORT = "8000"


class Sentences(click.Group):
    """Turns what an operator can mend into one sentence and exit code 1."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except DatabaseError as error:
            refuse(f"The database failed: {str(error).partition(chr(10))[0]}")
        except (NoWayUpError, IndexBusyError) as error:
            refuse(str(error))
        except OSError as error:
            refuse(f"{error.filename}: {error.strerror}." if error.filename and error.strerror else str(error))


@click.group(cls=Sentences)
def main() -> None:
    """Run and look after the portal of inclusive employers."""


@main.command()
def init() -> None:
    """Make the database, or bring it to the newest form; what is in it stays."""
    settings = settings_of()
    store = Store(settings.database_url)
    store.create()
    with decisions.sealed(settings, store) as (session, _):
        log.begin(session)
    click.echo(f"The database is ready in {settings.instance}.")


@main.command()
@click.option("--from", "folder", type=click.Path(path_type=Path), default=DATA, help="The folder with the content.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def seed(folder: Path, as_json: bool) -> None:
    """Load the content from its files, all of it or nothing. Repeatable: a second run changes nothing."""
    settings = settings_of()
    store = ready_store(settings)
    try:
        with store.reading() as session:
            if seeding.is_current(session, content.digest(folder)):
                click.echo("{}" if as_json else "The content is up to date.")
                return
        read = content.read(folder)
        with decisions.sealed(settings, store) as (session, now):
            seeded = seeding.seed(session, read, now)
    except (content.ContentError, seeding.SeedingError) as error:
        refuse(str(error))
    follow(settings, store)
    if as_json:
        click.echo(json.dumps(asdict(seeded)))
    else:
        click.echo(_sentence(asdict(seeded)))


def _sentence(seeded: Mapping[str, object]) -> str:
    return "Loaded: " + ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in seeded.items()) + "."


for group in (certificates.certificate, log_commands.group, keys.group, statements.statement):
    main.add_command(group)


@main.group()
def index() -> None:
    """Look after the search index."""


@index.command()
def rebuild() -> None:
    """Build the index anew from the database and swap it in, while searches go on."""
    settings = settings_of()
    started = time.monotonic()
    count = reindex.rebuild(settings, ready_store(settings))
    click.echo(f"The search index holds {count} entries ({time.monotonic() - started:.1f} s).")


@index.command()
@click.option("--no-wait", is_flag=True, help="Leave it to whoever is at it already.")
def update(*, no_wait: bool) -> None:
    """Put into the index what has changed; build it anew where it is missing, damaged or of another day."""
    settings = settings_of()
    try:
        count = reindex.update(settings, ready_store(settings), wait=0 if no_wait else 60)
    except IndexBusyError:
        if not no_wait:
            raise
        click.echo("Another process is writing the search index.")
        return
    click.echo("The search index is up to date." if count is None else f"The search index holds {count} entries.")


@index.command()
@click.option("--repair", is_flag=True, help="Make the index say what the database says.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.pass_context
def check(context: click.Context, *, repair: bool, as_json: bool) -> None:
    """Compare the index with the database and name what differs. Exit 0: they are equal; 1: they are not."""
    settings = settings_of()
    store = ready_store(settings)
    found = inspecting.inspect(settings, store)
    done = inspecting.repair(settings, store, found) if repair and not found.equal else ""
    after = inspecting.inspect(settings, store) if done else found
    if as_json:
        click.echo(json.dumps({"equal": after.equal, "repaired": done, "found": asdict(found)}))
    else:
        equal = f"The index says what the database says: {after.entries} entries." if after.equal else ""
        click.echo("\n".join(line for line in (*found.sentences, done, equal) if line))
    context.exit(0 if after.equal else 1)


@main.command(name="demo")
@click.option("--firms", type=click.IntRange(1, 1_000_000), required=True, help="How many firms.")
@click.option("--seed", "number", type=int, default=1, show_default=True, help="Another number, another register.")
def make_demo(firms: int, number: int) -> None:
    """Make a fictional register for trials and load tests, in a database of its own; every page says so."""
    settings = _own_settings(settings_of())
    store = Store(settings.database_url)
    store.create()
    with store.reading() as session:
        if not state.is_fictional(session) and not state.is_empty(session):
            refuse("This database holds a real register. Give the demo one of its own: PORTAL_INSTANCE=some-folder")
    checkpoints.forget(settings.instance)
    with decisions.sealed(settings, store) as (session, now):
        demo.fill(session, content.read(DATA), firms, number, now)
    count = reindex.rebuild(settings, store)
    click.echo(f"A fictional register with {firms} firms is ready ({count} entries in the index). Look at it with:")
    click.echo(f"  PORTAL_INSTANCE={settings.instance} portal serve")


def _own_settings(settings: Settings) -> Settings:
    """Give the settings for a demo: where the operator named no folder for it, one beside the real register's index."""
    if "PORTAL_INSTANCE" in os.environ:
        return settings
    folder = settings.instance / "demo"
    folder.mkdir(exist_ok=True)
    url = os.environ.get("PORTAL_DATABASE_URL") or f"sqlite:///{folder / DATABASE_FILE}"
    return replace(settings, instance=folder, database_url=url)


@main.command()
@click.option("--port", default=lambda: os.environ.get("PORT", DEFAULT_PORT), help="The port to answer on.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to answer on.")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
def serve(port: str, host: str, workers: int) -> None:
    """Answer visitors with gunicorn until stopped."""
    if not port.isascii() or not port.isdecimal() or not 0 < int(port) < 65536:
        refuse(f"PORT takes a number from 1 to 65535, not {port!r}.")
    settings = settings_of()
    store = ready_store(settings)
    _make_searchable(settings, store)
    store.close()
    click.echo(f"The portal answers on http://{host}:{port} (Ctrl-C stops it).")
    sys.stdout.flush()
    gunicorn = Path(sys.executable).with_name("gunicorn")
    arguments = ("--bind", f"{host}:{port}", "--workers", str(workers), "--threads", "4", "--preload")
    # Nothing about visitors is written down: the addresses of odd requests are logged below "error". A question is
    # at most 200 characters long, but its address may be far longer.
    quiet = ("--no-control-socket", "--log-level", "error", "--limit-request-line", "8190")
    os.execv(gunicorn, (str(gunicorn), *arguments, *quiet, "wsgi:app"))  # noqa: S606 - our own program, no shell


def _make_searchable(settings: Settings, store: Store) -> None:
    """Have an index before the first visitor comes. Where there can be none, visitors are answered without."""
    try:
        if not (reindex.is_whole(settings) and reindex.is_current(settings, store)):
            click.echo("→ Search index")
            reindex.update(settings, store)
    except (IndexBusyError, OSError) as error:
        click.echo(f"The search index could not be brought up to date: {error}", err=True)
