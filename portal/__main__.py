"""Runs the command line: `python -m portal`."""

from portal.commands import main

main(prog_name="portal")
