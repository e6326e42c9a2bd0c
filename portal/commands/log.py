"""`portal log`: the log is checked, written out, and made a register again."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

import click

from portal import decisions
from portal.commands.base import follow, ready_store, refuse, settings_of
from portal.evidence import checkpoints, keys
from portal.evidence.audits import Audit
from portal.register import log, rebuilding
from portal.register.auditing import Fault, Finding
from portal.settings import Settings

MOST: Final = 50
"""Findings, or organisations, that are named; the others are counted."""
_RESTORED: Final = (
    "Was an older backup restored? Then what was decided since is missing. Take no decision now, and keep the "
    "checkpoint: restore a newer backup, or rebuild the register from a full copy of the log. README, "
    "“After a backup was restored”, says how."
)


@click.group(name="log")
def group() -> None:
    """Look after the public log of all decisions."""


@group.command()
@click.option("--checkpoint", type=click.Path(path_type=Path), help="A checkpoint of this log, as it was published.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def verify(checkpoint: Path | None, *, as_json: bool) -> None:
    """Compute everything anew and name what was changed, the first entry first. Exit 0: nothing was; 1: something."""
    settings = settings_of()
    outside = _outside(settings, checkpoint)
    with ready_store(settings).reading(live=True) as session:
        audit = Audit(session, keys.of(settings.instance, settings.host), outside)
        found: list[Finding] = []
        more = 0
        for one in audit.findings():
            if len(found) < MOST:
                found.append(one)
            else:
                more += 1
    counted = f"{audit.entries} entries, {audit.checkpoints} checkpoints"
    if as_json:
        said = {"whole": not found, "entries": audit.entries, "checkpoints": audit.checkpoints}
        click.echo(json.dumps({**said, "findings": [asdict(one) for one in found], "more": more}, ensure_ascii=False))
    elif found:
        click.echo("\n".join(_sentences(found, more)))
    else:
        click.echo(f"The log is as it was signed: {counted}.")
    sys.exit(1 if found else 0)


def _sentences(found: Sequence[Finding], more: int) -> Iterator[str]:
    """Name what was found, and say what a missing end can mean besides a crime."""
    yield from (one.sentence for one in found)
    if more:
        yield f"And {more} more."
    if any(one.fault is Fault.CUT_OFF for one in found):
        yield _RESTORED


def _outside(settings: Settings, checkpoint: Path | None) -> Mapping[str, str]:
    """Give the checkpoints that are not in the database: the one that was named, and the one beside the keys."""
    found = {}
    if checkpoint:
        found[f"The checkpoint in {checkpoint}"] = checkpoint.read_text("utf-8", "replace")
    kept = checkpoints.kept(settings.instance)
    if kept is not None:
        found["The checkpoint beside the keys"] = kept
    return found


@group.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True), default="-")
def export(file: Path) -> None:
    """Write the whole log to FILE ("-": standard output), an entry a line, as /log/entries gives it."""
    with ready_store(settings_of()).reading(live=True) as session:
        lines = (f"{log.line(one)}\n" for one in log.everything(session))
        if str(file) == "-":
            sys.stdout.writelines(lines)
        else:
            with file.open("w", encoding="utf-8") as out:
                out.writelines(lines)


@group.command()
@click.option("--from", "file", required=True, help='Lines of JSON, as export writes them; "-": standard input.')
def rebuild(file: str) -> None:
    """Make certificates and decisions from the log alone, in a database that has none. All of it, or nothing."""
    settings = settings_of()
    store = ready_store(settings)
    try:
        with decisions.sealed(settings, store) as (session, now):
            made = rebuilding.rebuild(session, map(bytes.decode, decisions.lines_of(file)), now.date())
    except (rebuilding.NoLogError, UnicodeDecodeError) as error:
        refuse(str(error))
    follow(settings, store)
    click.echo(f"Made from the log: {made.entries} decisions of {made.certificates} certificates.")
    if made.unknown:
        named = ", ".join(made.unknown[:MOST]) + (f", and {len(made.unknown) - MOST} more" * (len(made.unknown) > MOST))
        click.echo(f"Not known here, and made as empty entries that are not shown: {named}.")
    click.echo(f"The hash of all entries is {made.root.hex()}.")
