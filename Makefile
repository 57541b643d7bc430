# Everyday commands; each works alone and in any order. `make` lists them.

RECIPE := recipes/quickstart.json
FORMATTED := Sources Tests Benchmarks Tools/fuzz/Sources/fuzz Tools/fuzz/Package.swift Tools/Torture Package.swift
# Random kills of `make torture`.
COUNT := 200
SWIFT := Tools/ci/with-swift.sh swift
# On Linux the Swift libraries go into the program: it starts in a third of the time and runs where there is no Swift.
RELEASE := -c release $(if $(filter Linux,$(shell uname -s)),--static-swift-stdlib)

.DEFAULT_GOAL := help
.PHONY: help dependencies build sharing demo test torture bench bench-backend bench-runner bench-replay fuzz check-hub check-tensorboard \
	format lint clean

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

dependencies: ## Install what the build needs from the system, where it is missing
	@Tools/ci/install-dependencies.sh

build: dependencies ## Build the tweed program (.build/release/tweed)
	@$(SWIFT) build $(RELEASE) --product tweed

sharing: build ## Build tweed-remote as well: registries, models of a hub
	@SHARING=1 Tools/ci/install-dependencies.sh
	@$(SWIFT) build $(RELEASE) --product tweed-remote

demo: build ## Run the quickstart: from nothing to a report that shows both methods
	@.build/release/tweed run $(RECIPE)

test: dependencies ## Run all tests
	@SHARING=1 Tools/ci/install-dependencies.sh
	@$(SWIFT) test --disable-xctest

torture: build ## Kill runs at COUNT random instants and at the worst ones, and compare bytes
	@$(SWIFT) build $(RELEASE) --product Torture
	@.build/release/Torture --count $(COUNT)

bench: bench-backend bench-runner ## Measure the backend and the runner

bench-backend: dependencies ## Measure the backend, beside OpenBLAS and PyTorch (BENCH=--quick: less of it)
	@$(SWIFT) build $(RELEASE) --product BackendBenchmark
	@python3 Benchmarks/backend.py $(BENCH)

fuzz: dependencies ## Fuzz all that reads files of others, SECONDS=60 for each TARGET= (docs/hostile-input.md)
	@SECONDS_EACH=$(or $(SECONDS),60) Tools/fuzz/run.sh $(TARGET)

bench-runner: build ## Measure the runner, beside ninja, doit, Snakemake and DVC (BENCH=--quick: less of it)
	@python3 Benchmarks/runner.py $(BENCH)

check-hub: sharing ## Hold downloads from a model hub to those of huggingface_hub, byte for byte
	@python3 Tools/check-hub.py

bench-replay: build ## Measure replay, beside the released protocol in numpy and PyYAML (BENCH=--quick: less of it)
	@python3 Benchmarks/replay.py $(BENCH)

check-tensorboard: build ## Read the training curves with TensorBoard's own reader
	@python3 Tools/check-tensorboard.py

format: ## Format all sources
	@$(SWIFT) format --in-place --recursive $(FORMATTED)

lint: ## Check the format of all sources
	@$(SWIFT) format lint --strict --recursive $(FORMATTED)

clean: ## Remove build products; results and their cache (outputs, .tweed) stay
	@rm -rf .build
