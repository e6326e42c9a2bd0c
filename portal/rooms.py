"""All the rooms of the house: which blueprints the app has."""

from flask import Flask

from portal.opendata import feeds, files, machines
from portal.pages import (
    about,
    batch,
    certificates,
    firms,
    gatherings,
    home,
    measures,
    organisations,
    schemes,
    search,
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
        batch,
        certificates,
        about,
        feeds,
        files,
        machines,
    ):
        app.register_blueprint(room.blueprint)
