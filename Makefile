# Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later
#
# Each target does all the set-up it needs on a Debian or Ubuntu machine that has Swift 6.1 or later.

SHELL := /bin/bash
SWIFT ?= swift
# Everything that the build, the figures and their letters need, by Debian name.
PACKAGES := libgsl-dev libplplot-dev plplot-driver-cairo libopenblas-dev liblapacke-dev libsundials-dev libsuitesparse-dev \
  libllvm19 zlib1g-dev pkg-config fonts-liberation
# What the tests need beside: the Python reader is tested with Debian's Python.
TEST_PACKAGES := python3-numpy python3-matplotlib
PYTHON ?= /usr/bin/python3
# Tests run with optimisation, ten times as fast as without, in a folder of their own: what they see of internals is compiled in.
TEST_BUILD := -c release -Xswiftc -enable-testing --scratch-path .build-tests

.DEFAULT_GOAL := help
.PHONY: help figure gallery fuzz notebooks invariance test build-tests test-python lint format release docs benchmark benchmark-check \
  install install-built uninstall deb try-deb install-dependencies clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 22

figure: release ## make a first figure: the phase plane of the FitzHugh-Nagumo model
	@set -e; tool="$$($(SWIFT) build -c release --show-bin-path)/bpanalyze"; \
	"$$tool" phaseplane fitzhugh-nagumo --output fitzhugh-nagumo-phaseplane; \
	echo; echo "Wrote $(CURDIR)/fitzhugh-nagumo-phaseplane.svg"; echo "The program is $$tool"

gallery: release ## draw the figures of plots/gallery and of plots/styles again (ONLY="name …")
	plots/gallery/make-gallery "$$($(SWIFT) build -c release --show-bin-path)/bpanalyze" $(ONLY)

fuzz: release ## read a million mutated files (COUNT=..., SEED=...), run the program on 1000 (RUNS=...)
	$(SWIFT) run -c release ReaderFuzz $(or $(COUNT),1000000) $(or $(SEED),1)
	$(SWIFT) run -c release CommandFuzz "$$($(SWIFT) build -c release --show-bin-path)/bpanalyze" \
	  $(or $(RUNS),1000) $(or $(SEED),1)

notebooks: release ## run all notebooks and compare what their commands print
	@set -e; tool="$$($(SWIFT) build -c release --show-bin-path)/bpanalyze"; \
	status=0; for notebook in $(filter-out notebooks-cli/README.md,$(wildcard notebooks-cli/*.md)); do \
	  "$$tool" notebook run $$notebook || status=1; done; exit $$status

invariance: install-dependencies ## draw textbook systems in many units, orders and starts (ONLY='names' or 'seed 7'), count the right
	$(SWIFT) run -c release InvarianceTable $(ONLY)

test: build-tests ## build and run all tests
	$(SWIFT) test $(TEST_BUILD) --skip-build
	$(MAKE) --no-print-directory test-python

build-tests: install-dependencies ## build the program and all tests, without running them
	$(SWIFT) build $(TEST_BUILD) --build-tests

test-python: install-dependencies ## test the Python reader of results
	@$(MAKE) --no-print-directory install-dependencies PACKAGES="$(TEST_PACKAGES)"
	$(SWIFT) build $(TEST_BUILD) --product bpanalyze
	BPANALYZE="$$($(SWIFT) build $(TEST_BUILD) --show-bin-path)/bpanalyze" $(PYTHON) Tests/PythonReader/test_bpanalyze.py

lint: ## check the formatting and the style rules
	$(SWIFT) format lint --strict --recursive Sources Tests Benchmarks Package.swift

format: ## put the sources into the house format
	$(SWIFT) format --in-place --recursive Sources Tests Benchmarks Package.swift

release: install-dependencies ## build the program with optimisation
	$(SWIFT) build -c release --product bpanalyze

# The library's modules, from the ground up.
MODULES := Symbolics Parallelism Results LinearSolvers ModelCore Networks ModelFormats NativeCode Simulator Continuation PhasePlane \
  Bifurcation FastSlow SlowPoints Linearization Rendering BifurcationAnalysis

# From the modules that tests are built of, so that both are built once.
docs: install-dependencies ## build the documentation of the library, a folder of pages for a web server; a warning fails
	$(SWIFT) package $(TEST_BUILD) --allow-writing-to-directory .build-docs generate-documentation $(addprefix --target ,$(MODULES)) \
	  --enable-experimental-combined-documentation --warnings-as-errors --output-path .build-docs
	@echo "Wrote .build-docs: python3 -m http.server --directory .build-docs, then http://localhost:8000/documentation"

benchmark: release ## measure against C, and SciPy, JAX, BrainPy (BPANALYZE_PYTHON=...), XPPAUT where they are
	@set -e; $(SWIFT) build -c release --product benchmark; folder="$$($(SWIFT) build -c release --show-bin-path)"; \
	"$$folder/benchmark" Benchmarks "$$folder/bpanalyze"

benchmark-check: release ## the same, and fail where a ratio is above Benchmarks/thresholds.tsv
	@set -e; $(SWIFT) build -c release --product benchmark; folder="$$($(SWIFT) build -c release --show-bin-path)"; \
	"$$folder/benchmark" Benchmarks "$$folder/bpanalyze" --check

PREFIX ?= /usr/local
install: release ## install the program, its manual page and completions for bash, zsh and fish under PREFIX (default /usr/local)
	@set -e; root=(); place="$(DESTDIR)$(PREFIX)"; while [[ ! -e "$$place" ]]; do place="$$(dirname "$$place")"; done; \
	if [[ ! -w "$$place" ]]; then \
	  command -v sudo >/dev/null || { echo "$$place cannot be written to; say PREFIX=..., such as PREFIX=$$HOME/.local" >&2; exit 73; }; \
	  root=(sudo); fi; \
	"$${root[@]}" $(MAKE) --no-print-directory install-built PROGRAM="$$($(SWIFT) build -c release --show-bin-path)/bpanalyze" \
	  PREFIX="$(PREFIX)" DESTDIR="$(DESTDIR)"

# The same of a program that is built already.
install-built:
	install -D -m 755 "$(PROGRAM)" "$(DESTDIR)$(PREFIX)/bin/bpanalyze"
	@set -e; share="$(DESTDIR)$(PREFIX)/share"; \
	mkdir -p "$$share/man/man1" "$$share/bash-completion/completions" "$$share/zsh/site-functions" "$$share/fish/vendor_completions.d"; \
	"$(PROGRAM)" manual | gzip -9n > "$$share/man/man1/bpanalyze.1.gz"; \
	"$(PROGRAM)" --generate-completion-script bash > "$$share/bash-completion/completions/bpanalyze"; \
	"$(PROGRAM)" --generate-completion-script zsh > "$$share/zsh/site-functions/_bpanalyze"; \
	"$(PROGRAM)" --generate-completion-script fish > "$$share/fish/vendor_completions.d/bpanalyze.fish"; \
	echo "Installed $(DESTDIR)$(PREFIX)/bin/bpanalyze, its manual page and completions"

uninstall: ## remove what make install installed
	rm -f $(addprefix "$(DESTDIR)$(PREFIX)"/,bin/bpanalyze share/man/man1/bpanalyze.1.gz \
	  share/bash-completion/completions/bpanalyze share/zsh/site-functions/_bpanalyze share/fish/vendor_completions.d/bpanalyze.fish)

# Swift's own libraries are within the program of the package, so that it runs where there is no Swift.
deb: install-dependencies ## build a Debian package, bpanalyze_VERSION_ARCHITECTURE.deb
	$(SWIFT) build -c release --static-swift-stdlib --scratch-path .build-deb --product bpanalyze
	@set -e; program="$$($(SWIFT) build -c release --static-swift-stdlib --scratch-path .build-deb --show-bin-path)/bpanalyze"; \
	.ci/make-deb "$$program"

try-deb: deb ## install the package in a bare Debian 12 and use it there (as root, with debootstrap; some minutes)
	.ci/try-deb "$$(ls -t bpanalyze_*_"$$(dpkg --print-architecture)".deb | head -1)"

install-dependencies: ## install the Debian packages that are missing
	@command -v $(SWIFT) >/dev/null || \
	  { echo "Swift 6.1 or later is needed and was not found: see https://www.swift.org/install" >&2; exit 69; }
	@if ! command -v dpkg-query >/dev/null; then \
	  echo "This is no Debian system; the build needs what these packages hold: $(PACKAGES)" >&2; exit 0; fi; \
	missing=(); \
	for package in $(PACKAGES); do \
	  [[ "$$(dpkg-query -W -f='$${db:Status-Status}' "$$package" 2>/dev/null)" == installed ]] || missing+=("$$package"); \
	done; \
	(( $${#missing[@]} )) || exit 0; \
	echo "Installing $${missing[*]}"; \
	root=(); if (( EUID != 0 )); then root=(sudo); fi; \
	if (( EUID != 0 )) && ! command -v sudo >/dev/null; then \
	  echo "Ask an administrator for: apt-get install $${missing[*]}" >&2; exit 69; fi; \
	"$${root[@]}" apt-get update -qq && \
	"$${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$${missing[@]}"

clean: ## remove what was built
	$(SWIFT) package clean
