#!/usr/bin/env bats
# Where mail to a person is sent (A4): a bookkeeper who edits an address cannot
# have an account mailed to that address before an administrator has confirmed
# it.

bats_require_minimum_version 1.5.0
. "$BATS_TEST_DIRNAME/../world/lib.bash"

setup_file() {
	setup_acme
	start_sshd
	start_standin --people 1 --no-limits
	configure_standin
	echo 'limits = no' >>/etc/fieldauth/fieldauth.conf
	fieldctl sync connect quickbooks --token-file "$token_file"
	address olga@acme.example
	fieldctl sync run quickbooks
	fieldctl user release "$(login)"
	fieldctl user passwd "$(login)" --password-file "$(secret "$PASSWORD")"
}

teardown_file() {
	stop_standin
}

address() { # what the bookkeeper writes into the record
	control '{"set": {"kind": "Employee", "Id": "901", "GivenName": "Olga",
	    "FamilyName": "Orr", "DisplayName": "Olga Orr", "Active": true,
	    "PrimaryEmailAddr": {"Address": "'"$1"'"}}}' >/dev/null
}

login() { # Olga's, whatever the import has made of her name
	fieldctl user list --name Orr --json | python3 -c '
import json, sys
print(json.load(sys.stdin)[0]["login"])'
}

of() { # of KEY: what 'user show' says of Olga
	fieldctl user show "$(login)" --json | python3 -c '
import json, sys
print(json.load(sys.stdin)[sys.argv[1]])' "$1"
}

told() { # to which addresses rows about a changed one go, the last one last
	sqlite3 /var/lib/fieldauth/private/field.db "SELECT address FROM outbox
	    WHERE template GLOB 'address-*' ORDER BY rowid"
}

@test "A4_preview_says_that_mail_still_goes_to_the_old_address" {
	address evil@elsewhere.example
	succeeds fieldctl sync preview quickbooks
	has 'mail still goes to olga@acme.example'
	succeeds fieldctl sync preview quickbooks --json
	has '"email_pending": true'
}

@test "A4_edited_address_is_a_name_and_gets_no_mail" {
	succeeds fieldctl sync run quickbooks
	[ "$(of email)" = evil@elsewhere.example ]
	[ "$(of mail_address)" = olga@acme.example ]
	[ "$(of email_pending)" = True ]
	[ "$(told)" = olga@acme.example ]
	succeeds ssh_password evil@elsewhere.example "$PASSWORD" 'id -un'
	has "$(login)"
}

@test "A4_what_the_former_address_is_told_is_sealed" {
	run sqlite3 /var/lib/fieldauth/private/field.db "SELECT count(*) FROM outbox
	    WHERE instr(fields, CAST('evil@elsewhere' AS BLOB)) > 0"
	[ "$output" = 0 ]
}

@test "A4_pending_address_is_shown_where_administrators_look" {
	succeeds fieldctl explain "$(login)"
	has "is not confirmed; mail goes to: olga@acme.example"
	run fieldctl doctor
	has 'Unconfirmed new addresses: 1.'
	has "$(login)"
}

@test "A4_export_and_import_again_confirm_nothing" {
	fieldctl user list --csv >/tmp/people.csv
	succeeds fieldctl sync import /tmp/people.csv
	has 'Nothing to change.'
	[ "$(of mail_address)" = olga@acme.example ]
}

@test "A4_dry_run_of_a_confirmation_changes_nothing" {
	succeeds fieldctl user confirm-email "$(login)" --dry-run
	[ "$(of email_pending)" = True ]
	[ "$(told)" = olga@acme.example ]
}

@test "A4_after_confirmation_mail_goes_to_the_new_address" {
	succeeds fieldctl user confirm-email "$(login)" --json
	has '"email_pending": false'
	[ "$(of mail_address)" = evil@elsewhere.example ]
	[ "$(told | tail -n 1)" = olga@acme.example ]
	[ "$(told | wc -l)" = 2 ]
	succeeds fieldctl audit --action user.confirm-email
	has root
	run fieldctl doctor
	lacks 'Unconfirmed new addresses'
}

@test "A4_fields_edited_by_an_administrator_are_confirmed" {
	succeeds fieldctl user edit "$(login)" --email olga.orr@acme.example
	[ "$(of mail_address)" = olga.orr@acme.example ]
	[ "$(told | tail -n 1)" = evil@elsewhere.example ]
	succeeds fieldctl user edit "$(login)" --email o@acme.example --no-pin
	[ "$(of email_pending)" = False ]
	[ "$(of mail_address)" = o@acme.example ]
}

@test "A4_many_are_confirmed_with_yes_alone" {
	succeeds fieldctl user unpin "$(login)"
	address olga2@acme.example
	succeeds fieldctl sync run quickbooks --full
	[ "$(of email_pending)" = True ]
	fails fieldctl user confirm-email --all
	[ "$(of email_pending)" = True ]
	succeeds fieldctl user confirm-email --all --yes
	[ "$(of mail_address)" = olga2@acme.example ]
}
