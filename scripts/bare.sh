#!/usr/bin/env bash
# All of it in an untouched Debian 12: debootstrap into build/bare/root, this tree copied in, then inside it
# `./dev run` as a newcomer would type it, and a first sign-in with curl. Says "1 passed, 0 failed" at the end.
# Needs root (for chroot and mounts). bare.sh --keep leaves the folder for a look.
set -euo pipefail
cd "$(dirname "$0")/.."

[ "$(id -u)" = 0 ] || exec sudo "$0" "$@"
ROOT=$PWD/build/bare/root
BASE=$PWD/build/bare/base.tar
MIRROR=${FLYWHEEL_MIRROR:-http://deb.debian.org/debian}
LISTEN=127.0.0.1:18088
KEEP=${1:-}

say() { printf '==> %s\n' "$*"; }

unmount() {
    local place
    for place in proc sys dev/pts dev; do
        ! mountpoint -q "$ROOT/$place" || umount -l "$ROOT/$place"
    done
}
SERVER=
finish() {
    [ -z "$SERVER" ] || kill "$SERVER" 2>/dev/null || true
    unmount
    # Never delete below a mount that is still there.
    if [ "$KEEP" != --keep ] && ! grep -q " $ROOT/" /proc/mounts; then rm -rf "$ROOT"; fi
}
trap finish EXIT

unmount
rm -rf "$ROOT"
mkdir -p "$ROOT"
if [ -f "$BASE" ]; then
    say "Unpacking the Debian made last time ($BASE)"
    tar -xf "$BASE" -C "$ROOT"
else
    say "Making a Debian 12 in $ROOT from $MIRROR"
    debootstrap --variant=minbase bookworm "$ROOT" "$MIRROR" >build/bare/debootstrap.log 2>&1 ||
        { tail -5 build/bare/debootstrap.log; exit 1; }
    tar -cf "$BASE" -C "$ROOT" .
fi

# So that this machine's way out to the package sources works inside too, its resolver, the authorities its
# administrator added and its proxies come along. Nothing else does.
cp -L /etc/resolv.conf "$ROOT/etc/resolv.conf"
mkdir -p "$ROOT/usr/local/share/ca-certificates"
[ ! -d /usr/local/share/ca-certificates ] || cp -rL /usr/local/share/ca-certificates/. "$ROOT/usr/local/share/ca-certificates/"
printf 'deb %s bookworm main\ndeb %s bookworm-updates main\n' "$MIRROR" "$MIRROR" >"$ROOT/etc/apt/sources.list"
if [ "$MIRROR" = http://deb.debian.org/debian ]; then
    echo 'deb http://deb.debian.org/debian-security bookworm-security main' >>"$ROOT/etc/apt/sources.list"
fi

say "Copying this tree"
mkdir -p "$ROOT/flywheel"
git ls-files -z --cached --others --exclude-standard | tar --null --ignore-failed-read -T - -cf - 2>/dev/null | tar -xf - -C "$ROOT/flywheel"

mount -t proc proc "$ROOT/proc"
mount --bind /dev "$ROOT/dev"
[ ! -d /dev/pts ] || mount --bind /dev/pts "$ROOT/dev/pts"

# Replaces the shell it is called in, so that a process started with & has the server's own id in the end.
become_inside() {
    # Only names of variables that lead out of this machine; nothing of the environment else.
    local name keep=()
    for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY; do
        [ -z "${!name:-}" ] || keep+=("$name=${!name}")
    done
    exec chroot "$ROOT" /usr/bin/env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
        NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt FLYWHEEL_LISTEN="$LISTEN" "${keep[@]}" "$@" </dev/null
}
inside() { (become_inside "$@"); }

say "Inside: ./dev run"
BEGAN=$SECONDS
become_inside /flywheel/dev run >build/bare/run.log 2>&1 &
SERVER=$!
until inside sh -c "command -v curl >/dev/null && curl -fsS http://$LISTEN/readyz" >/dev/null 2>&1; do
    if ! kill -0 "$SERVER" 2>/dev/null; then
        tail -30 build/bare/run.log
        say "./dev run ended before it served; all it said is in build/bare/run.log"
        echo '0 passed, 1 failed'
        exit 1
    fi
    [ $((SECONDS - BEGAN)) -lt 2400 ] || { say "Not serving after 40 minutes"; echo '0 passed, 1 failed'; exit 1; }
    sleep 2
done
say "Serving after $((SECONDS - BEGAN)) s; signing in"
PASSWORD=$(sed -n 's/.*The password of each is: //p' build/bare/run.log | sed -n 1p)
inside curl -fsS -c /tmp/cookies -H 'Content-Type: application/json' -H "Origin: http://$LISTEN" \
    -d "{\"email\":\"cb-lead@example.org\",\"password\":\"$PASSWORD\",\"shared_device\":false}" "http://$LISTEN/api/v1/sign_in"
echo
inside curl -fsS -b /tmp/cookies "http://$LISTEN/api/v1/me"
echo
inside curl -fsS "http://$LISTEN/" | grep -qi '<!doctype html' && say "The page is served"
kill -TERM "$SERVER"
wait "$SERVER" || { say "It did not stop cleanly on SIGTERM"; echo '0 passed, 1 failed'; exit 1; }
SERVER=
say "Stopped cleanly"
echo '1 passed, 0 failed'
