# make app     installs, builds the index if it is not current, and opens the page
# make test    every test, in the same environment, in JOBS workers
# make fast    the tests of single functions, with fewer examples of each property: for while you write
# make check   what CI runs: format, lint, types, every test; those of `make coverage` with its floor
# make coverage  the tests without weights and browser, with every example, and the floor of coverage
# make eval    retrieval and answers against what is to be reached, on the collections in COLLECTIONS
# make bench   speed and memory against what is to be reached; takes about half an hour
# make release  the wheel, into dist/, installed from scratch into an empty environment and tried there; 2 to 5 minutes
# make trust   kills, losses of power, damage and long use by the thousand; figures into docs/promises.md; hours
# make docs    the documentation as web pages, into site/pages; prints where to open them
# make screenshots  pictures of every view, into docs/screenshots
# make sbom    the packages that an install brings, with their licences, as CycloneDX, into dist/
# make constraints  constraints.txt anew, from the versions that are installed

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip
TORCH := torch==2.13.0
TORCH_FROM := $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX))
JOBS ?= 2
# Extras of the environment for the tests: dev,frameworks runs those of qa/integrations, too.
EXTRAS ?= dev
COLLECTIONS ?= ../shared/collections
INSTALLED := $(VENV)/.installed
COMMA := ,
INSTALLED_DEV := $(VENV)/.installed-$(subst $(COMMA),-,$(EXTRAS))

.DEFAULT_GOAL := help
.PHONY: help app build test check coverage rest format lint types fast bench eval trust docs release sbom screenshots constraints clean

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile

app: $(INSTALLED)
	$(BIN)/citewell build
	$(BIN)/citewell serve

build: $(INSTALLED)
	$(BIN)/citewell build

# Workers are given whole files, so that what a file needs is made once (not by groups: findings/pytest-xdist-loadgroup.sh). What is compiled is kept: the tests start Python hundreds of times.
PYTEST := PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder

test: $(INSTALLED_DEV)
	$(PYTEST) -m ""

fast: $(INSTALLED_DEV)
	$(PYTEST) -m "not ($(REST)) and not integration" --hypothesis-profile "few examples"

check: format lint types coverage rest

# The floor stands in pyproject.toml. `rest` runs the tests that `coverage` leaves out, so `check` runs each once; and
# those that press Ctrl-C in their own process run apart from those that keep a browser in it.
REST := model or browser or slow

coverage: $(INSTALLED_DEV)
	$(PYTEST) -m "not ($(REST))" --cov

rest: $(INSTALLED_DEV)
	$(PYTEST) -m "$(REST)"

format: $(INSTALLED_DEV)
	$(BIN)/ruff format --check .

lint: $(INSTALLED_DEV)
	$(BIN)/ruff check .

types: $(INSTALLED_DEV)
	$(BIN)/mypy --num-workers $(JOBS)

bench: $(INSTALLED_DEV)
	$(BIN)/python -m benchmarks.bench --collections $(COLLECTIONS)

eval: $(INSTALLED_DEV)
	$(BIN)/python -m benchmarks.retrieval --collections $(COLLECTIONS)

trust: $(INSTALLED_DEV)
	$(BIN)/python -m tests.trust.run

release: $(INSTALLED_DEV)
	$(BIN)/python -m tools.release

docs: $(INSTALLED_DEV)
	$(BIN)/python -m tools.site

screenshots: $(INSTALLED_DEV)
	PYTHONPATH=. $(BIN)/python docs/screenshots.py

sbom: $(INSTALLED_DEV)
	$(BIN)/python -m tools.sbom

constraints: $(INSTALLED_DEV)
	$(BIN)/python -m tools.constraints

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage
	find index -mindepth 1 ! -name README.md -delete

# --no-compile: a fifth less on disk; Python compiles what is used when it is first used.
# torch first and alone, so that no later step replaces it. Where pip finds only builds with CUDA, the install
# stops with the way out instead of fetching gigabytes that nobody here needs.
$(VENV)/.torch:
	@$(PYTHON) -c 'import sys; sys.exit("Citewell needs Python 3.11 or newer; name one: make app PYTHON=python3.12" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	@if [ -z "$(ALLOW_CUDA)" ] && $(PIP) install $(TORCH_FROM) --dry-run --quiet --report - $(TORCH) | grep -q '"name": "nvidia'; then \
		echo "pip finds only builds of $(TORCH) with CUDA (several GB). README.md, Installing, says how to name the CPU build; ALLOW_CUDA=1 takes what is there." >&2; exit 1; fi
	$(PIP) install --no-compile --quiet $(TORCH_FROM) $(TORCH)
	@touch $@

$(INSTALLED): $(VENV)/.torch pyproject.toml constraints.txt
	$(PIP) install --no-compile --quiet --constraint constraints.txt --editable .
	@touch $@

# Not after $(INSTALLED): '.[dev]' holds all that '.' does, and pip would resolve it twice.
$(INSTALLED_DEV): $(VENV)/.torch pyproject.toml constraints.txt
	$(PIP) install --no-compile --quiet --constraint constraints.txt --editable '.[$(EXTRAS)]'
	@touch $(INSTALLED) $@
