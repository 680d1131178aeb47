#!/usr/bin/env bats
# One-time codes at the prompt, with real programs: sshd by keyboard-interactive
# and by password, login, su, sudo, passwd.

. "$BATS_TEST_DIRNAME/../world/lib.bash"

NEW='Granite-88-quarry'
FIRST='assword: ?$'
SECOND='Code: ?$'
OFFER='New password \(Enter keeps the old one\): ?$'

setup_file() {
	local_user lena 'Local-pass-55'
	setup_acme
	person jane
	person omar
	start_sshd 'KbdInteractiveAuthentication yes'
}

# link LOGIN: a code that an administrator has made.
link() { fieldctl user link "$1" --print | cut -f2; }
invitation() { fieldctl user invite "$1" --print | cut -f2; }

# newcomer LOGIN [OPTION...]: an active person without a password.
newcomer() {
	local login=$1
	shift
	fieldctl user add "$login" --name "${login^} Person" \
	    --email "$login@acme.example" --active --no-secret "$@"
}

method_of() {
	fieldctl user show "$1" --json | jq -r .last_sign_in_method
}

# Whether PASSWORD is the password of LOGIN.
is_password() {
	printf '%s\n' "$2" | "$BATS_TEST_DIRNAME/pamtry" -s login "$1" auth
}

# --- at the first prompt, and at the second ----------------------------------------

@test "L5_link_signs_in_by_keyboard_interactive_and_once" {
	local code
	code=$(link jane)
	succeeds ssh_dialogue jane "$FIRST" "$code" "$OFFER" '' -- id -un
	has jane
	[ "$(method_of jane)" = link ]
	fails ssh_dialogue jane "$FIRST" "$code" -- id -un
	lacks 'New password'
}

@test "L4_word_leads_to_a_second_prompt_which_shows_the_code_and_asks_again" {
	local code
	code=$(link jane)
	succeeds ssh_dialogue jane "$FIRST" invite "$SECOND" nonsense \
	    "incorrect or has expired.*$SECOND" "${code,,}" "$OFFER" '' -- id -un
	has "${code,,}"
	succeeds ssh_dialogue jane "$FIRST" Code "$SECOND" "$(link jane)" \
	    "$OFFER" '' -- id -un
}

@test "L4_second_prompt_is_asked_three_times" {
	fails ssh_dialogue jane "$FIRST" invite "$SECOND" one "$SECOND" two \
	    "$SECOND" three -- id -un
	has 'Permission denied'
}

@test "Q3_unknown_names_get_the_same_prompts" {
	local word login
	for word in code invite abcd 'code '; do
		for login in jane nosuch; do
			fails ssh_dialogue "$login" "$FIRST" "$word" "$SECOND" \
			    xxxx "$SECOND" yyyy "$SECOND" zzzz -- id
			sed "s/$login@/NAME@/g" <<<"$output" \
			    >"/run/world/dialogue.$login"
		done
		cmp /run/world/dialogue.jane /run/world/dialogue.nosuch
	done
	for login in jane nosuch; do
		fails ssh_dialogue "$login" "$FIRST" 'wrong-password' -- id
		lacks 'Code:'
	done
}

@test "L4_password_method_takes_a_code_and_shows_no_second_prompt" {
	succeeds ssh_password jane "$(link jane)" id -un
	has jane
	lacks 'New password'
	fails ssh_password jane code id -un
	lacks 'Code:'
	grep -q 'a sign-in code was requested: user=jane' /run/world/syslog
	fails grep -q 'conversation failed' /run/world/syslog
	succeeds is_password jane "$PASSWORD"
}

@test "L5_of_fifty_simultaneous_uses_of_one_code_one_wins" {
	local code i
	person crowd
	code=$(link crowd)
	printf '%s\n' 'MaxStartups 100' 'MaxSessions 100' \
	    >>/etc/ssh/sshd_config.d/00-test.conf
	kill -HUP "$(cat /run/sshd.pid)"
	wait_for test -s /run/sshd.pid
	mkdir /run/world/crowd
	for ((i = 0; i < 50; i++)); do
		(
			TALK_SECONDS=120 ssh_password crowd "$code" echo admitted \
			    >"/run/world/crowd/$i" 2>&1
		) 3>&- &
	done
	wait
	grep -l '^admitted' /run/world/crowd/* >/run/world/winners
	[ "$(wc -l </run/world/winners)" -eq 1 ]
	[ "$(ls /run/world/crowd | wc -l)" -eq 50 ]
}

# --- the change that follows ---------------------------------------------------------

@test "L2_invitation_leads_to_a_password_and_is_not_asked_for_again" {
	local code
	newcomer ivan
	code=$(invitation ivan)
	# cancelled in the middle: still good
	run ssh_dialogue ivan "$FIRST" "$code" \
	    'You must choose a new password. New password: ?$' ^H -- id -un
	succeeds ssh_dialogue ivan "$FIRST" "$code" 'New password: ?$' short \
	    'Retype new password: ?$' short 'too short.*New password: ?$' \
	    invite 'Retype new password: ?$' invite \
	    'a request for a code\. Choose [a-z ]+\. New password: ?$' \
	    "$NEW" 'Retype new password: ?$' "$NEW" -- id -un
	has ivan
	lacks 'Current password'
	[ "$(method_of ivan)" = invitation ]
	succeeds fieldctl audit --person ivan
	has user.password
	lacks sign-in.account
	succeeds is_password ivan "$NEW"
	fails ssh_dialogue ivan "$FIRST" "$code" -- id -un
}

@test "L2_of_twenty_simultaneous_uses_of_an_invitation_one_wins" {
	local code i
	newcomer inga
	code=$(invitation inga)
	mkdir /run/world/inga
	for ((i = 0; i < 20; i++)); do
		(
			TALK_SECONDS=120 ssh_dialogue inga "$FIRST" "$code" \
			    'New password: ?$' "Granite-$i-quarry" \
			    'Retype new password: ?$' "Granite-$i-quarry" -- \
			    echo admitted >"/run/world/inga/$i" 2>&1
		) 3>&- &
	done
	wait
	# who is too late for the change is not let in by its effect
	grep -l '^admitted' /run/world/inga/* >/run/world/winners
	[ "$(wc -l </run/world/winners)" -eq 1 ]
	[ "$(ls /run/world/inga | wc -l)" -eq 20 ]
}

@test "L2_link_is_good_until_the_change_that_must_follow_is_done" {
	local code
	person mona --must-change
	code=$(link mona)
	run ssh_dialogue mona "$FIRST" "$code" 'New password: ?$' ^H -- id -un
	succeeds ssh_dialogue mona "$FIRST" "$code" 'New password: ?$' \
	    "$NEW" 'Retype new password: ?$' "$NEW" -- id -un
	has mona
	fails ssh_dialogue mona "$FIRST" "$code" -- id -un
}

@test "L2_invitation_in_the_password_method_is_finished_by_passwd" {
	local code
	newcomer igor
	code=$(invitation igor)
	# sshd opens the session and runs passwd in it
	succeeds "$world/talk" "$FIRST" "$code" 'New password: ?$' "$NEW" \
	    'Retype new password: ?$' "$NEW" -- ssh "${SSH_OPTIONS[@]}" -tt \
	    -o PreferredAuthentications=password -l igor 127.0.0.1
	lacks 'urrent password'
	succeeds is_password igor "$NEW"
	fails is_password igor "$code"
}

@test "L5_forgotten_password_is_replaced_at_the_prompt" {
	person petra
	succeeds ssh_dialogue petra "$FIRST" "$(link petra)" "$OFFER" "$NEW" \
	    'Retype new password: ?$' other \
	    'do not match.*New password: ?$' "$NEW" \
	    'Retype new password: ?$' "$NEW" -- id -un
	has petra
	succeeds is_password petra "$NEW"
	# told at the next sign-in, once
	succeeds ssh_dialogue petra "$FIRST" "$NEW" \
	    'Your password was changed .*Enter to continue: ?$' '' -- id -un
	succeeds ssh_dialogue petra "$FIRST" "$NEW" -- id -un
	lacks 'Your password was changed'
}

@test "L5_passwd_in_the_session_asks_for_no_current_one_and_once" {
	person paul
	succeeds ssh_dialogue paul "$FIRST" "$(link paul)" "$OFFER" '' \
	    'New password: ?$' "$NEW" 'Retype new password: ?$' "$NEW" \
	    '[Cc]urrent.*assword: ?$' nonsense -- -tt 'passwd; ! passwd'
	has 'updated successfully'
	succeeds is_password paul "$NEW"
	# not in a session that was opened with the password
	fails ssh_dialogue paul "$FIRST" "$NEW" '[Cc]urrent.*assword: ?$' \
	    nonsense -- -tt passwd
}

# --- other programs -------------------------------------------------------------------

@test "L5_su_and_login_take_codes" {
	succeeds "$world/talk" "$FIRST" invite "$SECOND" "$(link jane)" \
	    "$OFFER" '' -- setpriv --reuid lena --regid lena --init-groups \
	    --reset-env su -l jane -c 'id -un'
	has jane
	succeeds "$world/talk" 'login: ' jane "$FIRST" "$(link jane)" "$OFFER" '' \
	    '\$ ' 'id -un; exit' -- login
	has jane
}

@test "L2_su_changes_with_an_invitation_before_it_opens" {
	newcomer sue
	succeeds "$world/talk" "$FIRST" "$(invitation sue)" 'New password: ?$' \
	    "$NEW" 'Retype new password: ?$' "$NEW" -- setpriv --reuid lena \
	    --regid lena --init-groups --reset-env su -l sue -c 'id -un'
	has sue
	succeeds is_password sue "$NEW"
}

@test "L4_words_lead_to_the_second_prompt_for_unknown_names_in_login" {
	local name
	for name in omar nosuch; do
		TALK_SECONDS=20 run "$world/talk" 'login: ' "$name" "$FIRST" \
		    code "$SECOND" x "$SECOND" y "$SECOND" z 'login: ' ^H -- \
		    login
		[ "$status" -eq 122 ]
		tr -d '\r' <<<"$output" | sed "s/$name/NAME/" \
		    >"/run/world/login.$name"
	done
	cmp /run/world/login.omar /run/world/login.nosuch
}

# --- the rest of a first sign-in --------------------------------------------------------

@test "L2_empty_fields_are_asked_for_once_and_checked" {
	fieldctl policy ask_first_sign_in phone
	person fred --role dispatcher
	succeeds ssh_dialogue fred "$FIRST" "$PASSWORD" \
	    'Phone number \(Enter skips\): ?$' abc \
	    'Invalid phone number: [a-z ]+\. Phone number \(Enter skips\): ?$' '+1 555 0100' -- id -un
	[ "$(fieldctl user show fred --json | jq -r .phone)" = '+1 555 0100' ]
	person flora --role dispatcher
	succeeds ssh_dialogue flora "$FIRST" "$PASSWORD" \
	    'Phone number \(Enter skips\): ?$' '' -- id -un
	succeeds ssh_dialogue flora "$FIRST" "$PASSWORD" -- id -un
	lacks 'Phone number'
	# neither by sshd's password method nor by su
	person franz --role dispatcher
	succeeds ssh_password franz "$PASSWORD" id -un
	succeeds su_as lena franz "$PASSWORD" 'id -un'
	lacks 'Phone number'
	fieldctl policy ask_first_sign_in none
}

@test "Q6_no_code_is_in_the_environment_or_the_log" {
	local code
	code=$(link jane)
	succeeds ssh_dialogue jane "$FIRST" "$code" "$OFFER" '' -- env
	lacks FIELDAUTH_SIGN_IN
	fails grep -qiF "$code" /run/world/syslog
}
