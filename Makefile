# Two commands are all a newcomer needs: make demo, make test. Both set everything up by themselves.
# Mirrors, proxies and directories are settings: see service/local/README.md.

.DEFAULT_GOAL := help
.PHONY: help setup demo test bench mutants up check fmt lock clean

BIN := .venv/bin
STAMP := .venv/.setup-done
CONTROLPATH_CACHE ?= $(if $(XDG_CACHE_HOME),$(XDG_CACHE_HOME),$(HOME)/.cache)/controlpath
UV_VERSION := 0.13.8
# The first Python that is new enough; a name on the PATH may be a shim that does not work, so it is run.
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON := $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$name" -c '$(NEW_ENOUGH)' 2>/dev/null && { command -v "$$name"; break; }; done)
# uv of the machine where it is new enough, else a private one.
OWN_UV := $(CONTROLPATH_CACHE)/uv-$(UV_VERSION)
UV := $(shell uv --version 2>/dev/null | awk '{ split($$2, v, "."); if (v[1] > 0 || v[2] >= 13) print "uv" }')
UV := $(if $(UV),$(UV),$(OWN_UV)/bin/uv)
# Only PyPI is needed: uv would fetch an interpreter from elsewhere.
export UV_PYTHON_DOWNLOADS ?= never

help: ## Show this list.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(STAMP) ## Build .venv from uv.lock and fetch the Neo4j server, once.

$(STAMP): uv.lock pyproject.toml service/local/neo4j.lock | $(filter-out uv,$(UV))
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or newer found. Install one, with its venv module." >&2; exit 2; }
	$(UV) sync --locked --python "$(PYTHON)"
	$(BIN)/python -m service.local.jars
	$(BIN)/python -m service.local.aot
	@touch $@

$(OWN_UV)/bin/uv:
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or newer found. Install one, with its venv module." >&2; exit 2; }
	"$(PYTHON)" -m venv "$(OWN_UV)"
	"$(OWN_UV)/bin/pip" --quiet --disable-pip-version-check install "uv==$(UV_VERSION)"

demo: setup ## Load real filings and tell who owns whom, from the running service.
	$(BIN)/controlpath demo

test: setup ## Run the tests against a real Neo4j and a real Redis.
	$(BIN)/pytest

mutants: setup ## Change the pure packages in small ways, one at a time; print how many changes the tests notice.
	HYPOTHESIS_PROFILE=mutants $(UV) run --locked --group mutants mutmut run $(ONLY)
	$(UV) run --locked --group mutants mutmut export-cicd-stats
	@$(BIN)/python -c 'import json; s = json.load(open("mutants/mutmut-cicd-stats.json")); seen = s["killed"] + s["timeout"]; \
	tried = seen + s["survived"] + s["no_tests"] + s["suspicious"]; print(f"mutants: {seen} of {tried} noticed, {seen / max(1, tried):.1%}")'

bench: setup ## Measure both engines, as ratios (COMPANIES=100000, or 1000000). Exit 1 if a gate is missed.
	$(BIN)/python tests/bench/run.py

up: setup ## As demo, with the data kept, and everything stays up until Ctrl-C.
	$(BIN)/controlpath demo --stay

check: setup ## Format, lint, types, floors, and the contract of every query.
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m cypher check

fmt: setup ## Format, and mend what can be mended by itself.
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

lock: setup ## Renew uv.lock and the list of Neo4j's files (the latter needs Maven).
	$(UV) lock --upgrade
	$(BIN)/python -m service.local.relock

clean: ## Remove what was built here; data stays (controlpath down --wipe), downloads too.
	rm -rf .venv dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache mutants .coverage*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
