# Everything runs through uv; the tools of a target are installed when it is first used.
# Plain `make` checks all that a change must keep.

CHECK := uv run --group check
PY := src tests tools benchmarks

.DEFAULT_GOAL := all
.PHONY: all help format-check lint types contracts lock docs test referee bench live format accept bare report clean

all: format-check lint types contracts lock docs test  ## format check, lint, strict types, contracts, lock, docs, tests

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

format-check:  ## is the code formatted?
	$(CHECK) ruff format --check $(PY)

lint:  ## style, clocks, prints, blind excepts
	$(CHECK) ruff check $(PY)

types:  ## strict types
	$(CHECK) mypy

contracts:  ## who may import whom
	$(CHECK) lint-imports --no-logo

lock:  ## does the lock file fit pyproject.toml?
	uv lock --check

docs:  ## are the generated parts of the documents fresh?
	uv run python tools/docs.py check

test:  ## all tests
	uv run pytest

referee:  ## all tests, with pandas and statsmodels as referees
	uv run --group referee pytest

bench:  ## measure speed beside the referees, answers compared first; writes docs/benchmarks.md
	uv run --group referee python tools/bench.py write

live:  ## ask the real publishers (needs a network)
	uv run pytest -m live tests/live

format:  ## format the code and sort its imports
	$(CHECK) ruff check --fix --select I $(PY)
	$(CHECK) ruff format $(PY)

accept:  ## rewrite the generated documents; read the diff, do not trust it
	uv run python tools/docs.py write

bare:  ## build the wheel and use it with no development package at all
	uv run --isolated --no-dev --no-editable --directory /tmp --project $(CURDIR) ebb doctor
	uv run --isolated --no-dev --no-editable --directory /tmp --project $(CURDIR) ebb answer what

report:  ## write ebb-report.html
	uv run ebb report

clean:  ## remove caches and built files
	rm -rf dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache ebb-report.html
	find src tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
