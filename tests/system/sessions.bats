#!/usr/bin/env bats
# S3, X2: open sessions end when their person is no longer admitted, and no
# other sessions do.

bats_require_minimum_version 1.5.0
. "$BATS_TEST_DIRNAME/../world/lib.bash"

setup_file() {
	local_user lena 'Local-pass-55'
	setup_acme
	person jane
	person omar
	make_key jane
	make_key omar
	start_sshd "$KEYS_LINE"
}

teardown_file() { stop_sshd; }

teardown() {
	fieldctl user unblock jane
	fieldctl user activate jane
	fieldctl policy end_sessions_on block,deactivate,delete
}

# hold LOGIN: an ssh session of LOGIN that stays open; sets the pid of its
# client.
hold() {
	ssh_key "$1" "/run/world/$1.key" "echo in; exec sleep 100" \
	    >"/run/world/$1.out" 2>&1 3>&- &
	echo $! >"/run/world/$1.pid"
	wait_for grep -q in "/run/world/$1.out"
}
is_open() { kill -0 "$(cat "/run/world/$1.pid")" 2>/dev/null; }
has_ended() { ! is_open "$1"; }
let_go() { kill "$(cat "/run/world/$1.pid")" 2>/dev/null || true; }

@test "S3_block_ends_only_the_ssh_sessions_of_that_person" {
	hold jane
	hold omar
	fieldctl user block jane
	wait_for has_ended jane
	is_open omar
	wait_for bash -c '! pgrep -u jane sleep'
	pgrep -u omar sleep
	let_go omar
}

@test "S3_block_ends_a_su_session" {
	su -l jane -c 'echo in >/tmp/su.in; exec sleep 100' \
	    </dev/null >/dev/null 2>&1 3>&- &
	wait_for test -s /tmp/su.in
	rm -f /tmp/su.in
	fieldctl user block jane
	wait_for bash -c '! pgrep -u jane sleep'
}

@test "S2_deactivation_ends_sessions" {
	hold jane
	fieldctl user deactivate jane
	wait_for has_ended jane
}

@test "S3_the_policy_says_what_ends_sessions" {
	fieldctl policy end_sessions_on deactivate
	hold jane
	fieldctl user block jane
	sleep_is_running() { pgrep -u jane sleep; }
	is_open jane
	sleep_is_running
	let_go jane
}

@test "X2_a_pid_that_is_another_process_now_is_left_alone" {
	hold jane
	leader=$(sqlite3 /var/lib/fieldauth/private/field.db \
	    "SELECT leader_pid FROM session WHERE closed_at IS NULL
	     ORDER BY opened_at DESC LIMIT 1")
	sleep 100 </dev/null >/dev/null 2>&1 3>&- &
	other=$!
	sqlite3 /var/lib/fieldauth/private/field.db \
	    "UPDATE session SET leader_pid = $other WHERE leader_pid = $leader"
	fieldctl user block jane
	kill -0 "$other"
	kill "$other"
	let_go jane
}

@test "X2_ended_sessions_are_in_the_log" {
	hold jane
	fieldctl user block jane
	wait_for has_ended jane
	run fieldctl audit --person jane --action session.close
	[[ $output == *session.close* ]]
}

@test "S4_what_hangs_on_a_person_is_listed_before_deleting" {
	hold omar
	run fieldctl user delete omar --dry-run
	[[ $output == *'omar has open sessions: '[1-9]* ]]
	is_open omar
	run fieldctl user delete omar --yes
	[[ $output == *'omar has open sessions: '[1-9]* ]]
	wait_for has_ended omar
	fieldctl user restore omar
}

@test "Q2_a_local_users_session_goes_on" {
	su -l lena -c 'echo in >/tmp/lena.in; exec sleep 100' \
	    </dev/null >/dev/null 2>&1 3>&- &
	wait_for test -s /tmp/lena.in
	hold jane
	fieldctl user block jane
	wait_for has_ended jane
	pgrep -u lena sleep
	pkill -u lena sleep
}

# --- told, not ended -------------------------------------------------------------

# on_terminal LOGIN CMD...: run CMD on a terminal of its own until it shows the
# message, or until a line is typed there automatically.
on_terminal() {
	local login=$1
	shift
	TALK_SECONDS=60 "$world/talk" 'your roles have changed' '' -- "$@" \
	    >"/run/world/$login.screen" 2>&1 3>&- &
	echo $! >"/run/world/$login.pid"
	wait_for grep -q ready "/run/world/$login.screen"
}

on_own_terminal() {
	on_terminal "$1" ssh -tt -q "${SSH_OPTIONS[@]}" -i "/run/world/$1.key" \
	    -l "$1" 127.0.0.1 'echo ready; read -r line; echo read'
}

@test "R15_lost_role_is_told_on_the_persons_own_terminals_where_sessions_stay_open" {
	person toll --role dispatcher
	person other --role dispatcher
	make_key toll >/dev/null
	make_key other >/dev/null
	fieldctl policy role_change_sessions notice
	on_own_terminal toll
	on_own_terminal other
	# the terminal of root, on which toll is only the user of a program
	on_terminal guest su toll -c 'echo ready; read -r line'
	fieldctl role assign toll viewer
	fieldctl role unassign toll dispatcher
	wait_for has_ended toll
	grep -q 'What is already running keeps the former ones' \
	    /run/world/toll.screen
	# the session went on until the line was typed
	grep -q '^read' /run/world/toll.screen
	is_open other
	is_open guest
	fails grep -q 'roles have changed' /run/world/other.screen \
	    /run/world/guest.screen
	# a role that has lost something concerns all of its people
	fieldctl role level dispatcher work-orders none
	wait_for has_ended other
	grep -q 'roles have changed' /run/world/other.screen
	let_go guest
	fieldctl policy role_change_sessions end-if-shrunk
}
