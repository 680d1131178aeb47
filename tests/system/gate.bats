#!/usr/bin/env bats
# fieldauth-gate: whatever one uid does to the socket, others are served.

. "$BATS_TEST_DIRNAME/../world/lib.bash"

setup_file() {
	setup_acme
	person jane
	person omar
	install_clients
}

setup() {
	start_verify_socket
}

teardown() {
	stop_gate
}

as() {
	local login=$1
	shift
	setpriv --reuid "$login" --regid "$login" --init-groups --reset-env "$@"
}

# flood LOGIN ARG...: connect repeatedly in the background until told to `stop`.
flood() {
	local login=$1
	shift
	setpriv --reuid "$login" --regid "$login" --clear-groups \
	    knock "$@" >/tmp/flood 2>&1 </dev/null 3>&- &
	flood=$!
	wait_for grep -q knocked /tmp/flood
}

stop() {
	kill "$flood"
	wait "$flood" || true
}

# unlocks LOGIN: success shows that the gate accepted the request within 2 s,
# because the module gives up then (TALK_PATIENCE_MS); a busy machine may add to
# this.
unlocks() {
	succeeds timeout 30 setpriv --reuid "$1" --regid "$1" --init-groups \
	    --reset-env pamtry "$1" auth acct <<<"$PASSWORD"
	has 'auth: SUCCESS'
}

# gate_is_alone: the gate has no helpers left.
gate_is_alone() { [ -z "$(cat "/proc/$(cat /run/world/gate.pid)/task/"*/children)" ]; }

all_have_knocked() { [ "$(grep -o knocked /tmp/flood | wc -l)" = 400 ]; }

@test "Q4_another_person_unlocks_while_one_floods_with_400_connects" {
	flood omar 400 --hold 8
	unlocks jane
	stop
}

@test "Q4_another_person_unlocks_while_one_floods_with_1000_connects_again_and_again" {
	flood omar 1000 --say half --every 10 --hold 8
	unlocks jane
	unlocks jane
	wait "$flood"
	run cat /tmp/flood
	has 'refused 0'
}

@test "Q4_another_person_unlocks_while_one_has_helpers_executed_all_the_time" {
	flood omar 100 --say empty --every 5 --hold 4
	unlocks jane
	wait "$flood"
	wait_for gate_is_alone
}

@test "Q4_64_silent_connections_of_one_uid_take_8_places" {
	flood omar 64 --hold 8
	unlocks jane
	# eight descriptors more than before are connections
	[ "$(find "/proc/$(cat /run/world/gate.pid)/fd" -lname 'socket:*' | wc -l)" -le 12 ]
	# and a silent client elsewhere does not block others
	unlocks omar
	stop
}

@test "Q4_person_unlocks_while_400_uids_hold_connections_that_say_nothing" {
	flood root 8 --uids 300000 400 --hold 6
	wait_for all_have_knocked
	unlocks jane
	stop
	unlocks jane
}

@test "Q4_half_closed_and_senseless_connections_are_closed_at_once" {
	local what
	for what in shut garbage; do
		as omar knock 50 --say "$what"
		unlocks omar
	done
	wait_for gate_is_alone
}

@test "Q4_gate_executes_no_helper_for_half_a_request" {
	flood omar 8 --say half --hold 5
	gate_is_alone
	stop
}

@test "Q4_gate_has_no_capability_in_effect_and_its_helpers_have" {
	local gate
	as omar knock 1
	gate=$(cat /run/world/gate.pid)
	wait_for grep -qx 'fieldauth-gate' "/proc/$gate/comm"
	wait_for grep -q '^CapEff:.0000000000000000$' "/proc/$gate/status"
	unlocks jane
}

@test "Q4_person_cannot_signal_or_freeze_the_gate" {
	local gate
	as omar knock 1
	gate=$(cat /run/world/gate.pid)
	fails as omar kill -STOP "$gate"
	fails as omar kill -KILL "$gate"
	unlocks jane
}

@test "doctor_finds_a_gate_that_does_not_answer_and_one_that_is_gone" {
	stop_gate
	start_gate verify control
	unlocks jane
	run fieldctl doctor
	has 'the gate answers at its sockets'
	kill -STOP "$(cat /run/world/gate.pid)"
	run fieldctl doctor
	kill -CONT "$(cat /run/world/gate.pid)"
	has 'does not respond'
	has 'systemctl restart fieldauth-gate.service'
	kill -KILL "$(cat /run/world/gate.pid)"
	wait_for test ! -d "/proc/$(cat /run/world/gate.pid)"
	run fieldctl doctor
	has 'systemctl restart fieldauth-verify.socket'
}

@test "Q4_gate_run_by_hand_says_what_runs_it" {
	fails /usr/libexec/fieldauth/fieldauth-gate
	[ "$status" -eq 64 ]
	has 'service manager'
}
