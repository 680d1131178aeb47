#!/usr/bin/env bats
# Tables on a terminal, and times in the zone of the caller (U4, X1).

bats_require_minimum_version 1.5.0
. "$BATS_TEST_DIRNAME/../world/lib.bash"

setup_file() {
	setup_acme
	person jane --role dispatcher
	fieldctl user edit jane --name 'さくら Müller' --phone '+49 30 5550100'
	fieldctl backup
	start_gate verify control
}

as() {
	local login=$1
	shift
	setpriv --reuid "$login" --regid "$login" --init-groups --reset-env "$@"
}

# on WIDTH ARG...: `fieldctl ARG...` on a terminal of WIDTH columns.
on() {
	local width=$1
	shift
	# shellcheck disable=SC2016
	run "$world/talk" 'go' '' -- sh -c \
	    'stty cols "$0"; echo go; read -r _; exec fieldctl "$@"' "$width" "$@"
	output=${output//$'\r'/}
}

# widest: the width of the widest line of $output, in columns.
widest() {
	python3 -c '
import sys, unicodedata
def width(line):
    return sum(0 if unicodedata.combining(c) else
               2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)
print(max(map(width, sys.stdin.read().splitlines())))' <<<"$output"
}

# expires LOGIN: the expiry time of an account, as in JSON.
expires() {
	fieldctl user show "$1" --json |
		python3 -c 'import json, sys; print(json.load(sys.stdin)["expires_at"])'
}

@test "U4_tables_fit_the_terminal_whatever_its_width" {
	for width in 40 60 80 120; do
		for verb in 'user list' 'role list' 'site list' 'perm list' \
		    policy audit events 'sync status' 'sync log' restore; do
			# shellcheck disable=SC2086
			on $width $verb
			[ "$status" -eq 0 ] || {
				echo "$verb: $status: $output"
				false
			}
			[ "$(widest)" -le $width ] || {
				echo "$verb on $width columns: $output"
				false
			}
		done
	done
	on 40 user list
	has さくら
	has 'hidden; --wide shows all'
}

@test "U4_tables_are_not_shortened_without_a_terminal" {
	succeeds env -u COLUMNS fieldctl user list
	has 'jane@acme.example'
	has 'LAST SIGN-IN'
	lacks '…'
	lacks hidden
}

@test "U4_tables_fit_into_exported_COLUMNS_without_a_terminal" {
	run --separate-stderr env COLUMNS=40 fieldctl user list
	[ "$status" -eq 0 ]
	[ "$(wc -L <<<"$output")" -le 40 ]
	[[ $stderr == *'hidden; --wide shows all'* ]]
	succeeds env COLUMNS=40 fieldctl user list --wide
	has 'jane@acme.example'
	lacks '…'
}

@test "U4_list_has_few_columns_and_wide_and_columns_choose_others" {
	succeeds fieldctl user list
	lacks PHONE
	succeeds fieldctl user list --wide
	has PHONE
	succeeds fieldctl user list --columns phone,login
	[ "${lines[0]}" = "PHONE           LOGIN" ]
	succeeds fieldctl user list --columns uid,login --csv
	[ "${lines[0]%$'\r'}" = uid,login ]
	succeeds fieldctl user list --columns ' phone , login '
	[ "${lines[0]}" = "PHONE           LOGIN" ]
	run -64 fieldctl user list --columns 'login, '
	run -64 fieldctl user list --columns login,shoe
	has "'shoe'"
	has 'login, name, email'
	run -64 fieldctl sync import /nonexistent --columns shoe
	has "'shoe'"
	succeeds as jane fieldctl me sessions --columns opened_at
}

@test "U4_times_are_local_for_people_and_UTC_for_programs" {
	fieldctl user edit jane --expires 2030-06-30T12:00:00Z
	succeeds env TZ=Europe/Berlin fieldctl user show jane
	has '2030-06-30 14:00 CEST'
	succeeds env TZ=America/St_Johns fieldctl user show jane
	has '2030-06-30 09:30 NDT'
	succeeds as jane env TZ=Pacific/Kiritimati fieldctl me
	has '2030-07-01 02:00 +14'
	[ "$(TZ=Europe/Berlin expires jane)" = 2030-06-30T12:00:00Z ]
	TZ=Asia/Tokyo succeeds fieldctl audit --limit 1
	has ' JST'
	TZ=Asia/Tokyo succeeds fieldctl audit --limit 1 --csv
	[[ $output =~ T[0-9:]+Z, ]]
}

@test "U5_last_day_lasts_until_local_midnight_and_is_shown_as_typed" {
	while read -r zone day ends; do
		TZ=$zone succeeds fieldctl user edit jane --expires "$day"
		[ "$(expires jane)" = "$ends" ]
		TZ=$zone succeeds fieldctl user show jane
		has "end of $day"
	done <<-EOF
	UTC 2030-12-31 2031-01-01T00:00:00Z
	Europe/Berlin 2030-12-31 2030-12-31T23:00:00Z
	America/St_Johns 2030-12-31 2031-01-01T03:30:00Z
	Pacific/Kiritimati 2030-12-31 2030-12-31T10:00:00Z
	Asia/Beirut 2030-03-30 2030-03-30T22:00:00Z
	Africa/Cairo 2030-04-25 2030-04-25T22:00:00Z
	EOF
	fieldctl user edit jane --expires never
}

@test "U4_time_in_a_zone_that_does_not_exist_has_an_offset" {
	fieldctl user edit jane --expires 2030-06-30T12:00:00Z
	TZ=No/Such succeeds fieldctl user show jane
	has '2030-06-30 12:00 +0000'
	fieldctl user edit jane --expires never
}

@test "U5_last_day_before_1970_is_refused_and_never_means_no_end" {
	for day in 1969-12-31 1969-12-30 0001-01-01 1970-01-01T00:00:00Z; do
		TZ=UTC run -64 fieldctl user edit jane --expires "$day"
		has "'$day'"
	done
	TZ=UTC succeeds fieldctl user show jane --json
	has '"expires_at": null'
}

@test "U5_dates_that_do_not_exist_are_refused_with_what_is_accepted" {
	for day in 2026-02-30 2026-13-01 tomorrow 31.12.2026 2026-1-1 ''; do
		run -64 fieldctl user edit jane --expires "$day"
		has '2026-11-24'
		run -64 fieldctl audit --since "$day"
		has '2026-11-24'
		run -64 fieldctl audit --until "$day"
		run -64 as jane fieldctl me audit --since "$day"
		run -64 fieldctl user list --signed-in-before "$day"
		has '2026-11-24'
	done
	TZ=Europe/Berlin run -64 fieldctl user edit jane --expires '2030-03-31 02:30'
	run -64 fieldctl user edit jane --expires 7d
}

@test "X1_since_and_until_are_days_of_the_caller" {
	local zone today
	for zone in Pacific/Kiritimati Etc/GMT+12 Europe/Berlin; do
		today=$(TZ=$zone date +%F)
		TZ=$zone succeeds fieldctl audit --since "$today" --until "$today" \
		    --action user.add --columns action
		has user.add
		TZ=$zone succeeds fieldctl audit --until \
		    "$(TZ=$zone date -d yesterday +%F)" --action user.add
		lacks user.add
	done
}

@test "X1_events_begin_at_a_day_of_the_caller_or_after_a_number" {
	local zone=Pacific/Kiritimati
	TZ=$zone succeeds fieldctl events --since "$(TZ=$zone date +%F)" --json
	has '"seq": 1,'
	TZ=$zone succeeds fieldctl events \
	    --since "$(TZ=$zone date -d tomorrow +%F)"
	has 'No matching events.'
	succeeds fieldctl events --since 1d --columns seq,action
	has org.setup
	succeeds fieldctl events --since 2 --columns seq
	[ "${lines[1]// /}" = 3 ]
	succeeds as ada timeout 5 fieldctl events --since 1h --columns action
	has org.setup
	run -64 fieldctl events --since 2026-02-30
	has '2026-11-24'
}

@test "X1_times_in_details_are_ISO_in_json" {
	TZ=UTC fieldctl user edit jane --expires 2030-06-30
	TZ=UTC fieldctl user edit jane --expires never
	for verb in audit events; do
		succeeds bash -c "fieldctl $verb --json | python3 -c '
import json, sys
print([row[\"detail\"][\"expires_at\"] for row in json.load(sys.stdin)
       if row[\"action\"] == \"user.edit\" and
       \"expires_at\" in row[\"detail\"]])'"
		has "[None, '2030-07-01T00:00:00Z']"
		has "['2030-07-01T00:00:00Z', None]"
	done
	TZ=UTC succeeds fieldctl audit --limit 2
	has 'expires: end of 2030-06-30 UTC → never'
	has 'expires: never → end of 2030-06-30 UTC'
}

@test "X1_terminal_that_was_added_is_named_in_the_log" {
	succeeds fieldctl audit --action terminal.add
	has 'terminal: van-7'
}

@test "X1_details_are_words_in_a_table_and_an_object_in_json" {
	fieldctl user edit jane --email jane.new@acme.example --title Fitter
	succeeds fieldctl audit --limit 1 --action user.edit
	has 'email: jane@acme.example → jane.new@acme.example'
	has 'title: none → Fitter'
	lacks '\["'
	succeeds bash -c "fieldctl audit --limit 1 --action user.edit --json |
	    python3 -c 'import json, sys; print(json.load(sys.stdin)[0][\"detail\"][\"title\"])'"
	has "['', 'Fitter']"
	succeeds fieldctl events --wide
	has 'title: none → Fitter'
}
