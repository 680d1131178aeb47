#!/usr/bin/env bats
# X2, X6: who is signed in, as real programs sign people in, and logging them
# out without a block.

bats_require_minimum_version 1.5.0
. "$BATS_TEST_DIRNAME/../world/lib.bash"

db=/var/lib/fieldauth/private/field.db

setup_file() {
	setup_acme
	person jane
	person omar
	make_key jane
	make_key omar
	start_sshd "$KEYS_LINE"
	start_gate control
}

teardown_file() {
	stop_gate
	stop_sshd
}

teardown() {
	fieldctl logout jane omar >/dev/null 2>&1 || true
	wait_for bash -c '! pgrep -u jane,omar'
}

# hold LOGIN [OPTION...]: an ssh session of LOGIN that stays open.
hold() {
	local login=$1
	shift
	rm -f "/run/world/$login.out"
	ssh "${SSH_OPTIONS[@]}" -o BatchMode=yes -i "/run/world/$login.key" \
	    "$@" -l "$login" 127.0.0.1 'echo in; exec sleep 100' \
	    >"/run/world/$login.out" 2>&1 </dev/null 3>&- &
	wait_for grep -q in "/run/world/$login.out"
}

who() { fieldctl who --json | jq -r ".[] | $1"; }

@test "X6_who_shows_an_ssh_session_with_its_terminal_and_idle_time" {
	hold jane -tt
	[ "$(who .login)" = jane ]
	[ "$(who .service)" = sshd ]
	[ "$(who .address)" = 127.0.0.1 ]
	[[ $(who .tty) == pts/* ]]
	[ -c "/dev/$(who .tty)" ]
	[ "$(who .idle_s)" -lt 60 ]
	# as long ago as the terminal says
	touch -a -d '-2 hours' "/dev/$(who .tty)"
	[ "$(who .idle)" = 2:00 ]
	[ "$(who .idle_s)" -ge 7200 ]
	succeeds fieldctl who
	has 'LOGIN'
	has '2:00'
	pgrep -u 0 -x sshd | grep -qx "$(who .leader)"
}

@test "X6_who_shows_a_session_without_a_terminal" {
	hold jane
	[ "$(who .idle_s)" = null ]
	[ "$(who .idle)" = null ]
}

@test "X6_a_ghost_is_closed_when_seen" {
	local leader
	hold jane
	leader=$(who .leader)
	# without a word to PAM
	kill -KILL "$leader"
	wait_for bash -c "! kill -0 $leader"
	[ -z "$(who .login)" ]
	[ "$(sqlite3 "$db" "SELECT close_reason FROM session
	    ORDER BY opened_at DESC, rowid DESC LIMIT 1")" = lost ]
}

@test "X6_people_see_their_own_sessions_alone" {
	hold jane
	hold omar
	succeeds su -s /bin/sh jane -c "$(command -v fieldctl) who --json"
	has '"jane"'
	lacks '"omar"'
}

@test "X2_logout_ends_one_person_who_may_return" {
	hold jane
	hold omar
	succeeds fieldctl logout jane --reason 'van sold'
	has 'logged out on van-7 only'
	wait_for bash -c '! pgrep -u jane'
	pgrep -u omar sleep
	succeeds fieldctl audit --person jane
	has 'van sold'
	succeeds ssh_key jane /run/world/jane.key 'echo back'
	has back
}

@test "X2_logout_of_all_is_confirmed_with_names" {
	hold jane
	hold omar
	fails fieldctl logout --all </dev/null
	has 'yes'
	pgrep -u jane sleep
	run "$world/talk" 'all of these' n -- fieldctl logout --all
	has '(jane)'
	has '(omar)'
	pgrep -u jane sleep
	succeeds fieldctl logout --all --dry-run
	pgrep -u jane sleep
	succeeds fieldctl logout --all --yes --json
	has '"jane"'
	has '"omar"'
	has '"only_on": "van-7"'
	wait_for bash -c '! pgrep -u jane,omar'
	succeeds fieldctl logout --all --yes
	has 'No one else'
}

@test "X2_logout_reaches_who_has_only_processes_left" {
	hold jane
	as_jane='setsid sleep 4242 >/dev/null 2>&1 </dev/null &'
	succeeds ssh_key jane /run/world/jane.key "$as_jane"
	wait_for pgrep -u jane -f 'sleep 4242'
	pkill -u jane -f 'sleep 100'
	wait_for bash -c '[ "$(fieldctl who --json)" = "[]" ]'
	succeeds fieldctl logout --all --yes
	wait_for bash -c '! pgrep -u jane'
}

@test "X2_people_log_themselves_out" {
	hold jane
	su -s /bin/sh jane -c "$(command -v fieldctl) logout jane" || true
	wait_for bash -c '! pgrep -u jane'
	succeeds ssh_key jane /run/world/jane.key 'echo back'
}
