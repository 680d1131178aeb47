#!/usr/bin/env bats
# Granting access in a browser (A1, A2): what is shown, what is undone, and what
# is refused. The browser is curl; the consent pages are those of the stand-ins.

bats_require_minimum_version 1.5.0
. "$BATS_TEST_DIRNAME/../world/lib.bash"

CODE_PAGE=https://acme.example/quickbooks-code

setup_file() {
	setup_acme
	start_standin --people 3
	configure_standin
	# Production keys: the browser cannot be redirected to this machine.
	echo "redirect_url = $CODE_PAGE" >>/etc/fieldauth/fieldauth.conf
	start_xero --people 3 --custom-connection
	configure_xero
	cp /etc/fieldauth/fieldauth.conf /run/world/good.conf
}

setup() { cp /run/world/good.conf /etc/fieldauth/fieldauth.conf; }

teardown() {
	exec 5>&-
	[ -z "${connecting-}" ] || kill "$connecting" 2>/dev/null || true
	control '{"clear": true}' >/dev/null
	control_xero '{"clear": true}' >/dev/null
}

teardown_file() {
	stop_standin
	stop_xero
}

# begin SOURCE [OPTION...]: sync connect, up to the printed address, in
# $address; `type` types, and `ends` waits until it ends.
begin() {
	rm -f /run/world/typed /run/world/err /run/world/out
	mkfifo /run/world/typed
	fieldctl sync connect "$@" </run/world/typed \
	    >/run/world/out 2>/run/world/err 3>&- &
	connecting=$!
	exec 5>/run/world/typed
	wait_for grep -q '^https://' /run/world/err
	address=$(grep '^https://' /run/world/err)
}

type() { printf '%s\n' "$1" >&5; }

ends() {
	exec 5>&-
	code=0
	wait "$connecting" || code=$?
	connecting=
	output=$(cat /run/world/out /run/world/err)
	if [ "${1:-well}" = badly ]; then
		[ "$code" -ne 0 ]
	else
		[ "$code" -eq 0 ]
	fi
}

# agree [ADDRESS]: the address to which the consent page redirects the browser.
agree() {
	curl -sS -o /dev/null -w '%{redirect_url}\n' -k "${1:-$address}"
}

parameter() { # NAME ADDRESS
	python3 -c '
import sys, urllib.parse as u
print(u.parse_qs(u.urlsplit(sys.argv[2]).query)[sys.argv[1]][0])' "$@"
}

state_of() { # SOURCE
	fieldctl sync status "$1" --json | python3 -c '
import json, sys; print(json.load(sys.stdin)[0]["state"])'
}

@test "A1_address_is_shown_as_text_and_as_qr_and_carries_state_and_challenge" {
	begin quickbooks
	[ "$(parameter response_type "$address")" = code ]
	[ "$(parameter redirect_uri "$address")" = "$CODE_PAGE" ]
	[ "$(parameter scope "$address")" = com.intuit.quickbooks.accounting ]
	[ "$(parameter code_challenge_method "$address")" = S256 ]
	[ "$(parameter code_challenge "$address" | wc -c)" = 44 ]
	[ "$(parameter state "$address" | wc -c)" = 44 ]
	ends badly
	run "$world/talk" 'ends at:' ^D -- \
	    bash -c 'stty cols 80 rows 60; fieldctl sync connect quickbooks'
	[ "$(grep -c '█\|▄\|▀' <<<"$output")" -gt 15 ]
	[ "$(state_of quickbooks)" = not-connected ]
}

@test "A1_production_keys_connect_by_the_pasted_address" {
	begin quickbooks
	run grep -c ':212D ' /proc/net/tcp
	[ "$output" = 0 ]
	type "$(agree)"
	ends
	has 'is connected'
	[ "$(state_of quickbooks)" = connected ]
	succeeds fieldctl sync preview quickbooks
}

@test "A1_production_keys_connect_by_the_pasted_code_and_company" {
	local back
	succeeds fieldctl sync disconnect quickbooks --yes
	begin quickbooks
	back=$(agree)
	type "$(parameter code "$back") $(parameter realmId "$back")"
	ends
	has 'is connected'
	[ "$(state_of quickbooks)" = connected ]
}

@test "A1_pasted_address_of_another_attempt_is_refused" {
	local first
	begin quickbooks
	first=$(agree)
	ends badly
	begin quickbooks
	type "$first"
	ends badly
	has 'another attempt'
}

@test "A1_pasted_code_of_another_attempt_fails_by_its_challenge" {
	local first
	begin quickbooks
	first=$(agree)
	ends badly
	begin quickbooks
	type "$(parameter code "$first") $(parameter realmId "$first")"
	ends badly
	has 'another attempt'
	# the earlier connection is kept
	[ "$(state_of quickbooks)" = connected ]
	succeeds fieldctl sync preview quickbooks
}

@test "A1_declined_consent_is_said_and_changes_nothing" {
	control '{"fault": "denied"}' >/dev/null
	begin quickbooks
	type "$(agree)"
	ends badly
	has declined
	[ "$(state_of quickbooks)" = connected ]
}

@test "A1_nonsense_that_was_pasted_is_refused_with_a_sentence" {
	local text
	for text in 'https://evil.example/?code=x' 'code with spaces in it' \
	    "$CODE_PAGE?code=a&code=b&state=c" 'x'; do
		begin quickbooks
		type "$text"
		ends badly
		[ "$(wc -l <<<"$output")" -lt 60 ]
	done
	[ "$(state_of quickbooks)" = connected ]
}

@test "A1_production_keys_without_a_page_of_their_own_are_told_so" {
	sed -i '/^redirect_url/d' /etc/fieldauth/fieldauth.conf
	fails fieldctl sync connect quickbooks </dev/null
	has redirect_url
	echo 'redirect_url = http://localhost:8493/callback' >/run/world/line
	sed -i '/^\[source quickbooks\]/r /run/world/line' /etc/fieldauth/fieldauth.conf
	fails fieldctl sync connect quickbooks </dev/null
	has redirect_url
}

@test "A1_what_was_pasted_by_mistake_is_asked_for_again" {
	local text count=0
	begin quickbooks
	for text in 'fieldctl sync status' '' 'https://evil.example/?code=x' \
	    'https://evil.example/'; do
		type "$text"
		count=$((count + 1))
		wait_for bash -c \
		    "[ \$(grep -c 'Paste the whole' /run/world/err) = $count ]"
	done
	type "$(agree)"
	ends
	has 'is connected'
}

@test "A1_wrong_client_secret_is_told_apart" {
	control '{"fault": "invalid-client"}' >/dev/null
	begin quickbooks
	type "$(agree)"
	ends badly
	has 'client'
	[ "$(state_of quickbooks)" = connected ]
}

@test "A1_connecting_and_running_do_not_cross" {
	begin quickbooks
	fails fieldctl sync run quickbooks
	has 'already running'
	fails fieldctl sync connect quickbooks --token-file "$token_file"
	has 'already running'
	type "$(agree)"
	ends
	succeeds fieldctl sync run quickbooks
}

@test "Q6_no_secret_is_in_an_argument_list_while_connecting" {
	begin quickbooks
	run grep -lazE "standin-secret|$(parameter state "$address")" \
	    /proc/[0-9]*/cmdline
	[ -z "$output" ]
	ends badly
}

@test "A2_listener_accepts_only_the_browser" {
	begin books
	curl -sS 'http://127.0.0.1:8493/' >/run/world/other
	curl -sS 'http://127.0.0.1:8493/favicon.ico' >>/run/world/other
	run cat /run/world/other
	has 'Page not found'
	# from this machine only
	run awk '$2 ~ /:212D$/ && $4 == "0A" { print $2 }' /proc/net/tcp
	[ "$output" = 0100007F:212D ]
	curl -sS "$(agree)" >/run/world/browser
	ends
	has 'Standin Field Services'
	grep -q 'close this page' /run/world/browser
}

@test "A2_one_of_several_companies_is_chosen_by_its_number" {
	control_xero '{"fault": "two-tenants"}' >/dev/null
	begin books
	type "$(agree)"
	wait_for grep -q 'several companies' /run/world/err
	grep -q '1  Standin Field Services' /run/world/err
	type 7
	wait_for grep -q 'number from 1 to 2' /run/world/err
	type two
	type 2
	ends
	has 'Standin Holding'
	succeeds fieldctl sync status books --csv
	has 'Standin Holding'
}

@test "A2_one_of_several_companies_is_chosen_by_its_title" {
	control_xero '{"fault": "two-tenants"}' >/dev/null
	begin books --company 'standin field services'
	type "$(agree)"
	ends
	has 'Standin Field Services'
	begin books --company 'Nobody Ltd'
	type "$(agree)"
	ends badly
	succeeds fieldctl sync status books --csv
	has 'Standin Field Services'
}

@test "A2_consent_for_no_company_is_refused_with_a_sentence" {
	control_xero '{"fault": "no-tenants"}' >/dev/null
	begin books
	type "$(agree)"
	ends badly
	has 'does not cover any company'
}

@test "A2_each_scope_that_is_missing_has_its_sentence" {
	control_xero '{"fault": "fewer-scopes:1"}' >/dev/null
	begin books
	type "$(agree)"
	ends
	has "does not include 'payroll.employees.read'"
	lacks "does not include 'accounting.settings.read'"
}

@test "A2_consent_lost_over_there_says_connect_again_and_nothing_else" {
	control_xero '{"tokens": "kill"}' >/dev/null
	fails fieldctl sync run books
	has 'sync connect'
	fails fieldctl sync run books
	has 'sync connect'
	run fieldctl doctor
	has 'fieldctl sync connect books'
	begin books
	type "$(agree)"
	ends
	succeeds fieldctl sync run books
}

@test "A2_disconnect_revokes_over_there" {
	succeeds fieldctl sync disconnect books --yes
	has revoked
	run control_xero ''
	has '"revoked": true'
	[ "$(state_of books)" = not-connected ]
	fails fieldctl sync run books
	has 'sync connect'
}

@test "A2_custom_connection_needs_no_browser" {
	echo 'custom_connection = yes' >>/etc/fieldauth/fieldauth.conf
	succeeds fieldctl sync connect books </dev/null
	has 'Standin Field Services'
	lacks 'https://'
	succeeds fieldctl sync run books
	control_xero '{"tokens": "expire"}' >/dev/null
	succeeds fieldctl sync run books --full
	succeeds fieldctl sync disconnect books --yes
}

@test "A1_disconnect_forgets_here_even_if_the_platform_is_away" {
	control '{"fault": "reset"}' >/dev/null
	stop_standin
	succeeds fieldctl sync disconnect quickbooks --yes
	has 'could not be revoked'
	[ "$(state_of quickbooks)" = not-connected ]
	[ "$(sqlite3 /var/lib/fieldauth/private/field.db \
	    "SELECT count(*) FROM source WHERE tokens IS NOT NULL")" = 0 ]
	start_standin --people 3 --port "$(sed -n \
	    's|^api_url = .*:||p' /etc/fieldauth/fieldauth.conf | head -1)"
}
