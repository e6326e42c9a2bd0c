"""About the portal: what it is, accessibility, privacy, open data."""

from flask import Blueprint, render_template

from portal.access import public
from portal.repeats import repeatable

blueprint = Blueprint("about", __name__)


@blueprint.get("/<lang>/about")
@public
@repeatable
def page() -> str:
    """Say what the portal is, who it is for and where its facts come from."""
    return render_template("pages/about.html")


@blueprint.get("/<lang>/accessibility")
@public
@repeatable
def accessibility() -> str:
    """Say how accessible the portal is, and what to do when something is in the way."""
    return render_template("pages/accessibility.html")


@blueprint.get("/<lang>/privacy")
@public
@repeatable
def privacy() -> str:
    """Say what is stored about a visitor: nothing."""
    return render_template("pages/privacy.html")


@blueprint.get("/<lang>/data")
@public
@repeatable
def data() -> str:
    """Say what can be taken and reused, and on what terms."""
    return render_template("pages/data.html")
