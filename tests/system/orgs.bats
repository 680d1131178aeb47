#!/usr/bin/env bats
# [terminal] orgs decides which people the terminal admits and NSS shows (X4).

bats_require_minimum_version 1.5.0
. "$BATS_TEST_DIRNAME/../world/lib.bash"

conf=/etc/fieldauth/fieldauth.conf
db=/var/lib/fieldauth/private/field.db
bolt=b0000000-0000-4000-8000-000000000001

setup_file() {
	setup_acme
	person jane
	person bea
	person ben
	# there is no verb for a second organisation yet
	sqlite3 $db "INSERT INTO org (id, name, title, created_at)
	    VALUES ('$bolt', 'bolt', 'Bolt', 1);
	    UPDATE person SET org_id = '$bolt' WHERE login IN ('bea', 'ben')"
	fieldctl publish
	local_user loc 'Local-7-local'
	start_sshd
}

orgs() { # WORDS, or nothing to take the line away
	sed -i '/^orgs *=/d' $conf
	[ -z "${1-}" ] || sed -i "s/^\[terminal\]/&\norgs = $1/" $conf
}

signs_in() { su_as loc "$1" "$PASSWORD" true; }

@test "X4_other_organisations_people_are_known_by_uid_alone" {
	local uid
	uid=$(fieldctl user show bea --json |
	    python3 -c 'import json,sys; print(json.load(sys.stdin)["uid"])')
	succeeds getent passwd jane
	fails getent passwd bea
	fails getent passwd bea@acme.example
	run getent passwd
	has jane:
	lacks bea:
	run getent passwd "$uid"
	has bea:
	fails signs_in bea
	run fieldctl explain bea
	has wrong_org
	succeeds signs_in jane
}

@test "X4_configuration_wins_over_the_database" {
	orgs 'acme bolt'
	succeeds fieldctl publish
	succeeds getent passwd bea
	succeeds signs_in bea
	succeeds ssh_password jane "$PASSWORD" true
	succeeds ssh_password bea "$PASSWORD" true
	orgs bolt
	# bea is shown from her sign-in on, without another command
	succeeds signs_in bea
	fails getent passwd jane
	fails signs_in jane
	orgs
	succeeds fieldctl publish
	succeeds getent passwd jane
	fails getent passwd bea
	orgs acme
	succeeds fieldctl doctor --json
}

@test "X4_wrong_word_is_reported_by_doctor_and_admits_no_one" {
	orgs 'acme blot'
	run -78 fieldctl doctor
	has 'unknown organisations: blot'
	succeeds fieldctl publish
	succeeds signs_in jane
	fails signs_in bea
	orgs acme
}

@test "X4_misspelt_list_locks_out_with_a_sentence_explain_and_the_log" {
	orgs 'amce'
	succeeds fieldctl publish
	succeeds getent passwd jane
	: >/run/world/syslog
	run ssh_password jane "$PASSWORD" true
	[ "$status" -ne 0 ]
	wait_for grep 'unknown organisations: amce' /run/world/syslog
	run fieldctl explain jane
	has wrong_org
	has 'unknown organisations: amce'
	run fieldctl explain jane --json
	has '"terminal_problem": "fieldauth.conf: [terminal] orgs lists'
	run -78 fieldctl doctor
	has 'unknown organisations: amce'
	orgs acme
	# they are shown again without publishing anything
	succeeds signs_in jane
}

@test "X4_unknown_terminal_is_said_where_people_look" {
	sed -i 's/^name = .*/name = van-8/' $conf
	succeeds fieldctl publish
	succeeds getent passwd jane
	: >/run/world/syslog
	fails signs_in jane
	wait_for grep "unknown terminal 'van-8'" /run/world/syslog
	run fieldctl explain jane
	has "unknown terminal 'van-8'"
	sed -i 's/^name = .*/name = van-7/' $conf
	succeeds signs_in jane
}
