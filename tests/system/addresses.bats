#!/usr/bin/env bats
# Two accounts with one address (U7): it is no longer a login name (U8), and the
# administrator who causes or ends this is told the login names.

bats_require_minimum_version 1.5.0
. "$BATS_TEST_DIRNAME/../world/lib.bash"

address=ada@acme.example

setup_file() {
	setup_acme
	person jane
	local_user loc 'Local-7-local'
}

json() { python3 -c "import json,sys; print(json.load(sys.stdin)$1)"; }

name_of_address() { getent passwd "$1" | cut -d: -f1; }

@test "U7_second_person_with_an_address_is_said_when_added" {
	[ "$(name_of_address $address)" = ada ]
	succeeds fieldctl user add bob --name 'Bob Builder' --email Ada@ACME.example \
	    --active --dry-run
	has 'cannot be used to sign in: ada, bob'
	[ "$(name_of_address $address)" = ada ]
	succeeds fieldctl user add bob --name 'Bob Builder' --email Ada@ACME.example \
	    --active --password-file "$(secret "$PASSWORD")"
	has 'cannot be used to sign in: ada, bob'
	[ -z "$(name_of_address $address)" ]
	# a person who tries it at a prompt learns nothing about the two
	# accounts
	run su_as loc $address "$PASSWORD" true
	[ "$status" -ne 0 ]
	lacks bob
	succeeds su_as loc bob "$PASSWORD" true
}

@test "U7_one_with_an_own_address_is_told_nothing" {
	succeeds fieldctl user add own --name 'Own One' --email own@acme.example \
	    --active
	lacks 'cannot be used to sign in'
	succeeds fieldctl user edit own --phone 5
	lacks 'login name'
}

@test "U7_show_explain_and_doctor_name_people_who_share_an_address" {
	run fieldctl user show bob
	has 'Address shared with'
	[ "$(fieldctl user show bob --json | json '["email_shared_with"]')" = "['ada']" ]
	run fieldctl explain ada
	has 'bob'
	[ "$(fieldctl explain ada --json | json '["email_shared_with"]')" = "['bob']" ]
	run fieldctl doctor
	has "$address"
	has 'ada, bob'
}

@test "U7_json_of_a_third_one_and_of_an_edit_says_it" {
	run fieldctl user add cid --name 'Cid Clerk' --email $address --active --json
	[ "$(json '["addresses"]' <<<"$output")" = \
	    "[{'email': '$address', 'people': ['ada', 'bob', 'cid'], 'login': None}]" ]
	[ "$(json '["email_shared_with"]' <<<"$output")" = "['ada', 'bob']" ]
	run fieldctl user edit cid --email cid@acme.example --json
	[ "$(json '["addresses"][0]["people"]' <<<"$output")" = "['ada', 'bob']" ]
	run fieldctl user edit cid --email jane@acme.example --dry-run --json
	[ "$(json '["addresses"]' <<<"$output")" = \
	    "[{'email': 'jane@acme.example', 'people': ['cid', 'jane'], 'login': None}]" ]
	succeeds fieldctl user edit cid --email jane@acme.example
	has 'cid, jane'
	succeeds fieldctl user edit cid --email cid@acme.example
	has 'jane can sign in with the address jane@acme.example again'
	[ "$(name_of_address jane@acme.example)" = jane ]
}

@test "U7_deleting_gives_the_address_back_and_restoring_takes_it" {
	succeeds fieldctl user block bob
	lacks 'login name'
	succeeds fieldctl user unblock bob
	succeeds fieldctl user delete bob --yes
	has "ada can sign in with the address $address again"
	[ "$(name_of_address $address)" = ada ]
	succeeds fieldctl user restore bob
	has 'cannot be used to sign in: ada, bob'
	[ -z "$(name_of_address $address)" ]
	succeeds fieldctl user edit bob --email bob@acme.example
	has "ada can sign in with the address $address again"
}

@test "U7_preview_and_import_of_a_file_name_people_who_will_share_an_address" {
	local file=/run/world/people.csv id
	id=$(fieldctl user show jane --json | json '["id"]')
	printf '%s\n' id,first_name,last_name,email \
	    "$id,Jane,Person,own@acme.example" >$file
	succeeds fieldctl sync import $file --dry-run
	has 'cannot be used to sign in'
	has own
	[ "$(fieldctl sync import $file --dry-run --json |
	    json '["lines"][0]["email_shared_with"]')" = "['own']" ]
	[ "$(name_of_address own@acme.example)" = own ]
	succeeds fieldctl sync import $file
	has 'cannot be used to sign in'
	run fieldctl doctor
	has 'jane, own'
}

@test "U8_an_address_of_a_domain_beyond_ascii_is_a_name_in_its_xn_form" {
	fieldctl user add jose --name 'Jose Roe' --email 'josé@MÜLLER.example' \
	    --active
	[ "$(name_of_address josé@xn--mller-kva.example)" = jose ]
	[ "$(name_of_address JOSé@XN--MLLER-KVA.example)" = jose ]
	succeeds fieldctl user show $'jose\xcc\x81@m\xc3\xbcller.example'
	has 'Jose Roe'
	succeeds fieldctl user add joe --name 'Joe Roe' \
	    --email $'jose\xcc\x81@xn--mller-kva.example' --active
	has 'cannot be used to sign in: joe, jose'
	[ -z "$(name_of_address josé@xn--mller-kva.example)" ]
}

@test "U8_without_sign_in_by_address_there_is_nothing_to_say" {
	sed -i 's/^\[terminal\]/&\nemail_sign_in = no/' /etc/fieldauth/fieldauth.conf
	succeeds fieldctl user add dan --name 'Dan D' --email own@acme.example
	lacks 'cannot be used to sign in'
	run fieldctl doctor
	lacks 'jane, own'
}
