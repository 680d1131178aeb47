#!/usr/bin/env bats
# People use su, sudo and login with the PAM files of Debian.

. "$BATS_TEST_DIRNAME/../world/lib.bash"

setup_file() {
	local_user lena 'Local-pass-55'
	setup_acme
	person jane --role dispatcher
	person omar
	person blocky
	fieldctl user block blocky
	printf '%s\n' 'Defaults passwd_tries=1' \
	    '%role-dispatcher ALL=(root) /usr/bin/id' \
	    >/etc/sudoers.d/dispatcher
	chmod 0440 /etc/sudoers.d/dispatcher
}

as() {
	local login=$1
	shift
	setpriv --reuid "$login" --regid "$login" --init-groups --reset-env "$@"
}

@test "L1_person_signs_in_by_su" {
	succeeds su_as lena jane "$PASSWORD" 'id -un; pwd'
	has jane
	has /home/jane
}

@test "L1_su_refuses_a_wrong_password" {
	fails su_as lena jane 'nonsense' 'id -un'
	has 'Authentication failure'
}

@test "U8_su_takes_an_email_address" {
	succeeds su_as lena jane@acme.example "$PASSWORD" 'id -un'
	has jane
}

@test "S3_su_refuses_a_blocked_person_and_says_why" {
	fails su_as lena blocky "$PASSWORD" 'id -un'
	has 'Your account is blocked.'
}

@test "S3_su_by_root_refuses_a_blocked_person" {
	fails su blocky -c 'id -un'
	succeeds su jane -c 'id -un'
	[ "$output" = jane ]
}

@test "Q2_person_becomes_a_local_account_by_su" {
	succeeds su_as jane lena 'Local-pass-55' 'id -un'
	has lena
	fails su_as jane lena "$PASSWORD" 'id -un'
}

@test "L3_su_changes_a_password_that_must_change_before_it_opens" {
	person must --must-change
	succeeds "$world/talk" 'assword: ?$' "$PASSWORD" \
	    '[Cc]urrent.*assword: ?$' "$PASSWORD" \
	    '[Nn]ew.*assword: ?$' 'Granite-88-quarry' \
	    '[Nn]ew.*assword: ?$' 'Granite-88-quarry' -- \
	    setpriv --reuid lena --regid lena --init-groups --reset-env \
	    su -l must -c 'id -un'
	has must
	succeeds su_as lena must 'Granite-88-quarry' 'id -un'
}

@test "R1_sudo_rule_for_a_role_lets_its_people_in" {
	succeeds "$world/talk" 'assword for jane: ?$' "$PASSWORD" -- \
	    setpriv --reuid jane --regid jane --init-groups --reset-env \
	    sudo /usr/bin/id -u
	has 0
}

@test "R1_sudo_rule_for_a_role_keeps_others_out" {
	fails "$world/talk" 'assword for omar: ?$' "$PASSWORD" -- \
	    setpriv --reuid omar --regid omar --init-groups --reset-env \
	    sudo /usr/bin/id -u
	has 'not in the sudoers file'
}

@test "R1_sudo_without_a_terminal_fails_at_once" {
	fails timeout 5 setpriv --reuid jane --regid jane --init-groups \
	    --reset-env sudo -k -n /usr/bin/id
	has 'a password is required'
}

@test "R15_role_taken_away_counts_for_the_next_sudo" {
	person brief --role dispatcher
	succeeds "$world/talk" 'assword for brief: ?$' "$PASSWORD" -- \
	    setpriv --reuid brief --regid brief --init-groups --reset-env \
	    sudo /usr/bin/id -u
	fieldctl role unassign brief dispatcher
	fails "$world/talk" -- \
	    setpriv --reuid brief --regid brief --init-groups --reset-env \
	    sudo -n /usr/bin/id -u
}

@test "S3_blocked_person_cannot_use_sudo_any_more" {
	person stopped --role dispatcher
	fieldctl user block stopped
	fails "$world/talk" 'assword for stopped: ?$' "$PASSWORD" -- \
	    setpriv --reuid stopped --regid stopped --init-groups --reset-env \
	    sudo /usr/bin/id -u
}

@test "R1_file_of_a_role_is_read_by_its_people_alone" {
	install -m 0640 -g role-dispatcher /dev/null /tmp/rota
	echo 'monday: depot north' >/tmp/rota
	succeeds as jane cat /tmp/rota
	fails as omar cat /tmp/rota
	has 'Permission denied'
}

@test "L1_person_signs_in_by_login" {
	succeeds "$world/talk" 'login: ' jane 'assword: ' "$PASSWORD" \
	    '\$ ' 'id -un; exit' -- login
	has jane
}

@test "S3_login_refuses_a_blocked_person_and_says_why" {
	run "$world/talk" 'login: ' blocky 'assword: ' "$PASSWORD" \
	    'login: ' '^H' -- login
	[ "$status" -eq 122 ]
	has 'Your account is blocked.'
	lacks '$ '
}

@test "Q2_local_account_signs_in_by_login" {
	succeeds "$world/talk" 'login: ' lena 'assword: ' 'Local-pass-55' \
	    '\$ ' 'id -un; exit' -- login
	has lena
}
