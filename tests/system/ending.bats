#!/usr/bin/env bats
# X2, S2, S3, S5: the processes of a person are ended whatever the person does,
# and no other processes are.

bats_require_minimum_version 1.5.0
. "$BATS_TEST_DIRNAME/../world/lib.bash"

db=/var/lib/fieldauth/private/field.db

setup_file() {
	local_user lena 'Local-pass-55'
	setup_acme
	person jane
	person omar
	make_key jane
	make_key omar
	start_sshd "$KEYS_LINE"
	printf 'jane ALL=(root) NOPASSWD: ALL\n' >/etc/sudoers.d/jane
	chmod 0440 /etc/sudoers.d/jane
	cat >/run/world/forks <<-'SH'
	#!/bin/sh
	# A chain that never stops: each link starts the next one and exits.
	trap '' TERM HUP INT
	/run/world/forks &
	/run/world/forks &
	SH
	chmod 0755 /run/world/forks
}

teardown_file() { stop_sshd; }

teardown() {
	for login in jane omar; do
		uid=$(id -u "$login") || continue
		pkill -KILL -u "$uid" || true
	done
	[ -z "${beside-}" ] || kill "$beside" 2>/dev/null || true
	fieldctl user unblock jane
	fieldctl user release jane
	fieldctl user edit jane --expires never
	fieldctl user activate jane
	fieldctl policy end_sessions_on block,deactivate,delete,hold,expire
}

# as LOGIN CMD: CMD in a su session of LOGIN, in the background.
as() {
	su -l "$1" -c "$2" </dev/null >/dev/null 2>&1 3>&- &
}
runs() { pgrep -u "$1" >/dev/null; }
is_gone() { ! runs "$1"; }
count_of() { pgrep -c -u "$1" "$2"; }
has_count() { [ "$(count_of "$1" "$2")" -eq "$3" ]; }
open_records() {
	sqlite3 "$db" "SELECT count(*) FROM session s JOIN person p
	    ON p.id = s.person_id WHERE p.login = '$1' AND closed_at IS NULL"
}

@test "X2_dead_records_take_no_places" {
	as jane 'exec sleep 100'
	wait_for runs jane
	sqlite3 "$db" "INSERT INTO session (id, person_id, terminal, service,
	    leader_pid, leader_started, boot_id, epoch, opened_at)
	    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n
	        WHERE i < 500)
	    SELECT lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4'
	        || substr(hex(randomblob(2)), 2) || '-8'
	        || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))),
	    p.id, 'van-7', 'su', 3999999, 1, s.boot_id, 0, 1
	    FROM n, person p, session s WHERE p.login = 'jane'
	    AND s.id = (SELECT id FROM session LIMIT 1)"
	[ "$(open_records jane)" -ge 501 ]
	succeeds fieldctl user block jane
	is_gone jane
	[ "$(open_records jane)" -eq 0 ]
	[ "$(sqlite3 "$db" 'SELECT count(*) FROM ending')" -eq 0 ]
}

@test "X2_seventy_sessions_end_at_once" {
	for i in $(seq 70); do
		as jane 'exec sleep 100'
	done
	wait_for has_count jane sleep 70
	as omar 'exec sleep 100'
	wait_for runs omar
	succeeds fieldctl user block jane
	is_gone jane
	runs omar
	[ "$(open_records jane)" -eq 0 ]
	[ "$(open_records omar)" -eq 1 ]
}

@test "X2_detached_ignoring_and_stopped_processes_end" {
	as jane 'setsid sleep 101 & nohup sleep 102 &
	    (trap "" TERM HUP INT; exec sleep 103) &
	    sleep 104 & kill -STOP $!; sleep 0.2'
	wait_for has_count jane sleep 4
	succeeds fieldctl user block jane
	is_gone jane
}

@test "X2_processes_that_fork_for_ever_end" {
	as jane 'ulimit -u 60; exec /run/world/forks'
	wait_for runs jane
	succeeds fieldctl user block jane
	is_gone jane
}

@test "X2_what_runs_as_root_below_the_session_ends" {
	as jane 'sudo sleep 1205 & sudo sh -c "setsid sleep 1206 & sleep 1207" &
	    wait'
	wait_for pgrep -f '^sleep 1207'
	wait_for pgrep -f '^sleep 1206'
	sleep 1208 </dev/null >/dev/null 2>&1 3>&- &
	beside=$!
	succeeds fieldctl user block jane
	is_gone jane
	fails pgrep -f '^sleep 120[567]'
	kill -0 "$beside"
}

@test "X2_a_root_shell_that_ignores_SIGTERM_is_hung_up" {
	as jane 'sudo bash -c "trap \"\" TERM; sleep 1209; sleep 1210"'
	wait_for pgrep -f '^sleep 1209'
	succeeds fieldctl user block jane
	fails pgrep -f '^sleep 12(09|10)'
}

@test "X2_a_cron_job_in_progress_ends" {
	printf '* * * * * jane exec sleep 1211\n' >/etc/cron.d/jane
	chmod 0644 /etc/cron.d/jane
	# as started by cron: a session of the service cron, detached
	daemon /usr/sbin/cron -f &
	wait_for_minute() {
		local i
		for ((i = 0; i < 3500; i++)); do
			fails pgrep -u jane -f 'sleep 1211' >/dev/null || return 0
			read -r -t 0.02 <> <(:) || true
		done
		return 1
	}
	wait_for_minute
	rm -f /etc/cron.d/jane
	succeeds fieldctl user block jane
	is_gone jane
	pgrep -x cron
	kill "$(cat /run/crond.pid)"
}

@test "X2_a_program_under_their_effective_uid_ends" {
	install -o jane -g jane -m 4755 /bin/sleep /usr/local/bin/as-jane
	setpriv --reuid lena --regid lena --clear-groups \
	    /usr/local/bin/as-jane 1212 </dev/null >/dev/null 2>&1 3>&- &
	beside=$!
	setpriv --reuid lena --regid lena --clear-groups \
	    sleep 1213 </dev/null >/dev/null 2>&1 3>&- &
	other=$!
	wait_for pgrep -f 'as-jane 1212'
	succeeds fieldctl user block jane
	fails pgrep -f "as-jane 1212"
	kill -0 "$other"
	kill "$other"
}

@test "X2_subordinate_uids_end_in_their_own_namespaces_alone" {
	jane_uid=$(id -u jane)
	printf 'jane:300000:65536\n' >>/etc/subuid
	"$world/mapped" "$jane_uid" 300000 1214 \
	    </dev/null >/dev/null 2>&1 3>&- &
	"$world/mapped" 0 300000 1215 \
	    </dev/null >/dev/null 2>&1 3>&- &
	wait_for pgrep -u 300000 -f '^sleep 1214'
	wait_for pgrep -u 300000 -f '^sleep 1215'
	succeeds fieldctl user block jane
	has 'Not ended'
	fails pgrep -f '^sleep 1214'
	pgrep -f '^sleep 1215'
	pkill -f '^sleep 1215'
}

@test "X2_root_from_within_the_session_gets_its_answer_before_it_ends" {
	as jane 'sudo fieldctl user block jane >/tmp/answer 2>&1
	    sudo touch /tmp/after; sleep 1216; sleep 1217'
	wait_for grep -q blocked /tmp/answer
	run cat /tmp/answer
	has 'The session in which this command runs ends now'
	wait_for is_gone jane
	rm -f /tmp/answer /tmp/after
}

@test "X2_without_pidfd_they_end_all_the_same" {
	as jane 'setsid sleep 1218 & exec sleep 1219'
	wait_for has_count jane sleep 2
	succeeds "$world/refusing" pidfd_open,pidfd_send_signal \
	    fieldctl user block jane
	is_gone jane
}

@test "X2_what_could_not_be_ended_is_said_and_tried_again" {
	as jane 'exec sleep 1220'
	wait_for runs jane
	run "$world/refusing" kill,pidfd_open,pidfd_send_signal \
	    fieldctl user block jane
	[ "$status" -eq 75 ]
	has 'could not be ended'
	has 'sleep ('
	has 'jane: '
	runs jane
	[ "$(sqlite3 "$db" 'SELECT count(*) FROM ending')" -eq 1 ]
	run fieldctl user show jane --json
	has '"blocked": true'
	succeeds syncd --once
	is_gone jane
	[ "$(sqlite3 "$db" 'SELECT count(*) FROM ending')" -eq 0 ]
}

@test "X2_what_could_not_be_ended_is_said_in_JSON_and_in_bulk" {
	as jane 'exec sleep 1221'
	as omar 'exec sleep 1222'
	wait_for runs jane
	wait_for runs omar
	run --separate-stderr "$world/refusing" \
	    kill,pidfd_open,pidfd_send_signal \
	    fieldctl user block jane omar --json
	[ "$status" -eq 75 ]
	[[ $stderr == *'"code":"not_ended"'* ]]
	[[ $stderr == *jane:*omar:* ]]
	fieldctl user unblock omar
}

@test "X2_the_next_sign_in_ends_what_a_crash_left_and_then_begins" {
	as jane 'setsid sleep 1223 & exec sleep 1224'
	wait_for has_count jane sleep 2
	sqlite3 "$db" "UPDATE person SET session_epoch = session_epoch + 1
	    WHERE login = 'jane';
	    INSERT INTO ending SELECT id, session_epoch, 1 FROM person
	    WHERE login = 'jane'"
	ssh_key jane /run/world/jane.key 'echo in; exec sleep 1225' \
	    >/run/world/jane.out 2>&1 3>&- &
	beside=$!
	wait_for grep -q in /run/world/jane.out
	fails pgrep -f '^sleep 122[34]'
	succeeds syncd --once
	pgrep -u jane -f 'sleep 1225'
}

@test "S5_hold_ends_what_is_open" {
	as jane 'exec sleep 1226'
	wait_for runs jane
	succeeds fieldctl user hold jane
	is_gone jane
}

@test "S2_an_expiry_in_the_past_ends_what_is_open_at_once" {
	as jane 'exec sleep 1227'
	wait_for runs jane
	succeeds fieldctl user edit jane --expires 2020-01-01
	is_gone jane
}

@test "S2_an_expiry_that_passes_ends_what_is_open_in_syncds_round" {
	as jane 'setsid sleep 1228 & exec sleep 1229'
	wait_for has_count jane sleep 2
	sqlite3 "$db" "UPDATE person SET expires_at = unixepoch() - 1
	    WHERE login = 'jane'"
	succeeds syncd --once
	is_gone jane
	run fieldctl audit --person jane --action user.expire
	has user.expire
}

@test "S2_an_expiry_that_passes_ends_what_is_open_at_the_next_sign_in" {
	as jane 'exec sleep 1230'
	wait_for runs jane
	sqlite3 "$db" "UPDATE person SET expires_at = unixepoch() - 2
	    WHERE login = 'jane'"
	fails su -l jane -c true
	wait_for is_gone jane
}

@test "S2_the_policy_says_whether_hold_and_expiry_end" {
	fieldctl policy end_sessions_on block
	as jane 'exec sleep 1231'
	wait_for runs jane
	succeeds fieldctl user hold jane
	succeeds fieldctl user edit jane --expires 2020-01-01
	runs jane
}

@test "X2_removing_a_role_ends_only_sessions_of_its_people" {
	fieldctl role add extra --title Extra
	fieldctl role assign jane extra
	as jane 'exec sleep 1232'
	as omar 'exec sleep 1233'
	wait_for runs jane
	wait_for runs omar
	succeeds fieldctl role remove extra --yes
	is_gone jane
	runs omar
}

@test "Q4_a_password_change_ends_all_by_policy" {
	fieldctl policy password_change_ends all
	as jane 'exec sleep 1234'
	wait_for runs jane
	succeeds fieldctl user passwd jane \
	    --password-file "$(secret "$PASSWORD")"
	is_gone jane
	fieldctl policy password_change_ends nothing
}
