#!/usr/bin/env bats
# Whose account is it?  An import never gives one person's account to another:
# each of these ends at a real prompt, where the old password opens a session
# of the same human or none.

bats_require_minimum_version 1.5.0
. "$BATS_TEST_DIRNAME/../world/lib.bash"

setup_file() {
	setup_acme
	person brien
	person hara
	start_sshd
	start_standin --people 1 --no-limits
	configure_standin
	echo 'limits = no' >>/etc/fieldauth/fieldauth.conf
	fieldctl sync connect quickbooks --token-file "$token_file"
}

teardown() {
	control '{"clear": true}' >/dev/null
}

teardown_file() {
	stop_standin
}

hire() { # hire ID GIVEN FAMILY ADDRESS
	control "$(python3 - "$@" <<'PY'
import json, sys
_, number, given, family, address = sys.argv
print(json.dumps({"set": {"kind": "Employee", "Id": number,
    "GivenName": given, "FamilyName": family, "Active": True,
    "DisplayName": given + " " + family,
    "PrimaryEmailAddr": {"Address": address}}}))
PY
	)" >/dev/null
}

# same_human LOGIN NAME: whoever knows LOGIN's password signs in as NAME.
same_human() {
	succeeds ssh_password "$1" "$PASSWORD" 'getent passwd $(id -u)'
	has ":$2:"
}

@test "A4_an_address_with_an_apostrophe_is_not_cut_to_another_persons" {
	hire 901 Oona "O'Brien" "o'brien@acme.example"
	hire 902 Pat "O'Hara" 'o&#39;hara@acme.example'
	succeeds fieldctl sync run quickbooks
	same_human brien "Brien Person"
	same_human hara "Hara Person"
	succeeds fieldctl user list --json
	has "o'brien@acme.example"
}

@test "A11_a_file_says_what_an_address_is_as_accounting_does" {
	cat >/tmp/people.csv <<-'CSV'
	first name,last name,email,employee number
	Olga,O'Brien,olga.o'brien@acme.example,31
	Paul,O'Hara,o&#39;hara@acme.example,32
	Quin,Brien,quin brien@acme.example,33
	CSV
	run fieldctl sync import /tmp/people.csv
	same_human brien "Brien Person"
	same_human hara "Hara Person"
	succeeds fieldctl user list --json
	has "olga.o'brien@acme.example"
}

@test "U8_an_address_with_an_apostrophe_is_a_name_at_the_prompt" {
	person oscar
	fieldctl user edit oscar --email "o'neil@acme.example"
	succeeds su_as ada "o'neil@acme.example" "$PASSWORD" 'id -un'
	has oscar
}
