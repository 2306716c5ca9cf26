# SPDX-License-Identifier: Apache-2.0
# Everything from a clean clone on Debian 12 with a Swift toolchain. Missing Debian packages are installed, and named first.

PREFIX     ?= /usr
DESTDIR    ?=
SYSCONFDIR ?= /etc
VERSION    := $(shell sed -n 's/.*static let version = "\(.*\)"/\1/p' Sources/RoomAgent/Command/AgentVersion.swift)

SWIFT_FLAGS := --explicit-target-dependency-import-check error
# Linked small: no regular expression engine (nothing here uses it), a section for each function so that unused ones are dropped and
# equal ones merged, relocations packed (glibc 2.36 and later read them), neither symbols nor tables for unwinding (release.ld says why).
UNWIND ?=
STRIP  := $(if $(UNWIND),,-Xlinker -s -Xlinker --no-eh-frame-hdr -Xlinker -T -Xlinker "$(CURDIR)/Sources/RoomAgent/System/release.ld")
RELEASE     := -c release --static-swift-stdlib $(SWIFT_FLAGS) \
	-Xswiftc -Xfrontend -Xswiftc -disable-implicit-string-processing-module-import -Xswiftc -Xfrontend -Xswiftc -function-sections \
	-Xswiftc -use-ld=lld $(STRIP) -Xlinker --gc-sections \
	-Xlinker --icf=all -Xlinker --no-export-dynamic -Xlinker -z -Xlinker pack-relative-relocs -Xlinker -z -Xlinker now
RELEASE_DIR  = $(shell swift build $(RELEASE) --show-bin-path)

.PHONY: all demo test unit seeds soak coverage fleet fleet-share storage torture fuzz lab room bench picture lint install deb clean packages packages-lint packages-test packages-bench packages-deb

all: release ## Build the release binary
	@echo "built $(RELEASE_DIR)/room-agent"

.PHONY: release
release: packages
	swift build $(RELEASE) --product room-agent
	swift build $(RELEASE) --product room-demo

demo: release ## A simulated cloud and room around the real agent; without a terminal, a scripted day
	@"$(RELEASE_DIR)/room-demo"

test: packages-test release unit seeds fleet-share storage fuzz lab room ## Every test

# Side by side, but for the tests that live by real time: those of the real agent and of real programs, loops, servers and terminals want
# the machine for themselves.
REAL_TIME   := ^(AgentTests|DeviceIOTests|EventLoopTests|HostTests|HTTPTests|JoinTests)\.
unit: packages-test
	swift build --build-tests $(SWIFT_FLAGS)
	swift test --skip-build --skip '$(REAL_TIME)' $(SWIFT_FLAGS)
	ROOM_AGENT="$(RELEASE_DIR)/room-agent" ROOM_DEMO="$(RELEASE_DIR)/room-demo" \
		swift test --skip-build --no-parallel --filter '$(REAL_TIME)' $(SWIFT_FLAGS)

# The room machine state by state, the seeds that once found something, rooms in changed worlds, and CI's share of new rooms.
seeds: packages-test soak-build ## Whole rooms by seed: CI's share
	"$(RELEASE_DIR)/room-soak" machine
	"$(RELEASE_DIR)/room-soak" kept Tests/Seeds/seeds.txt
	"$(RELEASE_DIR)/room-soak" metamorphic 1-29
	"$(RELEASE_DIR)/room-soak" seeds 1-$(CI_SEEDS) --every-situation

SEEDS ?= 1-10000
soak: packages-test soak-build ## Whole rooms by seed for as long as you like: make soak SEEDS=1000-90000
	"$(RELEASE_DIR)/room-soak" seeds $(SEEDS)

# A tenth of a second of a processor for each room-day, three room-days a seed: 10,000 room-days, some ten minutes on two
# cores that have nothing else to do.
CI_SEEDS := 3350
.PHONY: soak-build
soak-build:
	swift build $(RELEASE) --product room-soak

# docs/fleet.md: some quarter of an hour on two cores that have nothing else to do.
fleet: packages-test fleet-build ## What 10,000 rooms cost Google, and how soon they see a change
	"$(RELEASE_DIR)/room-fleet" week
	"$(RELEASE_DIR)/room-fleet" day

# The same with few rooms, held against what the paper promises; half a minute.
fleet-share: packages-test fleet-build
	"$(RELEASE_DIR)/room-fleet" check

.PHONY: fleet-build
fleet-build:
	swift build $(RELEASE) --product room-fleet

coverage: packages-test ## Which regions of the core its tests and seeds run: docs/coverage.md
	SWIFT_FLAGS="$(SWIFT_FLAGS)" Tests/Coverage/run.sh

# About half a minute. `damage` takes each 20th byte and length; `torture` takes all.
storage: packages-test torture-build ## The store's files under power cuts, kills, faults and damage: CI's share
	"$(TORTURE)" power 1-40
	"$(TORTURE)" kills 1-4
	"$(TORTURE)" wipes 1-20
	"$(TORTURE)" faults
	"$(TORTURE)" reads
	"$(TORTURE)" damage 20
	"$(TORTURE)" wear

TORTURE_SEEDS ?= 1-300
torture: packages-test torture-build ## The same at length: 15,000 power cuts, and damage at every byte; some six minutes
	"$(TORTURE)" power $(TORTURE_SEEDS)
	"$(TORTURE)" kills 1-60
	"$(TORTURE)" wipes 1-300
	"$(TORTURE)" faults
	"$(TORTURE)" reads
	"$(TORTURE)" damage
	"$(TORTURE)" wear

TORTURE = $(RELEASE_DIR)/store-torture
.PHONY: torture-build
torture-build:
	swift build $(RELEASE) --product store-torture

fuzz: packages-test
	Tests/Fuzz/run.sh

lab: packages-test release
	swift build --build-tests $(SWIFT_FLAGS)
	ROOM_AGENT="$(RELEASE_DIR)/room-agent" ROOM_DEMO="$(RELEASE_DIR)/room-demo" Tests/Lab/run.sh

# A package for the tests alone, so that nobody takes it for one that was meant to be installed.
room: packages-test release
	provisioning/deb/build.sh "$(VERSION)" .build/room
	ROOM_DEB="$$(echo .build/room/room-agent_*.deb)" ROOM_DEMO="$(RELEASE_DIR)/room-demo" Tests/Room/run.sh

picture: packages-test release ## docs/session.svg, from a real session of room-demo
	docs/picture.py "$(RELEASE_DIR)/room-demo" docs/session.svg

bench: packages-bench release ## Ratios against what one would otherwise run, as a table
	swift build $(RELEASE) --product SyncParts
	SYNC_PARTS="$(RELEASE_DIR)/SyncParts" ROOM_AGENT="$(RELEASE_DIR)/room-agent" ROOM_DEMO="$(RELEASE_DIR)/room-demo" Tests/Bench/run.sh

lint: packages-lint ## Format, shell scripts, manual pages
	swift format lint --strict -r Package.swift Sources Tests
	@! LC_ALL=C.UTF-8 grep -nE '^.{121}' $$(git ls-files 'Sources/*.swift' 'Sources/*.h' 'Sources/*.c')
	@for script in .ci/run .ci/packages $$(git ls-files '*.sh' provisioning/examples provisioning/deb/p*); do \
		bash -n "$$script" || exit 1; done
	@for page in docs/*.8 docs/*.5; do echo "manual page $$page"; \
		test -z "$$(groff -man -Tutf8 -ww -z "$$page" 2>&1)" || { groff -man -Tutf8 -ww -z "$$page"; exit 1; }; done

# Where documents lie beside each other: their links are changed accordingly, and provisioning/deb/build.sh checks them.
DOCDIR       = $(DESTDIR)$(PREFIX)/share/doc/room-agent
LINKS       := -e 's,](\(\.\./\)*\(provisioning/\)\?kiosk/README\.md,](kiosk.md,g' -e 's,](\(\.\./\)*\(provisioning/\)\?examples/,](examples/,g' \
	-e 's,](\(\.\./\)*\(provisioning/\)\?relay/README\.md,](relay.md,g' -e 's,\[provisioning/relay\],[relay.md],g' \
	-e 's,](room-agent\.conf),](examples/room-agent.conf),g' -e 's,\[docs/,[,g' -e 's,\[provisioning/kiosk/README\.md],[kiosk.md],g' \
	-e 's,\[provisioning/README\.md],[provisioning.md],g' -e 's,](\(\.\./\)*docs/,](,g' -e 's,](\(\.\./\)*\([A-Z]*\.md\),](\2,g' -e 's,](LICENSE),](copyright),g' \
	-e 's,](\(\.\./\)*provisioning/README\.md,](provisioning.md,g' -e 's,](\(\.\./\)*provisioning/\(tpm\|keys\)\.md,](\2.md,g' -e 's,](\(\.\./\)*\(init\|provisioning\)/,](examples/,g' \
	-e 's,\[\([^]]*\)\](room-agent[a-z.-]*\.[0-9]),\1,g' -e 's,\[[^]]*\](\(ARCHITECTURE\|CONTRIBUTING\)\.md),\1.md in the source,g'

install: ## Into DESTDIR; build first with `make`
	install -D -m 0755 "$(RELEASE_DIR)/room-agent" "$(DESTDIR)$(PREFIX)/bin/room-agent"
	install -d -m 0755 "$(DESTDIR)$(PREFIX)/lib/systemd/system" "$(DOCDIR)/examples"
	install -m 0644 init/room-agent.service init/room-agent-join.socket init/room-agent-join.service init/room-kiosk.service \
		"$(DESTDIR)$(PREFIX)/lib/systemd/system/"
	install -D -m 0644 init/room-agent.sysusers "$(DESTDIR)$(PREFIX)/lib/sysusers.d/room-agent.conf"
	install -D -m 0644 init/room-agent.tmpfiles "$(DESTDIR)$(PREFIX)/lib/tmpfiles.d/room-agent.conf"
	install -D -m 0644 init/60-room-agent.rules "$(DESTDIR)$(PREFIX)/lib/udev/rules.d/60-room-agent.rules"
	install -D -m 0644 docs/room-agent.8 "$(DESTDIR)$(PREFIX)/share/man/man8/room-agent.8"
	install -D -m 0644 docs/room-agent.conf.5 "$(DESTDIR)$(PREFIX)/share/man/man5/room-agent.conf.5"
	install -m 0644 README.md SECURITY.md CHANGELOG.md $(wildcard docs/*.md docs/*.svg docs/*.png) docs/window_reader.py "$(DOCDIR)/"
	install -m 0644 provisioning/README.md "$(DOCDIR)/provisioning.md"
	install -m 0644 provisioning/kiosk/README.md "$(DOCDIR)/kiosk.md"
	install -m 0644 provisioning/relay/README.md "$(DOCDIR)/relay.md"
	install -m 0644 provisioning/tpm.md "$(DOCDIR)/tpm.md"
	install -m 0644 provisioning/keys.md "$(DOCDIR)/keys.md"
	sed -i $(LINKS) "$(DOCDIR)"/*.md
	install -m 0644 LICENSE "$(DOCDIR)/copyright"
	install -m 0644 provisioning/room-agent.conf init/room-agent-join-x11.conf "$(DOCDIR)/examples/"
	install -m 0755 provisioning/examples/room-browser provisioning/examples/room-codec "$(DOCDIR)/examples/"
	install -m 0644 provisioning/relay/relay.conf provisioning/relay/redis.conf "$(DOCDIR)/examples/"
	install -d -m 0755 "$(DESTDIR)$(SYSCONFDIR)/room-agent/room-agent.conf.d"

deb: packages-deb release ## dist/room-agent_VERSION_ARCH.deb
	provisioning/deb/build.sh "$(VERSION)"

packages:
	@.ci/packages build
packages-lint:
	@.ci/packages lint
packages-test:
	@.ci/packages build test
packages-bench:
	@.ci/packages build bench
packages-deb:
	@.ci/packages build deb

clean:
	swift package clean
	rm -rf dist

help: ## This list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile
