#!/usr/bin/env bats
# N6: people are told the age of imported data, if the policy of the
# organisation requires it.

bats_require_minimum_version 1.5.0
. "$BATS_TEST_DIRNAME/../world/lib.bash"

setup_file() {
	setup_acme
	person jane
	start_standin --people 3
	configure_standin
	fieldctl sync connect quickbooks --token-file "$token_file"
	fieldctl sync run quickbooks
}

teardown_file() { stop_standin; }

# imported DAYS: as if the last import had been DAYS ago.
imported() {
	sqlite3 /var/lib/fieldauth/private/field.db \
	    "UPDATE source SET data_at = unixepoch() - $1 * 86400"
}

session() { su -l jane -c true 2>&1 3>&-; }

@test "N6_fresh_data_needs_no_sentence" {
	imported 1
	run session
	[ "$status" -eq 0 ]
	[[ $output != *accounting* ]]
}

@test "N6_old_data_is_told_at_sign_in" {
	imported 9
	run session
	[ "$status" -eq 0 ]
	[[ $output == *'accounting is 9 days old'* ]]
}

@test "N6_the_organisation_says_what_is_old" {
	imported 9
	fieldctl policy data_age_notice 30d
	run session
	[[ $output != *accounting* ]]
	fieldctl policy data_age_notice 1h
	imported 1
	run session
	[[ $output == *'accounting is 24 hours old'* ]]
}
