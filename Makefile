# Every command that people need. `make help` lists them.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run test lint lock bench-intake bench-pipeline bench-linkage bench-verification screenshots clean-data

# The first Python that works and is recent enough. Each is tried by running it: version managers put commands into
# PATH that fail when run. Those that can make virtual environments come first; config/install.py explains the others.
supported = import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))
candidates = $(PYTHON) .venv/bin/python python3.14 python3.13 python3.12 python3.11 python3 python
find_python = for also in 'import ensurepip' ''; do for each in $(candidates); do \
	"$$each" -c "$$also; $(supported)" >/dev/null 2>&1 && python="$$each" && break 2; done; done
install = python=; $(find_python); if [ -z "$$python" ]; then \
	echo "✗ Redress needs Python 3.11, 3.12, 3.13 or 3.14, and none was found ($$(python3 --version 2>&1 | tail -n 1))." \
	"Install one, or name it: PYTHON=/path/to/python3 make $@" >&2; exit 1; fi; "$$python" -m config.install

# $(call step,what it is,command): says what is being checked, and what failed.
step = @printf '\n▶ %s\n' "$(1)"; $(2) || { printf '\n✗ %s: failed. The rest was not run.\n' "$(1)" >&2; exit 1; }

bin := .venv/bin

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## install, start the servers, load the demonstration, and serve (PORT=8000)
	@$(install) run
	@exec $(bin)/python -m config.run

test: ## style, types, import contracts, migrations, then all tests
	@$(install) test
	$(call step,Style,$(bin)/ruff check . && $(bin)/ruff format --check .)
	$(call step,Types,$(bin)/mypy .)
	$(call step,Import contracts,$(bin)/lint-imports)
	$(call step,Migrations,$(bin)/python manage.py makemigrations --check --dry-run)
	$(call step,Tests,$(bin)/pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder)

lint: ## style and types only, with what can be repaired repaired
	@$(install) test
	$(call step,Style,$(bin)/ruff check --fix . && $(bin)/ruff format .)
	$(call step,Types,$(bin)/mypy .)
	$(call step,Import contracts,$(bin)/lint-imports)

lock: ## pin the requirements again from pyproject.toml
	@$(install) test
	$(compile) pyproject.toml -o requirements.txt
	$(compile) pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt

compile := $(bin)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-annotate \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

bench-intake: ## claims accepted per second, against a bare Django view
	@$(install) test
	$(bin)/python -m benchmarks.intake

bench-pipeline: ## 100,000 imported claims verified by two workers
	@$(install) test
	$(bin)/python -m benchmarks.pipeline

bench-linkage: ## duplicates: speed and quality, beside Splink's and recordlinkage's recipes (GOLD=file of real names)
	@$(install) test
	$(bin)/python -m benchmarks.linkage $(if $(GOLD),--gold "$(GOLD)")

bench-verification: ## lists of 33.7 million accounts, a new list version over a million claims, one claim alone
	@$(install) test
	$(bin)/python -m benchmarks.verification

screenshots: ## take the README's pictures again, from a running system
	@$(install) test
	$(bin)/python -m tools.screenshots

clean-data: ## delete the database, keys and logs under var/ (asks first)
	@printf 'This deletes every claim, key and log under %s, for good. Type "delete": ' "$${REDRESS_VAR:-var}"; \
	read -r answer; [ "$$answer" = delete ] || { echo 'Nothing was deleted.'; exit 1; }; \
	$(bin)/python -m config.embedded remove
