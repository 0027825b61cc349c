# The four commands of this project: run, test, lint, bench (and messages, ingest once there is something to import).
PORT ?= 8501
PYTHON ?= python3
VENV := .venv
READY := $(VENV)/.ready

.PHONY: run test lint bench messages browser clean

run: $(READY)
	$(VENV)/bin/streamlit run dashboard/app.py --server.port $(PORT)

test: $(READY) browser
	$(VENV)/bin/pytest -n auto --dist loadfile

lint: $(READY)
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy

bench: $(READY) browser
	$(VENV)/bin/python -m tests.bench

messages: $(READY)
	$(VENV)/bin/pybabel -q extract -F pyproject.toml --no-location --omit-header --sort-output -o dashboard/locale/dashboard.pot .
	$(VENV)/bin/pybabel -q update --omit-header --init-missing -D dashboard -i dashboard/locale/dashboard.pot -d dashboard/locale -l en

browser: $(READY)
	@$(VENV)/bin/python tests/browser/get_chromium.py

$(READY): requirements.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

clean:
	rm -rf $(VENV)
