"""All the rooms of the house: which blueprints the app has."""

from flask import Flask

from portal.opendata import api, badge, feeds, files, keys, machines, statuses, watch
from portal.opendata import log as log_files
from portal.pages import (
    about,
    batch,
    certificates,
    firms,
    gatherings,
    home,
    log,
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
        batch,
        statements,
        certificates,
        log,
        about,
        api,
        badge,
        feeds,
        files,
        machines,
        log_files,
        keys,
        watch,
        statuses,
    ):
        app.register_blueprint(room.blueprint)
