# Needs only python3 (3.11 or newer) and make. Each target creates what it stands on.
PYTHON ?= python3
BIN := .venv/bin
RUN_STAMP := .venv/.runtime-installed
DEV_STAMP := .venv/.dev-installed

.PHONY: setup demo test check lint types imports deps docs bench outputs lock clean

setup: $(RUN_STAMP) ## leave a working .venv/bin/nongrata

$(BIN)/pip:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "nongrata needs Python 3.11 or newer; set PYTHON=...")'
	$(PYTHON) -m venv .venv

$(RUN_STAMP): requirements/runtime.txt pyproject.toml | $(BIN)/pip
	$(BIN)/pip install --quiet --quiet --disable-pip-version-check --require-hashes -r requirements/runtime.txt
	$(BIN)/pip install --quiet --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(DEV_STAMP): requirements/dev.txt $(RUN_STAMP)
	$(BIN)/pip install --quiet --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	touch $@

demo: $(RUN_STAMP) ## screen the example customers against 29 December 2016
	$(BIN)/nongrata demo --out demo-out

test: $(DEV_STAMP)
	$(BIN)/pytest -n 2 --dist loadgroup

lint: $(DEV_STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(DEV_STAMP)
	$(BIN)/mypy

imports: $(DEV_STAMP)
	$(BIN)/lint-imports

deps: $(DEV_STAMP)
	$(BIN)/deptry src

docs: $(DEV_STAMP)
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

check: lint types imports deps docs test ## everything that must hold before a commit lands

bench: $(DEV_STAMP)
	$(BIN)/python benchmarks/run.py

outputs: $(DEV_STAMP) ## run the commands that the documents quote and put in what they print
	$(BIN)/python tools/refresh_outputs.py

lock: $(DEV_STAMP) ## re-pin after a change of pyproject.toml; the lock names no index
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11 --universal --group build pyproject.toml -o requirements/runtime.txt
	$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11 --universal --group build --group dev -c requirements/runtime.txt pyproject.toml -o requirements/dev.txt

clean:
	rm -rf .venv demo-out site .mypy_cache .ruff_cache .pytest_cache .hypothesis
