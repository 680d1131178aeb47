#!/usr/bin/env bats
# A platform has issued a new refresh token, and the old one is invalid:
# whatever is killed then, the connection works afterwards, or one message says
# that it must be connected again (A1, A2).

bats_require_minimum_version 1.5.0
. "$BATS_TEST_DIRNAME/../world/lib.bash"

setup_file() {
	setup_acme
	start_standin --people 3 --no-limits
	configure_standin
	echo 'limits = no' >>/etc/fieldauth/fieldauth.conf
	start_xero --people 3 --no-limits
	configure_xero 'pull = users' 'limits = no'
	fieldctl sync connect quickbooks --token-file "$token_file"
	fieldctl sync connect books --token-file "$xero/tokens.json"
	fieldctl sync run quickbooks
	fieldctl sync run books
}

teardown_file() {
	stop_standin
	stop_xero
}

# tell SOURCE JSON: control the stand-in behind SOURCE.
tell() {
	local of=$standin
	[ "$1" = quickbooks ] || of=$xero
	curl -sS --cacert "$of/ca.pem" ${2:+-d "$2"} \
	    "https://localhost:$(<"$of/port")/_control"
}

counter() { # SOURCE NAME
	tell "$1" '' | python3 -c 'import json, sys
print(json.load(sys.stdin)["counters"].get(sys.argv[1], 0))' "$2"
}

# due SOURCE: the next call needs new tokens, which will differ.
due() {
	case $1 in
	quickbooks) tell "$1" '{"tokens": "expire", "fault": "rotate:1"}' ;;
	books) tell "$1" '{"tokens": "expire"}' ;;
	esac >/dev/null
}

# killed SOURCE STRACE-OPTION...: a run that needs new tokens, and is killed at
# the point given by the options; false if it ended before that.
killed() {
	local source=$1 code=0
	shift
	due "$source"
	strace -qq -o /run/world/trace "$@" \
	    syncd --once "$source" >/run/world/report 2>/run/world/run.log ||
		code=$?
	[ "$code" -ne 0 ] || return 1
}

# afterwards SOURCE: the connection works, or 'connect again' is reported once
# more without another call. Counts which in $works and $again.
afterwards() {
	local source=$1 code=0 calls before
	syncd --once "$source" >/run/world/report 2>/run/world/run.log || code=$?
	if [ "$code" -eq 0 ]; then
		works=$((works + 1))
		return
	fi
	again=$((again + 1))
	before=$(sha256sum </run/world/report)
	grep -q '"code":"connect_again"' /run/world/report
	calls=$(counter "$source" token)
	fails fieldctl sync run "$source"
	has "fieldctl sync connect"
	[ "$(grep -c . <<<"$output")" -le 3 ]
	[ "$(counter "$source" token)" = "$calls" ]
	reconnect "$source"
	succeeds syncd --once "$source"
}

# What connecting again would do.
reconnect() {
	tell "$1" '' | python3 -c '
import json, sys
given = json.load(open(sys.argv[1]))
given["refresh_token"] = json.load(sys.stdin)["refresh_token"]
given["expires_at"] = 1
json.dump(given, open("/run/world/again.json", "w"))' \
	    "$([ "$1" = books ] && echo "$xero/tokens.json" || echo "$token_file")"
	fieldctl sync connect "$1" --token-file /run/world/again.json >/dev/null
}

# sweep SOURCE CALLS OPTION...: kill a run at each of its system CALLS, from the
# first one until there is none left.
sweep() {
	local source=$1 call at
	works=0 again=0
	for call in $2; do
		for ((at = 1; at < 200; at++)); do
			killed "$source" "${@:3}" -e "trace=$call" \
			    -e "inject=$call:signal=KILL:when=$at" || break
			afterwards "$source" || {
				cat /run/world/report /run/world/run.log >&2
				echo "killed at $call $at" >&2
				return 1
			}
		done 2>/run/world/sweep.log
		[ "$at" -gt 1 ]
		[ "$at" -lt 200 ]
	done
	echo "# $source: $works times it went on," \
	    "$again times to connect again" >&3
}

# What the agent does between a message of the worker and the receipt that
# permits the use of the new token: it waits, stores secrets, locks, writes,
# syncs.
AGENT_CALLS='poll mlock flock pwrite64 fdatasync write'
# Only the worker has a socket.
WORKER_CALLS='sendto recvfrom'

@test "pitfall_01_agent_killed_at_any_instant_of_a_rotation_leaves_quickbooks_connected_or_says_connect_again" {
	sweep quickbooks "$AGENT_CALLS"
	[ "$works" -gt 30 ]
	# the time between the rotation at the platform and the write to disk
	[ "$again" -gt 2 ]
}

@test "pitfall_01_agent_killed_at_any_instant_of_a_rotation_leaves_xero_connected" {
	sweep books "$AGENT_CALLS"
	[ "$works" -gt 30 ]
	[ "$again" -eq 0 ]
}

@test "pitfall_01_worker_killed_at_any_instant_of_a_rotation_leaves_quickbooks_connected_or_says_connect_again" {
	sweep quickbooks "$WORKER_CALLS" -f
	[ "$works" -gt 10 ]
	[ "$again" -gt 0 ]
}

@test "pitfall_01_worker_killed_at_any_instant_of_a_rotation_leaves_xero_connected" {
	sweep books "$WORKER_CALLS" -f
	[ "$works" -gt 10 ]
	[ "$again" -eq 0 ]
}
