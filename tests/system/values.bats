#!/usr/bin/env bats
# The message for an invalid value: it lists the valid values, and suggests one.

bats_require_minimum_version 1.5.0
. "$BATS_TEST_DIRNAME/../world/lib.bash"

setup_file() {
	setup_acme
	person jane --role dispatcher
	person lena --role fieldworker
	person finn --role fieldworker --kind fieldworker --lead lena
	start_gate control
}

teardown_file() {
	stop_gate
}

# refuses EXIT SENTENCE WORD...: fieldctl WORD... exits with EXIT and prints
# SENTENCE; also as JSON.
refuses() {
	local exit=$1 sentence=$2
	shift 2
	run fieldctl "$@"
	[ "$status" -eq "$exit" ] || {
		printf 'status %s of: %s\n%s\n' "$status" "$*" "$output" >&2
		return 1
	}
	has "$sentence"
	run fieldctl --json "$@"
	[ "$status" -eq "$exit" ]
	[ "$(python3 -c 'import json, sys
print(json.load(sys.stdin)["error"]["message"])' <<<"$output" | head -c "${#sentence}")" = "$sentence" ]
}

uid_of() { id -u "$1"; }

@test "invalid_words_of_people_are_refused_with_those_that_there_are" {
	refuses 64 "invalid status 'actve'; use one of: active, inactive, deleted, blocked, held" \
	    user list --status actve
	has "Did you mean 'active'?"
	refuses 64 "invalid kind 'x'; use one of: internal, external, fieldworker, subworker" \
	    user list --kind x
	refuses 64 "invalid kind 'intrnal'; use one of: internal" \
	    user edit jane --kind intrnal
	refuses 64 "invalid kind 'x'; use one of: internal" \
	    user add new --name New --kind x
	refuses 64 "invalid status 'x'; use one of: active" user block --status x
	refuses 65 "invalid field 'x'; use one of: first_name, last_name, email, phone, mobile, title, employee_number" \
	    user unpin jane x
}

@test "invalid_policies_and_values_are_refused_with_those_that_there_are" {
	refuses 65 "no such policy: 'end_session_on'; use one of: inactive_login, " \
	    policy end_session_on
	has "Did you mean 'end_sessions_on'?"
	refuses 65 "no such policy: 'x'; use one of: " policy x y
	refuses 65 "no such policy: 'x'; use one of: " policy x --reset
}

# For a wrong value, each policy reports what it accepts.
@test "every_policy_says_what_it_accepts" {
	fieldctl policy --json | python3 -c '
import json, sys
for p in json.load(sys.stdin):
    print(p["name"], p["values"].replace("|", ", "), sep="\t")' >/run/world/policies
	[ "$(wc -l </run/world/policies)" -gt 20 ]
	while IFS=$'\t' read -r name values; do
		run fieldctl policy "$name" no-such-value
		[ "$status" -eq 65 ]
		has "invalid"
		has "'no-such-value'"
		has "$name"
		has "$values"
	done </run/world/policies
}

@test "invalid_modules_and_levels_are_refused_with_those_that_there_are" {
	refuses 65 "invalid module 'work-order'; use one of: map, import, " \
	    role level dispatcher work-order edit
	has "Did you mean 'work-orders'?"
	refuses 65 "invalid level 'x' for the module 'settings'; use one of: none, view, edit, super-admin" \
	    role level dispatcher settings x
	refuses 65 "invalid level 'edti' for the module 'map'; use one of: none, view" \
	    role level dispatcher map edti
}

@test "invalid_actions_and_modules_of_the_log_are_refused_with_those_that_there_are" {
	refuses 65 "invalid action 'user.blok'; use one of: audit.archive, audit.key, audit.verify, " \
	    audit --action user.blok
	has "Did you mean 'user.block'?"
	refuses 65 "invalid module 'user'; use one of: audit-logs, places, roles, settings, sign-in, sources, users" \
	    audit --module user
	has "Did you mean 'users'?"
	succeeds fieldctl audit --action user.add --json
	has '"user.add"'
	succeeds fieldctl audit --module users --json
	has '"user.add"'
}

@test "invalid_columns_are_refused_with_those_that_there_are" {
	refuses 64 "invalid column 'x'; use one of: name, title, group, gid" \
	    site list --columns name,x
	fails fieldctl user list --columns lgin
	has "; did you mean 'login'?"
}

@test "invalid_numbers_are_refused_with_their_range" {
	refuses 64 "invalid number 'x' for --limit; use 1 or more" audit --limit x
	refuses 64 "invalid number '0' for --limit; use 1 or more" sync log --limit 0
	refuses 64 "invalid number '-1' for --since; use 0 or more" events --since -1
	run runuser -u jane -- fieldctl me sessions --limit 5000
	[ "$status" -eq 64 ]
	has "invalid number '5000' for --limit; use a number from 0 to 1000"
}

@test "names_that_are_unknown_are_answered_with_a_near_one" {
	refuses 67 "no such person: 'jnae'" user show jnae
	has "Did you mean 'jane'?"
	refuses 65 "no such role: 'dispacher'" user list --role dispacher
	has "Did you mean 'dispatcher'?"
	refuses 65 "no such role: 'dispacher'" role assign jane dispacher
	has "Did you mean 'dispatcher'?"
	refuses 65 "no such site: 'depot-nort'" site assign jane depot-nort
	has "Did you mean 'depot-north'?"
	refuses 65 "no such organisation: 'acmee'" role add x --org acmee
	has "Did you mean 'acme'?"
	refuses 67 "no such person: 'quite-another'" user show quite-another
	lacks 'Did you mean'
}

@test "R14_a_near_name_is_only_one_that_the_caller_may_see" {
	fieldctl role level fieldworker crew on
	for name in fnin jnae adaa; do
		run runuser -u lena -- fieldctl user show $name
		[ "$status" -eq 77 ]
		lacks 'Did you mean'
	done
	run runuser -u lena -- fieldctl user list --role fieldworkr
	has "Did you mean 'fieldworker'?"
	run runuser -u lena -- fieldctl user list --role dispacher
	has "no such role: 'dispacher'"
	lacks 'dispatcher'
	fieldctl role level fieldworker crew none
}

@test "through_the_socket_the_same_is_said" {
	fieldctl role assign jane admin
	run runuser -u jane -- fieldctl user list --role dispacher
	[ "$status" -eq 65 ]
	has "Did you mean 'dispatcher'?"
	run runuser -u jane -- fieldctl policy end_sessions_on x
	[ "$status" -eq 65 ]
	has "invalid end_sessions_on 'x'; use 'none', or one or more of these"
	run runuser -u jane -- fieldctl role level dispatcher map x
	has "use one of: none, view"
	run runuser -u jane -- fieldctl user show fnin
	has "Did you mean 'finn'?"
	fieldctl role unassign jane admin
}

@test "a_person_may_be_named_by_uid" {
	local uid
	uid=$(uid_of jane)
	succeeds fieldctl user show "$uid" --json
	has '"login": "jane"'
	succeeds fieldctl user block "$uid"
	has 'jane'
	succeeds fieldctl user unblock "$uid"
	succeeds fieldctl explain "$uid"
	succeeds fieldctl user edit finn --lead "$uid"
	succeeds fieldctl user edit finn --lead lena
	refuses 67 "no such person: '0'" user show 0
	refuses 67 "no such person: '99999999999999'" user show 99999999999999
	refuses 67 "no such person: '+$uid'" user show "+$uid"
	run runuser -u lena -- fieldctl user show "$uid"
	[ "$status" -ne 0 ]
	lacks 'jane'
}

@test "a_login_name_cannot_be_a_number" {
	refuses 65 "invalid login name '10001'" \
	    user add 10001 --name 'Number Person'
}
