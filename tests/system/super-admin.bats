#!/usr/bin/env bats
# The last super admin stays (S7), and no kind exceeds its limit (R5, R10),
# whichever command is used.

bats_require_minimum_version 1.5.0
. "$BATS_TEST_DIRNAME/../world/lib.bash"

setup_file() {
	setup_acme
	person jane --role dispatcher
	person sam --kind subworker --role subworker
}

refused_for_ada() { # CMD...
	run -77 "$@"
	has 'last super admin'
	su_as jane ada 'Lighthouse-7-keeper' true
}

@test "S7_last_super_admin_does_not_fall_by_kind_or_expiry" {
	refused_for_ada fieldctl user edit ada --kind subworker
	refused_for_ada fieldctl user edit ada --expires 2020-01-01
	refused_for_ada fieldctl user edit ada --expires 2099-01-01
	refused_for_ada fieldctl user edit ada --expires 2020-01-01 --dry-run
	succeeds fieldctl user edit ada --title Owner --expires never
}

@test "S7_last_super_admin_does_not_fall_by_roles" {
	refused_for_ada fieldctl role unassign ada admin
	refused_for_ada fieldctl role level admin settings edit
	refused_for_ada fieldctl role remove admin --yes
}

@test "S7_another_super_admin_counts_only_if_able_to_sign_in" {
	person bea --role admin
	local spoil mend
	while read -r spoil mend; do
		succeeds fieldctl user ${spoil/=/ } bea --yes
		refused_for_ada fieldctl user deactivate ada --yes
		succeeds fieldctl user ${mend/=/ } bea --yes
	done <<-'CASES'
	block unblock
	hold release
	deactivate activate
	CASES
	succeeds fieldctl user edit bea --expires 2099-01-01
	refused_for_ada fieldctl user hold ada --yes
	succeeds fieldctl user edit bea --expires never
	refused_for_ada fieldctl user block ada bea --yes
	succeeds fieldctl user block ada --yes
	fails fieldctl user block bea --yes
	has 'last super admin'
	succeeds fieldctl user unblock ada --yes
	succeeds fieldctl user delete bea --yes
}

@test "S7_a_file_does_not_import_the_last_super_admin_away" {
	local id
	id=$(fieldctl user show ada --json |
	    python3 -c 'import json,sys; print(json.load(sys.stdin)["id"])')
	printf 'id,first_name,last_name,status\n%s,Ada,Admin,inactive\n' "$id" \
	    >/run/world/ada.csv
	run fieldctl sync import /run/world/ada.csv
	has 'last super admin'
	su_as jane ada 'Lighthouse-7-keeper' true
}

@test "U9_policy_that_locks_out_every_super_admin_is_refused" {
	run -77 fieldctl policy require_verified_email yes
	has require_verified_email
	has 'no super admin would be able to sign in'
	su_as jane ada 'Lighthouse-7-keeper' true
	succeeds fieldctl site unassign ada depot-north
	run -77 fieldctl policy site_gate assigned
	succeeds fieldctl site assign ada depot-north
	succeeds fieldctl policy site_gate assigned
	run -77 fieldctl site unassign ada depot-north
	has 'last super admin'
	succeeds fieldctl policy site_gate off
}

@test "R10_subworker_gets_no_role_with_power" {
	run -77 fieldctl role assign sam admin
	has "'admin'"
	has "'sam'"
	run id -nG sam
	lacks role-admin
	run -77 fieldctl user add sue --name 'Sue Sub' --kind subworker \
	    --role accounts --active
	fails id sue
	person ann --role accounts
	run -77 fieldctl user edit ann --kind subworker
	has "'accounts'"
	run -77 fieldctl role level subworker payroll view
	has "'sam'"
}

@test "R10_doctor_names_what_a_kind_keeps_from_working" {
	run fieldctl doctor --json
	[ "$(python3 -c 'import json,sys; print([c["result"] for c in json.load(sys.stdin)["checks"] if c["check"] == "kinds"])' <<<"$output")" = "['ok']" ]
	person old --role admin
	# as stored before this was refused
	sqlite3 /var/lib/fieldauth/private/field.db \
	    "UPDATE person SET kind = 'subworker', full_access = 1
	         WHERE login = 'old';
	     UPDATE meta SET generation = generation + 1"
	run fieldctl doctor
	has "old has full access, which the kind 'subworker' does not allow."
	has "old has the privileged role admin, which the kind 'subworker' does not allow."
	has 'fieldctl role unassign old admin'
}
