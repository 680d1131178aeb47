#!/usr/bin/env bats
# passwd and chpasswd, for people of fieldauth and for local users, with and
# without another password module in the stack.

. "$BATS_TEST_DIRNAME/../world/lib.bash"

setup_file() {
	local_user lena 'Local-pass-55'
	setup_acme
	person jane
	person rooted
	person blocky
	fieldctl user block blocky
}

passwd_as() {
	local login=$1
	shift
	"$world/talk" "$@" -- setpriv --reuid "$login" --regid "$login" \
	    --init-groups --reset-env passwd
}

# Whether PASSWORD is the password of LOGIN.
is_password() {
	printf '%s\n' "$2" | "$BATS_TEST_DIRNAME/pamtry" -s login "$1" auth
}

change_own() {
	succeeds passwd_as "$1" '[Cc]urrent.*assword: ?$' "$2" \
	    '[Nn]ew.*assword: ?$' "$3" '[Nn]ew.*assword: ?$' "$3"
	succeeds is_password "$1" "$3"
	fails is_password "$1" "$2"
}

@test "L7_person_changes_its_own_password_by_passwd" {
	start_verify_socket
	change_own jane "$PASSWORD" 'Granite-88-quarry'
	fieldctl policy password_history 0
	change_own jane 'Granite-88-quarry' "$PASSWORD"
	fieldctl policy password_history --reset
}

@test "L1_passwd_refuses_a_former_password" {
	change_own jane "$PASSWORD" 'Granite-88-quarry'
	change_own jane 'Granite-88-quarry' 'Orchard-44-ladder'
	local ask='[Nn]ew.*assword: ?$'
	run passwd_as jane '[Cc]urrent.*assword: ?$' 'Orchard-44-ladder' \
	    "$ask" "$PASSWORD" "$ask" "$PASSWORD" \
	    "$ask" 'Granite-88-quarry' "$ask" 'Granite-88-quarry' \
	    "$ask" 'Meadow-31-trumpet' "$ask" 'Meadow-31-trumpet'
	[ "$(grep -c 'This password was used before' <<<"$output")" = 2 ]
	[ "$status" = 0 ]
	succeeds is_password jane 'Meadow-31-trumpet'
	run fieldctl user passwd jane --password-file "$(secret "$PASSWORD")"
	[ "$status" = 65 ]
	has 'This password was used before.'
	fieldctl policy password_history 0
	change_own jane 'Meadow-31-trumpet' "$PASSWORD"
	fieldctl policy password_history --reset
}

@test "L7_passwd_refuses_a_wrong_current_password" {
	fails passwd_as jane '[Cc]urrent.*assword: ?$' nonsense
	succeeds is_password jane "$PASSWORD"
}

@test "L1_passwd_refuses_short_weak_and_old_passwords" {
	local new ask='[Nn]ew.*assword: ?$'
	# After a refusal there is another prompt, three in all.
	for new in Ab1-x password Summer2024 invite Acme-2026 2026AcmeField Jane-2026-Person \
	    "$PASSWORD"; do
		run passwd_as jane '[Cc]urrent.*assword: ?$' "$PASSWORD" \
		    "$ask" "$new" "$ask" "$new" "$ask" "$new" "$ask" "$new" \
		    "$ask" "$new" "$ask" "$new"
		[ "$status" -ne 0 ]
		[ "$status" -lt 123 ]
	done
	succeeds is_password jane "$PASSWORD"
}

@test "L1_every_way_to_a_password_refuses_the_organisations_name_with_a_year" {
	local why='it contains the name of the organisation' new
	for new in Acme2026 2026-acme! 4cme-2026-x Acme.Field.Services1; do
		run fieldctl user passwd rooted --password-file "$(secret "$new")"
		[ "$status" -eq 65 ]
		has "$why"
		run fieldctl user add newbie --name 'New Bee' \
		    --password-file "$(secret "$new")"
		[ "$status" -eq 65 ]
		has "$why"
		fails "$world/talk" '[Nn]ew.*assword: ?$' "$new" \
		    '[Nn]ew.*assword: ?$' "$new" '[Nn]ew.*assword: ?$' "$new" \
		    '[Nn]ew.*assword: ?$' "$new" '[Nn]ew.*assword: ?$' "$new" \
		    '[Nn]ew.*assword: ?$' "$new" -- passwd rooted
		has "$why"
		fails chpasswd <<<"rooted:$new"
	done
	fails fieldctl user show newbie
	succeeds is_password rooted "$PASSWORD"
}

@test "L1_passwd_refuses_two_new_passwords_that_differ" {
	local ask='[Nn]ew.*assword: ?$' one=Granite-88-quarry
	fails passwd_as jane '[Cc]urrent.*assword: ?$' "$PASSWORD" \
	    "$ask" "$one" "$ask" "${one}el" "$ask" "$one" "$ask" "${one}el" \
	    "$ask" "$one" "$ask" "${one}el"
	[ "$status" -lt 123 ]
	succeeds is_password jane "$PASSWORD"
}

@test "L7_root_sets_a_persons_password_without_the_old_one" {
	succeeds "$world/talk" '[Nn]ew.*assword: ?$' 'Granite-88-quarry' \
	    '[Nn]ew.*assword: ?$' 'Granite-88-quarry' -- passwd rooted
	succeeds is_password rooted 'Granite-88-quarry'
	fails is_password rooted "$PASSWORD"
}

@test "S3_blocked_person_cannot_change_its_password" {
	fails passwd_as blocky '[Cc]urrent.*assword: ?$' "$PASSWORD" \
	    '[Nn]ew.*assword: ?$' 'Granite-88-quarry'
}

@test "Q2_local_account_changes_its_own_password_by_passwd" {
	change_own lena 'Local-pass-55' 'Granite-88-quarry'
}

@test "Q2_chpasswd_sets_a_local_password" {
	succeeds chpasswd <<<'lena:Local-pass-66'
	succeeds is_password lena 'Local-pass-66'
}

@test "L7_chpasswd_sets_a_persons_password" {
	succeeds chpasswd <<<'rooted:Orchard-19-ladder'
	succeeds is_password rooted 'Orchard-19-ladder'
}

@test "L7_both_kinds_change_with_libpam_pwquality_in_the_stack" {
	dpkg -i /var/cache/world/libpam-pwquality_*.deb >/run/world/dpkg.log 2>&1
	grep -q pam_pwquality /etc/pam.d/common-password
	succeeds passwd_as lena '[Cc]urrent.*assword: ?$' 'Local-pass-66' \
	    '[Nn]ew.*assword: ?$' 'Granite-88-quarry' \
	    '[Nn]ew.*assword: ?$' 'Granite-88-quarry'
	succeeds is_password lena 'Granite-88-quarry'
	succeeds passwd_as jane '[Cc]urrent.*assword: ?$' "$PASSWORD" \
	    '[Nn]ew.*assword: ?$' 'Orchard-19-ladder' \
	    '[Nn]ew.*assword: ?$' 'Orchard-19-ladder'
	succeeds is_password jane 'Orchard-19-ladder'
	succeeds chpasswd <<<'lena:Local-pass-66'
	succeeds is_password lena 'Local-pass-66'
}
