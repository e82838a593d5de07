# Every target sets up what it needs in .venv: with uv where it is installed, else with venv and pip.
#   make report ARGS='--a 3 --forcing "square(2)"'    your own problem
#   make test ARGS='-k euler'                         some of the tests
#   make clean report PYTHON=python3.13               another interpreter; `UV=` goes without uv

PYTHON ?=
UV     := $(shell command -v uv 2>/dev/null)
BIN    := .venv/bin
ROOMS  := analysis verification reports

# The install links each file, so it is made again when the list of files (not their content),
# pyproject.toml or the folder changes: the name of the stamp holds a sum over these.
STAMP  := .venv/installed-$(shell (echo '$(CURDIR)'; \
            find $(ROOMS) -type f ! -name '*.pyc' | LC_ALL=C sort; cat pyproject.toml) | cksum | tr ' ' -)
LINKS  := $(wildcard build/__editable__*)

# What is installed is told where somebody watches, and not in a pipe.
quietly = test -t 1 && quiet= || quiet=--quiet;
ifneq ($(UV),)
venv    = $(quietly) $(UV) venv $$quiet --allow-existing $(PYTHON:%=--python %) $(1)
install = $(quietly) $(UV) pip install $$quiet --compile-bytecode --reinstall-package duhamel --python $(1)
strict  =  # as [tool.uv] in pyproject.toml says
else
# where Python comes without ensurepip, as on some Debians, its pip puts one into the venv
venv    = $(call new,$(PYTHONS)) -m venv $(1) >/dev/null 2>&1 || { \
            $(call new,$(PYTHONS)) -m venv --clear --without-pip $(1) && \
            $(call new,$(PYTHONS)) -m pip --quiet --python $(1) install pip; }
install = $(quietly) $(1)/bin/python -m pip install $$quiet --disable-pip-version-check
strict  = --config-settings editable_mode=strict
endif

# The first of these programs that is a Python new enough; make ends with one line where none is.
PYTHONS := $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11 python)
MINOR   := $(shell sed -n 's/^requires-python = ">=3\.\([0-9]*\)"$$/\1/p' pyproject.toml)
said    = $(shell $(1) --version 2>&1 | sed -n 's/^Python //p')
minor   = $(shell expr '$(call said,$(1))' : '3\.\([0-9]*\)')
enough  = $(shell test '$(call minor,$(1))' -ge $(MINOR) 2>/dev/null && echo $(1))
listed  = $(foreach python,$(1),$(and $(call said,$(python)),$(python) is $(call said,$(python)).))
new     = $(or $(firstword $(foreach python,$(1),$(call enough,$(python)))),$(error duhamel needs \
            Python 3.$(MINOR) or newer. Found: $(or $(call listed,$(1)),none.) \
            `make clean report PYTHON=…` takes another))

.PHONY: report verify test lint formal tags bench mutants lowest clean again

# make ends with 2 after any error; when a fact fell, SIGQUIT has it end with the suite's 1
report verify: $(STAMP)
	@$(BIN)/duhamel $@ $(ARGS) || { code=$$?; test $$code -ne 1 || { kill -QUIT $$PPID; sleep 1; }; \
	  exit $$code; }

test: $(STAMP)
	@$(BIN)/python -m pytest -q -n auto --maxprocesses 4 --dist loadfile $(ARGS)

lint: $(STAMP)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy $(ROOMS:%=-p duhamel.%)
	@$(BIN)/mypy tests

# Coq on every proof, and the record of it. ARGS=--check compares and writes nothing.
formal: $(STAMP)
	@$(BIN)/python -m duhamel.verification.proof.formal.certify $(ARGS)

# The register as data. A changed meaning needs a reason: make tags ARGS='--why "…"'
tags: $(STAMP)
	@$(BIN)/python -m duhamel.reports.update_register $(ARGS)

bench: $(STAMP)
	@$(BIN)/python -m pytest -q --benchmark-enable tests/benchmarks $(ARGS)

# All of it takes hours, ARGS='--sample 600' less than one; it can be stopped, and goes on where it
# was. ARGS names modules, too.
mutants: $(STAMP)
	@$(call install,.venv) '$(shell sed -n 's/^mutants = \["\(.*\)"\]$$/\1/p' pyproject.toml)'
	@$(BIN)/python tests/mutation.py $(ARGS)

# The report and the tests on exactly the lower bounds that pyproject.toml gives. Old libraries among
# the newest of their own requirements may use what is deprecated there.
lowest: $(STAMP)
	@$(call venv,build/lowest)
	@$(BIN)/python -c "$$LOWEST" >build/lowest.txt
	@$(call install,build/lowest) -r build/lowest.txt
	@$(call install,build/lowest) --no-deps .
	@build/lowest/bin/duhamel report --no-cache --out build/lowest
	@build/lowest/bin/python -m pytest -q -n auto -W default::DeprecationWarning $(ARGS)

define LOWEST
import tomllib
with open("pyproject.toml", "rb") as file:
    project = tomllib.load(file)["project"]
for bound in project["dependencies"] + project["optional-dependencies"]["dev"]:
    print(bound.replace(">=", "=="))
endef
export LOWEST

clean:
	@rm -rf .venv build dist duhamel.egg-info .mypy_cache .pytest_cache .ruff_cache

$(BIN)/python:
	@echo 'setting up .venv with $(if $(UV),uv,pip)'
	@$(call venv,.venv)

$(STAMP): $(if $(LINKS),,again) | $(BIN)/python
	@: $(call new,$(BIN)/python)
	@rm -rf .venv/installed-* build/__editable__*
	@$(call install,.venv) $(strict) --editable '.[dev]'
	@$(BIN)/python -m compileall -q build/__editable__*
	@touch $@
