#!/usr/bin/env bats
# X2, S3: what a crash of the command leaves to later runs, and a person who is
# unblocked while their sessions are being ended.

. "$BATS_TEST_DIRNAME/lib.bash"

db=/var/lib/fieldauth/private/field.db

setup_file() {
	setup_machine
	person jane
	person omar
	make_key jane
	make_key omar
	systemctl stop ssh.service
	start_sshd "$KEYS_LINE"
	printf 'jane ALL=(ALL) NOPASSWD: ALL\n' >/etc/sudoers.d/jane
	chmod 0440 /etc/sudoers.d/jane
}

teardown() {
	fieldctl user unblock jane omar >/dev/null 2>&1 || true
	pkill -KILL -u jane || true
	pkill -KILL -u omar || true
}

# in_session LOGIN CMD: CMD in an ssh session, in the background.
in_session() {
	ssh_key "$1" "/run/world/$1.key" "$2" >"/run/world/$1.said" 2>&1 3>&- &
}
is_run() { pgrep -f "^sleep $1\$"; }
is_gone() { ! pgrep -u jane; }
is_asked_for() { [ "$(sqlite3 "$db" 'SELECT count(*) FROM ending')" -gt 0 ]; }

@test "X2_a_crash_after_the_commit_ends_no_later_session" {
	in_session jane '(trap "" TERM; exec sleep 7721) & exec sleep 7722'
	wait_for is_run 7721
	wait_for is_run 7722
	fieldctl user block jane >/dev/null 2>&1 3>&- &
	local command=$!
	wait_for is_asked_for
	kill -KILL "$command"
	fieldctl user unblock jane
	in_session jane 'exec sleep 7723'
	wait_for is_run 7723
	fails is_run 7721
	fails is_run 7722
	succeeds syncd --once
	fails is_asked_for
	is_run 7723
}

@test "X2_person_blocked_below_their_own_sudo_and_unblocked_can_sign_in_again" {
	in_session jane 'sudo sh -c "fieldctl user block jane
	    fieldctl user unblock jane; exec sleep 7731"; sleep 7732'
	wait_for is_run 7731
	in_session jane 'exec sleep 7733'
	wait_for is_run 7733
	fails is_run 7731
	fails is_run 7732
	succeeds syncd --once
	is_run 7733
}
