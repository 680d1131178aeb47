#!/usr/bin/env bats
# control.sock under the service manager: no flood, silence or signal makes it
# unavailable to others, and its helpers have the privileges that they need.

. "$BATS_TEST_DIRNAME/lib.bash"

setup_file() {
	setup_machine
	person jane --role dispatcher
	person omar
	install_clients
	# The clone may be in a folder that only root can read.
	install -m 0755 "$world/door" /usr/local/bin
}

# flood LOGIN ARG...: connect repeatedly until told to `stop`.
flood() {
	local login=$1
	shift
	setpriv --reuid "$login" --regid "$login" --clear-groups \
	    knock --door control "$@" >/tmp/flood 2>&1 </dev/null 3>&- &
	flood=$!
	wait_for grep -q knocked /tmp/flood
}

stop() {
	kill "$flood"
	wait "$flood" || true
}

# others_are_served: a request, and a sign-in through the other socket.
others_are_served() {
	succeeds timeout 30 setpriv --reuid jane --regid jane --init-groups \
	    --reset-env fieldctl role list
	has dispatcher
	succeeds timeout 30 setpriv --reuid jane --regid jane --init-groups \
	    --reset-env pamtry jane auth acct <<<"$PASSWORD"
	has 'auth: SUCCESS'
}

units_are_well() {
	is_state fieldauth-control.socket active
	is_state fieldauth-verify.socket active
	is_state fieldauth-gate.service active activating
	run journalctl --no-pager -u fieldauth-control.socket \
	    -u fieldauth-gate.service
	lacks 'Failed with result'
	lacks 'too quickly'
	lacks 'too often'
}

gate_pid() { systemctl show --property=MainPID --value fieldauth-gate.service; }

is_another_gate() {
	local pid
	pid=$(gate_pid)
	[ "$pid" != 0 ] && [ "$pid" != "$1" ]
}

@test "Q4_gate_is_started_by_the_first_request" {
	systemctl stop fieldauth-gate.service
	succeeds as jane fieldctl role list
	is_state fieldauth-gate.service active
	others_are_served
}

@test "R14_peers_uid_arrives_as_it_is" {
	fails as omar fieldctl user block jane
	has 'You may not do this'
	succeeds as ada fieldctl role list
	fails setpriv --reuid 65534 --regid 65534 --clear-groups \
	    door ask role.list
	has not_a_person
	fails door ask role.list
	has not_a_person
	local worker
	for worker in fieldauth-fetch fieldauth-mail; do
		fails setpriv --reuid "$worker" --regid "$worker" \
		    --clear-groups door ask role.list
		has not_a_person
	done
}

@test "X2_block_through_the_door_ends_sessions_and_publishes" {
	local session
	start_session omar "$PASSWORD" session
	succeeds as ada fieldctl user block omar
	lacks 'could not be ended'
	wait_for test ! -d "/proc/$session"
	[ -z "$(sessions_of omar)" ]
	fails as omar fieldctl role list
	has 'blocked'
	succeeds as ada fieldctl user unblock omar
	succeeds as omar fieldctl role list
	run fieldctl doctor
	lacks 'control.sock'
}

@test "X2_sessions_of_the_caller_do_not_delay_the_answer" {
	local session
	start_session jane "$PASSWORD" session
	# a change of the role ends the sessions of the people who have it,
	# including ada: she gets the answer first, or her client is ended as
	# well; the change is applied
	run as ada fieldctl user block jane
	wait_for test ! -d "/proc/$session"
	fieldctl user unblock jane
}

@test "Q4_1000_connects_again_and_again_leave_the_door_to_others" {
	flood omar 1000 --say half --every 5 --hold 20
	others_are_served
	others_are_served
	stop
	units_are_well
	succeeds as omar fieldctl role list
}

@test "Q4_others_are_served_while_the_gate_is_killed_under_a_flood" {
	local signal pid
	flood omar 400 --every 20 --hold 30
	for signal in TERM HUP INT KILL SEGV; do
		others_are_served
		pid=$(gate_pid)
		systemctl kill --signal=$signal fieldauth-gate.service
		[ $signal = HUP ] || wait_for is_another_gate "$pid"
		others_are_served
	done
	stop
	is_state fieldauth-control.socket active
	is_state fieldauth-gate.service active
}

@test "Q4_stopped_caller_delays_no_other_caller" {
	as omar door stopped role.list 3000 >/tmp/stopped 2>&1 3>&- &
	local caller=$!
	wait_for grep -q stopped /tmp/stopped
	others_are_served
	succeeds as ada fieldctl user hold omar
	succeeds as ada fieldctl user release omar
	kill -KILL "$caller" 2>/dev/null || true
}

@test "Q4_request_is_not_refused_while_the_gate_is_started_again" {
	local i
	for ((i = 0; i < 5; i++)); do
		systemctl kill --signal=KILL fieldauth-gate.service
		succeeds as jane fieldctl role list
	done
}

@test "Q4_undo_closes_the_door_and_root_needs_none" {
	fieldctl setup --system --undo --yes
	[ ! -e /run/fieldauth/control.sock ]
	is_state fieldauth-control.socket inactive
	succeeds fieldctl role list
	fieldctl setup --system --yes
	others_are_served
}

@test "Q4_door_without_its_socket_says_so_and_doctor_finds_it" {
	systemctl stop fieldauth-control.socket
	fails as jane fieldctl role list
	[ "$status" -eq 69 ]
	has 'does not respond'
	run fieldctl doctor
	has 'systemctl restart fieldauth-gate.service'
	systemctl restart fieldauth-gate.service
	is_state fieldauth-control.socket active
	others_are_served
}

@test "Q4_setup_opens_the_door_of_a_gate_that_runs_without_it" {
	# as left by an earlier version
	systemctl disable --now fieldauth-control.socket
	systemctl stop fieldauth-gate.service
	systemctl mask --runtime fieldauth-control.socket
	unlocks=$(setpriv --reuid jane --regid jane --init-groups --reset-env \
	    pamtry jane auth <<<"$PASSWORD")
	[[ $unlocks == *'auth: SUCCESS'* ]]
	is_state fieldauth-gate.service active
	systemctl unmask --runtime fieldauth-control.socket
	fails as jane fieldctl role list
	run fieldctl setup --system --yes
	[ "$status" -eq 0 ]
	lacks 'could not be enabled or disabled'
	others_are_served
}
