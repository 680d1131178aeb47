#!/usr/bin/env bats
# What fieldctl hands out lets people in, and what ends it keeps them out, with
# real sshd and login (L2, L7, L8, N8, S5, S6).

. "$BATS_TEST_DIRNAME/../world/lib.bash"

NEW='Granite-88-quarry'
FIRST='assword: ?$'
CURRENT='Current password: ?$'
CHOOSE='New password: ?$'
REPEAT='Retype new password: ?$'
OFFER='New password \(Enter keeps the old one\): ?$'

setup_file() {
	setup_acme
	start_gate control
	start_sshd 'KbdInteractiveAuthentication yes'
}

newcomer() {
	local login=$1
	shift
	fieldctl user add "$login" --name "${login^} Person" --active \
	    --no-secret "$@"
}

# secret_of VERB LOGIN [OPTION...]: what `fieldctl user VERB` prints.
secret_of() {
	local verb=$1
	shift
	fieldctl user "$verb" "$@" --print | tail -n 1 | cut -f2
}

as() {
	local login=$1
	shift
	setpriv --reuid "$login" --regid "$login" --init-groups --reset-env "$@"
}

@test "N8_a_strip_of_a_sheet_leads_to_a_password" {
	local code
	newcomer stan
	fieldctl user invite stan --sheet /run/world/sheet
	code=$(sed -n 's/^ *Code: *//p' /run/world/sheet)
	remember "$code"
	succeeds ssh_dialogue stan "$FIRST" "${code//-/ }" "$CHOOSE" "$NEW" \
	    "$REPEAT" "$NEW" -- id -un
	has stan
	succeeds ssh_password stan "$NEW" id -un
	fails ssh_dialogue stan "$FIRST" "$code" -- id -un
	succeeds fieldctl user list --invited pending
	lacks stan
}

@test "L7_reset_ends_the_old_password_and_asks_for_a_new_one" {
	local temporary
	person rex
	temporary=$(secret_of reset rex)
	remember "$temporary"
	fails ssh_password rex "$PASSWORD" id -un
	succeeds ssh_dialogue rex "$FIRST" "$temporary" \
	    "$CURRENT" "$temporary" "$CHOOSE" "$NEW" "$REPEAT" "$NEW" -- id -un
	has rex
	succeeds ssh_password rex "$NEW" id -un
}

@test "L8_force_reset_asks_for_another_password_and_ends_codes" {
	local code
	person fred
	code=$(secret_of link fred)
	remember "$code"
	fieldctl user force-reset fred
	fails ssh_dialogue fred "$FIRST" "$code" -- id -un
	succeeds ssh_dialogue fred "$FIRST" "$PASSWORD" \
	    "$CURRENT" "$PASSWORD" "$CHOOSE" "$NEW" "$REPEAT" "$NEW" -- id -un
	has fred
}

@test "S5_a_code_from_before_a_block_or_hold_stays_invalid_after_it" {
	local code
	person bela
	code=$(secret_of link bela)
	remember "$code"
	fieldctl user block bela
	fieldctl user unblock bela
	fails ssh_dialogue bela "$FIRST" "$code" -- id -un
	code=$(secret_of link bela)
	remember "$code"
	fieldctl user hold bela
	fieldctl user release bela
	fails ssh_dialogue bela "$FIRST" "$code" -- id -un
	code=$(secret_of link bela)
	remember "$code"
	succeeds ssh_dialogue bela "$FIRST" "$code" "$OFFER" '' -- id -un
}

@test "S6_the_temporary_password_of_a_release_is_changed_at_the_first_sign_in" {
	local temporary
	fieldctl user add rena --name 'Rena Person' --held
	temporary=$(secret_of release rena)
	remember "$temporary"
	succeeds ssh_dialogue rena "$FIRST" "$temporary" \
	    "$CURRENT" "$temporary" "$CHOOSE" "$NEW" "$REPEAT" "$NEW" -- id -un
	has rena
}

@test "N8_a_leads_code_lets_a_member_of_the_crew_in_once" {
	local code
	person lena --role fieldworker --kind fieldworker
	person otto --kind subworker --role subworker --lead lena
	code=$(as lena fieldctl user code otto | cut -f2)
	remember "$code"
	succeeds ssh_dialogue otto "$FIRST" "$code" "$OFFER" '' -- id -un
	has otto
	fails ssh_dialogue otto "$FIRST" "$code" -- id -un
}

@test "N8_a_recovery_code_works_at_the_console_and_not_by_ssh" {
	local codes
	person rita
	mapfile -t codes < <(fieldctl user recovery rita --count 2 --valid 90d |
	    cut -f2)
	remember "${codes[0]}"
	remember "${codes[1]}"
	fails ssh_dialogue rita "$FIRST" "${codes[0]}" -- id -un
	succeeds "$world/talk" 'ogin: ?$' rita 'assword: ?$' "${codes[0]}" \
	    "$OFFER" '' '[$#] ?$' 'id -un; exit' -- login
	has rita
	fails "$world/talk" 'ogin: ?$' rita 'assword: ?$' "${codes[0]}" -- \
	    timeout 10 login
	lacks 'New password'
}
