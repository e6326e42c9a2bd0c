"""All the rooms of the house: which blueprints the app has."""

from flask import Flask

from portal.opendata import feeds, files, machines, statuses
from portal.pages import (
    about,
    certificates,
    firms,
    gatherings,
    home,
    measures,
    organisations,
    schemes,
    search,
    statements,
    suggestions,
    verification,
)


def install(app: Flask) -> None:
    """Open every room."""
    for room in (
        home,
        search,
        suggestions,
        firms,
        measures,
        organisations,
        schemes,
        gatherings,
        verification,
        statements,
        certificates,
        about,
        feeds,
        files,
        machines,
        statuses,
    ):
        app.register_blueprint(room.blueprint)
