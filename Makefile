# `make run` serves; `make test` is everything that must hold before a change lands.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
export PATH := $(CURDIR)/.tools/bin:$(PATH)
export CGO_ENABLED ?= 0

.PHONY: run build test tools lint test-go test-page test-browser test-faults fresh generate fmt bench

run: ## serve on http://localhost:8080
	go run ./cmd/practice

build: ## one static binary, ./practice
	go build -trimpath -o practice ./cmd/practice

test: tools fresh lint test-page test-browser test-faults test-go ## everything; installs what is missing

tools: ## install what the tests need, or name what is missing
	scripts/tools

lint: web/node_modules/.package-lock.json
	golangci-lint run ./...
	cd web && npm run --silent check
	scripts/audit

test-go: # the race detector needs cgo; the product does not
	CGO_ENABLED=1 go test -race -timeout 10m ./...

test-page: web/node_modules/.package-lock.json
	cd web && npm test --silent && npm run --silent size

test-browser: build web/node_modules/.package-lock.json
	cd web && npm run --silent e2e

test-faults: build web/node_modules/.package-lock.json ## what breaks, and what must hold then
	cd web && ../scripts/in-network npm run --silent e2e

fresh: web/node_modules/.package-lock.json ## generated files are what the sources make
	scripts/fresh

generate: web/node_modules/.package-lock.json ## make every generated file again
	scripts/generate

fmt:
	golangci-lint fmt ./...

bench:
	go test -run '^$$' -bench 'Packet|Write|Derive' -benchmem ./recordings/...
	go test -run '^$$' -bench 'Recovery|Stop|Participant|Hour|WAV' -benchtime 2x -timeout 30m ./recordings/archive

web/node_modules/.package-lock.json: web/package.json web/package-lock.json
	cd web && npm ci --no-audit --no-fund --loglevel=error
