.PHONY: sync test test-oldest lint format bench clean

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

## format: format the code and mend what can be mended
format: .venv/.dev
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

## bench: measure against the usual ways and against the floor (see benchmarks/README.md)
bench: .venv/.dev
	$(BIN)/python -m benchmarks

clean:
	rm -rf .venv .venv-oldest .pyplots-sync build dist

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 …"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/.local: .venv/bin/python pyproject.toml constraints.txt
	$(PIP) install --constraint constraints.txt --editable '.[local]'
	@touch $@

.venv/.dev: .venv/bin/python pyproject.toml constraints.txt
	$(PIP) install --constraint constraints.txt --editable '.[dev]'
	@touch $@ .venv/.local

.venv-oldest/.dev: pyproject.toml constraints-oldest.txt
	$(PYTHON) -m venv .venv-oldest
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
