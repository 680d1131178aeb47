#!/usr/bin/env bats
# The daemon: its schedule, its signals, and its messages to the service
# manager.

bats_require_minimum_version 1.5.0
. "$BATS_TEST_DIRNAME/../world/lib.bash"

setup_file() {
	setup_acme
	start_standin --people 3
	configure_standin
	fieldctl sync connect quickbooks --token-file "$token_file"
	# five seconds instead of half an hour
	sed -i 's/^every = .*/every = 5s/' /etc/fieldauth/fieldauth.conf
}

teardown() {
	[ ! -s /run/world/syncd.pid ] || stop_syncd
	control '{"clear": true}' >/dev/null
}

teardown_file() { stop_standin; }

# start_syncd: with a socket of a service manager, whose messages are written to
# a file.
start_syncd() {
	rm -f /run/world/notify.log /run/world/notify
	python3 -c '
import socket
path = "/run/world/notify"
listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
listener.bind(path)
log = open("/run/world/notify.log", "a", buffering=1)
while True:
    log.write(listener.recv(4096).decode() + "\n")
' 3>&- &
	echo $! >/run/world/notify.pid
	wait_for test -S /run/world/notify
	NOTIFY_SOCKET=/run/world/notify JOURNAL_STREAM=1:1 \
	    syncd 2>/run/world/syncd.log 3>&- &
	echo $! >/run/world/syncd.pid
	wait_for grep -q READY=1 /run/world/notify.log
}

stop_syncd() {
	kill "$(cat /run/world/syncd.pid)" 2>/dev/null || true
	wait_for is_gone
	kill "$(cat /run/world/notify.pid)" 2>/dev/null || true
	rm -f /run/world/syncd.pid
}

is_gone() { ! kill -0 "$(cat /run/world/syncd.pid)"; }
logged() { grep -q "$1" /run/world/syncd.log; }
runs() { fieldctl sync log quickbooks --limit 1000 --json | grep -o '"started_at"' | wc -l; }
ran_since() { [ "$(runs)" -gt "$1" ]; }

@test "A5_daemon_says_that_it_is_ready_and_imports_what_it_missed_at_once" {
	before=$(runs)
	start_syncd
	logged 'audit log: row [0-9]* has the hash [0-9a-f]\{64\}$'
	wait_for ran_since "$before"
	wait_for logged 'source quickbooks: applied'
	[ "$(fieldctl user list --json | grep -c '@')" -ge 3 ]
}

@test "A5_daemon_repeats_imports_automatically" {
	start_syncd
	wait_for ran_since "$(runs)"
	wait_for ran_since "$(runs)"
	fieldctl sync status --json | grep -q '"next_run_at": *"20'
}

@test "A5_one_run_at_a_time" {
	control '{"fault": "slow"}' >/dev/null
	fieldctl sync run quickbooks --full >/dev/null 2>&1 3>&- &
	first=$!
	wait_for is_locked /run/fieldauth/source-quickbooks.lock
	run fieldctl sync run quickbooks
	kill $first 2>/dev/null || true
	wait $first || true
	pkill -x syncd || true
	[ "$status" -eq 75 ]
	[[ $output == *'already running'* ]]
}

@test "reload_keeps_the_old_settings_when_the_file_is_bad" {
	start_syncd
	cp /etc/fieldauth/fieldauth.conf /run/world/good.conf
	echo 'nonsense = 1' >>/etc/fieldauth/fieldauth.conf
	kill -HUP "$(cat /run/world/syncd.pid)"
	wait_for logged 'fieldauth.conf:.*unknown key'
	cp /run/world/good.conf /etc/fieldauth/fieldauth.conf
	before=$(runs)
	wait_for ran_since "$before"
	kill -HUP "$(cat /run/world/syncd.pid)"
	wait_for logged 'configuration reloaded'
}

@test "a_failing_platform_changes_nothing_and_is_tried_again" {
	snapshot=$(sha256sum </var/lib/misc/fieldusers.db)
	start_syncd
	control '{"fault": "503"}' >/dev/null
	wait_for logged 'source quickbooks: failed'
	[ "$snapshot" = "$(sha256sum </var/lib/misc/fieldusers.db)" ]
	fieldctl sync status --json | grep -q '"next_run_at": *"20'
}

@test "termination_ends_the_daemon_and_a_run_that_is_under_way" {
	control '{"fault": "slow"}' >/dev/null
	start_syncd
	wait_for bash -c 'pgrep -x fieldauth-fetch || pgrep -f fieldauth-fetch'
	stop_syncd
	run pgrep -f fieldauth-fetch
	[ "$status" -ne 0 ]
	grep -q STOPPING=1 /run/world/notify.log
}

@test "Q1_what_people_see_is_right_while_the_daemon_is_dead" {
	fieldctl user add quinn --name 'Quinn Q' --email q@acme.example --active \
	    --role dispatcher --password-file "$(secret "$PASSWORD")"
	id quinn | grep -q role-dispatcher
}

@test "config_file_that_was_named_must_be_there" {
	run syncd --once --config /run/world/no-such.conf
	[ "$status" -eq 78 ]
	[[ $output == *'/run/world/no-such.conf: No such file'* ]]
}

@test "terminal_that_is_not_set_up_is_a_matter_of_configuration" {
	mv /var/lib/fieldauth/private /var/lib/fieldauth/away
	mv /etc/fieldauth/secret.key /tmp/secret.key
	run syncd --once
	mv /tmp/secret.key /etc/fieldauth/secret.key
	mv /var/lib/fieldauth/away /var/lib/fieldauth/private
	[ "$status" -eq 78 ]
	[[ $output == *'fieldctl setup'* ]]
}

@test "terminal_whose_database_is_lost_is_not_told_to_set_up" {
	mv /var/lib/fieldauth/private /var/lib/fieldauth/away
	run syncd --once
	mv /var/lib/fieldauth/away /var/lib/fieldauth/private
	[ "$status" -eq 78 ]
	[[ $output == *'field.db is missing: run fieldctl doctor'* ]]
	[[ $output != *'fieldctl setup'* ]]
}

@test "Q5_run_of_a_timer_keeps_the_daily_copy_as_the_daemon_does" {
	rm -rf /var/lib/fieldauth/private/backup
	syncd --once --plan >/dev/null
	[ ! -e /var/lib/fieldauth/private/backup ]
	syncd --once --scheduled
	ls /var/lib/fieldauth/private/backup/field-*.db
	succeeds fieldctl restore latest --dry-run
}

@test "R14_unprivileged_person_imports_no_one" {
	run setpriv --reuid 65534 --regid 65534 --clear-groups syncd --once
	[ "$status" -eq 77 ]
	[[ $output == *'only root'* ]]
}
