# Two commands: `make run` serves the portal, `make test` runs every test. `make help` lists the rest.

PORT ?= 8000
PYTHON ?= $(firstword $(foreach name,python3.11 python3.12 python3.13 python3,\
	$(if $(shell $(name) -c 'import sys; print("yes" if sys.version_info >= (3, 11) else "")' 2>/dev/null),$(name))))
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/uv pip install -q --python $(BIN)/python --require-hashes --compile-bytecode
LOCK := $(BIN)/uv pip compile -q --universal --python-version 3.11 --only-binary :all: --generate-hashes \
	--no-emit-index-url --no-header --no-annotate
# A developer's own settings, one PORTAL_…=… a line.
-include .env
export $(shell sed -n 's/^\(PORTAL_[A-Z_]*\)=.*/\1/p' .env 2>/dev/null)
INSTANCE := $(or $(PORTAL_INSTANCE),instance)
SEEDED := $(INSTANCE)/.seeded
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard translations/*/LC_MESSAGES/messages.po))

# The shell of `make`: install Debian packages where we may, otherwise say which command does.
define debian
	if [ "$$(id -u)" = 0 ]; then sudo=; elif sudo -n true 2>/dev/null; then sudo=sudo; else \
		echo "$(2) is missing. Install it with: sudo apt-get install -y --no-install-recommends $(1)" >&2; exit 1; fi; \
	echo "→ $(2): installing the Debian package $(1)"; $$sudo apt-get update -qq && \
	$$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $(1) >/dev/null
endef

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test machine lock translations styles format bench clean

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*## /make \1\t/p' $(MAKEFILE_LIST) | expand -t 20

run: $(VENV)/lemmas $(CATALOGUES) $(SEEDED)  ## set everything up and serve the portal on http://127.0.0.1:8000 (PORT=… for another port)
	@exec $(BIN)/portal serve --port $(PORT)

test: machine $(VENV)/tests-installed $(VENV)/lemmas $(CATALOGUES)  ## set up what the tests need and run all of them
	@$(BIN)/pytest -n 2 --dist worksteal

# The stamp speaks for the database beside it: without that file, or with a database elsewhere, nothing is left out.
ifneq ($(PORTAL_DATABASE_URL)$(if $(wildcard $(INSTANCE)/portal.db),,missing),)
.PHONY: $(SEEDED)
endif
$(SEEDED): $(VENV)/installed $(shell find data portal/migrations portal/register portal/tables -name '*.yaml' -o -name '*.py')
	@echo "→ Database" && $(BIN)/portal init
	@echo "→ Content" && $(BIN)/portal seed
	@touch $@

$(VENV)/created: requirements-setup.txt
	@test -n "$(PYTHON)" || { echo "The portal needs Python 3.11 or newer. None was found; name one with PYTHON=…" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { $(call debian,$$($(PYTHON) -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'),Python's venv); }
	@echo "→ Virtual environment in $(VENV), by $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV) && $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r $<
	@touch $@

$(VENV)/installed: $(VENV)/created requirements.txt pyproject.toml
	@echo "→ Packages of the portal"
	@$(INSTALL) -r requirements.txt && $(BIN)/uv pip install -q --python $(BIN)/python --offline --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/lemmas: search_index/language/lemmas.py | $(VENV)/installed
	@echo "→ Dictionaries of the search, once" && $(BIN)/python -m search_index.language.lemmas >/dev/null
	@touch $@

$(VENV)/tests-installed: $(VENV)/installed requirements-dev.txt
	@echo "→ Packages of the tests"
	@$(INSTALL) -r requirements-dev.txt
	@touch $@

machine:
	@command -v chromium >/dev/null || { $(call debian,chromium,Chromium); }
	@command -v pdfsig >/dev/null || { $(call debian,poppler-utils,Poppler); }
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || { $(call debian,postgresql,PostgreSQL); }

%.mo: %.po | $(VENV)/installed
	@echo "→ Catalogue $<" && $(BIN)/pybabel -q compile -i $< -o $@

lock: $(VENV)/created  ## choose the newest packages that fit and write the locks
	$(LOCK) --upgrade -o requirements-setup.txt requirements-setup.in
	$(LOCK) --upgrade -o requirements.txt requirements.in
	$(LOCK) --upgrade -o requirements-dev.txt requirements-dev.in

translations: $(VENV)/installed  ## bring the catalogues up to date with the code and the templates
	@$(BIN)/pybabel -q extract -F pyproject.toml -k N_ -w 120 --add-location file --sort-by-file --omit-header \
		-o translations/messages.pot .
	@for language in nb nl bg; do $(BIN)/pybabel -q update -i translations/messages.pot -d translations -w 120 \
		-l $$language --init-missing --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date || exit 1; done
	@$(MAKE) -s $$(ls translations/*/LC_MESSAGES/messages.po | sed 's/po$$/mo/')

BASE := base label validation-message
COMPONENTS := data-size-workaround button input field fieldset skip-link table breadcrumbs
styles:  ## put the components of the design system that the pages use into one file
	@cd portal/static && { echo "/* Made by \`make styles\` from vendor/designsystemet: the components that the pages use, unchanged. */"; \
		echo "@layer ds.theme, ds.base, ds.components;"; \
		echo "@layer ds.base {"; cat $(BASE:%=vendor/designsystemet/%.css); echo "}"; \
		echo "@layer ds.components {"; cat $(COMPONENTS:%=vendor/designsystemet/%.css); echo "}"; } > designsystem.css

format: $(VENV)/tests-installed  ## put the code in the house's form
	$(BIN)/ruff check --fix . && $(BIN)/ruff format .

bench: $(VENV)/tests-installed $(CATALOGUES)  ## measure the pages on 10,000 fictional firms
	$(BIN)/python -m tests.bench.pages

clean:  ## remove what make made, except the database
	rm -rf $(VENV) $(CATALOGUES) search_index/language/tries .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
