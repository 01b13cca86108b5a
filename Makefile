# The verbs of OnyxOS. `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: help setup demo up worker check test bench migrate
SHELL := /bin/sh
ONYX := .venv/bin/onyx

help: ## List the verbs
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

setup: ## Create .venv and install everything from requirements.lock
	@sh scripts/setup

demo: setup ## Run OnyxOS with two sample agencies, print the address and the sign-ins
	@exec $(ONYX) demo

up: setup ## Run OnyxOS for your own agency; the first time it prints a link for the owner
	@exec $(ONYX) up

worker: setup ## Run one more worker beside a running OnyxOS
	@exec $(ONYX) worker

migrate: setup ## Bring the database to what this version needs
	@exec $(ONYX) migrate

check: setup ## Lint, format, types and import rules
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports

test: setup ## Run every test, browser journeys included
	@sh scripts/chromium
	@exec .venv/bin/pytest -n 2 --dist worksteal

bench: setup ## Measure and write bench.json
	@sh scripts/chromium
	@exec .venv/bin/python -m tests.bench
