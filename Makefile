# `make` lists what there is to do. Python 3.11 or newer is all that has to be there beforehand.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
DEMO := build/demo.db
# The locks name no index, and say what they come from as `make lock`, not as a path.
COMPILE = $(BIN)/uv pip compile pyproject.toml --quiet --universal --generate-hashes \
	--python-version 3.11 --custom-compile-command 'make lock'

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test check format docs bench lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' Makefile

demo: $(VENV)/.installed ## the nine tables of the report, out of a fresh demonstration log
	@mkdir -p build && rm -f $(DEMO) $(DEMO)-shm $(DEMO)-wal
	$(BIN)/journey --database sqlite:///$(DEMO) demo

test: $(VENV)/.developing ## every test, on SQLite and on a PostgreSQL of its own
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal

check: $(VENV)/.developing ## format, lint, types, and the directions of imports
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.developing ## put the code in its usual shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(VENV)/.developing ## make the parts of docs/ again that follow from the code
	$(BIN)/python -m docs.build

bench: $(VENV)/.developing ## speed and memory at growing numbers of events
	$(BIN)/python -m benchmarks.run
	$(BIN)/python -m benchmarks.sealed

lock: $(VENV)/.developing ## resolve the dependencies again; UPGRADE=--upgrade for newer versions
	$(COMPILE) $(UPGRADE) --group build --output-file requirements.lock
	$(COMPILE) $(UPGRADE) --group dev --constraints requirements.lock \
		--output-file requirements-dev.lock

clean: ## remove everything that make made
	rm -rf $(VENV) build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache

# An environment is brought up to date only when its lock, or the project's own metadata, changed.

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and \
		"journey needs Python 3.11 or newer; name one with: make PYTHON=python3.x")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.lock pyproject.toml | $(BIN)/python
	$(PIP) install --quiet --require-hashes --requirement requirements.lock
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q journey cli migrations
	@touch $@

$(VENV)/.developing: requirements-dev.lock $(VENV)/.installed
	$(PIP) install --quiet --require-hashes --requirement requirements-dev.lock
	@touch $@
