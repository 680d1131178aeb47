#!/usr/bin/env bats
# verify.sock under the service manager: no flood, silence or signal makes it
# unavailable to others.

. "$BATS_TEST_DIRNAME/lib.bash"

setup_file() {
	setup_machine
	person jane
	person omar
	install_clients
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

# Neither of the two is failed, or has been in the meantime.
units_are_well() {
	is_state fieldauth-verify.socket active
	is_state fieldauth-gate.service active activating
	run journalctl --no-pager -u fieldauth-verify.socket \
	    -u fieldauth-gate.service
	lacks 'Failed with result'
	lacks 'too quickly'
	lacks 'too often'
}

gate_pid() { systemctl show --property=MainPID --value fieldauth-gate.service; }

# is_another_gate PID: the gate is running, with another process id than PID.
is_another_gate() {
	local pid
	pid=$(gate_pid)
	[ "$pid" != 0 ] && [ "$pid" != "$1" ]
}

@test "Q4_first_connection_starts_the_gate" {
	systemctl stop fieldauth-gate.service
	unlocks jane
	is_state fieldauth-gate.service active
	[ "$(ps -o user= -p "$(gate_pid)")" = root ]
}

@test "Q4_400_connects_of_one_uid_leave_the_socket_to_others" {
	flood omar 400 --hold 10
	unlocks jane
	stop
	units_are_well
}

@test "Q4_1000_connects_again_and_again_leave_the_socket_to_others" {
	flood omar 1000 --say half --every 5 --hold 20
	unlocks jane
	unlocks jane
	stop
	units_are_well
	unlocks omar
}

@test "Q4_64_silent_connections_of_one_uid_leave_the_socket_to_others" {
	flood omar 64 --hold 10
	unlocks jane
	stop
	units_are_well
}

@test "Q4_flood_of_executed_helpers_leaves_the_socket_to_others" {
	flood omar 200 --say empty --every 5 --hold 10
	unlocks jane
	stop
	units_are_well
}

@test "Q4_another_person_unlocks_while_the_unit_is_killed" {
	local signal pid
	flood omar 400 --every 20 --hold 20
	for signal in TERM HUP INT KILL SEGV; do
		unlocks jane
		pid=$(gate_pid)
		systemctl kill --signal=$signal fieldauth-gate.service
		[ $signal = HUP ] || wait_for is_another_gate "$pid"
		unlocks jane
	done
	stop
	is_state fieldauth-verify.socket active
	is_state fieldauth-gate.service active
}

@test "Q4_gate_that_is_killed_30_times_in_a_row_comes_back" {
	local i pid
	unlocks jane
	for ((i = 0; i < 30; i++)); do
		pid=$(gate_pid)
		kill -KILL "$pid"
		wait_for is_another_gate "$pid"
	done
	unlocks jane
	is_state fieldauth-gate.service active
}

@test "Q4_connects_are_not_refused_while_the_gate_is_started_again" {
	unlocks jane
	systemctl kill --signal=KILL fieldauth-gate.service
	succeeds as omar knock 8
	has 'refused 0'
}

@test "Q4_restart_and_stop_of_the_units_are_in_order" {
	local pid
	unlocks jane
	pid=$(gate_pid)
	systemctl restart fieldauth-gate.service
	is_another_gate "$pid"
	unlocks jane
	systemctl restart fieldauth-verify.socket
	unlocks jane
	systemctl stop fieldauth-verify.socket
	[ ! -e /run/fieldauth/verify.sock ]
	is_state fieldauth-gate.service inactive
	fails as jane pamtry jane auth <<<"$PASSWORD"
	has 'auth: AUTHINFO_UNAVAIL'
	systemctl start fieldauth-verify.socket
	unlocks jane
}

@test "Q4_helpers_of_the_gate_have_the_rights_that_they_need" {
	local failures="SELECT ifnull(sum(failure_count), 0) FROM attempt"
	local db=/var/lib/fieldauth/private/field.db before
	before=$(sqlite3 "$db" "$failures")
	fails as omar pamtry -n omar auth <<<"wrong"
	has 'auth: AUTH_ERR'
	[ "$(sqlite3 "$db" "$failures")" -gt "$before" ]
	fieldctl user block omar
	fails as omar pamtry omar auth acct <<<"$PASSWORD"
	fieldctl user unblock omar
	unlocks omar
}

@test "Q4_gate_at_the_limit_of_its_tasks_delays_no_host_of_root" {
	local started group
	unlocks jane
	group=/sys/fs/cgroup$(systemctl show --property=ControlGroup --value \
	    fieldauth-gate.service)
	[ -e "$group/pids.max" ] || skip 'there is no pids controller here'
	systemctl set-property --runtime fieldauth-gate.service TasksMax=1
	fails as omar pamtry -n omar auth <<<"$PASSWORD"
	started=$SECONDS
	succeeds ssh_password jane "$PASSWORD" id -un
	[ $((SECONDS - started)) -le 5 ]
	systemctl set-property --runtime fieldauth-gate.service TasksMax=512
	unlocks omar
}

@test "Q4_undo_stops_the_gate" {
	unlocks jane
	fieldctl setup --system --undo --yes
	is_state fieldauth-gate.service inactive
	fieldctl setup --system --yes
	unlocks jane
}
