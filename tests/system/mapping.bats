#!/usr/bin/env bats
# The state, kind, role and site of new people, by policy and by rules (A3,
# A10). From a Xero with users, contacts and payroll.

bats_require_minimum_version 1.5.0
. "$BATS_TEST_DIRNAME/../world/lib.bash"

FITTER=cccccccc-0000-4000-8000-000000000001
BUYER=cccccccc-0000-4000-8000-000000000002
OTHER=cccccccc-0000-4000-8000-000000000003

setup_file() {
	setup_acme
	start_xero --users 0 --contacts 0 --payroll 0 --no-limits
	configure_xero 'pull = users contacts payroll' \
	    'contact_groups = Field crew' 'limits = no'
	fieldctl sync connect books --token-file "$xero/tokens.json"
	user 1 Ann Accountant FINANCIALADVISER
	user 2 Stan Standard STANDARD
	contact $FITTER Finn Fitter 'Field crew' true
	contact $BUYER Bea Buyer 'Field crew' false
	contact $OTHER Otto Other 'Suppliers' true
}

teardown_file() { stop_xero; }

user() { # NUMBER FIRST LAST ROLE
	control_xero "{\"set\": {\"kind\": \"Users\", \"UserID\": \"aaaaaaaa-0000-4000-8000-00000000000$1\", \"FirstName\": \"$2\", \"LastName\": \"$3\", \"EmailAddress\": \"${2,,}@acme.example\", \"OrganisationRole\": \"$4\"}}" >/dev/null
}

contact() { # ID FIRST LAST GROUP SUPPLIER
	control_xero "{\"set\": {\"kind\": \"Contacts\", \"ContactID\": \"$1\", \"ContactStatus\": \"ACTIVE\", \"Name\": \"$2 $3\", \"FirstName\": \"$2\", \"LastName\": \"$3\", \"EmailAddress\": \"${2,,}@acme.example\", \"IsSupplier\": $5, \"IsCustomer\": true, \"ContactGroups\": [{\"Name\": \"$4\"}]}}" >/dev/null
}

of() { # EMAIL KEY
	fieldctl user list --json | python3 -c '
import json, sys
for person in json.load(sys.stdin):
    if person["email"] == sys.argv[1]:
        print(person[sys.argv[2]])' "$1" "$2"
}

@test "A10_rule_may_not_give_power_nor_what_does_not_exist_yet" {
	fails fieldctl sync rule add books provider-role STANDARD --role admin
	has privileged
	fails fieldctl sync rule add books any --crew ada
	has 'crew'
	fails fieldctl sync rule add books any --invite
	has 'nvitation'
	fails fieldctl sync rule add books any --role nosuch
	fails fieldctl sync rule add books shoe-size 44 --kind external
	succeeds fieldctl sync rule list books --csv
	[ "$(wc -l <<<"$output")" = 1 ]
}

@test "A3_kind_role_and_site_come_from_the_first_rule_that_fits" {
	fieldctl sync rule add books contact-group 'Field crew' \
	    --role fieldworker --kind fieldworker --site depot-north
	fieldctl sync rule add books any --kind internal
	succeeds fieldctl sync run books
	[ "$(of finn@acme.example kind)" = fieldworker ]
	[[ $(of finn@acme.example roles) == *fieldworker* ]]
	[[ $(of finn@acme.example sites) == *depot-north* ]]
	[ "$(of stan@acme.example kind)" = internal ]
	[ "$(of stan@acme.example roles)" = '[]' ]
}

@test "A10_customers_and_other_groups_and_advisers_are_not_imported" {
	[ -z "$(of bea@acme.example login)" ]
	[ -z "$(of otto@acme.example login)" ]
	[ -z "$(of ann@acme.example login)" ]
	succeeds fieldctl sync preview books --full
	has 'Bea Buyer'
	has refuse
	lacks Otto
}

@test "A3_adviser_is_admitted_by_a_rule_of_its_own" {
	fieldctl sync rule add books provider-role FINANCIALADVISER --kind external --at 1
	succeeds fieldctl sync run books --full
	[ "$(of ann@acme.example kind)" = external ]
}

@test "S5_new_people_are_held_until_the_policy_says_otherwise" {
	[ "$(of stan@acme.example held)" = True ]
	fieldctl policy hold_imported no
	user 3 Nina New STANDARD
	succeeds fieldctl sync run books
	[ "$(of nina@acme.example held)" = False ]
	[ "$(of nina@acme.example status)" = active ]
	# those who are already held stay held
	[ "$(of stan@acme.example held)" = True ]
}

@test "A3_sources_are_enabled_singly_and_no_person_becomes_missing" {
	sed -i -e 's/^pull = .*/pull = users/' -e '/^contact_groups/d' \
	    /etc/fieldauth/fieldauth.conf
	contact dddddddd-0000-4000-8000-000000000004 Ursula Unseen 'Field crew' true
	# data that is no longer read does not cause removals
	succeeds fieldctl sync run books --full
	lacks Ursula
	for _ in 1 2 3; do succeeds fieldctl sync run books --full; done
	[ -z "$(of ursula@acme.example login)" ]
	[ "$(of finn@acme.example status)" = active ]
	[ "$(of nina@acme.example status)" = active ]
}
