#!/usr/bin/env bats
# What only a whole machine has: atd, user managers, login uids, and helpers
# that are confined by the gate.

. "$BATS_TEST_DIRNAME/lib.bash"

SLOTS=/run/fieldauth/slots

setup_file() {
	setup_machine
	person jane
	person omar
	install -m 0755 "$machine/../system/pamtry" /usr/local/bin
	mkdir -p /run/world/before
	cp -p /etc/pam.d/common-session* /run/world/before/
	systemctl start atd.service
}

setup() { rm -f /tmp/ran.*; }

teardown() {
	cp -p /run/world/before/common-session* /etc/pam.d/
	loginctl disable-linger jane 2>/dev/null || true
	systemctl reset-failed
	fieldctl user unblock jane
}

# A real block of jane between the account phase of our module and its session
# phase.
block_in_between() {
	local file
	for file in common-session common-session-noninteractive; do
		{
			echo 'session [success=1 default=ignore] pam_succeed_if.so quiet user != jane'
			echo 'session optional pam_exec.so quiet /usr/bin/env -i PATH=/usr/sbin:/usr/bin fieldctl user block jane'
			cat "/run/world/before/$file"
		} >"/etc/pam.d/$file"
	done
}

journal_has() { journalctl --no-pager -o cat | grep -q -- "$1"; }
runs_nothing() { ! pgrep -u "$1" >/dev/null; }

@test "X2_at_jobs_are_sessions_and_end_with_their_person" {
	echo 'echo in >/tmp/ran.jane; exec sleep 600' | as jane at now
	wait_for test -s /tmp/ran.jane
	fieldctl user block jane
	wait_for runs_nothing jane
	[ "$(sqlite3 /var/lib/fieldauth/private/field.db \
	    "SELECT count(*) FROM session WHERE service = 'atd'")" -ge 1 ]
}

@test "S3_atd_runs_no_job_of_a_person_blocked_after_the_account_phase" {
	block_in_between
	echo 'echo in >/tmp/ran.jane' | as jane at now
	wait_for journal_has 'atd(session open): refused: user=jane'
	echo 'echo in >/tmp/ran.omar' | as omar at now
	wait_for test -s /tmp/ran.omar
	[ ! -e /tmp/ran.jane ]
}

@test "S3_no_user_manager_starts_for_a_person_blocked_after_the_account_phase" {
	local uid
	uid=$(id -u jane)
	systemctl stop "user@$uid.service" 2>/dev/null || true
	block_in_between
	fails systemctl start "user@$uid.service"
	is_state "user@$uid.service" failed inactive
	runs_nothing jane
}

@test "X2_block_ends_a_lingering_manager_its_services_and_what_left_it" {
	local uid
	uid=$(id -u jane)
	loginctl enable-linger jane
	wait_for is_state "user@$uid.service" active
	as jane env XDG_RUNTIME_DIR="/run/user/$uid" \
	    systemd-run --user --unit=stays sleep 600
	as jane setsid sleep 601 </dev/null >/dev/null 2>&1 3>&- &
	wait_for pgrep -u jane -f 'sleep 601'
	pgrep -u jane -f 'sleep 600'
	succeeds fieldctl user block jane
	runs_nothing jane
	fails systemctl start "user@$uid.service"
}

# A root process that was started in a person's login waits in that person's
# queue.
@test "Q3_login_uid_says_whose_queue_a_root_process_waits_in" {
	local uid
	uid=$(id -u jane)
	bash -c 'echo 4242 >/proc/self/loginuid' 2>/dev/null ||
		skip 'this kernel has no login uids'
	rm -rf "$SLOTS"
	# shellcheck disable=SC2016
	succeeds bash -c 'echo "$1" >/proc/self/loginuid; exec pamtry omar auth' \
	    - "$uid" <<<"$PASSWORD"
	[ -e "$SLOTS/uid.$uid.0" ]
	[ "$(find "$SLOTS" -name 'uid.*' | wc -l)" -eq 1 ]
}

# A program is reported even if the kernel hides it: a program that cannot be
# read (proc(5), PR_SET_DUMPABLE).
@test "S9_helpers_of_the_gate_name_the_program_that_asks" {
	local python
	python=$(readlink -f /usr/bin/python3)
	fails as omar pamtry -n omar auth <<<"wrong"
	has 'auth: AUTH_ERR'
	wait_for journal_has "uid=$(id -u omar) pid=[0-9]* exe=$python"
	install -m 0711 "$python" /usr/local/bin/unreadable
	fails as omar unreadable /usr/local/bin/pamtry -n omar auth <<<"wrong"
	has 'auth: AUTH_ERR'
	wait_for journal_has "uid=$(id -u omar) pid=[0-9]* exe=/usr/local/bin/unreadable"
}
