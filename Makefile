# The commands of this project: run, test, lint, bench; ingest imports event files; messages collects texts.
PORT ?= 8501
PYTHON ?= python3
ADDRESS ?= 127.0.0.1
AS ?= auto
VENV := .venv
READY := $(VENV)/.ready

.PHONY: run test lint bench ingest messages browser nginx clean

run: $(READY)
	$(VENV)/bin/streamlit run dashboard/app.py --server.port $(PORT) --server.address $(or $(ADDRESS),127.0.0.1)

test: $(READY) browser nginx
	$(VENV)/bin/pytest -n auto --dist loadfile

lint: $(READY)
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy

bench: $(READY) browser
	$(VENV)/bin/python -m tests.bench

# make ingest FILE=ged251.csv, or FILE="one.csv two.csv" AS=gdelt OPTIONS="--dataset gdelt --replace"
ingest: $(READY)
	$(VENV)/bin/python -m dashboard.ingest $(AS) $(FILE) $(OPTIONS)

messages: $(READY)
	$(VENV)/bin/pybabel -q extract -F pyproject.toml --no-location --omit-header --sort-output -o dashboard/locale/dashboard.pot .
	$(VENV)/bin/pybabel -q update --omit-header --init-missing -D dashboard -i dashboard/locale/dashboard.pot -d dashboard/locale -l en

browser: $(READY)
	@$(VENV)/bin/python tests/browser/get_chromium.py

nginx: $(READY)
	@$(VENV)/bin/python tests/browser/get_nginx.py

$(READY): requirements.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

clean:
	rm -rf $(VENV)
