"""All the rooms of the house: which blueprints the app has."""

from flask import Flask

from portal.opendata import api, badge, feeds, files, machines, watch
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
        certificates,
        about,
        api,
        badge,
        feeds,
        files,
        machines,
        watch,
    ):
        app.register_blueprint(room.blueprint)
