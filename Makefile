# Two commands are enough: `make run` and `make test`. Each first brings what it needs up to date.
# Anything else that `livehouse demo` is to be told: make run ARGS="--port 9000", or LIVEHOUSE_PORT=9000 make run.

PYTHON_IN_VENV := .venv/bin/python
SET_UP = @python=$$(sh tools/find_python.sh) && "$$python" -m tools.setup

.DEFAULT_GOAL := help
.PHONY: help run test setup check bench format types lock screenshots clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## start a demo with running LIVEs, at http://localhost:8000
	$(SET_UP) run
	@exec .venv/bin/livehouse demo $(ARGS)

test: ## run every test: Python, front end, and both together in a browser
	$(SET_UP) test
	@$(PYTHON_IN_VENV) -m tools.test

setup: ## install and build what the two above need, and no more
	$(SET_UP) dev

check: ## run the linters, type checkers and drift checks that CI runs
	$(SET_UP) dev
	@$(PYTHON_IN_VENV) -m tools.check $(NAME)

bench: ## measure: make bench NAME=fanout ARGS=--quick; without a name, all
	$(SET_UP) test
	@failed=0; for name in $(or $(NAME),$$(.venv/bin/livehouse bench list | tr -d ,)); do \
		.venv/bin/livehouse bench $$name $(ARGS) || failed=1; done; exit $$failed

format: ## put Python and front end into the agreed form
	$(SET_UP) dev
	@.venv/bin/ruff format . && .venv/bin/ruff check --fix .
	@$(PYTHON_IN_VENV) -m tools.node run format

types: ## write the front end's types and the protocol's tables from the server's schema
	$(SET_UP) dev
	@$(PYTHON_IN_VENV) -m tools.generate_types

lock: ## lock the versions that pyproject.toml asks for; ARGS=--upgrade for newer ones
	$(SET_UP) dev
	@$(PYTHON_IN_VENV) -m tools.lock $(ARGS)

screenshots: ## take the pictures in docs/images from a running demo
	$(SET_UP) test
	@$(PYTHON_IN_VENV) -m tools.screenshots $(ARGS)

clean: ## remove what was installed and built, not your data
	rm -rf .venv .setup web/node_modules src/livehouse/static dist test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
