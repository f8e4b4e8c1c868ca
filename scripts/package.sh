#!/usr/bin/env bash
# The Debian package: scripts/package.sh BINARY WEB_FOLDER OUT_FOLDER. What it depends on is read from the binary.
set -euo pipefail
cd "$(dirname "$0")/.."
BINARY=$1 WEB=$2 OUT=$3

VERSION=$("$BINARY" --version | cut -d' ' -f2)
ARCHITECTURE=$(dpkg --print-architecture)
ROOT=$(mktemp -d)
trap 'rm -rf "$ROOT"' EXIT
chmod 0755 "$ROOT"

install -D -m 0755 "$BINARY" "$ROOT/usr/bin/flywheel"
strip --strip-unneeded "$ROOT/usr/bin/flywheel"
mkdir -p "$ROOT/usr/share/flywheel"
cp -r "$WEB" "$ROOT/usr/share/flywheel/web"
rm -rf "$ROOT/usr/share/flywheel/web/.built-from" "$ROOT/usr/share/flywheel/web/.vite"
find "$ROOT/usr/share/flywheel" -type d -exec chmod 0755 {} + -o -type f -exec chmod 0644 {} +
install -D -m 0644 deploy/flywheel.service "$ROOT/usr/lib/systemd/system/flywheel.service"
install -D -m 0644 deploy/deb/sysusers.conf "$ROOT/usr/lib/sysusers.d/flywheel.conf"
install -D -m 0644 README.md "$ROOT/usr/share/doc/flywheel/README.md"
install -D -m 0644 deploy/README.md "$ROOT/usr/share/doc/flywheel/operating.md"
install -D -m 0644 CHANGELOG.md "$ROOT/usr/share/doc/flywheel/CHANGELOG.md"
install -D -m 0644 LICENSE "$ROOT/usr/share/doc/flywheel/copyright"
# Where the package puts things; all else is as the reference says.
mkdir -p "$ROOT/etc/flywheel"
"$BINARY" config reference | sed \
    -e 's|^# data = .*|data = "/var/lib/flywheel"|' -e 's|^# web = .*|web = "/usr/share/flywheel/web"|' >"$ROOT/etc/flywheel/flywheel.toml"
chmod 0640 "$ROOT/etc/flywheel/flywheel.toml"
"$BINARY" config check --config "$ROOT/etc/flywheel/flywheel.toml" >/dev/null

mkdir -p "$ROOT/DEBIAN"
echo /etc/flywheel/flywheel.toml >"$ROOT/DEBIAN/conffiles"
for script in postinst prerm postrm; do install -m 0755 "deploy/deb/$script" "$ROOT/DEBIAN/$script"; done
# dpkg-shlibdeps wants a source package to stand in.
mkdir -p "$ROOT.shlibs/debian"
trap 'rm -rf "$ROOT" "$ROOT.shlibs"' EXIT
touch "$ROOT.shlibs/debian/control"
DEPENDS=$(cd "$ROOT.shlibs" && dpkg-shlibdeps -O "$ROOT/usr/bin/flywheel" 2>/dev/null | sed -n 's/^shlibs:Depends=//p')
cat >"$ROOT/DEBIAN/control" <<CONTROL
Package: flywheel
Version: $VERSION
Architecture: $ARCHITECTURE
Section: web
Priority: optional
Maintainer: The Flywheel authors <flywheel@example.org>
Installed-Size: $(du -sk "$ROOT/usr" | cut -f1)
Depends: $DEPENDS, systemd, tzdata
Description: home of a networked improvement community
 A hub and its member districts share a driver diagram, log PDSA cycles, watch
 run charts and turn what works into shared protocols, live. What a district
 keeps to itself stays with it.
CONTROL
mkdir -p "$OUT"
dpkg-deb --root-owner-group --build "$ROOT" "$OUT/flywheel_${VERSION}_$ARCHITECTURE.deb" >/dev/null
echo "$OUT/flywheel_${VERSION}_$ARCHITECTURE.deb"
