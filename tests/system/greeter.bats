#!/usr/bin/env bats
# world: --with greeter
# People sign in at a real greeter, which shows prompts and swallows messages.

. "$BATS_TEST_DIRNAME/../world/lib.bash"
. "$BATS_TEST_DIRNAME/../world/greeter.bash"

NEW='Granite-88-quarry'

setup_file() {
	local_user lena 'Local-pass-55'
	setup_acme
	person jane --role dispatcher
	person blocky
	fieldctl user block blocky
	configure_greeter
}

setup() { start_greeter; }
teardown() { stop_greeter; }

@test "L1_person_signs_in_at_a_greeter_with_the_groups_of_the_role" {
	succeeds greeter name jane '^$' "$PASSWORD"
	succeeds session_of jane
	has role-dispatcher
	has 'HOME=/home/jane'
	run fieldctl audit --person jane --json
	has lightdm
}

@test "Q2_local_account_signs_in_at_a_greeter" {
	succeeds greeter name lena '^$' 'Local-pass-55'
	succeeds session_of lena
	has lena
}

@test "L1_greeter_refuses_a_wrong_password_and_asks_again" {
	rm -f /tmp/session.jane
	succeeds greeter name jane '^$' nonsense 'password is incorrect' "$PASSWORD"
	succeeds session_of jane
}

@test "S3_greeter_refuses_a_blocked_person_and_says_why" {
	succeeds greeter name blocky '^$' "$PASSWORD" 'Your account is blocked'
	[ ! -e /tmp/session.blocky ]
}

@test "L3_greeter_asks_for_a_new_password_in_prompts_alone" {
	person must --must-change
	succeeds greeter name must '^$' "$PASSWORD" \
	    '^You must choose a new password. Current password$' "$PASSWORD" \
	    '^New password$' "$NEW" '^Retype new password$' "$NEW"
	succeeds session_of must
	succeeds su_as lena must "$NEW" 'id -un'
}

@test "L3_greeter_gives_the_reason_why_a_new_password_is_refused" {
	person hasty --must-change
	succeeds greeter name hasty '^$' "$PASSWORD" \
	    'Current password$' "$PASSWORD" \
	    '^New password$' short '^Retype new password$' short \
	    '^The password is too short.* New password$' "$NEW" \
	    '^Retype new password$' other \
	    '^The passwords do not match. New password$' "$NEW" \
	    '^Retype new password$' "$NEW"
	succeeds session_of hasty
}

@test "L3_greeter_admits_with_a_temporary_password_and_has_it_replaced" {
	local temporary
		person temp
	temporary=$(fieldctl user passwd --generate temp | cut -f2)
	succeeds greeter name temp '^$' "$temporary" \
	    'Current password$' "$temporary" \
	    '^New password$' "$NEW" '^Retype new password$' "$NEW"
	succeeds session_of temp
	fails su_as lena temp "$temporary" 'id -un'
}
