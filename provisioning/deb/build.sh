#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Packs room-agent_VERSION_ARCH.deb from what `make install` installs: build.sh VERSION [FOLDER]. `make deb` calls it; the
# folder is dist.
set -euo pipefail
cd "$(dirname "$0")/../.."
version=${1:?the version, as in: build.sh 0.1.0}
folder=${2:-dist}
maintainer="The Room agent developers <maintainers@room-agent.invalid>"
architecture=$(dpkg --print-architecture)
# The same sources give the same package.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || stat -c %Y CHANGELOG.md)}
export SOURCE_DATE_EPOCH
umask 022
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
root=$stage/room-agent
documents=$root/usr/share/doc/room-agent

make --no-print-directory install DESTDIR="$root" >/dev/null

# Debian has the licence already, and wants a changelog of its own form. The other documents stay plain, as web pages do in
# Debian: they lead to each other, and people are told to read them.
cp provisioning/deb/copyright "$documents/copyright"
rm "$documents/CHANGELOG.md"
awk -v version="$version" -v maintainer="$maintainer" -v seconds="$SOURCE_DATE_EPOCH" -f provisioning/deb/changelog.awk \
    CHANGELOG.md >"$documents/changelog"
gzip -9n "$documents/changelog" "$root"/usr/share/man/man*/*

# A link in a document that leads nowhere once it is installed.
for document in "$documents"/*.md; do
    while read -r link; do
        [ -e "$documents/$link" ] || { echo "${document##*/} links to $link, which the package does not have" >&2; exit 65; }
    done < <(grep -o '](\([^):#]\+\)[)#]' "$document" | sed 's/^](\(.*\).$/\1/')
done

# What the program needs at run time, by the libraries that it links.
mkdir -p "$root/DEBIAN" "$stage/debian"
printf 'Source: room-agent\n\nPackage: room-agent\nArchitecture: any\n' >"$stage/debian/control"
libraries=$(cd "$stage" && dpkg-shlibdeps -O "$root/usr/bin/room-agent" 2>/dev/null | sed -n 's/^shlibs:Depends=//p')
sqlite=$(sed -n 's/.*libsqlite3-0 (>= \([^)]*\)).*/\1/p' <<<"$libraries")
[ -n "$sqlite" ] || { echo "dpkg-shlibdeps found no dependencies" >&2; exit 70; }
# The operator -> came with SQLite 3.38, which no symbol of the library shows.
if dpkg --compare-versions "$sqlite" lt 3.38; then
    libraries=${libraries/"libsqlite3-0 (>= $sqlite)"/"libsqlite3-0 (>= 3.38)"}
fi

size=$(du -sk --apparent-size --exclude=DEBIAN "$root" | cut -f1)
sed -e "s/@VERSION@/$version/" -e "s/@ARCHITECTURE@/$architecture/" -e "s/@SIZE@/$size/" -e "s/@LIBRARIES@/$libraries/" \
    provisioning/deb/control >"$root/DEBIAN/control"
for script in postinst prerm postrm; do install -m 0755 "provisioning/deb/$script" "$root/DEBIAN/$script"; done
(cd "$root" && find . -path ./DEBIAN -prune -o -type f -printf '%P\0' | LC_ALL=C sort -z | xargs -0 md5sum) >"$root/DEBIAN/md5sums"

mkdir -p "$folder"
dpkg-deb --root-owner-group --build "$root" "$folder/room-agent_${version}_${architecture}.deb"
