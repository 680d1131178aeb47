#!/usr/bin/env bats
# Refusals and rate limits of the platforms, as reported by syncd and fieldctl;
# fetch-*.outside tests the worker only.

bats_require_minimum_version 1.5.0
. "$BATS_TEST_DIRNAME/../world/lib.bash"

setup_file() {
	setup_acme
	start_standin --people 2345 --no-limits
	configure_standin
	start_xero --people 3 --no-limits
	configure_xero 'pull = users'
	fieldctl sync connect quickbooks --token-file "$token_file"
	fieldctl sync connect books --token-file "$xero/tokens.json"
	fieldctl sync run books
	fieldctl sync run quickbooks
}

teardown() {
	[ ! -s /run/world/syncd.pid ] || kill -9 "$(cat /run/world/syncd.pid)" || true
	rm -f /run/world/syncd.pid
	control '{"clear": true}' >/dev/null
	control_xero '{"clear": true}' >/dev/null
}

teardown_file() {
	stop_standin
	stop_xero
}

counter() { # CONTROL NAME
	"$1" '' | python3 -c 'import json, sys
print(json.load(sys.stdin)["counters"].get(sys.argv[1], 0))' "$2"
}

start_syncd() {
	syncd 2>>/run/world/syncd.log 3>&- &
	echo $! >/run/world/syncd.pid
}

status_of() { # SOURCE KEY
	fieldctl sync status "$1" --json | python3 -c '
import json, sys; print(json.load(sys.stdin)[0][sys.argv[1]])' "$2"
}

is_waiting() { [ "$(status_of books state)" = waiting ]; }

everything() { fieldctl user list --json; sha256sum </var/lib/misc/fieldusers.db; }

# said WORDS: a run fails, changes nothing, and reports WORDS, which are kept in
# the log of runs. numbered: and the number under which the platform can find
# it.
numbered() {
	run fieldctl sync log quickbooks --limit 1 --json
	has '"correlation_id": "1-'
}

said() {
	local before
	before=$(everything)
	fails timeout 60 fieldctl sync run quickbooks --full
	has "$1"
	[ "$(everything)" = "$before" ]
	run fieldctl sync log quickbooks --limit 1 --json
	has "$1"
}

@test "A5_progress_is_shown_on_a_terminal" {
	run "$world/talk" 'people, page [0-9]+, [0-9]+/s, [0-9]+ calls left' '' -- \
	    fieldctl sync run quickbooks --full
	[ "$status" -eq 0 ]
	has 'up to date'
}

@test "A5_nothing_is_shown_of_the_progress_elsewhere" {
	fieldctl sync run quickbooks --full >/run/world/out 2>/run/world/err
	[ ! -s /run/world/err ]
	run cat /run/world/out
	lacks 'people, page'
	lacks $'\r'
	syncd --once quickbooks >/run/world/out 2>/run/world/err
	[ ! -s /run/world/err ]
	syncd --once quickbooks --scheduled >/run/world/out 2>/run/world/err
	[ ! -s /run/world/out ]
}

@test "A5_budget_of_the_day_is_in_the_status" {
	fieldctl sync run books --full
	[ "$(status_of books budget_left)" -gt 4900 ]
}

@test "the_day_limit_survives_a_restart_of_the_daemon" {
	local calls before
	# five seconds instead of half an hour
	sed -i 's/^every = .*/every = 5s/' /etc/fieldauth/fieldauth.conf
	control_xero '{"fault": "day-limit"}' >/dev/null
	start_syncd
	wait_for is_waiting
	kill -9 "$(cat /run/world/syncd.pid)"
	control_xero '{"clear": true}' >/dev/null
	calls=$(counter control_xero api)
	before=$(status_of quickbooks last_run_at)
	start_syncd
	# meanwhile the other source continues
	wait_for bash -c "! fieldctl sync status quickbooks --json |
	    grep -q '\"last_run_at\": \"$before\"'"
	# longer than the five seconds of this one, as the runs of the other
	# show
	for _ in 1 2; do
		before=$(status_of quickbooks last_run_at)
		wait_for bash -c "! fieldctl sync status quickbooks --json |
		    grep -q '\"last_run_at\": \"$before\"'"
	done
	[ "$(counter control_xero api)" = "$calls" ]
	is_waiting
	[[ $(status_of books next_run_at) > $(date -u -d '+18 hours' +%FT%T) ]]
	[[ $(status_of books note) == *day* ]]
	fails fieldctl sync run books
	[ "$status" -eq 75 ]
	# from the end of the limit on, which is not after the next run
	from=$(grep -oE '[0-9-]{10} [0-9:]{5} UTC' <<<"$output" | head -n 1)
	[ "$(date -d "$from" +%s)" -gt $(($(date +%s) + 17 * 3600)) ]
	[ "$(date -d "$from" +%s)" -le "$(date -d "$(status_of books next_run_at)" +%s)" ]
	[ "$(counter control_xero api)" = "$calls" ]
	sed -i 's/^every = .*/every = 30m/' /etc/fieldauth/fieldauth.conf
}

@test "B9_exit_codes_of_a_limit_are_those_of_the_page" {
	sqlite3 /var/lib/fieldauth/private/field.db \
	    "UPDATE source SET blocked_until = NULL, budget_left = NULL"
	control_xero '{"fault": "day-limit"}' >/dev/null
	fails fieldctl sync run books --full
	[ "$status" -eq 69 ]
	has '(day)'
	fails fieldctl sync run books --full
	[ "$status" -eq 75 ]
	control_xero '{"clear": true}' >/dev/null
}

@test "B7_token_that_is_refused_right_after_its_renewal_is_tried_again_later" {
	local calls
	control_xero '{"fault": "expired"}' >/dev/null
	sqlite3 /var/lib/fieldauth/private/field.db \
	    "UPDATE source SET blocked_until = NULL, budget_left = NULL"
	calls=$(counter control_xero token)
	run --separate-stderr fieldctl sync run books --full
	[ "$status" -eq 69 ]
	[[ $stderr == *'just renewed'* ]]
	[[ $stderr == *'retried automatically'* ]]
	[ "$(counter control_xero token)" = "$((calls + 1))" ]
	[ "$(status_of books state)" = connected ]
	[ "$(status_of books next_run_at)" != None ]
	control_xero '{"clear": true}' >/dev/null
	succeeds fieldctl sync run books --full
}

@test "pitfall_15_connection_that_the_platform_has_revoked_is_not_tried_again" {
	local calls
	control_xero '{"fault": "expired"}' >/dev/null
	control_xero '{"fault": "invalid-grant"}' >/dev/null
	fails fieldctl sync run books --full
	has 'sync connect'
	control_xero '{"clear": true}' >/dev/null
	calls=$(counter control_xero api)
	fails fieldctl sync run books --full
	has 'sync connect'
	[ "$(counter control_xero api)" = "$calls" ]
	run fieldctl doctor
	has 'fieldctl sync connect books'
}

@test "pitfall_05_each_of_the_shapes_of_an_error_is_read_and_said" {
	control '{"fault": "system-fault"}' >/dev/null
	said 'HTTP 500'
	numbered
	control '{"clear": true, "fault": "fault-200"}' >/dev/null
	said 'QuickBooks'
	numbered
	control '{"clear": true, "fault": "html"}' >/dev/null
	said 'HTML'
	control '{"clear": true, "fault": "disconnected"}' >/dev/null
	said 'QuickBooks'
	numbered
	control '{"clear": true, "fault": "xml-401"}' >/dev/null
	said 'ompany'
	numbered
	control '{"clear": true}' >/dev/null
	succeeds fieldctl sync run quickbooks --full
}

@test "B7_refusal_is_told_and_ends_no_connection" {
	local name
	for name in disconnected code-120 forbidden xml-401; do
		control "{\"clear\": true, \"fault\": \"$name\"}" >/dev/null
		run --separate-stderr fieldctl sync run quickbooks
		[ "$status" -eq 69 ]
		[[ $stderr == *'retried automatically'* ]]
		[ "$(status_of quickbooks state)" = connected ]
		[ "$(status_of quickbooks next_run_at)" != None ]
		control '{"clear": true}' >/dev/null
		succeeds fieldctl sync run quickbooks
	done
}

@test "B7_connection_ends_when_the_platform_says_so_and_has_no_next_run" {
	control '{"tokens": "kill"}' >/dev/null
	fails fieldctl sync run quickbooks
	has 'sync connect'
	[ "$(status_of quickbooks state)" = broken ]
	[ "$(status_of quickbooks next_run_at)" = None ]
}

@test "B9_missing_user_of_the_worker_is_named" {
	local was
	fieldctl sync connect books --token-file "$xero/tokens.json"
	was=$(cat /etc/passwd)
	sed -i '/^fieldauth-fetch:/d' /etc/passwd
	run fieldctl sync run books
	printf '%s\n' "$was" >/etc/passwd
	[ "$status" -eq 78 ]
	[[ $output == *'no user fieldauth-fetch'* ]]
	[[ $output != *'invalid response'* ]]
}
