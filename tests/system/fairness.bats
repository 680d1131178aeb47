#!/usr/bin/env bats
# A flood of requests by one person delays that person, not others (Q3).

. "$BATS_TEST_DIRNAME/../world/lib.bash"

SLOTS=/run/fieldauth/slots

setup_file() {
	start_sshd
	setup_acme
	person jane
	person kim
	local_user mallory 'Local-pass-55'
	local_user lena 'Local-pass-56'
	# as created by su
	fails su_from mallory jane nonsense
}

# su_from LOGIN PERSON PASSWORD: whether LOGIN can become PERSON with su.
su_from() {
	setpriv --reuid "$1" --regid "$1" --init-groups --reset-env \
	    su "$2" -c true <<<"$3"
}

# flood COUNT: simultaneous su of mallory to a person, with a wrong password.
flood() {
	local i
	for ((i = 0; i < $1; i++)); do
		su_from mallory kim 'nonsense' >/dev/null 2>&1 3>&- &
	done
}
helpers() { pgrep -c -x fieldauth-signi || true; }
are_waiting() { [ "$(helpers)" -ge "$1" ]; }

failures_of() {
	sqlite3 /var/lib/fieldauth/private/field.db "SELECT coalesce(
	    (SELECT failure_count FROM attempt a JOIN person p
	    ON p.id = a.person_id WHERE p.login = '$1'), 0)"
}

@test "Q3_flood_of_one_person_keeps_no_other_out" {
	flood 100
	wait_for are_waiting 5
	succeeds su_from lena jane "$PASSWORD"
	succeeds ssh_password jane "$PASSWORD" id -un
	has jane
	wait
}

@test "Q3_requests_of_one_person_are_worked_on_one_after_the_other" {
	local waiting before
	before=$(failures_of kim)
	exec 7<"$SLOTS/uid.$(id -u mallory).0"
	flock 7
	flood 20
	wait_for are_waiting 5
	# none has reached the database
	[ "$(failures_of kim)" -eq "$before" ]
	# and another person does not wait behind them
	succeeds su_from lena jane "$PASSWORD"
	exec 7<&-
	wait
}

@test "Q3_request_that_waits_in_vain_is_not_a_wrong_password" {
	local before
	before=$(failures_of jane)
	exec 7<"$SLOTS/uid.$(id -u mallory).0"
	flock 7
	fails su_from mallory jane "$PASSWORD"
	exec 7<&-
	[ "$(failures_of jane)" -eq "$before" ]
	grep -q 'cannot judge: busy' /run/world/syslog
	succeeds su_from mallory jane "$PASSWORD"
}

@test "Q3_root_does_not_wait_for_a_person" {
	succeeds flock "$SLOTS/uid.$(id -u mallory).0" su jane -c true
}
