# make demo   the whole loop on this machine: master, agents, sandbox clusters
# make test   the tests
# make build  bunraku in debug, .build/debug/bunraku
# make release  bunraku optimised, .build-release/release/bunraku
# make faults every fault at every step of an agent's run, some minutes; `make test` runs a sample
# make bench  the benchmarks, in a release build; beside Puppet, helm and kubectl where they are installed
# make fuzz   the fuzzer, in a release build
# make lint   the formatter's check, and bunraku lint over the control repo
# make format the formatter

SWIFT ?= swift
SOURCES = Package.swift Benchmarks Fuzz Sources Tests
# With the standard library in it a program starts sooner, and runs where no Swift is installed.
RELEASE = -c release --static-swift-stdlib --scratch-path .build-release

.PHONY: demo test faults build release bench fuzz lint format setup

demo: build
	@.build/debug/bunraku demo --codedir .

test: setup
	$(SWIFT) test

faults: setup
	BUNRAKU_FAULTS=all $(SWIFT) test --filter FaultMatrixTests

build: setup
	$(SWIFT) build --product bunraku

release: setup
	$(SWIFT) build $(RELEASE) --product bunraku

bench: release
	$(SWIFT) build $(RELEASE) --product Benchmarks
	.build-release/release/Benchmarks cold
	.build-release/release/Benchmarks compile
	.build-release/release/Benchmarks converge
	.build-release/release/Benchmarks grow
	.build-release/release/Benchmarks lookup
	.build-release/release/Benchmarks parse $(or $(MANIFESTS),.)

fuzz: setup
	$(SWIFT) build $(RELEASE) --product Fuzz
	.build-release/release/Fuzz --seconds $(or $(EACH),60)

lint: build
	$(SWIFT) format lint --strict --parallel --recursive --configuration .swift-format $(SOURCES)
	.build/debug/bunraku lint --codedir .

format:
	$(SWIFT) format --in-place --parallel --recursive --configuration .swift-format $(SOURCES)

setup:
	@.ci/setup
