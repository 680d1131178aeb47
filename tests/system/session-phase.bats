#!/usr/bin/env bats
# S3, X2: a refusal of the session phase is final in every host, and local users
# are not affected. A session that cannot be recorded in the database is
# recorded next to it, and ends like any other.

bats_require_minimum_version 1.5.0
. "$BATS_TEST_DIRNAME/../world/lib.bash"

DATABASE=/var/lib/fieldauth/private/field.db
PRIVATE=/var/lib/fieldauth/private
MODULE=$(echo /usr/lib/*/security/pam_fieldauth.so)
SNAPSHOT=/var/lib/misc/fieldusers.db

setup_file() {
	local_user lena 'Local-pass-55'
	setup_acme
	person jane
	make_key jane
	make_key lena
	start_sshd "$KEYS_LINE"
	install -m 0755 "$BATS_TEST_DIRNAME/pamtry" /usr/local/bin/pamtry
	mkdir -p /run/world/before
	cp -p /etc/pam.d/common-session* /run/world/before/
}

teardown_file() { stop_sshd; }

setup() {
	rm -f /tmp/ran /tmp/said
	fieldctl user unblock jane
	userdel -r jane 2>/dev/null || true
}

teardown() {
	cp -p /run/world/before/common-session* /etc/pam.d/
	! mountpoint -q "$PRIVATE" || umount "$PRIVATE"
	rm -rf /home/jane
	rm -rf /run/fieldauth/sessions
	pkill -KILL -u jane || true
}

count() { sqlite3 "$DATABASE" "SELECT count(*) FROM session WHERE $1"; }
line_of_setup() { grep pam_fieldauth "/run/world/before/$1"; }

# A real block between the account phase of our module and its session phase: a
# module that runs it is first in the session phase.
block_in_between() {
	local file
	for file in common-session common-session-noninteractive; do
		{
			# a block from within lena's session would end jane's
			# host
			echo 'session [success=1 default=ignore] pam_succeed_if.so quiet user != jane'
			echo 'session optional pam_exec.so quiet /usr/bin/env -i PATH=/usr/sbin:/usr/bin fieldctl user block jane'
			cat "/run/world/before/$file"
		} >"/etc/pam.d/$file"
	done
}

nothing_is_left() {
	[ ! -e /tmp/ran ]
	[ ! -e /home/jane ]
	[ "$(count 'closed_at IS NULL')" -eq 0 ]
	[ "$(sqlite3 "$DATABASE" \
	    "SELECT blocked FROM person WHERE login = 'jane'")" = 1 ]
}

@test "S3_su_opens_no_session_for_a_person_blocked_after_the_account_phase" {
	block_in_between
	fails su -l jane -c 'echo in >/tmp/ran'
	has 'Your account is blocked.'
	nothing_is_left
}

@test "S3_sshd_opens_no_session_for_a_person_blocked_after_the_account_phase" {
	block_in_between
	fails ssh_key jane /run/world/jane.key 'echo in >/tmp/ran'
	nothing_is_left
}

# sshd itself exits only where it would start a program.
@test "S3_sshd_forwards_nothing_after_a_refused_session" {
	block_in_between
	ssh "${SSH_OPTIONS[@]}" -o BatchMode=yes -o ExitOnForwardFailure=yes \
	    -i /run/world/jane.key -l jane -N -L 4022:127.0.0.1:22 127.0.0.1 \
	    </dev/null >/tmp/said 2>&1 3>&- &
	local status=0
	wait $! || status=$?
	[ "$status" -ne 0 ]
	nothing_is_left
	run grep -c 'no session: the connection ends' /run/world/syslog
	[ "$output" -ge 1 ]
}

# sudo(8) continues after PAM_SESSION_ERR.
@test "S3_sudo_runs_nothing_as_a_person_whose_session_is_refused" {
	fieldctl user block jane
	fails sudo -n -u jane /bin/sh -c 'echo in >/tmp/ran'
	nothing_is_left
}

@test "S3_login_opens_no_session_for_a_person_blocked_after_the_account_phase" {
	block_in_between
	run "$world/talk" 'login: ' jane 'assword: ' "$PASSWORD" \
	    'blocked' '' -- login
	lacks '$ '
	nothing_is_left
}

@test "S3_cron_runs_no_job_of_a_person_blocked_after_the_account_phase" {
	echo '@reboot echo in >/tmp/ran' | crontab -u jane -
	echo '@reboot id -un >/tmp/ran.lena' | crontab -u lena -
	block_in_between
	rm -f /run/crond.reboot /tmp/ran.lena
	daemon cron
	wait_for test -s /tmp/ran.lena
	wait_for grep -q 'cron(session open): refused: user=jane' \
	    /run/world/syslog
	kill "$(cat /run/crond.pid)"
	crontab -u jane -r
	nothing_is_left
}

@test "X2_jobs_and_commands_by_sudo_are_sessions_too" {
	succeeds sudo -n -u jane id -un
	[ "$output" = jane ]
	[ "$(count "service = 'sudo' AND closed_at IS NOT NULL")" -eq 1 ]
	echo '@reboot id -un >/tmp/ran' | crontab -u jane -
	rm -f /run/crond.reboot
	daemon cron
	wait_for test -s /tmp/ran
	kill "$(cat /run/crond.pid)"
	crontab -u jane -r
	[ "$(count "service = 'cron'")" -ge 1 ]
}

@test "X2_a_user_manager_is_refused_and_recorded_like_any_session" {
	succeeds pamtry -s systemd-user jane acct open
	has 'open: SUCCESS'
	[ "$(count "service = 'systemd-user'")" -ge 1 ]
	fieldctl user block jane
	fails pamtry -s systemd-user jane open
	has 'open: PERM_DENIED'
}

# --- others ------------------------------------------------------------------

locals_are_as_ever() {
	succeeds su -l lena -c 'id -un'
	[ "${lines[-1]}" = lena ]
	succeeds sudo -n -u lena id -un
	[ "$output" = lena ]
	succeeds ssh_key lena /run/world/lena.key id -un
	has lena
	succeeds pamtry -s systemd-user lena open
	has 'open: SUCCESS'
	succeeds pamtry -s cron lena open
	succeeds pamtry -s login root open
}

@test "Q2_sessions_of_local_users_are_as_ever" {
	locals_are_as_ever
	[ "$(count "person_id NOT IN (SELECT id FROM person)")" -eq 0 ]
}

@test "Q2_sessions_of_local_users_open_with_the_module_or_the_snapshot_gone" {
	mv "$MODULE" /run/world/module
	run locals_are_as_ever
	mv /run/world/module "$MODULE"
	[ "$status" -eq 0 ]
	cp -p "$SNAPSHOT" /run/world/snapshot
	head -c 65536 /dev/urandom >"$SNAPSHOT.new"
	mv "$SNAPSHOT.new" "$SNAPSHOT"
	run locals_are_as_ever
	cp -p /run/world/snapshot "$SNAPSHOT.new"
	mv "$SNAPSHOT.new" "$SNAPSHOT"
	[ "$status" -eq 0 ]
}

# The home folder is created for people of fieldauth, and for no other user.
@test "Q2_no_home_folder_is_made_for_a_user_of_the_machine" {
	useradd -M -d /home/homeless -s /bin/sh homeless
	succeeds su homeless -c 'id -un'
	[ ! -e /home/homeless ]
	succeeds su jane -c 'id -un'
	[ -d /home/jane ]
	userdel homeless
}

@test "Q2_doctor_finds_a_session_line_whose_refusal_is_not_final" {
	sed -i 's/\[[^]]*\]\(.*pam_fieldauth\)/optional\1/' \
	    /etc/pam.d/common-session-noninteractive
	run fieldctl doctor
	has 'common-session-noninteractive'
	has 'default=die is missing'
}

# --- without the database ------------------------------------------------------

# A separate disk for the database, which is then full or read-only.
database_on_a_small_disk() {
	cp -a "$PRIVATE" /run/world/private
	mount -t tmpfs -o size=6m,mode=0700 small "$PRIVATE"
	cp -a /run/world/private/. "$PRIVATE/"
	rm -rf /run/world/private
}
fill() { dd if=/dev/zero of="$PRIVATE/ballast" bs=64k 2>/dev/null || true; }
make_room() { rm -f "$PRIVATE/ballast"; }
records() { find /run/fieldauth/sessions -type f ! -name '.*' | wc -l; }

stay() { # in a session of jane's, in the background
	su -l jane -c 'echo in >/tmp/ran; exec sleep 300' \
	    </dev/null >/tmp/said 2>&1 3>&- &
	wait_for test -s /tmp/ran
}

@test "R9_a_session_on_a_full_disk_is_recorded_in_run_and_ended_by_a_block" {
	database_on_a_small_disk
	fill
	stay
	[ "$(records)" -eq 1 ]
	[ "$(stat -c %a /run/fieldauth/sessions)" = 700 ]
	[ "$(stat -c %U:%a /run/fieldauth/sessions/????????-*)" = root:600 ]
	[ "$(count 'closed_at IS NULL')" -eq 0 ]
	make_room
	fieldctl user block jane
	wait_for bash -c '! pgrep -u jane'
	[ "$(records)" -eq 0 ]
	[ "$(count "service = 'su-l'")" -ge 1 ]
}

@test "R9_records_in_run_move_into_the_database_with_the_next_session" {
	database_on_a_small_disk
	fill
	stay
	succeeds su -l jane -c 'exit 0'
	[ "$(records)" -eq 2 ]
	make_room
	succeeds su -l jane -c 'exit 0'
	[ "$(records)" -eq 0 ]
	[ "$(count "service = 'su-l' AND closed_at IS NULL")" -eq 1 ]
	pkill -u jane sleep
}

@test "R9_a_session_on_a_read_only_disk_is_recorded_in_run" {
	database_on_a_small_disk
	mount -o remount,ro "$PRIVATE"
	succeeds su -l jane -c 'find /run/fieldauth -maxdepth 0; id -un'
	[ "$(records)" -eq 1 ]
}

@test "R9_a_session_that_can_be_recorded_nowhere_is_refused_with_a_sentence" {
	database_on_a_small_disk
	fill
	rm -rf /run/fieldauth/sessions
	echo 'no folder' >/run/fieldauth/sessions
	run su -l jane -c 'echo in >/tmp/ran'
	rm -f /run/fieldauth/sessions
	[ "$status" -ne 0 ]
	has 'could not be recorded'
	[ ! -e /tmp/ran ]
}

# --- the verdict and the record are one ------------------------------------------

@test "S3_twelve_sessions_at_once_against_a_block_leave_no_survivor" {
	local round i
	for round in 1 2 3 4; do
		for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
			su jane -c 'exec sleep 300' \
			    </dev/null >/dev/null 2>&1 3>&- &
		done
		fieldctl user block jane
		# those that lost are refused; those that won are ended
		wait_for bash -c '! pgrep -f "^su jane -c"'
		wait_for bash -c '! pgrep -u jane'
		fieldctl user unblock jane
	done
}

# By the person themselves: the real uid of su is hers, and it asks for the
# password.
@test "S3_twelve_sessions_of_ones_own_against_a_block_leave_no_survivor" {
	local round i
	for round in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do
		for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
			setpriv --reuid jane --regid jane --init-groups \
			    su jane -c 'exec sleep 300' <<<"$PASSWORD" \
			    >/dev/null 2>&1 3>&- &
		done
		# some are open, and some are being opened
		[ $((round % 2)) -eq 0 ] || wait_for pgrep -u jane sleep
		fieldctl user block jane
		wait_for bash -c '! pgrep -f "^su jane -c"'
		wait_for bash -c '! pgrep -u jane'
		[ "$(count 'closed_at IS NULL')" -eq 0 ]
		fieldctl user unblock jane
	done
}
