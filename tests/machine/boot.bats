#!/usr/bin/env bats
# fieldauth on a whole machine: installed, enabled, and run by the service
# manager as on a terminal.

. "$BATS_TEST_DIRNAME/lib.bash"

setup_file() {
	setup_machine
	person jane
}

# state_is STATE
state_is() { [ "$(systemctl is-system-running)" = "$1" ]; }

@test "X2_machine_with_fieldauth_comes_up_running" {
	wait_for state_is running
	succeeds systemctl --failed --no-legend
	[ -z "$output" ]
}

@test "X2_doctor_finds_a_machine_that_is_set_up_in_order" {
	run fieldctl doctor --json
	[ "$status" -eq 0 ]
	lacks '"result": "fail"'
	has '"result": "ok"'
}

@test "X2_units_are_started_by_the_service_manager" {
	is_state fieldauth-verify.socket active
	is_state syncd.service active
	[ -S /run/fieldauth/verify.sock ]
	[ "$(stat -c %a /run/fieldauth/verify.sock)" = 666 ]
	[ "$(stat -c %a /run/fieldauth)" = 755 ]
	succeeds systemctl is-enabled fieldauth-verify.socket syncd.service
}

@test "X2_ssh_by_password_gives_a_logind_session_with_a_user_manager" {
	local uid
	uid=$(id -u jane)
	# shellcheck disable=SC2016
	succeeds ssh_password jane "$PASSWORD" \
	    'echo "session=$XDG_SESSION_ID runtime=$XDG_RUNTIME_DIR";
	    loginctl show-session "$XDG_SESSION_ID" -p Name -p Service;
	    systemctl --user is-system-running --wait'
	has "runtime=/run/user/$uid"
	has 'Name=jane'
	has 'Service=sshd'
	has 'running'
	lacks 'session= '
}

# is_other_than UNIT PID
is_other_than() { [ "$(systemctl show --property=MainPID --value "$1")" != "$2" ]; }

@test "X2_syncd_that_is_told_to_end_is_started_again" {
	local signal pid
	for signal in TERM KILL; do
		systemctl restart syncd.service
		pid=$(systemctl show --property=MainPID --value syncd.service)
		kill -$signal "$pid"
		wait_for is_other_than syncd.service "$pid"
		is_state syncd.service activating active
	done
	systemctl restart syncd.service
	is_state syncd.service active
}

@test "X2_undo_leaves_no_unit_and_setup_brings_them_back" {
	fieldctl setup --system --undo --yes
	is_state fieldauth-verify.socket inactive
	is_state syncd.service inactive
	[ ! -e /run/fieldauth/verify.sock ]
	fails systemctl is-enabled fieldauth-verify.socket
	fieldctl setup --system --yes
	is_state fieldauth-verify.socket active
	is_state syncd.service active
	succeeds ssh_password jane "$PASSWORD" true
}
