# make demo   the whole loop on this machine: master, agents, sandbox clusters
# make test   the tests
# make build  bunraku in debug, .build/debug/bunraku
# make release  bunraku optimised, .build-release/release/bunraku
# make lint   the formatter's check, and bunraku lint over the control repo
# make format the formatter

SWIFT ?= swift
SOURCES = Package.swift Sources Tests

.PHONY: demo test build release lint format setup

demo: build
	@.build/debug/bunraku demo --codedir .

test: setup
	$(SWIFT) test

build: setup
	$(SWIFT) build --product bunraku

release: setup
	$(SWIFT) build -c release --scratch-path .build-release --product bunraku

lint: build
	$(SWIFT) format lint --strict --parallel --recursive --configuration .swift-format $(SOURCES)
	.build/debug/bunraku lint --codedir .

format:
	$(SWIFT) format --in-place --parallel --recursive --configuration .swift-format $(SOURCES)

setup:
	@.ci/setup
