"""`portal keys`: the keys that sign, and a new one in the place of the one that signs now."""

import json

import click

from portal.commands.base import settings_of
from portal.evidence import checkpoints, keys, seals, trust


@click.group(name="keys")
def group() -> None:
    """Look after the keys that sign checkpoints and statements."""


@group.command()
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON: a JSON Web Key Set.")
def show(*, as_json: bool) -> None:
    """Show the public keys: the one that signs now first, then those that signed before."""
    settings = settings_of()
    held = keys.of(settings.instance, settings.host)
    if as_json:
        click.echo(json.dumps(trust.jwks(held, seals.of(settings.instance, settings.host))))
        return
    click.echo(f"The log is named {held.origin}.")
    for key in held.public:
        when = f"signed until {key['retired']}" if "retired" in key else "signs now"
        click.echo(f"{key['kid']}  {when}")
        click.echo(f"  {checkpoints.verifier_key(held.origin, key)}")


@group.command()
def rotate() -> None:
    """Make new keys that sign and seal from now on. What was signed before can still be checked."""
    settings = settings_of()
    held = keys.rotate(settings.instance, settings.now())
    seals.of(settings.instance, settings.host)
    seals.rotate(settings.instance, settings.now())
    click.echo(f"The key {held.kid} signs from now on; {len(held.public) - 1} signed before.")
