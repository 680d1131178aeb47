#!/usr/bin/env bats
# Confirmation of changes to several people, and the messages for empty lists.

bats_require_minimum_version 1.5.0
. "$BATS_TEST_DIRNAME/../world/lib.bash"

setup_file() {
	setup_acme
	person jane --role dispatcher
	person omar --role dispatcher
}

people() { fieldctl user list --json | grep -c '"login"'; }

# nothing_of SENTENCE VERB...: nothing on standard output, and SENTENCE on
# standard error; as JSON an empty list; as CSV only the header.
nothing_of() {
	local sentence=$1
	shift
	run --separate-stderr fieldctl "$@"
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	[ "$stderr" = "$sentence" ] || {
		printf '%s: %s\n' "$*" "$stderr" >&2
		return 1
	}
	run --separate-stderr fieldctl "$@" --json
	[ "$status" -eq 0 ]
	[ "$(tr -d ' \n' <<<"$output")" = '[]' ]
	[ -z "$stderr" ]
}

@test "an_empty_list_is_a_sentence_for_people_and_an_empty_list_for_programs" {
	nothing_of 'No matching people.' user list --name nobody-of-this-name
	nothing_of 'No matching people.' user block --status deleted
	nothing_of 'No matching people.' user list --status deleted
	nothing_of 'No sources.' sync status
	nothing_of 'No matching runs.' sync log --limit 1
	nothing_of 'No matching log entries.' audit --text nothing-like-this
	nothing_of 'No matching events.' events --since 999999
	nothing_of 'There are no copies of the database yet.  Make one with: fieldctl backup' \
	    restore
}

@test "people_selected_by_a_filter_are_listed_before_the_question" {
	run "$world/talk" 'y/N' n -- fieldctl user block --role dispatcher
	[ "$status" -eq 1 ]
	has '  Jane Person (jane)'
	has '  Omar Person (omar)'
	lacks 'Ada Admin'
	has 'Nothing was changed.'
	run "$world/talk" 'y/N' n -- fieldctl role assign --role dispatcher viewer
	[ "$status" -eq 1 ]
	has '  Omar Person (omar)'
	[ "$(fieldctl user list --status blocked --json)" = '[]' ]
}

@test "a_dry_run_names_the_people_and_asks_nothing" {
	succeeds fieldctl user block --role dispatcher --dry-run </dev/null
	has 'Jane Person (jane)'
	has 'Omar Person (omar)'
	lacks 'y/N'
	succeeds fieldctl site assign --role dispatcher depot-north --dry-run </dev/null
	has 'Omar Person (omar)'
}

@test "of_more_than_twenty_people_the_rest_are_counted" {
	local i
	for i in $(seq 25); do
		printf 'person%02d,Person Number%02d,p%02d@acme.example\n' "$i" "$i" "$i"
	done | sed '1i external_id,name,email' >/tmp/many.csv
	fieldctl policy guard_added_percent 100% || true
	succeeds fieldctl sync import /tmp/many.csv \
	    --accept-plan "$(fieldctl sync import /tmp/many.csv --dry-run --json |
		python3 -c 'import json, sys; print(json.load(sys.stdin)["hash"])')"
	run "$world/talk" 'y/N' n -- fieldctl user release --status held
	[ "$status" -eq 1 ]
	[ "$(grep -c '^  .* (' <<<"$output")" -eq 20 ]
	has '  and 5 more'
	has '(People: 25)'
}

@test "no_to_a_question_exits_with_1_and_the_end_of_input_with_64" {
	local before
	before=$(people)
	for verb in 'user delete omar' 'user block --all' 'role remove viewer' \
	    'role unassign --all dispatcher'; do
		# shellcheck disable=SC2086
		run "$world/talk" 'y/N' n -- fieldctl $verb
		[ "$status" -eq 1 ]
		# shellcheck disable=SC2086
		run "$world/talk" 'y/N' ^D -- fieldctl $verb
		[ "$status" -eq 64 ]
		has 'Use --yes to confirm.'
	done
	for verb in 'user delete omar' 'user block --all' 'role remove viewer'; do
		# shellcheck disable=SC2086
		run fieldctl $verb </dev/null
		[ "$status" -eq 64 ]
		has 'Use --yes to confirm.'
		# shellcheck disable=SC2086
		run fieldctl --json $verb </dev/null
		[ "$status" -eq 64 ]
		has '"code":"usage"'
		has 'Use --yes to confirm.'
	done
	[ "$(people)" = "$before" ]
}

@test "yes_may_stand_anywhere_and_as_a_letter" {
	succeeds fieldctl -y user hold --role dispatcher
	succeeds fieldctl user --yes release --role dispatcher
	succeeds fieldctl user hold -y --role dispatcher
	succeeds fieldctl --yes --json user release --role dispatcher
	has '"login": "jane"'
}

@test "an_empty_list_as_CSV_is_its_header" {
	run --separate-stderr fieldctl user list --name nobody-of-this-name --csv
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	[ "$(wc -l <<<"$output")" -eq 1 ]
	[[ $output == login,* ]]
}

# Each list of columns ends with its sentence, or says why there is none.
@test "every_listing_has_a_sentence_for_nothing" {
	cd "$BATS_TEST_DIRNAME/../.."
	run grep -rnE '^\s*\{ NULL, NULL, (0|false) \}' fieldctl --include='*.c'
	[ -z "$output" ]
	# a single object, or a table that is opened only when it has a row
	run bash -c "grep -rc 'LISTING_END(NULL)' fieldctl --include='*.c' |
	    grep -v ':0$' | LC_ALL=C sort"
	[ "$output" = 'fieldctl/mail/mail.c:2
fieldctl/me/me.c:1
fieldctl/org/site.c:1
fieldctl/person/columns.c:1
fieldctl/role/role.c:1
fieldctl/sync/report.c:1
fieldctl/sync/status.c:1
fieldctl/user/code.c:1
fieldctl/user/handed.c:2' ]
}
