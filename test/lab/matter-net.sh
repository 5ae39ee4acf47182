#!/bin/bash
# A network namespace of its own for Matter: two joined virtual interfaces, and no way out.
#   matter-net.sh up|down   MATTER_NETNS (lockhealth)
set -e
ns=${MATTER_NETNS:-lockhealth}
case $1 in
  up)
    ip netns list | grep -q "^$ns\b" && exit # it is up
    ip netns add "$ns"
    in_ns() { ip netns exec "$ns" "$@"; }
    in_ns ip link set lo up
    in_ns ip link add lab0 type veth peer name lab1
    in_ns ip addr add 10.99.0.1/24 dev lab0
    in_ns ip link set lab0 up
    in_ns ip link set lab1 up
    in_ns ip route add 224.0.0.0/4 dev lab0
    # Matter speaks IPv6 on link-local addresses; wait until duplicate address detection is through
    for _ in $(seq 50); do
      in_ns ip -6 addr show dev lab0 scope link | grep -q 'inet6' && ! in_ns ip -6 addr show dev lab0 | grep -q tentative && break
      sleep 0.1
    done
    ;;
  down) ip netns del "$ns" ;;
  *) echo "usage: matter-net.sh up|down" >&2; exit 2 ;;
esac
