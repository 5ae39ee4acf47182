#!/bin/bash
# Starts each simulator, checks it against the real software, and stops what it started.
#   selftest.sh [zwave] [mqtt] [zigbee2mqtt] [matter]     all of them when none is named
# MATTER_SERVER_CMD: a command that runs a Matter server on port $MATTER_SERVER_PORT of loopback, on interface lab0,
# with its data in $MATTER_SERVER_STATE; unset, it is matter-server.mjs where ../home/provision.sh --matter has run.
cd "$(dirname "$0")" || exit 2
parts=${*:-zwave mqtt zigbee2mqtt matter}
work=$(mktemp -d)
export ZWAVE_MOCK_PORT=${ZWAVE_MOCK_PORT:-15555} ZWAVE_MOCK_CONTROL_PORT=${ZWAVE_MOCK_CONTROL_PORT:-15556}
export ZWAVE_SERVER_PORT=${ZWAVE_SERVER_PORT:-13000} ZWAVE_FIRMWARE_PORT=${ZWAVE_FIRMWARE_PORT:-15557} ZWAVE_STATE_DIR=$work/zwave
export MQTT_PORT=${MQTT_PORT:-11883} MQTT_CONTROL_PORT=${MQTT_CONTROL_PORT:-15566} MQTT_STATE_DIR=$work/mqtt
export Z2M_CONTROL_PORT=${Z2M_CONTROL_PORT:-15567} Z2M_STATE_DIR=$work/zigbee2mqtt
export MQTT_URL=mqtt://127.0.0.1:$MQTT_PORT
export MATTER_NETNS=${MATTER_NETNS:-lockhealth$$} MATTER_STATE_DIR=$work/matter MATTER_LOCK_STATE=$work/matter-lock
export MATTER_CONTROL_PORT=${MATTER_CONTROL_PORT:-15576} MATTER_SERVER_PORT=${MATTER_SERVER_PORT:-15580} MATTER_SERVER_STATE=$work/matter-server
[ -x "${HA_ROOT:-$HOME/.cache/lock-health/home-assistant}/matter/bin/matter-server" ] && : "${MATTER_SERVER_CMD=node matter-server.mjs}"
export MATTER_SERVER_URL=ws://127.0.0.1:$MATTER_SERVER_PORT/ws

passed=0 failed=0 skipped=0
pids=() names=()

stop_all() { # the last started is the first stopped
  for ((i = ${#pids[@]} - 1; i >= 0; i--)); do
    printf '     stop %s (peak %s)\n' "${names[i]}" "$(awk '/VmHWM/ { printf "%d MB", $2 / 1024 }' "/proc/${pids[i]}/status" 2>/dev/null)"
    kill "${pids[i]}" 2>/dev/null
    wait "${pids[i]}" 2>/dev/null
  done
  pids=() names=()
}
finish() {
  stop_all
  ip netns list 2>/dev/null | grep -q "^$MATTER_NETNS\b" && bash matter-net.sh down
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

start() { # start NAME COMMAND...: waits for its READY line
  local name=$1 log=$work/$1.log began=$(date +%s%3N)
  shift
  "$@" >"$log" 2>&1 &
  pids+=($!) names+=("$name")
  for _ in $(seq 300); do
    grep -q '^READY' "$log" && { printf '     ready %s after %d ms\n' "$name" $(($(date +%s%3N) - began)); return 0; }
    kill -0 "${pids[-1]}" 2>/dev/null || break
    sleep 0.1
  done
  echo "FAIL $name did not start"
  tail -5 "$log"
  failed=$((failed + 1))
  return 1
}

checks() { # checks COMMAND...: adds up what it counted
  local log=$work/checks.log
  timeout 900 "$@" >"$log" 2>&1
  cut -c1-220 "$log" | grep -v '^CHECKS'
  local counted
  if counted=$(grep '^CHECKS' "$log"); then
    set -- $counted
    passed=$((passed + $2)) failed=$((failed + $3))
  else
    echo "FAIL the checks ended early"
    failed=$((failed + 1))
  fi
}

for part in $parts; do
  echo "== $part"
  case $part in
    zwave)
      start zwave-mock node zwave-mock.mjs && start zwave-server node zwave-server.mjs && checks node check-zwave.mjs
      ;;
    mqtt)
      for setting in "mosquitto entity" "aedes device"; do
        set -- $setting
        [ "$1" = mosquitto ] && ! PATH=$PATH:/usr/sbin command -v mosquitto >/dev/null && { echo "skip mosquitto: not installed"; skipped=$((skipped + 1)); continue; }
        export MQTT_BROKER=$1 MQTT_DISCOVERY=$2
        start mqtt-broker node mqtt-broker.mjs && start mqtt-locks node mqtt-locks.mjs && checks node check-mqtt.mjs
        stop_all
      done
      unset MQTT_BROKER MQTT_DISCOVERY
      ;;
    zigbee2mqtt)
      start mqtt-broker node mqtt-broker.mjs && start zigbee2mqtt node zigbee2mqtt.mjs && checks node check-zigbee2mqtt.mjs
      ;;
    matter)
      if ! bash matter-net.sh up 2>"$work/net.log"; then
        echo "skip matter: no network namespace ($(tail -1 "$work/net.log"))"
        skipped=$((skipped + 1))
        continue
      fi
      inside() { exec ip netns exec "$MATTER_NETNS" "$@"; }
      start matter-lock inside node matter-lock.mjs && checks ip netns exec "$MATTER_NETNS" node check-matter.mjs
      stop_all
      if [ -n "$MATTER_SERVER_CMD" ]; then
        inside bash -c "exec $MATTER_SERVER_CMD" >"$work/matter-server.log" 2>&1 &
        pids+=($!) names+=(matter-server)
        start matter-lock inside node matter-lock.mjs && start netns-relay node netns-relay.mjs "$MATTER_SERVER_PORT" "$MATTER_CONTROL_PORT"
        checks node check-matter-server.mjs
      else
        echo "skip matter server: MATTER_SERVER_CMD is not set"
        skipped=$((skipped + 1))
      fi
      ;;
    *) echo "no part $part" >&2; exit 2 ;;
  esac
  stop_all
done

[ "$skipped" = 0 ] && echo "$passed passed, $failed failed" || echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
