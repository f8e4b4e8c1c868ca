#!/usr/bin/env bash
# All of it in an untouched Debian 12: debootstrap into build/bare/root, this tree copied in, then inside it
# `./dev run` as a newcomer would type it, and a first sign-in with curl. With --package FILE that Debian package is installed
# instead, and the server set up by its one-time link. Says "1 passed, 0 failed" at the end.
# Needs root (for chroot and mounts). bare.sh --keep leaves the folder for a look.
set -euo pipefail
cd "$(dirname "$0")/.."

[ "$(id -u)" = 0 ] || exec sudo "$0" "$@"
ROOT=$PWD/build/bare/root
BASE=$PWD/build/bare/base.tar
MIRROR=${FLYWHEEL_MIRROR:-http://deb.debian.org/debian}
LISTEN=127.0.0.1:18088
KEEP=''
PACKAGE=''
while [ $# -gt 0 ]; do
    case "$1" in
        --keep) KEEP=--keep ;;
        --package) PACKAGE=$(readlink -f "$2"); shift ;;
        *) echo "bare.sh knows --keep and --package FILE, not $1" >&2; exit 2 ;;
    esac
    shift
done

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

if [ -n "$PACKAGE" ]; then
    cp "$PACKAGE" "$ROOT/tmp/flywheel.deb"
else
    say "Copying this tree"
    mkdir -p "$ROOT/flywheel"
    git ls-files -z --cached --others --exclude-standard | tar --null --ignore-failed-read -T - -cf - 2>/dev/null | tar -xf - -C "$ROOT/flywheel"
fi

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

# What the operator of a school does: installs, starts, opens the link, signs in.
install_package() {
    inside apt-get update -qq
    inside env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends curl >/dev/null 2>&1
    say "Inside: apt install ./flywheel.deb"
    BEGAN=$SECONDS
    inside env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends /tmp/flywheel.deb >build/bare/install.log 2>&1 ||
        { tail -5 build/bare/install.log; return 1; }
    say "Installed after $((SECONDS - BEGAN)) s"
    # Nothing starts units in a chroot: the folder is what StateDirectory= makes, the command is ExecStart='s.
    inside install -d -o flywheel -g flywheel -m 0700 /var/lib/flywheel
    become_inside runuser -u flywheel -- flywheel serve --config /etc/flywheel/flywheel.toml --listen "$LISTEN" >build/bare/serve.log 2>&1 &
    SERVER=$!
    until inside curl -fsS "http://$LISTEN/readyz" >/dev/null 2>&1; do
        kill -0 "$SERVER" 2>/dev/null || { tail -5 build/bare/serve.log; return 1; }
        sleep 0.2
    done
    local link json='Content-Type: application/json'
    link=$(inside runuser -u flywheel -- flywheel setup-link --listen "$LISTEN")
    inside curl -fsS -H "$json" -H "Origin: http://$LISTEN" -o /dev/null \
        -d "{\"token\":\"${link##*=}\",\"organization\":\"Hub\",\"network\":\"First network\",\"name\":\"Ana\",\"email\":\"ana@example.org\",\"password\":\"nine lanterns over Alder\"}" \
        "http://$LISTEN/api/v1/setup"
    inside curl -fsS -c /tmp/cookies -H "$json" -H "Origin: http://$LISTEN" -o /dev/null \
        -d '{"email":"ana@example.org","password":"nine lanterns over Alder","shared_device":false}' "http://$LISTEN/api/v1/sign_in"
    inside curl -fsS -b /tmp/cookies "http://$LISTEN/api/v1/me" | grep -q 'First network'
    say "Signed in to a network of one's own $((SECONDS - BEGAN)) s after apt install began (asked: 60)"
    inside curl -fsS "http://$LISTEN/" | grep -qi '<!doctype html' && say "The page is served"
    local child
    child=$(pgrep -P "$SERVER" || echo "$SERVER")
    sleep 5
    say "Idle memory: $(awk '/VmRSS/ { printf "%.0f", $2 / 1024 }' "/proc/$child/status") MiB (asked: 60)"
    inside stat -c '%A %U %n' /etc/flywheel/flywheel.toml /var/lib/flywheel /var/lib/flywheel/flywheel.db
    kill -TERM "$child"
    wait "$SERVER"
    SERVER=
    [ $((SECONDS - BEGAN)) -lt 60 ]
}
# With a systemd of its own: the unit starts under all its restrictions, and again after an abort.
boot_unit() {
    command -v systemd-nspawn >/dev/null || { say "No systemd-nspawn here: the unit was not started (package systemd-container)"; return 0; }
    unmount
    cat >"$ROOT/usr/local/bin/probe" <<'PROBE'
#!/bin/sh
state() { systemctl show -p ActiveState -p NRestarts --value flywheel | paste -sd ' '; }
until [ "$(systemctl is-active flywheel)" = active ]; do sleep 1; done
before=$(state)
kill -ABRT "$(systemctl show -p MainPID --value flywheel)"
sleep 4
{ echo "$before, then $(state)"; systemd-analyze security flywheel --no-pager | tail -1; } >/probe.txt
systemctl exit
PROBE
    chmod +x "$ROOT/usr/local/bin/probe"
    printf '[Unit]\nAfter=flywheel.service\n[Service]\nExecStart=/usr/local/bin/probe\n' >"$ROOT/etc/systemd/system/probe.service"
    mkdir -p "$ROOT/etc/systemd/system/multi-user.target.wants"
    local unit
    for unit in /usr/lib/systemd/system/flywheel.service /etc/systemd/system/probe.service; do
        ln -sf "$unit" "$ROOT/etc/systemd/system/multi-user.target.wants/"
    done
    say "Starting the unit with a systemd of its own"
    timeout 90 systemd-nspawn -q -D "$ROOT" --register=no --keep-unit /lib/systemd/systemd </dev/null >build/bare/boot.log 2>&1 || true
    cat "$ROOT/probe.txt" || { tail -5 build/bare/boot.log; return 1; }
    grep -qx '0 active, then 1 active' "$ROOT/probe.txt"
}
if [ -n "$PACKAGE" ]; then
    if install_package && boot_unit; then echo '1 passed, 0 failed'; exit 0; fi
    echo '0 passed, 1 failed'
    exit 1
fi

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
