#!/usr/bin/env bats
# After a sign-in, no secret is left in the memory of the programs that asked for
# it, nor of what they have started (Q6): neither our copies nor those of libpam.
# That the hunt finds one in memory is shown by hunt.outside.

. "$BATS_TEST_DIRNAME/../world/lib.bash"

NEW='Granite-88-quarry'
# until the test ends
SESSION='touch /tmp/open; until [ -e /tmp/end ]; do sleep 0.05; done'

setup_file() {
	setup_acme
	start_sshd 'KbdInteractiveAuthentication yes'
	person jane
	person must --must-change
	local_user lena 'Local-pass-55'
	echo 'jane ALL=(root) ALL' >/etc/sudoers.d/jane
}

teardown() {
	touch /tmp/end
	wait
	rm -f /tmp/open /tmp/end
}

# nothing_is_left PROGRAM... -- CMD...: CMD signs in; each PROGRAM takes part, and
# what they may write to has no secret while the session is open.
nothing_is_left() {
	local -a programs=()
	local program
	while [ "$1" != -- ]; do
		programs+=("$1")
		shift
	done
	shift
	"$@" >/run/world/session 2>&1 </dev/null 3>&- &
	wait_for test -e /tmp/open
	for program in "${programs[@]}"; do
		pgrep -x "$program"
	done
	succeeds "$world/hunt" memory $(pgrep -x \
	    'sshd|ssh|su|sudo|login|syncd|sleep|cron|fieldauth.*')
}

@test "Q6_sshd_keeps_no_password_of_the_password_method" {
	nothing_is_left sshd -- ssh_password jane "$PASSWORD" "$SESSION"
	# the listener, the monitor, and the process of the person
	[ "$(pgrep -c -x sshd)" -ge 3 ]
}

@test "Q6_sshd_keeps_no_password_of_a_dialogue" {
	nothing_is_left sshd -- ssh_dialogue jane '[Pp]assword: ?$' \
	    "$PASSWORD" -- "$SESSION"
	[ "$(pgrep -c -x sshd)" -ge 3 ]
}

@test "Q6_sshd_keeps_neither_password_of_a_change" {
	nothing_is_left sshd -- ssh_dialogue must '[Pp]assword: ?$' \
	    "$PASSWORD" '[Cc]urrent.*: ?$' "$PASSWORD" \
	    '[Nn]ew.*assword: ?$' "$NEW" '[Nn]ew.*assword: ?$' "$NEW" -- \
	    "$SESSION"
}

@test "Q6_sshd_keeps_no_code" {
	local code
	code=$(fieldctl user link jane --print 2>/dev/null | cut -f2)
	remember "$code"
	nothing_is_left sshd -- ssh_dialogue jane '[Pp]assword: ?$' \
	    "$code" 'New password.*: ?$' '' -- "$SESSION"
}

@test "Q6_su_keeps_no_code_typed_at_its_prompt" {
	local code
	code=$(fieldctl user link jane --print 2>/dev/null | cut -f2)
	fieldctl policy code_services sign-in,su
	nothing_is_left su -- "$world/talk" '[Pp]assword: ?$' invite \
	    'Code: ?$' "$code" 'New password.*: ?$' '' -- setpriv \
	    --reuid lena --regid lena --init-groups --reset-env \
	    su -l jane -c "$SESSION"
	fieldctl policy code_services --reset
}

@test "Q6_su_keeps_no_password" {
	nothing_is_left su -- su_as lena jane "$PASSWORD" "$SESSION"
}

@test "Q6_sudo_keeps_no_password" {
	nothing_is_left sudo -- "$world/talk" '[Pp]assword.*: ?$' "$PASSWORD" \
	    -- setpriv --reuid jane --regid jane --init-groups --reset-env \
	    sudo sh -c "$SESSION"
}

@test "Q6_login_keeps_no_password" {
	nothing_is_left login -- "$world/talk" '[Pp]assword: ?$' "$PASSWORD" \
	    '\$ $' "$SESSION" '\$ $' exit -- login jane
}
