#!/usr/bin/env bats
# Invalid input: a message that contains the input and the reason, and no
# partial change.

. "$BATS_TEST_DIRNAME/../world/lib.bash"

setup_file() {
	local_user lena 'Local-pass-55'
	setup_acme
}

everything() { fieldctl user list --json; cat /var/lib/misc/fieldusers.db | sha256sum; }

# refused WORD CMD...: CMD fails, prints WORD, and nothing has changed.
refused() {
	local word=$1 before after
	shift
	before=$(everything)
	fails "$@"
	has "$word"
	after=$(everything)
	[ "$before" = "$after" ]
}

add() { fieldctl user add "$@" --active; }

@test "Q2_reserved_and_local_login_names_are_refused" {
	local login
	for login in root daemon nobody lena sudo adm docker shadow; do
		refused "$login" add "$login" --name 'A B' --email a@acme.example
	done
}

@test "Q2_names_of_group_kinds_are_invalid_login_names" {
	local login
	for login in role-dispatcher perm-x site-depot crew-jane appr-people \
	    org-acme cal-x veh-x assignable; do
		refused "$login" add "$login" --name 'A B' --email a@acme.example
	done
}

@test "U1_login_names_that_are_none_are_refused" {
	local login
	for login in '' . .. -jane 1234 Jane 'ja ne' 'ja:ne' $'ja\nne' 'ja/ne' \
	    'jane$' 'jané' "$(printf 'a%.0s' {1..33})"; do
		refused '' add "$login" --name 'A B' --email a@acme.example
	done
}

@test "U1_names_and_titles_with_colons_controls_and_bad_bytes_are_refused" {
	local text
	for text in 'Jane:x:0:0' $'Jane\nroot::0:0::/:/bin/sh' $'Jane\tDoe' \
	    $'Doe,\tJane' $'Jane\x1b[31m' $'Jane\xff\xfe' $'Jane\u202eeoD' \
	    "$(printf 'x%.0s' {1..10240})"; do
		refused '' add bad --name "$text" --email a@acme.example
		refused '' add bad --name 'A B' --title "$text" --email a@acme.example
	done
	fails getent passwd bad
}

@test "U1_emails_that_are_none_are_refused" {
	local email
	for email in jane @acme.example jane@ 'ja ne@acme.example' \
	    $'jane@acme.example\nBcc: all@acme.example' 'jane@acme.example:x' \
	    "$(printf 'x%.0s' {1..10240})@acme.example"; do
		refused '' add bad --name 'A B' --email "$email"
	done
}

@test "U1_unknown_kinds_and_roles_are_refused_by_name" {
	refused wizard add bad --name 'A B' --email a@acme.example --kind wizard
	refused wizard add bad --name 'A B' --email a@acme.example --role wizard
}

@test "L1_short_weak_and_empty_passwords_are_refused" {
	local password
	for password in '' short password "$(printf 'x%.0s' {1..2000})"; do
		refused '' add bad --name 'A B' --email a@acme.example \
		    --password-file "$(secret "$password")"
	done
	refused '' add bad --name 'A B' --email a@acme.example \
	    --password-file /does/not/exist
}

@test "Q6_password_file_that_is_not_a_regular_file_is_refused" {
	refused '' add bad --name 'A B' --email a@acme.example \
	    --password-file /root
}

@test "Q2_name_that_becomes_local_later_is_no_longer_published" {
	person later
	# useradd would refuse this; a package or an editor does not check.
	echo 'later:x:1777:1777::/home/later:/bin/bash' >>/etc/passwd
	fieldctl publish
	[ "$(id -u later)" = 1777 ]
	fails getent -s fieldusers passwd later
	run fieldctl doctor
	has later
	sed -i '/^later:/d' /etc/passwd
	fieldctl publish
	succeeds getent -s fieldusers passwd later
}

@test "unknown_options_and_verbs_are_refused_with_usage" {
	run fieldctl user frobnicate
	[ "$status" -eq 64 ]
	run fieldctl user list --frobnicate
	[ "$status" -eq 64 ]
	run syncd --frobnicate
	[ "$status" -eq 64 ]
}

@test "broken_configuration_is_refused_with_the_line" {
	cp /etc/fieldauth/fieldauth.conf /tmp/good.conf
	printf '[terminal]\nname = van-7\nnonsense = 1\n' \
	    >/etc/fieldauth/fieldauth.conf
	fails fieldctl user add bad --name 'A B' --email a@acme.example
	has 3
	cp /tmp/good.conf /etc/fieldauth/fieldauth.conf
	succeeds fieldctl user list
}

@test "Q2_no_person_is_added_while_the_id_range_is_reserved" {
	cp /etc/fieldauth/fieldauth.conf /tmp/good.conf
	printf '[ids]\nuid_min = 100\n' >>/etc/fieldauth/fieldauth.conf
	run fieldctl user add ranger --name 'R R' --active
	cp /tmp/good.conf /etc/fieldauth/fieldauth.conf
	[ "$status" -ne 0 ]
	has 'range 100-99999 cannot be used'
	fails fieldctl user show ranger
}

@test "text_that_is_not_UTF-8_is_refused_with_the_name_of_the_field" {
	run fieldctl user add latin --name $'Zo\xeb Latin'
	[ "$status" -eq 65 ]
	has 'invalid first_name: it is not valid UTF-8'
	run fieldctl user list --name $'\xff'
	[ "$status" -eq 65 ]
	has 'invalid name: it is not valid UTF-8'
	run fieldctl role add latin --title $'\xff'
	[ "$status" -eq 65 ]
	has 'invalid title: it is not valid UTF-8'
	fails fieldctl user show latin
}
