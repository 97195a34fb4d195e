# Assay: `make demo` and `make test` do all set-up on a fresh machine, then run.

SWIFT ?= swift
PYTHON ?= python3
BUILD := .build
VENV := $(BUILD)/venv
# The libraries that the engine is compared with: some gigabytes, for `make bench` alone.
PEERS := $(BUILD)/peers
ASSAY := $(BUILD)/release/assay
SWIFT_SOURCES := Package.swift Sources plugins Tests

# One optimised build serves the program, the demo and the tests. A target that imports what it
# does not declare is an error.
SWIFT_BUILD := $(SWIFT) build -c release --build-tests \
	--explicit-target-dependency-import-check error

.DEFAULT_GOAL := help

.PHONY: help
help: ## Say what can be made.
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 18

.PHONY: setup
setup:
	@.ci/setup

.PHONY: build
build: setup ## Build the program, at .build/release/assay.
	@.ci/quietly "$(BUILD)/build.log" $(SWIFT_BUILD)

.PHONY: demo
demo: build ## Run the main job on real data (DATASET=fashion for Fashion-MNIST).
	@ASSAY="$(ASSAY)" $(PYTHON) examples/demo.py

.PHONY: test
test: build $(VENV)/ready ## Run every test.
	@.ci/setup test
	@# The Swift tests all run in one process, which may need more descriptors than the usual 1024.
	ulimit -Sn $$(ulimit -Hn); \
		SWIFT_BACKTRACE=registers=none,images=none $(SWIFT) test -c release --skip-build
	ASSAY="$(ASSAY)" $(VENV)/bin/python -m pytest -q -p no:cacheprovider Tests/conformance

.PHONY: operators
operators: build $(PEERS)/ready ## Check every operator and gradient beside PyTorch (SEED=number).
	ASSAY="$(ASSAY)" $(PEERS)/bin/python Tests/conformance/operators/check.py $(SEED)

.PHONY: restarts
restarts: build $(VENV)/ready ## Restart a process plugin 1,000 times; nothing may be left behind.
	ASSAY="$(ASSAY)" PLUGIN_RESTARTS=1000 $(VENV)/bin/python -m pytest -q -p no:cacheprovider \
		Tests/conformance/test_plugin_endings.py -k restarts

.PHONY: golden
golden: build ## Train three models of real size on every instruction set, and compare bits (minutes).
	ASSAY_GOLDEN_FULL=1 $(SWIFT) test -c release --skip-build --filter GoldenModelTests

.PHONY: sanitize
sanitize: setup ## Run the Swift tests with AddressSanitizer and ThreadSanitizer (builds of their own).
	ASAN_OPTIONS=detect_leaks=0 \
		$(SWIFT) test -c release --sanitize=address --scratch-path $(BUILD)-address
	@# Without models of real kernels, which take too long, and without the program: it is linked with
	@# the runtime, whose tasks ThreadSanitizer then does not see.
	TSAN_OPTIONS=suppressions=$(CURDIR)/.ci/thread-sanitizer.supp \
		$(SWIFT) test -c release --sanitize=thread --scratch-path $(BUILD)-thread \
		--skip 'GoldenModelTests|CrashTests|KillTests|a program ends'

.PHONY: lint
lint: build ## Check the form: formatting, warnings, imports, kernels for arm64.
	$(SWIFT) format lint --strict --parallel --recursive $(SWIFT_SOURCES)
	@.ci/neon

.PHONY: format
format: ## Lay out the Swift files as `make lint` wants them.
	$(SWIFT) format format --in-place --parallel --recursive $(SWIFT_SOURCES)

.PHONY: client
client: ## Write the generated part of the Python client anew from rpc-schemas.
	$(PYTHON) clients/python/generate.py

.PHONY: manual
manual: build ## Write the manual page anew from what the commands say of themselves.
	$(ASSAY) manual >docs/assay.1

.PHONY: docs
docs: ## Write the reference pages in docs/reference from the schemas.
	$(PYTHON) docs/generate.py

.PHONY: bench
bench: build $(PEERS)/ready ## Measure, beside a named peer where there is one.
	@.ci/setup bench
	@for script in rpc ledger matrix training scaling; do \
		ASSAY="$(ASSAY)" $(PEERS)/bin/python "Benchmarks/$$script.py" || exit 1; \
	done

.PHONY: curves
curves: build $(PEERS)/ready ## Train three models beside PyTorch, and compare what they come to.
	@.ci/setup curves
	ASSAY="$(ASSAY)" $(PEERS)/bin/python Benchmarks/curves.py

$(PEERS)/ready: Benchmarks/requirements.txt
	$(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/pip install -q -r Benchmarks/requirements.txt
	touch $@

SOAK_CALLS ?= 10000000

.PHONY: soak
soak: build $(VENV)/ready ## Run millions of mixed calls (SOAK_CALLS) and see nothing grow.
	ASSAY="$(ASSAY)" SOAK_CALLS=$(SOAK_CALLS) $(VENV)/bin/python Benchmarks/soak.py

FUZZ_SECONDS ?= 1200
FUZZ := $(BUILD)-fuzz/release/fuzz
# libFuzzer without its main: the package manager has one of its own for every program.
FUZZ_LIBRARY = $(wildcard $(dir $(shell command -v swift))../lib/clang/*/lib/*/libclang_rt.fuzzer_no_main-x86_64.a)
FUZZ_FLAGS = -Xswiftc -sanitize=address \
	-Xswiftc -sanitize-coverage=edge,inline-8bit-counters,pc-table,trace-cmp \
	-Xlinker $(FUZZ_LIBRARY) -Xlinker -lstdc++

.PHONY: fuzz
fuzz: setup ## Fuzz scanner, parser and connections, FUZZ_SECONDS each (a build of its own).
	ASSAY_FUZZ=1 .ci/quietly "$(BUILD)-fuzz/build.log" $(SWIFT) build -c release --product fuzz \
		--scratch-path $(BUILD)-fuzz $(FUZZ_FLAGS)
	@for target in scanner parser connection; do .ci/fuzz "$(FUZZ)" $$target $(FUZZ_SECONDS) || exit 1; done

.PHONY: clean
clean: ## Remove everything that was built.
	rm -rf $(BUILD) $(BUILD)-address $(BUILD)-fuzz $(BUILD)-thread

$(VENV)/ready: Tests/conformance/requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check -r $<
	@touch $@
