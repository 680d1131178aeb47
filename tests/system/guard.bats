#!/usr/bin/env bats
# What an import does not do automatically, and how an administrator decides:
# the guard, decisions, pins, last days, people of several sources.

bats_require_minimum_version 1.5.0
. "$BATS_TEST_DIRNAME/../world/lib.bash"

setup_file() {
	setup_acme
	crew 1 30 >/run/world/employees.json
	start_standin --people-file /run/world/employees.json --no-limits
	configure_standin
	echo 'limits = no' >>/etc/fieldauth/fieldauth.conf
	start_xero --people 2
	configure_xero 'pull = users' 'limits = no'
	fieldctl sync connect quickbooks --token-file "$token_file"
	fieldctl sync run quickbooks
}

teardown() {
	control '{"clear": true}' >/dev/null
}

teardown_file() {
	stop_standin
	stop_xero
}

crew() { # FROM TO: employees as QuickBooks has them
	python3 - "$@" <<'PY'
import json, sys
print(json.dumps([
    {"Id": str(n), "DisplayName": "Crew %d" % n, "GivenName": "Crew",
     "FamilyName": "Member%d" % n, "Active": True,
     "PrimaryEmailAddr": {"Address": "crew%d@acme.example" % n}}
    for n in range(int(sys.argv[1]), int(sys.argv[2]) + 1)]))
PY
}

# change FROM TO MEMBERS: make the same change to each of these employees.
change() {
	local i
	for ((i = $1; i <= $2; i++)); do
		control "{\"set\": {\"kind\": \"Employee\", \"Id\": \"$i\", ${3//%/$i}}}"
	done >/dev/null
}

of() { # of EMAIL KEY
	fieldctl user list --json | python3 -c '
import json, sys
for person in json.load(sys.stdin):
    if person["email"] == sys.argv[1]:
        print(person[sys.argv[2]])' "$1" "$2"
}

has_left() { [ "$(of "$1" status)" = inactive ]; }

everything() { fieldctl user list --json; sha256sum </var/lib/misc/fieldusers.db; }

plan() { # plan KEY, of quickbooks
	fieldctl sync preview quickbooks --json | python3 -c '
import json, sys
print(json.load(sys.stdin)[sys.argv[1]])' "$1"
}

outbox() { # how many mails of a kind wait
	sqlite3 /var/lib/fieldauth/private/field.db \
	    "SELECT count(*) FROM outbox WHERE template = '$1'"
}

# stopped: the guard stops a run with a reason that contains TEXT, which is
# reported everywhere.
stopped() {
	local before mails
	before=$(everything)
	mails=$(outbox sync-guarded)
	fails fieldctl sync run quickbooks
	has "$1"
	has '--accept-plan'
	[ "$(everything)" = "$before" ]
	[ "$(outbox sync-guarded)" -gt "$mails" ]
	succeeds fieldctl sync status --csv
	has "$1"
	succeeds fieldctl sync log quickbooks --limit 1 --csv
	has guarded
	run fieldctl doctor
	has 'The guard stopped the last import'
	has 'fieldctl sync preview quickbooks'
}

@test "A9_mass_of_leavers_is_stopped_and_told_everywhere" {
	change 1 4 '"Active": false'
	stopped 'deactivat'
	[ "$(of crew1@acme.example status)" = active ]
}

@test "A9_hash_of_another_plan_does_not_let_this_one_through" {
	local hash
	hash=$(plan hash)
	change 5 5 '"Active": false'
	fails fieldctl sync run quickbooks --accept-plan "$hash"
	has 'plan'
	[ "$(of crew1@acme.example status)" = active ]
}

@test "A9_accepted_hash_applies_exactly_that_plan" {
	succeeds fieldctl sync run quickbooks --accept-plan "$(plan hash)"
	[ "$(of crew1@acme.example status)" = inactive ]
	[ "$(of crew5@acme.example status)" = inactive ]
	[ "$(of crew6@acme.example status)" = active ]
	run fieldctl doctor
	lacks 'The guard stopped'
}

@test "A9_mass_of_changed_addresses_is_stopped" {
	change 6 10 '"PrimaryEmailAddr": {"Address": "taken%@evil.example"}'
	stopped 'address'
	change 6 10 '"PrimaryEmailAddr": {"Address": "crew%@acme.example"}'
}

@test "A9_mass_of_renames_is_stopped" {
	change 6 10 '"FamilyName": "Else%"'
	stopped 'name'
	change 6 10 '"GivenName": "Crew", "FamilyName": "Member%"'
}

@test "A9_mass_of_new_people_is_stopped_after_the_first_run" {
	change 901 940 '"GivenName": "New", "FamilyName": "One%", "Active": true'
	stopped 'new'
	local i
	for i in $(seq 901 940); do
		control "{\"delete\": {\"kind\": \"Employee\", \"id\": \"$i\"}}"
	done >/dev/null
}

@test "B8_command_that_the_guard_prints_accepts_that_plan" {
	local command
	change 26 29 '"Active": false'
	fails fieldctl sync run quickbooks --full
	command=$(printf '%s\n' "$output" | sed -n 's/^To apply it after reviewing it: //p')
	[[ $command == *' --full --accept-plan '* ]]
	succeeds $command
	[ "$(of crew26@acme.example status)" = inactive ]
	change 26 29 '"Active": true'
	succeeds fieldctl sync run quickbooks --full
	[ "$(of crew26@acme.example status)" = active ]
}

@test "A8_missing_once_is_reported_and_twice_means_gone" {
	control '{"delete": {"kind": "Employee", "id": "11"}}' >/dev/null
	succeeds fieldctl sync run quickbooks --full --json
	has '"missing": 1'
	[ "$(of crew11@acme.example status)" = active ]
	# a listing that was cut short marks no one as missing
	control '{"fault": "short-listing"}' >/dev/null
	run fieldctl sync run quickbooks --full
	control '{"clear": true}' >/dev/null
	[ "$(of crew11@acme.example status)" = active ]
	succeeds fieldctl sync run quickbooks --full
	[ "$(of crew11@acme.example status)" = inactive ]
}

@test "A8_last_day_that_is_over_means_gone" {
	change 13 13 "\"ReleasedDate\": \"$(date -u -d '-2 days' +%F)\""
	succeeds fieldctl sync run quickbooks
	[ "$(of crew13@acme.example status)" = inactive ]
}

@test "A8_last_day_to_come_ends_at_the_date_with_accounting_away" {
	change 12 12 "\"ReleasedDate\": \"$(date -u -d '+30 days' +%F)\""
	succeeds fieldctl sync run quickbooks
	[ "$(of crew12@acme.example status)" = active ]
	control '{"fault": "503"}' >/dev/null
	# the days pass
	sqlite3 /var/lib/fieldauth/private/field.db \
	    "UPDATE source_link SET ends_on = '$(date -u -d '-2 days' +%F)'
	     WHERE external_id = '12' AND ends_on <> ''"
	syncd 2>/run/world/syncd.log 3>&- &
	local pid=$!
	wait_for has_left crew12@acme.example
	kill "$pid"
	wait "$pid" || true
}

@test "A7_what_was_edited_by_hand_stays_until_it_is_unpinned" {
	local login
	login=$(login_of crew14@acme.example)
	fieldctl user edit "$login" --phone '555 0100'
	succeeds fieldctl user show "$login" --json
	has '"pinned": ['
	has '"phone"'
	change 14 14 '"PrimaryPhone": {"FreeFormNumber": "555 0199"}'
	succeeds fieldctl sync preview quickbooks
	has 'pinned: stays'
	succeeds fieldctl sync run quickbooks
	[ "$(of crew14@acme.example phone)" = '555 0100' ]
	fails fieldctl user unpin "$login" shoe
	succeeds fieldctl user unpin "$login" phone
	succeeds fieldctl sync run quickbooks --full
	[ "$(of crew14@acme.example phone)" = '555 0199' ]
}

@test "A7_edit_without_a_pin_is_overwritten" {
	local login
	login=$(login_of crew14@acme.example)
	fieldctl user edit "$login" --phone '555 0100' --no-pin
	succeeds fieldctl sync run quickbooks --full
	[ "$(of crew14@acme.example phone)" = '555 0199' ]
}

@test "pitfall_10_address_is_the_same_in_whatever_case" {
	local before
	before=$(everything)
	change 21 21 '"PrimaryEmailAddr": {"Address": "CREW%@Acme.Example"}'
	succeeds fieldctl sync run quickbooks
	[ "$(everything)" = "$before" ]
	fieldctl user add handmade --name 'Hanna Made' --email hanna@acme.example --active
	change 52 52 '"GivenName": "Hanna", "FamilyName": "Made", "Active": true, "PrimaryEmailAddr": {"Address": " HANNA@ACME.EXAMPLE "}'
	succeeds fieldctl sync run quickbooks
	[ "$(login_of hanna@acme.example)" = handmade ]
	[ "$(fieldctl user list --csv | grep -ci 'hanna@')" = 1 ]
}

@test "pitfall_11_address_that_several_people_have_is_left_to_a_person" {
	fieldctl user add twin1 --name 'Tina Twin' --email twins@acme.example --active
	fieldctl user add twin2 --name 'Tom Twin' --email twins@acme.example --active
	change 50 50 '"GivenName": "Tom", "FamilyName": "Twin", "Active": true, "PrimaryEmailAddr": {"Address": "twins@acme.example"}'
	succeeds fieldctl sync preview quickbooks
	has undecided
	has twin1
	has twin2
	succeeds fieldctl sync run quickbooks
	succeeds fieldctl sync preview quickbooks --full
	has undecided
	succeeds fieldctl sync resolve quickbooks employee 50 --link twin2
	succeeds fieldctl sync run quickbooks --full
	change 50 50 '"PrimaryPhone": {"FreeFormNumber": "555 0177"}'
	succeeds fieldctl sync run quickbooks
	succeeds fieldctl user show twin2 --json
	has '555 0177'
	succeeds fieldctl user show twin1 --json
	lacks '555 0177'
}

@test "pitfall_12_recycled_address_hands_over_no_account_and_is_decided_by_a_person" {
	local login
	login=$(login_of crew16@acme.example)
	# 16 has left, and a new person gets the address
	change 16 16 '"Active": false'
	succeeds fieldctl sync run quickbooks
	change 51 51 '"GivenName": "Nora", "FamilyName": "Newcomer", "Active": true, "PrimaryEmailAddr": {"Address": "crew16@acme.example"}'
	run fieldctl sync run quickbooks
	[ "$(fieldctl user show "$login" --json | python3 -c '
import json, sys; print(json.load(sys.stdin)["status"])')" = inactive ]
	succeeds fieldctl sync preview quickbooks --full
	has Nora
	has undecided
	succeeds fieldctl sync resolve quickbooks employee 51 --ignore
	succeeds fieldctl sync preview quickbooks --full
	lacks undecided
	succeeds fieldctl sync resolve quickbooks employee 51 --undo
}

@test "A4_two_platforms_share_one_person_by_its_address" {
	control_xero '{"set": {"kind": "Users", "UserID": "aaaaaaaa-0000-4000-8000-000000000020", "FirstName": "Crew", "LastName": "Member20", "EmailAddress": "crew20@acme.example", "OrganisationRole": "STANDARD"}}' >/dev/null
	succeeds fieldctl sync connect books --token-file "$xero/tokens.json"
	succeeds fieldctl sync run books
	[ "$(fieldctl user list --json | grep -c '"crew20@acme.example"')" = 1 ]
	# missing in one, and still listed in the other
	change 20 20 '"Active": false'
	succeeds fieldctl sync run quickbooks
	[ "$(of crew20@acme.example status)" = active ]
	control_xero '{"set": {"kind": "Users", "UserID": "aaaaaaaa-0000-4000-8000-000000000020", "OrganisationRole": "REMOVED"}}' >/dev/null
	succeeds fieldctl sync run books --full
	[ "$(of crew20@acme.example status)" = inactive ]
}


@test "A3_two_companies_of_one_platform_share_an_organisation" {
	local other=/run/world/other url
	crew 22 23 >/run/world/other.json
	standin=$other token_file=$other/tokens.json start_standin \
	    --realm 4620816365 --people-file /run/world/other.json
	url=https://localhost:$(cat $other/port)
	install -m 0644 $other/ca.pem /etc/fieldauth/other-ca.pem
	cat >>/etc/fieldauth/fieldauth.conf <<-CONF

	[source third]
	type = quickbooks
	org = acme
	client_id = standin-client
	client_secret_file = $other/secret
	api_url = $url
	token_url = $url/oauth2/v1/tokens/bearer
	ca_file = /etc/fieldauth/other-ca.pem
	CONF
	fieldctl sync connect third --token-file $other/tokens.json
	succeeds fieldctl sync run third
	[ "$(fieldctl user list --csv | grep -c 'crew22@acme.example')" = 1 ]
	# missing in one company, and still listed in the other
	change 22 22 '"Active": false'
	succeeds fieldctl sync run quickbooks
	[ "$(of crew22@acme.example status)" = active ]
	standin=$other control '{"set": {"Id": "22", "Active": false}}' >/dev/null
	succeeds fieldctl sync run third
	[ "$(of crew22@acme.example status)" = inactive ]
	standin=$other stop_standin
}

@test "A3_company_with_a_separate_organisation_shares_no_people" {
	local url
	sqlite3 /var/lib/fieldauth/private/field.db \
	    "INSERT INTO org (id, name, title, created_at) VALUES
	     ('b0000000-0000-4000-8000-000000000001', 'bravo', 'Bravo Ltd', 1)"
	url=$(standin_address)
	cat >>/etc/fieldauth/fieldauth.conf <<-CONF

	[source second]
	type = quickbooks
	org = bravo
	client_id = standin-client
	client_secret_file = $standin/secret
	api_url = $url
	token_url = $url/oauth2/v1/tokens/bearer
	ca_file = /etc/fieldauth/standin-ca.pem
	CONF
	succeeds fieldctl sync connect second --token-file "$token_file"
	succeeds fieldctl sync run second
	[ "$(fieldctl user list --org bravo --csv | grep -c '"\?crew7@acme.example')" = 1 ]
	[ "$(fieldctl user list --org acme --csv | grep -c '"\?crew7@acme.example')" = 1 ]
	# a person who left one company is still in the other
	change 7 7 '"Active": false'
	succeeds fieldctl sync run second
	run fieldctl user list --org bravo --status inactive --csv
	has crew7@acme.example
	run fieldctl user list --org acme --status inactive --csv
	lacks crew7@acme.example
	# and the section cannot be connected to another company
	sed -i 's/^org = bravo/org = acme/' /etc/fieldauth/fieldauth.conf
	fails fieldctl sync connect second --token-file "$token_file"
	has 'another organisation'
}
