# The pipeline's targets; `make` alone lists them.
SHELL := /bin/bash
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# What a process imports is compiled once, not at each start: half of what a start costs.
export PYTHONDONTWRITEBYTECODE =
# Nothing of the folder in which something is started is executed, by no child process either.
export PYTHONSAFEPATH := 1

.DEFAULT_GOAL := help

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*?## ' $(MAKEFILE_LIST) | awk -F ':.*?## ' '{printf "  make %-16s %s\n", $$1, $$2}'

# The installer is itself pinned by hash; it takes the system's certificates, as pip does.
$(STAMP): requirements-setup.lock requirements.lock
	@echo "→ virtual environment from the lock file"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || \
	  { echo "Python 3.11 is needed; name it with: make PYTHON=/path/to/python3.11"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-setup.lock
	@UV_SYSTEM_CERTS=true $(BIN)/uv pip sync --quiet --compile-bytecode --python $(BIN)/python --require-hashes requirements.lock requirements-setup.lock
	@echo "$(CURDIR)" > $$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/lang_son_reporting.pth
	@touch $@

$(BIN)/etl: Makefile $(STAMP)
	@printf '#!/bin/sh\nexport PYTHONSAFEPATH=1\nexec "%s/$(BIN)/python" -P -m etl.cli "$$@"\n' "$(CURDIR)" > $@ && chmod +x $@

.PHONY: setup
setup: $(STAMP) $(BIN)/etl ## make the virtual environment from the lock file

.PHONY: demo
demo: setup ## run the main job through Airflow on sample data
	@$(BIN)/python -P -m sample

.PHONY: up
up: setup ## start the live system (Airflow, desk) and print address and passwords
	@$(BIN)/etl up

.PHONY: desk
desk: setup ## start the desk alone, without Airflow
	@$(BIN)/etl desk

.PHONY: env
env: ## write .env with random secrets, for docker compose
	@$(PYTHON) docker/make-env

# Files of few tests are the longest (Airflow, histories): in the order of their names they come early.
.PHONY: test
test: setup system-packages check ## all checks and tests
	@ETL_CATALOGUE= $(BIN)/python -m pytest -q -n 2 --maxschedchunk 1
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder

.PHONY: check
check: setup lint types imports check-contracts ## formatting, lint, types, import rules, contracts

.PHONY: lint
lint: setup
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

.PHONY: types
types: setup
	@$(BIN)/mypy && $(BIN)/mypy -p benchmarks && $(BIN)/mypy docs/images/remake.py

.PHONY: imports
imports: setup
	@$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports

.PHONY: check-contracts
check-contracts: setup ## validate the data contracts and their examples
	@$(BIN)/python -m etl.contracts check

# Chromium opens the pages, LibreOffice renders the documents, Redis serves the Celery check.
.PHONY: system-packages
system-packages:
	@.ci/system-packages

.PHONY: docs
docs: setup ## write the generated pages of docs/ anew
	@$(BIN)/python -m etl.cli.handbook

.PHONY: pictures
pictures: setup system-packages ## take the README's pictures anew, from a demo run of their own
	@$(BIN)/python docs/images/remake.py

.PHONY: bench
bench: setup ## measure the benchmarks (minutes)
	@$(BIN)/python -m benchmarks

.PHONY: histories
histories: setup ## play 2.000 histories and 1.000 kills against the model of what must be in force
	@$(BIN)/python -m tests.histories

.PHONY: lock
lock: setup ## resolve the dependencies anew and pin them with hashes
	@UV_SYSTEM_CERTS=true $(BIN)/uv pip compile pyproject.toml --group dev --generate-hashes --python-version 3.11 --no-emit-index-url --no-header -q -o requirements.lock
	@echo uv | UV_SYSTEM_CERTS=true $(BIN)/uv pip compile - --generate-hashes --python-version 3.11 --no-emit-index-url --no-header -q -o requirements-setup.lock

.PHONY: format
format: setup
	@$(BIN)/ruff check --fix -q . ; $(BIN)/ruff format -q .

.PHONY: down
down: setup ## stop the embedded server; the data stay
	@$(BIN)/etl down

.PHONY: clean
clean: ## stop the embedded server and remove what the pipeline made (var/), asking first
	@$(BIN)/etl clean
