# Every target makes its own environment first; only git, make and Python >= 3.11 are needed beforehand.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CONSTRAINTS := tests/constraints.txt
SYSTEM_UV := $(shell command -v uv 2>/dev/null)
UV := $(if $(SYSTEM_UV),$(SYSTEM_UV),.tools/bin/uv)
LITELLM_VENV := .venv-litellm
LITELLM_TESTS := integration_tests/litellm
LITELLM_OVERRIDES := $(LITELLM_TESTS)/overrides.txt
LANGFLOW_VENV := .venv-langflow
LANGFLOW_TESTS := integration_tests/langflow_plugin
LANGFLOW_SERVER_VENV := .venv-langflow-server
LANGFLOW_SERVER_TESTS := integration_tests/langflow_server
LITELLM_CLIENTS_VENV := .venv-litellm-clients
LITELLM_CLIENTS_TESTS := integration_tests/litellm_clients
CLIENTS_VENV := .venv-clients
CLIENTS_TESTS := integration_tests/python_clients
SDK_VENV := .venv-aimlapi-sdk
SDK_TESTS := integration_tests/aimlapi_sdk
PEERS_VENV := .venv-peers
FUZZ_VENV := .venv-fuzz
RELIABILITY := integration_tests/reliability
FOUND := $(RELIABILITY)/.found
BENCHMARKS := integration_tests/benchmarks
SOURCE ?= ../shared/api
MINUTES ?= 3
SECONDS ?= 60
PYTEST_ARGS ?=
PAGES ?=
BENCH_ARGS ?=

.DEFAULT_GOAL := help
.PHONY: $(shell awk -F : '/^[a-z0-9_.]+:.*\#\# / {print $$1}' $(firstword $(MAKEFILE_LIST)))

help:  ## Show the targets and what they do
	@awk -F ':.*## ' '/^[a-z0-9_.]+:.*## / {printf "  %-32s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.tools/bin/uv:
	@echo "uv is not installed: putting one into .tools"
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0] + "; name another one: make PYTHON=python3.12 ...") if sys.version_info < (3, 11) else 0'
	@$(PYTHON) -m venv .tools && .tools/bin/pip install --quiet --disable-pip-version-check uv \
	  || { rm -rf .tools; $(PYTHON) -m pip install --quiet --disable-pip-version-check --target .tools uv; }

# An environment: $(call make_venv,directory,what to install,interpreter); commas of extras must come in a variable.
define make_venv
$(UV) venv --quiet --allow-existing --python $(or $(3),$(PYTHON)) $(1) && $(UV) pip install --quiet --python $(1)/bin/python $(2)
endef

DEV_PACKAGES := --editable '.[emulator,cli]' --group dev

$(VENV)/.installed: pyproject.toml $(CONSTRAINTS) | $(if $(SYSTEM_UV),,.tools/bin/uv)
	@$(call make_venv,$(VENV),--constraint $(CONSTRAINTS) $(DEV_PACKAGES))
	@touch $@

# LiteLLM is heavy and pins much: it has environments of its own, one for each release that is tested. Without
# constraints it is installed anew each time, or it would not be the newest for long.
LITELLM_PACKAGES := --editable '.[litellm,emulator]' --group litellm

$(LITELLM_VENV)/.installed: pyproject.toml $(LITELLM_TESTS)/constraints.txt $(LITELLM_OVERRIDES) | $(if $(SYSTEM_UV),,.tools/bin/uv)
	@$(call make_venv,$(LITELLM_VENV),--constraint $(LITELLM_TESTS)/constraints.txt --override $(LITELLM_OVERRIDES) $(LITELLM_PACKAGES))
	@touch $@

$(LITELLM_VENV)-oldest/.installed: pyproject.toml $(LITELLM_TESTS)/constraints-oldest.txt | $(if $(SYSTEM_UV),,.tools/bin/uv)
	@$(call make_venv,$(LITELLM_VENV)-oldest,--constraint $(LITELLM_TESTS)/constraints-oldest.txt $(LITELLM_PACKAGES))
	@touch $@

# The packages that `make bench` measures us beside.
PEERS_PACKAGES := --editable '.[litellm,emulator]' --group peers

$(PEERS_VENV)/.installed: pyproject.toml $(BENCHMARKS)/constraints.txt $(LITELLM_OVERRIDES) | $(if $(SYSTEM_UV),,.tools/bin/uv)
	@$(call make_venv,$(PEERS_VENV),--constraint $(BENCHMARKS)/constraints.txt --override $(LITELLM_OVERRIDES) $(PEERS_PACKAGES))
	@touch $@

# What runs Langflow's flows, without its server: an environment for each release that is tested.
LANGFLOW_PACKAGES := --editable '.[langflow,emulator]' --group langflow

$(LANGFLOW_VENV)/.installed: pyproject.toml $(LANGFLOW_TESTS)/constraints.txt | $(if $(SYSTEM_UV),,.tools/bin/uv)
	@$(call make_venv,$(LANGFLOW_VENV),--constraint $(LANGFLOW_TESTS)/constraints.txt $(LANGFLOW_PACKAGES))
	@touch $@

$(LANGFLOW_VENV)-older/.installed: pyproject.toml $(LANGFLOW_TESTS)/constraints-older.txt | $(if $(SYSTEM_UV),,.tools/bin/uv)
	@$(call make_venv,$(LANGFLOW_VENV)-older,--constraint $(LANGFLOW_TESTS)/constraints-older.txt $(LANGFLOW_PACKAGES))
	@touch $@

# A whole Langflow with its pages, and what drives a browser.
LANGFLOW_SERVER_PACKAGES := --editable '.[langflow,emulator]' --group langflow_server

$(LANGFLOW_SERVER_VENV)/.installed: pyproject.toml $(LANGFLOW_SERVER_TESTS)/constraints.txt | $(if $(SYSTEM_UV),,.tools/bin/uv)
	@$(call make_venv,$(LANGFLOW_SERVER_VENV),--constraint $(LANGFLOW_SERVER_TESTS)/constraints.txt $(LANGFLOW_SERVER_PACKAGES))
	@touch $@

$(LANGFLOW_SERVER_TESTS)/node_modules: $(LANGFLOW_SERVER_TESTS)/package.json
	@npm install --silent --no-package-lock --no-audit --no-fund --prefix $(LANGFLOW_SERVER_TESTS)
	@touch $@

# LiteLLM's proxy, and the programs and packages that talk to such a proxy.
LITELLM_CLIENTS_PACKAGES := $(LITELLM_PACKAGES) --group litellm_clients

$(LITELLM_CLIENTS_VENV)/.installed: pyproject.toml $(LITELLM_CLIENTS_TESTS)/constraints.txt $(LITELLM_OVERRIDES) | $(if $(SYSTEM_UV),,.tools/bin/uv)
	@$(call make_venv,$(LITELLM_CLIENTS_VENV),--constraint $(LITELLM_CLIENTS_TESTS)/constraints.txt --override $(LITELLM_OVERRIDES) $(LITELLM_CLIENTS_PACKAGES))
	@touch $@

$(LITELLM_CLIENTS_TESTS)/node_modules: $(LITELLM_CLIENTS_TESTS)/package.json
	@npm install --silent --no-package-lock --no-audit --no-fund --prefix $(LITELLM_CLIENTS_TESTS)
	@touch $@

# OpenAI's and Anthropic's clients, and the service's own SDK, which brings an `openai` package of its own and so cannot be
# installed beside OpenAI's.
$(CLIENTS_VENV)/.installed: pyproject.toml $(CLIENTS_TESTS)/constraints.txt | $(if $(SYSTEM_UV),,.tools/bin/uv)
	@$(call make_venv,$(CLIENTS_VENV),--constraint $(CLIENTS_TESTS)/constraints.txt --editable '.[emulator]' --group python_clients)
	@touch $@

$(SDK_VENV)/.installed: pyproject.toml $(CLIENTS_TESTS)/constraints.txt | $(if $(SYSTEM_UV),,.tools/bin/uv)
	@$(call make_venv,$(SDK_VENV),--constraint $(CLIENTS_TESTS)/constraints.txt --editable '.[emulator]' --group aimlapi_sdk)
	@touch $@

$(FUZZ_VENV)/.installed: pyproject.toml $(CONSTRAINTS) | $(if $(SYSTEM_UV),,.tools/bin/uv)
	@$(call make_venv,$(FUZZ_VENV),--constraint $(CONSTRAINTS) --editable . --group fuzz)
	@touch $@

install: $(VENV)/.installed  ## Make the development environment in .venv

demo: install  ## Show the package at work: streaming, agents, typed answers (no key needed)
	@$(BIN)/python docs/demo.py

emulator: install  ## Run the local AI/ML API on 127.0.0.1:8010
	@$(BIN)/python -m langchain_aimlapi.emulator --port 8010

test: install  ## Run the unit tests (no network, no key)
	@$(BIN)/python -m pytest tests $(PYTEST_ARGS)

# Another Python: one that uv finds, or one of pyenv's, whose shims uv cannot ask.
find_python = $(UV) python find --quiet --no-python-downloads $(1) 2>/dev/null || ls "$$(pyenv root 2>/dev/null)"/versions/$(1).*/bin/python 2>/dev/null | tail -n 1

test_pythons: test_python_3.12 test_python_3.13  ## Run the unit tests on Python 3.12 and 3.13, where these are found

test_python_%: | $(if $(SYSTEM_UV),,.tools/bin/uv)
	@python=$$($(call find_python,$*)); \
	if [ -z "$$python" ]; then echo "Python $* is not found: no tests are run on it"; exit 0; fi; \
	$(call make_venv,.venv-python$*,--constraint $(CONSTRAINTS) $(DEV_PACKAGES),"$$python") && \
	.venv-python$*/bin/python -m pytest tests $(PYTEST_ARGS)

# What shows that other releases of what we depend on do as well: all unit tests, and these of the others.
SAMPLE := tests integration_tests/test_documents.py integration_tests/chat integration_tests/cli
# import-linter draws with a newer rich than the lowest that we allow; it is run elsewhere.
NOT_WITH_OLDEST := --deselect tests/test_package.py::test_imports_between_the_rooms_point_one_way
PLAIN_PACKAGES := '.[emulator,cli,agents,otel]'

test_newest: | $(if $(SYSTEM_UV),,.tools/bin/uv)  ## Run the unit tests and a part of the others with the newest of everything, without constraints
	@$(call make_venv,.venv-newest,--upgrade --editable $(PLAIN_PACKAGES) --group test)
	@.venv-newest/bin/python -m pytest $(SAMPLE) $(PYTEST_ARGS)

# The lowest versions come last: what the tests need themselves may want newer ones. Old releases of others use what newer
# ones of others deprecate: that is nobody's fault here. httpx2 goes again, so that all calls go over the oldest httpx.
test_oldest: | $(if $(SYSTEM_UV),,.tools/bin/uv)  ## The same with the lowest versions that pyproject.toml allows
	@$(call make_venv,.venv-oldest,--editable $(PLAIN_PACKAGES) --group test)
	@echo opentelemetry-sdk | $(UV) pip compile --quiet --resolution lowest-direct --python .venv-oldest/bin/python --extra emulator --extra cli --extra agents --extra otel pyproject.toml - --output-file .venv-oldest/lowest.txt >/dev/null
	@$(UV) pip install --quiet --python .venv-oldest/bin/python --requirement .venv-oldest/lowest.txt
	@$(UV) pip uninstall --quiet --python .venv-oldest/bin/python httpx2 httpcore2 2>/dev/null
	@.venv-oldest/bin/python -m pytest -W ignore::DeprecationWarning -W ignore::PendingDeprecationWarning $(NOT_WITH_OLDEST) $(SAMPLE) $(PYTEST_ARGS)

integration_test: install $(LITELLM_VENV)/.installed $(LITELLM_VENV)-oldest/.installed $(LANGFLOW_VENV)/.installed $(CLIENTS_VENV)/.installed $(SDK_VENV)/.installed  ## Run the tests over real sockets against the emulator (and the live service if a key is set)
	@$(BIN)/python -m pytest integration_tests --ignore $(LITELLM_TESTS) --ignore $(LITELLM_CLIENTS_TESTS) --ignore $(LANGFLOW_TESTS) --ignore $(CLIENTS_TESTS) --ignore $(SDK_TESTS) $(PYTEST_ARGS)
	@$(CLIENTS_VENV)/bin/python -m pytest $(CLIENTS_TESTS) $(PYTEST_ARGS)
	@$(SDK_VENV)/bin/python -m pytest $(SDK_TESTS) $(PYTEST_ARGS)
	@$(LITELLM_VENV)/bin/python -m pytest $(LITELLM_TESTS) $(PYTEST_ARGS)
	@$(LITELLM_VENV)-oldest/bin/python -m pytest $(LITELLM_TESTS) $(PYTEST_ARGS)
	@$(LANGFLOW_VENV)/bin/python -m pytest -p no:langflow $(LANGFLOW_TESTS) $(PYTEST_ARGS)

install_test: install  ## Install the wheel as a new user would, and with every extra and the newest of everything; run README's, chat.md's and litellm.md's code
	@$(BIN)/python integration_tests/environments.py $(UV) README.md --plain
	@$(BIN)/python integration_tests/environments.py $(UV) --all

docs_environments_test: install  ## Run each page's code in an environment with just what the page tells to install (10 minutes; PAGES="chat.md video.md")
	@$(BIN)/python integration_tests/environments.py $(UV) $(PAGES)

integration_test_clients: $(CLIENTS_VENV)/.installed $(SDK_VENV)/.installed  ## Run the part with OpenAI's and Anthropic's clients and the service's own SDK only, in their own environments
	@$(CLIENTS_VENV)/bin/python -m pytest $(CLIENTS_TESTS) $(PYTEST_ARGS)
	@$(SDK_VENV)/bin/python -m pytest $(SDK_TESTS) $(PYTEST_ARGS)

integration_test_litellm: $(LITELLM_VENV)/.installed  ## Run LiteLLM's part of them only, in its own environment
	@$(LITELLM_VENV)/bin/python -m pytest $(LITELLM_TESTS) $(PYTEST_ARGS)

integration_test_litellm_oldest: $(LITELLM_VENV)-oldest/.installed  ## The same with the oldest LiteLLM that is supported
	@$(LITELLM_VENV)-oldest/bin/python -m pytest $(LITELLM_TESTS) $(PYTEST_ARGS)

integration_test_litellm_newest: | $(if $(SYSTEM_UV),,.tools/bin/uv)  ## The same with what an installation without constraints brings today
	@$(call make_venv,$(LITELLM_VENV)-newest,--upgrade --override $(LITELLM_OVERRIDES) $(LITELLM_PACKAGES))
	@$(LITELLM_VENV)-newest/bin/python -m pytest $(LITELLM_TESTS) $(PYTEST_ARGS)

litellm_releases: $(LITELLM_VENV)/.installed $(LITELLM_VENV)-oldest/.installed  ## Ask both tested releases of LiteLLM what they can do, and write it into docs/litellm.md
	@$(LITELLM_VENV)/bin/python -W ignore $(LITELLM_TESTS)/releases.py
	@$(LITELLM_VENV)-oldest/bin/python -W ignore $(LITELLM_TESTS)/releases.py

# Not in CI: the programs are 840 MB.
litellm_clients_test: $(LITELLM_CLIENTS_VENV)/.installed $(LITELLM_CLIENTS_TESTS)/node_modules  ## Run Claude Code, Codex, OpenAI's agents, the AI SDK and the Python clients against a LiteLLM proxy (needs node and npm)
	@$(LITELLM_CLIENTS_VENV)/bin/python -m pytest --timeout 900 $(LITELLM_CLIENTS_TESTS) $(PYTEST_ARGS)

integration_test_langflow: $(LANGFLOW_VENV)/.installed  ## Run Langflow's part of them only, in its own environment
	@$(LANGFLOW_VENV)/bin/python -m pytest -p no:langflow $(LANGFLOW_TESTS) $(PYTEST_ARGS)

integration_test_langflow_newest: | $(if $(SYSTEM_UV),,.tools/bin/uv)  ## The same with what an installation without constraints brings today
	@$(call make_venv,$(LANGFLOW_VENV)-newest,--upgrade $(LANGFLOW_PACKAGES))
	@$(LANGFLOW_VENV)-newest/bin/python -m pytest -p no:langflow $(LANGFLOW_TESTS) $(PYTEST_ARGS)

integration_test_langflow_older: $(LANGFLOW_VENV)-older/.installed  ## The same with the older release that is supported
	@$(LANGFLOW_VENV)-older/bin/python -m pytest -p no:langflow $(LANGFLOW_TESTS) $(PYTEST_ARGS)

# Not in CI: Langflow is 1.8 GB and takes minutes to start. LANGFLOW_SCREENSHOTS=docs/images makes the pictures of docs/langflow.md anew.
langflow_test: $(LANGFLOW_SERVER_VENV)/.installed $(LANGFLOW_SERVER_TESTS)/node_modules  ## Run a real Langflow with the plug-in, and a browser in it (needs node, npm and Chromium)
	@$(LANGFLOW_SERVER_VENV)/bin/python -m pytest -p no:langflow --timeout 900 $(LANGFLOW_SERVER_TESTS) $(PYTEST_ARGS)

langflow_flows: $(LANGFLOW_VENV)/.installed  ## Make the example flows of docs/flows anew
	@$(LANGFLOW_VENV)/bin/python $(LANGFLOW_TESTS)/example_flows.py docs/flows

lint: install  ## Check style, imports and layers
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/lint-imports --no-cache

typecheck: install  ## Check types with mypy in strict mode
	@$(BIN)/mypy

format: install  ## Format the code and fix what can be fixed
	@$(BIN)/ruff check --fix-only --quiet . ; $(BIN)/ruff format .

audit: $(VENV)/.installed  ## Check the pinned dependencies against known advisories (needs the advisory service)
	@$(UV) tool run --quiet pip-audit --requirement $(CONSTRAINTS) --no-deps --disable-pip --progress-spinner off --vulnerability-service osv > .audit 2>&1; status=$$?; \
	if [ $$status -ne 0 ] && ! grep -q "known vulnerabilit" .audit; then \
	  echo "The advisories could not be asked: $$(tail -n 1 .audit | cut -c 1-200)"; status=0; \
	else cat .audit; fi; rm -f .audit; exit $$status

reliability_report: install $(LITELLM_VENV)/.installed $(PEERS_VENV)/.installed  ## Put the faults and their outcomes, ours and other packages', into docs/reliability.md (8 minutes)
	@mkdir -p $(FOUND)
	@$(BIN)/python -W ignore $(RELIABILITY)/measure.py ours $(FOUND)/ours.json
	@$(LITELLM_VENV)/bin/python -W ignore $(RELIABILITY)/measure.py litellm $(FOUND)/litellm.json
	@$(PEERS_VENV)/bin/python -W ignore $(RELIABILITY)/measure.py peers $(FOUND)/peers.json
	@$(BIN)/python $(RELIABILITY)/report.py $(FOUND)/ours.json $(FOUND)/litellm.json $(FOUND)/peers.json

soak: install  ## Call for minutes (MINUTES=3) in mixed load with faults; memory, files, threads and connections must not grow
	@$(BIN)/python $(RELIABILITY)/soak.py $(MINUTES)

fuzz: $(FUZZ_VENV)/.installed  ## Look for bytes that break a promise, for so many seconds (SECONDS=60) a promise, with hypothesis and atheris
	@$(FUZZ_VENV)/bin/python -W ignore tests/fuzz/run.py $(SECONDS)

bench: $(PEERS_VENV)/.installed  ## Measure speed beside the peers and print the goals (BENCH_ARGS="--quick --only invoke stream")
	@$(PEERS_VENV)/bin/python $(BENCHMARKS)/run.py $(BENCH_ARGS)

bench_docs: $(PEERS_VENV)/.installed  ## The same with scaling curves; write table and plots into docs/performance.md
	@$(PEERS_VENV)/bin/python $(BENCHMARKS)/run.py --docs $(BENCH_ARGS)

bench_hot_paths: $(PEERS_VENV)/.installed  ## Measure the hot paths without network with pytest-benchmark, or with pytest-codspeed (PYTEST_ARGS="--codspeed")
	@$(PEERS_VENV)/bin/python -m pytest $(BENCHMARKS)/hot_paths.py -o python_files=hot_paths.py -p no:cacheprovider -W ignore $(PYTEST_ARGS)

bench_instructions: $(PEERS_VENV)/.installed  ## Count the instructions of the hot paths, which no other work on the machine changes (needs valgrind)
	@$(PEERS_VENV)/bin/python $(BENCHMARKS)/instructions.py $(PYTEST_ARGS)

docs: install  ## Run every code block of the docs, then build the pages into site/
	@$(BIN)/python -m pytest integration_tests/test_documents.py $(PYTEST_ARGS)
	@$(BIN)/mkdocs build --quiet --strict --config-file .mkdocs.yml

catalogue: install  ## Make the catalogue anew from the collected data (SOURCE=dir) and the live model list when reachable
	@$(BIN)/python -m langchain_aimlapi.catalogue.build --source $(SOURCE) --live

PIN = $(UV) pip compile --quiet --universal --no-header --no-annotate --no-emit-index-url --no-emit-find-links --python-version 3.11 --upgrade pyproject.toml

constraints: | $(if $(SYSTEM_UV),,.tools/bin/uv)  ## Pin the newest development dependencies
	@$(PIN) --extra emulator --extra cli --group dev --group fuzz --output-file $(CONSTRAINTS)

LITELLM_PINS := --extra litellm --extra emulator --group litellm

constraints_litellm: | $(if $(SYSTEM_UV),,.tools/bin/uv)  ## Pin LiteLLM's newest and oldest release with their dependencies
	@$(PIN) $(LITELLM_PINS) --override $(LITELLM_OVERRIDES) --output-file $(LITELLM_TESTS)/constraints.txt
	@$(PIN) $(LITELLM_PINS) --constraint $(LITELLM_TESTS)/releases-oldest.txt --output-file $(LITELLM_TESTS)/constraints-oldest.txt

constraints_litellm_clients: | $(if $(SYSTEM_UV),,.tools/bin/uv)  ## Pin LiteLLM's newest release beside the clients that are tested with it
	@$(PIN) $(LITELLM_PINS) --group litellm_clients --override $(LITELLM_OVERRIDES) --output-file $(LITELLM_CLIENTS_TESTS)/constraints.txt

constraints_clients: | $(if $(SYSTEM_UV),,.tools/bin/uv)  ## Pin the clients for Python that run against the emulator
	@$(PIN) --extra emulator --group python_clients --group aimlapi_sdk --output-file $(CLIENTS_TESTS)/constraints.txt

constraints_peers: | $(if $(SYSTEM_UV),,.tools/bin/uv)  ## Pin the packages that we are measured beside
	@$(PIN) --extra litellm --extra emulator --group peers --override $(LITELLM_OVERRIDES) --output-file $(BENCHMARKS)/constraints.txt

LANGFLOW_PINS := --extra langflow --extra emulator

constraints_langflow: | $(if $(SYSTEM_UV),,.tools/bin/uv)  ## Pin what the Langflow tests run with, for both releases
	@$(PIN) $(LANGFLOW_PINS) --group langflow --constraint $(LANGFLOW_TESTS)/releases.txt --output-file $(LANGFLOW_TESTS)/constraints.txt
	@$(PIN) $(LANGFLOW_PINS) --group langflow --constraint $(LANGFLOW_TESTS)/releases-older.txt --output-file $(LANGFLOW_TESTS)/constraints-older.txt

constraints_langflow_server: | $(if $(SYSTEM_UV),,.tools/bin/uv)  ## Pin Langflow with its dependencies
	@$(PIN) $(LANGFLOW_PINS) --group langflow_server --constraint $(LANGFLOW_SERVER_TESTS)/releases.txt --output-file $(LANGFLOW_SERVER_TESTS)/constraints.txt

clean:  ## Remove what the targets made
	rm -rf .venv .venv-* $(LANGFLOW_SERVER_TESTS)/node_modules $(FOUND) .tools site dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
