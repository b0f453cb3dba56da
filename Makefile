.PHONY: sync test test-oldest lint format docs golden mutate bench clean FORCE

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

## sync: put the sample catalogue into the embedded PostgreSQL
sync: .venv/.local
	$(BIN)/pyplots-sync run --database embedded

## test: run the tests, on a PostgreSQL of their own
test: .venv/.dev
	$(BIN)/pytest

## test-oldest: run the tests on the oldest supported release of each dependency
test-oldest: .venv-oldest/.dev
	.venv-oldest/bin/pytest

## lint: formatting, rules, types, which room may import which, and the workflows
lint: .venv/.dev
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/zizmor --offline --quiet --persona=pedantic .github action.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.github-actions action.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.github-issue-config .github/ISSUE_TEMPLATE/config.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.github-issue-forms $(filter-out %/config.yml,$(wildcard .github/ISSUE_TEMPLATE/*.yml))

## format: format the code and mend what can be mended
format: .venv/.dev
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

## docs: the pages of docs/reference, which are made from the code
docs: .venv/.dev
	$(BIN)/python docs/reference.py

## golden: what the fixed corpora are read as, written anew once RULES or PARSER is raised
golden: .venv/.dev
	UPDATE_GOLDEN=1 $(BIN)/pytest -n 0 -k "test_golden or test_misfits" tests/sources tests/model

## mutate: how many faults in the pure rooms go unnoticed by their tests; MUTANTS="sync.reconcile.*" for some
mutate: .venv/.mutate
	$(BIN)/mutmut run --max-children 2 $(foreach name,$(MUTANTS),"$(name)")
	$(BIN)/mutmut results

## bench: measure what is promised of speed and memory beside the floor (see benchmarks/README.md)
bench: .venv/.dev
	$(BIN)/python -m benchmarks

## clean: remove what was made here, the embedded database of this repository included
clean:
	@if [ -x $(BIN)/python ]; then $(BIN)/python -c "$$REMOVE" 2> /dev/null \
	  || echo "make: the embedded database was not removed: it is in use, or not there"; fi
	rm -rf .venv .venv-oldest .pyplots-sync build dist mutants

define REMOVE
import pathlib
from sync.database.embedded import remove_embedded
from sync.database.home import folder_for
remove_embedded(folder_for(pathlib.Path.cwd()))
endef
export REMOVE

# A virtual environment that is whole says in .python which Python made it. It is made again where
# that file is missing, where its Python is gone, and where another one is asked for by name.
OLDEST := 3.11.2
WHICH := import os, sys; print(os.path.realpath(getattr(sys, "_base_executable", "")), sys.version)

.venv/.python .venv-oldest/.python: FORCE
	@fail() { echo "make: $$1" >&2; exit 1; }; \
	if $(@D)/bin/python -c '' 2> /dev/null; then \
	  if [ ! -e $@ ] && [ -e $(@D)/.dev ]; then \
	    $(@D)/bin/python -c '$(WHICH)' > $@ && touch -r $(@D)/bin/python $@; fi; \
	  if [ -e $@ ] && [ "$(origin PYTHON)" = file ]; then exit 0; fi; \
	else rm -f $@; fi; \
	command -v $(PYTHON) > /dev/null \
	  || fail "there is no $(PYTHON): install Python $(OLDEST) or newer, or name one, as in make PYTHON=python3.12"; \
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11, 2))' \
	  || fail "Python $(OLDEST) or newer is needed, and $(PYTHON) is `$(PYTHON) -c 'import platform; print(platform.python_version())'`: name a newer one, as in make PYTHON=python3.12"; \
	$(PYTHON) -c 'import ensurepip, venv' 2> /dev/null \
	  || fail "$(PYTHON) cannot make virtual environments: install its modules venv and ensurepip (Debian, Ubuntu: apt install python3-venv)"; \
	which="`$(PYTHON) -c '$(WHICH)'`"; \
	if [ -e $@ ] && [ "`cat $@`" = "$$which" ]; then exit 0; fi; \
	if [ -e $@ ]; then echo "making $(@D) again, with $(PYTHON)"; fi; \
	rm -rf $(@D); \
	$(PYTHON) -m venv $(@D) && printf '%s\n' "$$which" > $@ || { rm -rf $(@D); exit 1; }

FORCE:

.venv/.local: .venv/.python pyproject.toml constraints.txt
	$(PIP) install --constraint constraints.txt --editable '.[local]'
	@touch $@

.venv/.dev: .venv/.python pyproject.toml constraints.txt
	$(PIP) install --constraint constraints.txt --editable '.[dev]'
	@touch $@ .venv/.local

.venv/.mutate: .venv/.dev
	$(PIP) install --constraint constraints.txt --editable '.[mutate]'
	@touch $@

.venv-oldest/.dev: .venv-oldest/.python pyproject.toml constraints-oldest.txt
	.venv-oldest/bin/python -m pip --disable-pip-version-check --quiet install \
	  --constraint constraints-oldest.txt --editable '.[dev]'
	@touch $@

# -- the locks: what a job with secrets installs, and what needs a PostgreSQL of its own, with what
# builds a wheel

.PHONY: lock
## lock: write the locks of the workflows and the action anew, from constraints.txt
lock: locks/job.txt locks/local.txt

locks/job.txt: EXTRAS := cloudsql
locks/local.txt: EXTRAS := cloudsql local
locks/%.txt: build/uv/.done pyproject.toml constraints.txt
	echo hatchling | build/uv/bin/uv pip compile --quiet --no-config --upgrade --universal \
	  --python-version 3.11.2 --generate-hashes --no-annotate --custom-compile-command "make lock" \
	  $(addprefix --extra ,$(EXTRAS)) --constraint constraints.txt --output-file $@ pyproject.toml -

build/uv/.done:
	$(PYTHON) -m venv build/uv
	build/uv/bin/python -m pip --disable-pip-version-check --quiet install uv==0.13.9
	@touch $@
