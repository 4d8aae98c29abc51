# SPDX-License-Identifier: Apache-2.0
# A thin door to meson. `make` builds build/linkwright, `make check` runs every test. HACKING.md tells the rest.
export PATH := /usr/bin:/bin:/usr/sbin:/sbin:$(PATH)
MESON = /usr/bin/meson
NINJA = /usr/bin/ninja -j2
PYTHON = /usr/bin/python3
PREFIX ?= /usr/local
VERSION = $(shell sed -n "s/.*version: '\([0-9.]*\)', license.*/\1/p" meson.build)
B = build
LW = $(B)/linkwright
PROGRAM = $(firstword $(wildcard /usr/bin/git /usr/bin/perl /usr/bin/bash))

all: $(B)/build.ninja
	$(NINJA) -C $(B)
	@test -e $(LW) || ln -s src/linkwright $(LW)
debug: $(B)-debug/build.ninja
	$(NINJA) -C $(B)-debug
	@test -e $(B)-debug/linkwright || ln -s src/linkwright $(B)-debug/linkwright

static: setup
	tools/static.sh $(B)-static

$(B)/build.ninja:
	$(MESON) setup $(B)
$(B)-debug/build.ninja:
	$(MESON) setup $(B)-debug -Dbuildtype=debug -Db_sanitize=address,undefined -Dwerror=true \
		-Dc_args=-fno-sanitize-recover=all

setup:
	tools/setup.sh

run: setup all
	$(LW) tree $(PROGRAM)
	$(LW) why $(PROGRAM) libc.so.6

check: setup all debug static
	$(PYTHON) tests/run.py

# What takes longer than `make check` should. Each writes docs/results/NAME.md.
campaign-%: setup all
	$(PYTHON) tests/campaign.py $*
fuzz: campaign-fuzz

bench: setup all static
	$(PYTHON) bench/run.py
format:
	clang-format -i $(shell find src include fuzz tests -name '*.[ch]')

install: all
	$(MESON) configure $(B) -Dprefix=$(PREFIX)
	DESTDIR=$(DESTDIR) $(MESON) install -C $(B)
uninstall:
	$(NINJA) -C $(B) uninstall

dist: all
	tar --exclude='./build*' --exclude=./.git --exclude=__pycache__ --sort=name --owner=0 --group=0 \
		--transform='s,^\.,linkwright-$(VERSION),' -czf $(B)/linkwright-$(VERSION).tar.gz .
clean:
	rm -rf build build-debug build-static build-fuzz

# Each thing after the other: what is missing is installed before anything is built. Ninja runs two jobs.
.NOTPARALLEL:
.PHONY: all debug static setup run check fuzz bench format install uninstall dist clean
