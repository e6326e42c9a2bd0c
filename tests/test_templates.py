"""The templates: each compiles, is used, and imports only what it uses; a part is one macro of the file's name."""

import re
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment, nodes

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "portal" / "templates"
TEMPLATES = sorted(FOLDER.rglob("*.html"))
CREDITS = {"Kartverket", "CC", "BY", "Belgium", "Geographic", "Data", "MIT", "НСИ", "ЕКАТТЕ"}
"""Names in credit lines that licences ask for: the same in every language."""
ENVIRONMENT = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)


def tree(template: Path) -> nodes.Template:
    """Read a template."""
    return ENVIRONMENT.parse(template.read_text("utf-8"))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: str(file.relative_to(FOLDER)))
def test_compiles(site: Flask, template: Path) -> None:
    name = str(template.relative_to(FOLDER))
    assert site.jinja_env.get_template(name).name == name


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: str(file.relative_to(FOLDER)))
def test_uses_what_it_imports(template: Path) -> None:
    read = tree(template)
    imported = {
        name if isinstance(name, str) else name[1] for found in read.find_all(nodes.FromImport) for name in found.names
    }
    used = {name.name for name in read.find_all(nodes.Name) if name.ctx == "load"}
    assert imported - used == set()


def test_a_part_is_one_macro_of_its_name() -> None:
    """What else stands in its file serves it alone: nothing but the macro of the file's name is imported."""
    imported = [(found.template, found.names) for file in TEMPLATES for found in tree(file).find_all(nodes.FromImport)]
    wrong = [
        (template.value, names)
        for template, names in imported
        if isinstance(template, nodes.Const) and names != [Path(str(template.value)).stem]
    ]
    assert wrong == []


def test_every_template_is_used() -> None:
    said = " ".join(file.read_text("utf-8") for file in [*TEMPLATES, *(ROOT / "portal").rglob("*.py")])
    names = set(re.findall(r"[\"']([\w/.-]+\.html)[\"']", said))
    assert {str(template.relative_to(FOLDER)) for template in TEMPLATES} - names == set()


def test_no_template_holds_a_bare_word() -> None:
    """Every word that a template says itself goes through the translation."""
    bare = {
        str(template.relative_to(FOLDER)): found
        for template in TEMPLATES
        if (found := set(re.findall(r"[^\W\d_]{2,}", said_by(template.read_text("utf-8")))) - CREDITS)
    }
    assert bare == {}


def said_by(source: str) -> str:
    """Give what a template says to people without asking for a translation: its text and its telling attributes."""
    markup = re.sub(r"\{%-?\s*trans\b.*?endtrans\s*-?%\}", "", source, flags=re.DOTALL)
    markup = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<!--.*?-->", "", markup, flags=re.DOTALL)
    markup = re.sub(r"<(script|style)\b.*?</\1>", "", markup, flags=re.DOTALL)
    attributes = re.findall(r'\b(?:alt|aria-label|placeholder|title)="([^"]*)"', markup)
    return re.sub(r"&\w+;|<[^>]*>", " ", markup) + " ".join(attributes)
