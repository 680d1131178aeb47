#!/usr/bin/env bats
# cron has no conversation and does not authenticate: only its account phase
# decides whether the jobs of a person run.

. "$BATS_TEST_DIRNAME/../world/lib.bash"

setup_file() {
	local_user lena 'Local-pass-55'
	setup_acme
	local login
	for login in jane blocky idle helder gone; do
		person "$login"
		echo "@reboot id -un >/tmp/ran.$login" | crontab -u "$login" -
	done
	echo "@reboot id -un >/tmp/ran.lena" | crontab -u lena -
	fieldctl user block blocky
	fieldctl user deactivate idle
	fieldctl user hold helder
	fieldctl user delete gone --yes
	daemon cron
	wait_for test -s /tmp/ran.lena
	wait_for test -s /tmp/ran.jane
	# All jobs are started one after the other; the refusals are logged.
	wait_for grep -q "cron(account): refused: user=helder" /run/world/syslog
}

teardown_file() { kill "$(cat /run/crond.pid)"; }

@test "Q2_job_of_a_local_account_runs" {
	[ "$(cat /tmp/ran.lena)" = lena ]
}

@test "S1_job_of_an_active_person_runs" {
	[ "$(cat /tmp/ran.jane)" = jane ]
}

@test "S3_job_of_a_blocked_person_does_not_run" {
	[ ! -e /tmp/ran.blocky ]
}

@test "S2_job_of_an_inactive_person_does_not_run" {
	[ ! -e /tmp/ran.idle ]
}

@test "S5_job_of_a_held_person_does_not_run" {
	[ ! -e /tmp/ran.helder ]
}

@test "S4_job_of_a_deleted_person_does_not_run" {
	[ ! -e /tmp/ran.gone ]
}

@test "S3_account_phase_of_cron_gives_the_code_of_the_table" {
	fails "$BATS_TEST_DIRNAME/pamtry" -s cron blocky acct
	has 'acct: PERM_DENIED'
	succeeds "$BATS_TEST_DIRNAME/pamtry" -s cron jane acct
}
