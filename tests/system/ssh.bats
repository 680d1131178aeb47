#!/usr/bin/env bats
# People sign in through Debian's sshd, by each of its three methods.
# shellcheck disable=SC2154

. "$BATS_TEST_DIRNAME/../world/lib.bash"

DIALOGUE='assword: ?$'

setup_file() {
	start_sshd "$KEYS_LINE" 'KbdInteractiveAuthentication yes'
	local_user lena 'Local-pass-55'
	setup_acme
	local login
	for login in jane blocky idle helder gone; do
		person "$login"
	done
	fieldctl user block blocky
	fieldctl user deactivate idle
	fieldctl user hold helder
	fieldctl user delete gone --yes
}

@test "L1_active_person_signs_in_by_password" {
	succeeds ssh_password jane "$PASSWORD" id -un
	has jane
}

@test "L1_active_person_signs_in_by_keyboard_interactive" {
	succeeds ssh_dialogue jane "$DIALOGUE" "$PASSWORD" -- id -un
	has jane
}

@test "L1_active_person_signs_in_by_key" {
	succeeds ssh_key jane "$(make_key jane)" id -un
	[ "$output" = jane ]
}

@test "L1_wrong_password_is_refused_by_both_methods" {
	fails ssh_password jane 'Harbour-42-cranes' id -un
	has 'Permission denied'
	fails ssh_dialogue jane "$DIALOGUE" "${PASSWORD%e}" -- id -un
	has 'Permission denied'
}

@test "L1_empty_password_is_refused" {
	fails ssh_password jane '' id -un
	has 'Permission denied'
}

@test "U8_email_address_is_a_login_name" {
	succeeds ssh_password jane@acme.example "$PASSWORD" 'id -un; echo $HOME'
	has jane
	has /home/jane
}

@test "N1_home_is_made_at_the_first_sign_in_and_is_private" {
	person newhome
	[ ! -e /home/newhome ]
	succeeds ssh_password newhome "$PASSWORD" pwd
	has /home/newhome
	[ "$(stat -c '%a %U %G' /home/newhome)" = '700 newhome newhome' ]
}

refused_by_every_method() {
	local login=$1
	fails ssh_password "$login" "$PASSWORD" id -un
	fails ssh_dialogue "$login" "$DIALOGUE" "$PASSWORD" -- id -un
	fails ssh_key "$login" "$(make_key "$login")" id -un
}

@test "S3_blocked_person_is_refused_with_password_dialogue_and_key" {
	refused_by_every_method blocky
}

@test "S2_inactive_person_is_refused_with_password_dialogue_and_key" {
	refused_by_every_method idle
}

@test "S5_held_person_is_refused_with_password_dialogue_and_key" {
	refused_by_every_method helder
}

@test "S4_deleted_person_is_refused_with_password_dialogue_and_key" {
	refused_by_every_method gone
}

@test "S3_blocked_person_is_told_why_in_the_dialogue_with_the_right_password" {
	fails ssh_dialogue blocky "$DIALOGUE" "$PASSWORD" -- id -un
	has 'Your account is blocked.'
}

@test "S3_blocked_person_is_told_nothing_with_a_wrong_password" {
	fails ssh_dialogue blocky "$DIALOGUE" nonsense -- id -un
	lacks blocked
}

@test "Q3_wrong_password_reads_the_same_for_active_blocked_held_and_unknown" {
	local login first=
	for login in jane blocky helder nobodyhere; do
		run ssh_dialogue "$login" "$DIALOGUE" nonsense -- id
		[ "$status" -ne 0 ]
		output=${output//$login/LOGIN}
		[ -n "$first" ] || first=$output
		[ "$output" = "$first" ]
	done
}

@test "S3_unblocked_person_signs_in_as_before" {
	person twice
	fieldctl user block twice
	fails ssh_password twice "$PASSWORD" id
	fieldctl user unblock twice
	succeeds ssh_password twice "$PASSWORD" id -un
	has twice
}

@test "S2_inactive_person_signs_in_where_the_policy_allows_it" {
	fieldctl policy inactive_login allow
	run ssh_password idle "$PASSWORD" id -un
	fieldctl policy inactive_login deny
	[ "$status" -eq 0 ]
	fails ssh_password idle "$PASSWORD" id -un
}

@test "L3_password_that_must_change_is_changed_in_the_dialogue" {
	person must --must-change
	succeeds ssh_dialogue must "$DIALOGUE" "$PASSWORD" \
	    '[Cc]urrent.*assword: ?$' "$PASSWORD" \
	    '[Nn]ew.*assword: ?$' 'Granite-88-quarry' \
	    '[Nn]ew.*assword: ?$' 'Granite-88-quarry' -- id -un
	has must
	succeeds ssh_password must 'Granite-88-quarry' id -un
	fails ssh_password must "$PASSWORD" id -un
}

@test "L3_password_that_must_change_stays_so_when_the_change_is_given_up" {
	person shy --must-change
	fails ssh_dialogue shy "$DIALOGUE" "$PASSWORD" \
	    '[Cc]urrent.*assword: ?$' "$PASSWORD" \
	    '[Nn]ew.*assword: ?$' '123' -- id -un
	lacks uid=
	fails ssh_password shy '123' id -un
	run fieldctl user show shy --json
	has '"must_change"'
}

@test "L3_password_method_opens_the_session_for_passwd_alone" {
	person plain --must-change
	run "$world/talk" "$DIALOGUE" "$PASSWORD" \
	    '[Cc]urrent.*assword: ?$' "$PASSWORD" \
	    '[Nn]ew.*assword: ?$' 'Granite-88-quarry' \
	    '[Nn]ew.*assword: ?$' 'Granite-88-quarry' -- \
	    ssh -tt "${SSH_OPTIONS[@]}" -o PreferredAuthentications=password \
	    -l plain 127.0.0.1
	has 'You must change your password now'
	succeeds ssh_password plain 'Granite-88-quarry' id -un
}

@test "L3_password_method_without_a_terminal_runs_nothing" {
	person notty --must-change
	fails ssh_password notty "$PASSWORD" touch /tmp/notty-ran
	[ ! -e /tmp/notty-ran ]
}

@test "Q2_local_account_signs_in_by_password_and_dialogue_and_key" {
	succeeds ssh_password lena 'Local-pass-55' id -un
	has lena
	succeeds ssh_dialogue lena "$DIALOGUE" 'Local-pass-55' -- id -un
	succeeds ssh_key lena "$(make_key lena)" id -un
}

@test "Q2_local_account_is_refused_with_a_wrong_password" {
	fails ssh_password lena "$PASSWORD" id -un
}

@test "X1_sign_in_and_refusal_are_audited_with_service_and_address" {
	run fieldctl audit --person jane --json
	has 127.0.0.1
	has sshd
	run fieldctl audit --person blocky --json
	has blocked
}

@test "L9_method_of_the_last_sign_in_is_listed" {
	ssh_password jane "$PASSWORD" true
	run fieldctl user list --json
	succeeds python3 -c '
import json, sys
jane = [p for p in json.loads(sys.argv[1]) if p["login"] == "jane"][0]
assert jane["last_sign_in_method"], jane
assert jane["last_sign_in_at"].startswith("20"), jane
' "$output"
}

@test "Q6_no_password_is_in_any_log" {
	run grep -r -l -s -F -e "$PASSWORD" -e 'Granite-88-quarry' \
	    -e Lighthouse-7 /run/world/syslog /run/world/install.log /var/log \
	    /var/lib/misc
	[ -z "$output" ]
}
