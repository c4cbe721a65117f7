# make run   starts the product with its demo data
# make test  runs every check and test, and says what was skipped and why
# make check is the inner loop

# The tree has folders named as usual targets are.
.PHONY: run build build-server build-field check test fuzz bench deps deps-all image clean help

ADDR     ?= 127.0.0.1:8080
DATA     ?= .data/demo
VERSION  ?= $(shell git describe --always --dirty 2>/dev/null || echo dev)
FUZZTIME ?= 10m
BENCH    ?= .
IMAGE    ?= fieldsync:$(VERSION)
CERTS    ?= /etc/ssl/certs/ca-certificates.crt
TIDY     := bin/tidy

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile
	@echo "also: build fuzz bench deps deps-all image clean"

run: build
	bin/fieldsync demo --data $(DATA) --addr $(ADDR)

build: build-server build-field

# Static and without debugging tables: the same binary goes into the container.
# The version is handed over by name, because Go's own stamp fails in a checkout
# that belongs to another account.
GOBUILD := CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags "-s -w -X main.version=$(VERSION)"

build-server:
	$(GOBUILD) -o bin/fieldsync ./server

build-field:
	$(GOBUILD) -o bin/field ./mobile-client/cmd/field

$(TIDY): $(wildcard server/tidy/*.go)
	go build -buildvcs=false -o $@ ./server/tidy

check: $(TIDY)
	@$(TIDY) check

# A missing C compiler is no failure: the runner says what it skipped for it.
test: $(TIDY)
	@.ci/deps test postgres browser web || echo "deps: going on with what is here"
	@$(TIDY) test

fuzz: $(TIDY)
	@$(TIDY) -fuzz $(FUZZTIME) fuzz

bench:
	go test -run '^$$' -bench '$(BENCH)' -benchmem ./...

deps:
	@.ci/deps test postgres

# What the tests in a browser and the image need as well.
deps-all:
	@.ci/deps test image postgres browser web

# Storage and isolation are chosen so that it works without a daemon and inside
# another container.
image: build-server
	@.ci/deps image
	rm -rf bin/rootfs
	mkdir -p -m 0755 bin/rootfs/owned/data bin/rootfs/owned/tmp bin/rootfs/system/etc/ssl/certs
	install -m 0755 bin/fieldsync bin/rootfs/system/fieldsync
	printf 'fieldsync:x:65532:65532::/data:/fieldsync\n' > bin/rootfs/system/etc/passwd
	printf 'fieldsync:x:65532:\n' > bin/rootfs/system/etc/group
	@# For outgoing TLS; without them the server still starts.
	[ ! -r $(CERTS) ] || install -m 0644 $(CERTS) bin/rootfs/system/etc/ssl/certs/
	STORAGE_DRIVER=vfs BUILDAH_ISOLATION=chroot buildah bud --format docker -t $(IMAGE) .

clean:
	rm -rf bin
