# Two commands do everything on a machine with Python 3.11 or later and make: `make demo`, `make test`.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STORE  := out/demo-store
NOTICE := 澜财行〔2023〕61号
DEMO   := examples/county examples/notices
PAPERS := examples/county

.PHONY: demo test test-all lint format bench report docs clean help

help:
	@echo "make demo      load the example documents and trace one policy document"
	@echo "make test      set up and run the tests"
	@echo "make test-all  the tests that take long, too"
	@echo "make lint      ruff, mypy --strict and the import rules"
	@echo "make bench     measure reading, loading and tracing; PDFs, too: make bench PDFS=FOLDER (benchmarks/README.md)"
	@echo "make docs      write the pages that are made from the program anew"
	@echo "make report    what is printed against what is read: make report PAPERS=FOLDER"

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	@$(PYTHON) -m venv $(VENV)

# The demo reads text: it does without what recognises scans, which is 300 MB.
$(VENV)/.demo: $(BIN)/python pyproject.toml
	@echo "setting up $(VENV) …" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[xlsx]'
	@touch $@

$(VENV)/.test: $(VENV)/.demo
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[all,test]'
	@touch $@

$(VENV)/.lint: $(VENV)/.test
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[all,test,lint]'
	@touch $@

demo: $(VENV)/.demo
	@rm -rf $(STORE)
	$(BIN)/kg --store $(STORE) load $(DEMO)
	$(BIN)/kg --store $(STORE) trace '$(NOTICE)' --format table

test: $(VENV)/.test
	$(BIN)/python -m pytest -n auto -m "not long"

test-all: $(VENV)/.test
	$(BIN)/python -m pytest -n auto

lint: $(VENV)/.lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.lint
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.test
	$(BIN)/python -m benchmarks $(if $(PDFS),--pdfs '$(PDFS)')

report: $(VENV)/.test
	$(BIN)/python -m benchmarks.reading $(PAPERS) -o out/report.md --json out/report.json

docs: $(VENV)/.test
	$(BIN)/python -m make.ontology
	$(BIN)/python -m make.questions
	$(BIN)/python -m tests.cli.test_docs
	$(BIN)/python -m tests.docs.notebooks

clean:
	rm -rf $(VENV) out build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
