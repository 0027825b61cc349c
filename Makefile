# The commands of this project: run, test, lint, bench; ingest imports event files; dossier makes and checks dossiers;
# messages collects texts.
PORT ?= 8501
PYTHON ?= python3
ADDRESS ?= 127.0.0.1
AS ?= auto
VENV := .venv
INSTALL := $(VENV)/bin/pip install --quiet --disable-pip-version-check
READY := $(VENV)/.ready

.PHONY: run test test-imports lint bench platforms ingest dossier messages browser nginx clean

run: $(READY)
	@$(VENV)/bin/python -m dashboard.web.hosting "$(or $(ADDRESS),127.0.0.1)" "$(PORT)"
	$(VENV)/bin/streamlit run dashboard/app.py --server.port $(PORT) --server.address $(or $(ADDRESS),127.0.0.1)

test: $(READY) browser nginx
	$(VENV)/bin/pytest -n auto --dist loadfile --no-loadscope-reorder

# Files of 3.9 to 40 MB of every layout, twenty times each, against Python's csv module: takes long.
test-imports: $(READY)
	$(VENV)/bin/python -m tests.importing

lint: $(READY)
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy

# Which systems and Pythons the pinned packages have wheels for; asks the package index.
platforms: $(READY)
	$(INSTALL) uv==0.13.9
	$(VENV)/bin/python -m tests.platforms

bench: $(READY) browser
	$(VENV)/bin/python -m tests.bench

# make ingest FILE=ged251.csv, or FILE="one.csv two.csv" AS=gdelt OPTIONS="--dataset gdelt --replace"
ingest: $(READY)
	$(VENV)/bin/python -m dashboard.ingest $(AS) $(FILE) $(OPTIONS)

# make dossier NEW=folder makes one without events; make dossier CHECK=folder tells everything that is wrong with one.
dossier: $(READY)
	@$(VENV)/bin/python -m dashboard.commands.dossier $(if $(NEW),new "$(NEW)",check "$(or $(CHECK),.)")

messages: $(READY)
	$(VENV)/bin/pybabel -q extract -F pyproject.toml --no-location --omit-header --sort-output -o dashboard/locale/dashboard.pot .
	$(VENV)/bin/pybabel -q update --omit-header --init-missing -D dashboard -i dashboard/locale/dashboard.pot -d dashboard/locale -l en

browser: $(READY)
	@$(VENV)/bin/python tests/browser/get_chromium.py

nginx: $(READY)
	@$(VENV)/bin/python tests/browser/get_nginx.py

$(READY): requirements.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	@$(INSTALL) -r requirements.txt || { \
		echo "Not everything could be installed; trying without plutoprint, which has no wheel for older systems."; \
		grep -v plutoprint requirements.txt >$(VENV)/without-plutoprint.txt; \
		$(INSTALL) -r $(VENV)/without-plutoprint.txt && \
		echo "Installed without plutoprint: PDF and PNG are missing."; \
	}
	@touch $@

clean:
	rm -rf $(VENV)
