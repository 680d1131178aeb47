#!/usr/bin/env bats
# The output of doctor on a broken terminal: the first cause first, and no
# result for what was not checked.

. "$BATS_TEST_DIRNAME/../world/lib.bash"

PRIVATE=/var/lib/fieldauth/private
CONF=/etc/fieldauth/fieldauth.conf

# result_of CHECK: its result in the output of --json.
result_of() {
	fieldctl doctor --json | python3 -c '
import json, sys
print(" ".join(sorted({c["result"] for c in json.load(sys.stdin)["checks"]
    if c["check"] == sys.argv[1]})))' "$1"
}

# first_line: that of the last `run`.
first_line() { printf '%s\n' "${lines[0]}"; }

@test "doctor_before_setup_says_one_thing" {
	run fieldctl doctor
	[ "$status" -eq 78 ]
	[[ $(first_line) == FAIL*"not set up on this terminal"* ]]
	has 'fieldctl setup'
	[ "$(grep -c '^FAIL' <<<"$output")" -eq 1 ]
	[[ $output == *'Failed: 1, warnings: 0, ok: 0, skipped: '[1-9]* ]]
	fails grep -E '^(ok|warn|skip) ' <<<"$output"
	[ "$(fieldctl doctor --json | python3 -c '
import json, sys
said = json.load(sys.stdin)
assert said["result"] == "fail" and said["counts"]["ok"] == 0, said
assert said["counts"]["fail"] == 1 and said["counts"]["skipped"] > 20, said
print(sorted({c["result"] for c in said["checks"]}))')" = \
	    "['fail', 'skipped']" ]
}

@test "doctor_says_nothing_good_of_what_it_did_not_check" {
	setup_acme
	person jane
	succeeds fieldctl doctor
	# no source, and a terminal that is an hour old has no copy yet
	[ "$(result_of sources)" = skipped ]
	[ "$(result_of worker)" = skipped ]
	[ "$(result_of copies)" = skipped ]
	has 'Failed: 0'
	succeeds fieldctl backup
	[ "$(result_of copies)" = ok ]
	[ "$(fieldctl doctor --json | python3 -c '
import json, sys
said = json.load(sys.stdin)
results = [c["result"] for c in said["checks"]]
print(all(said["counts"][r] == results.count(r) for r in said["counts"]))'
	)" = True ]
}

@test "doctor_puts_a_lost_database_first_and_skips_what_is_in_it" {
	local check
	mv "$PRIVATE/field.db" /tmp/field.db
	run fieldctl doctor
	[ "$status" -eq 78 ]
	[[ $(first_line) == "FAIL  database"*"is missing"* ]]
	has 'fieldctl restore field-'
	for check in terminal copies names addresses kinds homes sources; do
		[ "$(result_of $check)" = skipped ]
	done
	mv /tmp/field.db "$PRIVATE/field.db"
	succeeds fieldctl doctor
}

@test "no_verb_tells_to_set_up_a_terminal_whose_database_is_lost" {
	local verb
	mkdir -p /tmp/lost
	mv "$PRIVATE"/field.db* /tmp/lost/
	for verb in 'user list' 'me' 'explain root' backup policy publish; do
		run fieldctl $verb
		[ "$status" -eq 78 ]
		has 'The database of this terminal is missing.'
		has 'fieldctl doctor'
		lacks 'fieldctl setup'
	done
	# Another one would give the numbers of people to others.
	for verb in --dry-run ''; do
		run fieldctl setup --org other --org-name Other --admin eve \
		    --admin-name 'Eve Else' --terminal van-8 \
		    --admin-password-file "$(secret 'Lighthouse-7-keeper')" \
		    --yes $verb
		[ "$status" -eq 78 ]
		has 'The database of this terminal is missing.'
		[ ! -e "$PRIVATE/field.db" ]
	done
	rm -f "$PRIVATE"/field.db*
	mv /tmp/lost/* "$PRIVATE/"
	succeeds fieldctl user list
}

@test "doctor_puts_a_damaged_database_first" {
	cp "$PRIVATE/field.db" /tmp/field.db
	printf 'no database' >"$PRIVATE/field.db"
	run fieldctl doctor
	cp /tmp/field.db "$PRIVATE/field.db"
	[ "$status" -eq 78 ]
	[[ $(first_line) == "FAIL  database"*damaged* ]]
	[ "$(result_of database)" = ok ]
}

@test "doctor_without_a_usable_configuration_names_it_alone" {
	cp "$CONF" /tmp/conf
	rm -f "$PRIVATE/terminal.conf"
	printf '[terminal\n' >"$CONF"
	run fieldctl doctor
	[ "$status" -eq 78 ]
	[[ $(first_line) == "FAIL  config"* ]]
	[ "$(result_of database)" = skipped ]
	[ "$(result_of ids)" = skipped ]
	[ "$(result_of names)" = skipped ]
	cp /tmp/conf "$CONF"
	succeeds fieldctl doctor
}

@test "doctor_marks_what_may_follow_from_a_cause" {
	local helper
	helper=$(dirname "$(sed -n 's/^ExecStart=\([^ ]*\).*/\1/p' \
	    /usr/lib/systemd/system/fieldauth-gate.service)")/fieldauth-signin
	mv "$helper" /tmp/helper
	run fieldctl doctor
	mv /tmp/helper "$helper"
	[ "$status" -eq 78 ]
	[[ $(first_line) == "FAIL  files"*fieldauth-signin* ]]
	has '(may follow from: files)'
	[[ $output == *"FAIL  files"*"FAIL  helper"* ]]
}

@test "doctor_names_nsswitch_and_pam_without_us" {
	cp /etc/nsswitch.conf /tmp/nsswitch.conf
	sed -i 's/ fieldusers//' /etc/nsswitch.conf
	run fieldctl doctor
	cp /tmp/nsswitch.conf /etc/nsswitch.conf
	[[ $(first_line) == "FAIL  name-service"* ]]
	cp /etc/pam.d/common-auth /tmp/common-auth
	sed -i '/pam_fieldauth/d' /etc/pam.d/common-auth
	run fieldctl doctor
	cp /tmp/common-auth /etc/pam.d/common-auth
	[[ $(first_line) == "FAIL  pam"* ]]
	rm /var/lib/misc/fieldusers.db
	run fieldctl doctor
	[[ $(first_line) == "FAIL  snapshot"*missing* ]]
	succeeds fieldctl publish
	succeeds fieldctl doctor
}
