#!/usr/bin/env bash
# Makes a real Home Assistant that can be started on this machine, without Docker.
#
#   provision.sh            installs into $HA_ROOT (default: ~/.cache/lock-health/home-assistant), about 3 minutes, 1.6 GB
#   provision.sh --matter   and a Matter server beside it (../lab/matter-server.mjs starts it), 10 seconds, 250 MB more
#   provision.sh --check    only says whether it could run here, and if not, why and what else is possible
#
# Home Assistant needs Python 3.14, which Debian 12 lacks: a Debian testing tree with it is laid into $HA_ROOT by
# debootstrap, and Home Assistant goes into a virtual environment inside that tree. Run again, it does nothing.
# Needs root, apt-get and pip's usual settings. A machine with Python 3.14 of its own needs only the last step:
# set HA_PYTHON to that interpreter, and the tree is left out (then neither root nor Debian is needed).
set -euo pipefail

HA_VERSION=${HA_VERSION:-2026.11.0}
MATTER_VERSION=${MATTER_VERSION:-8.1.2}
HA_ROOT=${HA_ROOT:-$HOME/.cache/lock-health/home-assistant}
STAMP="$HA_ROOT/.provisioned-$HA_VERSION"
here=$(cd "$(dirname "$0")" && pwd)

prefix=; [ -z "${HA_PYTHON:-}" ] || prefix="$HA_ROOT"

# Says on the last lines why this machine cannot do it, and what else there is.
refuse() {
  cat >&2 <<TEXT
A real Home Assistant cannot be installed here: $1.
What else is possible:
  - a Python 3.14 of your own:  HA_PYTHON=/path/to/python3.14 bash provision.sh
  - Docker, with Home Assistant's official container: HA_CONTAINER=1 npm run test:home (nothing is installed then)
  - a Debian or Ubuntu machine or virtual machine, as root
TEXT
  exit 3
}
can_run() {
  if [ -n "${HA_PYTHON:-}" ]; then
    "$HA_PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 14))' 2>/dev/null || refuse "HA_PYTHON ($HA_PYTHON) is not Python 3.14 or newer"
    return
  fi
  [ "$(uname -s)" = Linux ] || refuse "this is not Linux"
  [ "$(id -u)" = 0 ] || refuse "it needs root, for a system tree of its own (chroot)"
  command -v apt-get >/dev/null || refuse "it needs apt-get (Debian or Ubuntu)"
}

in_tree() {
  if [ -n "${HA_PYTHON:-}" ]; then "$@"; else
    env SSL_CERT_FILE=/etc/ssl/certs/lock-health-ca.crt PIP_CERT=/etc/ssl/certs/lock-health-ca.crt \
        REQUESTS_CA_BUNDLE=/etc/ssl/certs/lock-health-ca.crt PIP_CONSTRAINT= PIP_FIND_LINKS= PIP_EXTRA_INDEX_URL= \
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
        chroot "$HA_ROOT" "$@"
  fi
}
# The server has an environment of its own. Its native part needs glib and netlink, and its ping_node a ping program.
matter_server() {
  [ -z "$prefix" ] || { echo "no Matter server: it needs the tree, and is left out with HA_PYTHON"; return; }
  [ -x "$HA_ROOT/matter/bin/matter-server" ] && return
  local apt="apt-get -qq -o Acquire::Check-Valid-Until=false"
  in_tree env DEBIAN_FRONTEND=noninteractive sh -c \
    "$apt update && $apt install -y --no-install-recommends libglib2.0-0t64 libnl-route-3-200 iputils-ping" >>"$HA_ROOT.log"
  in_tree python3.14 -m venv /matter
  in_tree /ha/bin/uv pip install --quiet --python /matter/bin/python "python-matter-server[server]==$MATTER_VERSION"
}
finish() {
  [ "$1" != --matter ] || matter_server
  echo "Home Assistant $HA_VERSION is ready in $HA_ROOT"
}

[ "${1:-}" != --check ] || { [ -e "$STAMP" ] || can_run; exit 0; }
[ -e "$STAMP" ] && { finish "${1:-}"; exit 0; }
can_run
mkdir -p "$HA_ROOT"

if [ -z "${HA_PYTHON:-}" ] && [ ! -x "$HA_ROOT/usr/bin/python3.14" ]; then
  command -v debootstrap >/dev/null || { apt-get update -qq; apt-get install -y -qq debootstrap; }
  mirror=$(awk '/^URIs:/ {print $2; exit}' /etc/apt/sources.list.d/debian.sources 2>/dev/null ||
           awk '/^deb / {print $2; exit}' /etc/apt/sources.list)
  debootstrap --variant=minbase --include=python3.14,python3.14-venv,python3.14-dev,ca-certificates,gcc,g++,libffi-dev,libturbojpeg0 \
    forky "$HA_ROOT" "$mirror" /usr/share/debootstrap/scripts/sid >"$HA_ROOT.log" 2>&1 || { tail -20 "$HA_ROOT.log"; exit 1; }
fi

# pip inside the tree uses the settings of the machine: certificates, index, time-outs.
certificates=${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}
mkdir -p "$HA_ROOT/etc/ssl/certs"
cp -L "$certificates" "$HA_ROOT/etc/ssl/certs/lock-health-ca.crt"
cp -L /etc/resolv.conf "$HA_ROOT/etc/resolv.conf" 2>/dev/null || true
cp "$here/requirements.py" "$HA_ROOT/requirements.py"

in_tree "${HA_PYTHON:-python3.14}" -m venv "$prefix/ha"
in_tree "$prefix/ha/bin/pip" install --quiet --disable-pip-version-check "homeassistant==$HA_VERSION" uv
# What the integrations that the tests use would install at their first start.
in_tree "$prefix/ha/bin/python" "$prefix/requirements.py" > "$HA_ROOT/requirements.txt"
install() {
  in_tree "$prefix/ha/bin/uv" pip install --quiet --python "$prefix/ha/bin/python" \
    --constraint "$prefix/ha/lib/python3.14/site-packages/homeassistant/package_constraints.txt" "$@"
}
# A package index may lag behind: what it lacks in the pinned version is taken in its newest one, and said.
install -r "$prefix/requirements.txt" 2>/dev/null || while read -r requirement; do
  install "$requirement" 2>/dev/null || { echo "not in the index: $requirement; taking the newest"; install "${requirement%%==*}"; }
done < "$HA_ROOT/requirements.txt"
touch "$STAMP"
finish "${1:-}"
