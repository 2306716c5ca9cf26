#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Packs dist/room-agent_VERSION_ARCH.deb from what `make install` installs: build.sh VERSION. `make deb` calls it.
set -euo pipefail
cd "$(dirname "$0")/../.."
version=${1:?the version, as in: build.sh 0.1.0}
architecture=$(dpkg --print-architecture)
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
root=$stage/room-agent

make --no-print-directory install DESTDIR="$root" >/dev/null
gzip -9n "$root"/usr/share/man/man*/*
mkdir -p "$root/DEBIAN" "$stage/debian"

# What the program needs at run time, by the libraries that it links.
printf 'Source: room-agent\n\nPackage: room-agent\nArchitecture: any\n' >"$stage/debian/control"
needs=$(cd "$stage" && dpkg-shlibdeps -O "$root/usr/bin/room-agent" 2>/dev/null | sed -n 's/^shlibs:Depends=//p')
[ -n "$needs" ] || { echo "dpkg-shlibdeps found no dependencies" >&2; exit 70; }

cat >"$root/DEBIAN/control" <<END
Package: room-agent
Version: $version
Section: net
Priority: optional
Architecture: $architecture
Maintainer: The Room agent developers <maintainers@room-agent.invalid>
Installed-Size: $(du -sk --exclude=DEBIAN "$root" | cut -f1)
Depends: $needs, libsqlite3-0 (>= 3.38), tzdata, ca-certificates
Recommends: systemd
Suggests: lcdproc, chromium
Description: meeting room calendar, display and join button
 Keeps a meeting room's Google calendar on the room's own small computer,
 encrypted, shows what is on, and joins the meeting at one push of a button,
 with or without a network.
END

# The user, its directories, the devices' groups. The service is started by whoever has written its configuration.
cat >"$root/DEBIAN/postinst" <<'END'
#!/bin/sh
set -e
if [ "$1" = configure ] && [ -d /run/systemd/system ]; then
    systemd-sysusers room-agent.conf
    systemd-tmpfiles --create room-agent.conf
    udevadm control --reload || true
    systemctl daemon-reload
    # After an update: the new program takes a running meeting over.
    if [ -n "$2" ]; then systemctl try-restart room-agent.service || true; fi
fi
END
cat >"$root/DEBIAN/prerm" <<'END'
#!/bin/sh
set -e
if [ "$1" = remove ] && [ -d /run/systemd/system ]; then
    systemctl disable --now room-agent.service || true
fi
END
# Keys and the window go with `purge`, and only then.
cat >"$root/DEBIAN/postrm" <<'END'
#!/bin/sh
set -e
if [ "$1" = purge ]; then rm -rf /var/lib/room-agent /run/room-agent; fi
if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
END
chmod 0755 "$root"/DEBIAN/postinst "$root"/DEBIAN/prerm "$root"/DEBIAN/postrm

mkdir -p dist
dpkg-deb --root-owner-group --build "$root" "dist/room-agent_${version}_${architecture}.deb"
