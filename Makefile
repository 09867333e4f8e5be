# Every target is a line or two: it calls, it doesn't compute. Needs Python 3.11+, and pulumi or Go 1.26+.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.PHONY: up preview destroy simulate test bench lint docs ready ready-to-test env clean help

PYTHON ?= python3
BIN := .venv/bin
PULUMI = exports="$$($(PYTHON) engine/environment.py)" && eval "$$exports" && pulumi --non-interactive

help: ## what there is
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

up: ready ## the dev stack, up on the local Azure
	@$(PULUMI) up --stack dev --yes --skip-preview

preview: ready ## what `make up` would do
	@$(PULUMI) preview --stack dev

destroy: ready ## remove the dev stack's machines; registrations stay
	@$(PULUMI) destroy --stack dev --yes --skip-preview

simulate: up ## the dev stack lives through a year of patch Tuesdays, month by month; then a report
	@exports="$$($(PYTHON) engine/environment.py)" && eval "$$exports" && $(BIN)/python examples/year/simulate.py

test: ready-to-test ## every test, the real engine included
	@$(BIN)/pytest -n 2 --dist loadfile

bench: ready-to-test ## what takes how long: start, check, preview, changes to a fleet, status, a year of patching
	@$(BIN)/python benchmarks/start_up.py
	@$(BIN)/python benchmarks/check_state.py
	@$(BIN)/python benchmarks/preview_aliases.py
	@$(BIN)/python benchmarks/preview_size.py
	@$(BIN)/python benchmarks/pack_preview.py
	@$(BIN)/python benchmarks/fleet_of_200.py
	@$(BIN)/python benchmarks/status_1000.py
	@$(BIN)/python benchmarks/year_of_patching.py

lint: ready-to-test ## types, style, layers
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/mypy && $(BIN)/mypy tests release engine/*.py examples/python/*.py examples/year/*.py __main__.py
	@$(BIN)/lint-imports --no-cache

docs: ready-to-test ## write the generated pages and parts of pages
	@$(BIN)/python -m tests.errors.page
	@$(BIN)/python -m tests.policies.pages.page
	@$(BIN)/python -m local_azure.coverage docs/emulator.md
	@$(BIN)/python -m azure_hotpatch_operations.command_pages docs/commands
	@$(BIN)/python -m tests.components.component_pages
	@$(BIN)/python -m tests.schema.golden

env: ## exports for plain `pulumi` commands: eval "$(make -s env)"
	@$(PYTHON) engine/environment.py

clean: ## remove .local and .venv; refuses while a stack there has resources outside the local Azure
	@$(PYTHON) engine/clean.py

ready: .venv/up engine
	@$(BIN)/local-azure start
	@$(BIN)/python -m local_azure.azure_native install --pulumi-home .local/pulumi
	@$(PULUMI) stack select --create dev

ready-to-test: .venv/test engine

.PHONY: engine
engine: .venv/up
	@$(PYTHON) engine/install.py

.venv/up: requirements.txt */pyproject.toml policies/hotpatch/pyproject.toml
	@$(PYTHON) engine/prerequisites.py
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --upgrade pip
	@echo "Installing Python packages into .venv (about a minute)"
	@$(BIN)/pip install --quiet -r requirements.txt -e ./policies/hotpatch -e ./operations -e ./emulator
	@touch $@

.venv/test: .venv/up tests/requirements.txt release/requirements.txt
	@$(BIN)/pip install --quiet -r tests/requirements.txt
	@touch $@
