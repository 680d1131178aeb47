#!/usr/bin/env bats
# Locks after failed attempts (Q3), with the programs that ask for passwords:
# each origin locks apart, and what needs no password goes on.
# shellcheck disable=SC2154

. "$BATS_TEST_DIRNAME/../world/lib.bash"

DATABASE=/var/lib/fieldauth/private/field.db
HERE=127.0.0.1
ELSEWHERE=127.0.0.2

setup_file() {
	start_sshd "$KEYS_LINE"
	setup_acme
	fieldctl policy argon2_ops 1
	fieldctl policy argon2_memory_mib 8
	fieldctl policy lockout_after 3
	local login
	for login in jane omar paula; do
		person "$login"
	done
}

# ssh_from ADDRESS LOGIN PASSWORD: ssh from that address of this machine.
ssh_from() {
	local -a SSH_OPTIONS=("${SSH_OPTIONS[@]}" -o "BindAddress=$1")
	ssh_password "$2" "$3" id -un
}

# at_console LOGIN PASSWORD: as login(1) authenticates, without its pause.
at_console() {
	"$BATS_TEST_DIRNAME/pamtry" -n -s login "$1" auth <<<"$2"
}

lock_over_ssh() { # ADDRESS LOGIN
	local i
	for i in 1 2 3; do
		fails ssh_from "$1" "$2" nonsense
	done
}

@test "Q3_a_lock_refuses_the_right_password_from_the_same_address_only" {
	lock_over_ssh "$HERE" jane
	fails ssh_from "$HERE" jane "$PASSWORD"
	has 'Permission denied'
	lacks 'Too many failed attempts'
	succeeds ssh_from "$ELSEWHERE" jane "$PASSWORD"
	succeeds at_console jane "$PASSWORD"
	# and neither success ended it
	fails ssh_from "$HERE" jane "$PASSWORD"
}

@test "Q3_a_lock_refuses_no_key_no_cron_and_no_su_by_root" {
	succeeds ssh_key jane "$(make_key jane)" id -un
	[ "$output" = jane ]
	succeeds su -l jane -c 'id -un'
	has jane
	succeeds "$BATS_TEST_DIRNAME/pamtry" -s cron jane acct open
}

@test "Q3_a_lock_refuses_no_one_time_code" {
	local code
	code=$(fieldctl user link jane --print | cut -f 2)
	succeeds ssh_from "$HERE" jane "$code"
	# which did not end it
	fails ssh_from "$HERE" jane "$PASSWORD"
}

@test "Q3_the_console_locks_apart_from_the_network" {
	local i
	for i in 1 2 3; do
		fails at_console omar nonsense
	done
	fails at_console omar "$PASSWORD"
	succeeds ssh_from "$HERE" omar "$PASSWORD"
}

@test "Q4_su_by_a_person_locks_neither_console_nor_network" {
	local i
	for i in 1 2 3; do
		fails su_as jane paula nonsense id
	done
	fails su_as jane paula "$PASSWORD" id
	succeeds at_console paula "$PASSWORD"
	succeeds ssh_from "$HERE" paula "$PASSWORD"
	[ "$(counters paula)" = 'caller||1' ]
}

# The counters of a person: kind, address, whether it is locked.
counters() {
	sqlite3 "$DATABASE" "SELECT source_kind, source,
	    locked_until IS NOT NULL FROM attempt a JOIN person p
	    ON p.id = a.person_id WHERE login = '$1' AND failure_count > 0"
}

@test "Q3_locks_are_shown_with_origin_and_end" {
	succeeds fieldctl user show jane
	has "Locked for"
	has "$HERE until"
	succeeds fieldctl user list --locked
	has 'LOCKED UNTIL'
	succeeds fieldctl user list
	lacks 'LOCKED UNTIL'
	succeeds fieldctl user list --locked --columns login
	has jane
	has omar
	has paula
	lacks ada
	fails fieldctl explain omar --service login
	lacks 'would be admitted'
	has 'Rule: locked'
	has 'Locked for: the console until'
	has 'fieldctl user unlock omar'
	# sshd asks the network
	succeeds fieldctl explain omar --service sshd
	has 'Locked for: the console until'
	succeeds fieldctl audit --action sign-in.locked --json
	has '"source": "console"'
}

@test "Q3_doctor_names_locked_people" {
	run fieldctl doctor
	has 'jane'
	has "$HERE"
}

@test "Q3_the_person_and_the_administrators_are_told" {
	[ "$(queued locked jane)" -eq 1 ]
	[ "$(queued locked omar)" -eq 1 ]
	[ "$(sqlite3 "$DATABASE" \
	    "SELECT count(*) FROM outbox WHERE template = 'locks'")" -eq 1 ]
}
queued() { # TEMPLATE LOGIN
	sqlite3 "$DATABASE" "SELECT count(*) FROM outbox o JOIN person p
	    ON p.id = o.person_id WHERE template = '$1' AND login = '$2'"
}

@test "Q3_unlock_accepts_passwords_again" {
	succeeds fieldctl user unlock jane
	has 'not locked'
	succeeds ssh_from "$HERE" jane "$PASSWORD"
	succeeds fieldctl user unlock --locked --yes --json
	has '"login": "omar"'
	succeeds at_console omar "$PASSWORD"
	succeeds fieldctl user list --locked --json
	[ "$output" = '[]' ]
	succeeds fieldctl audit --action user.unlock
	has jane
}

@test "Q3_a_password_given_by_an_administrator_ends_locks" {
	lock_over_ssh "$HERE" jane
	fails ssh_from "$HERE" jane "$PASSWORD"
	fieldctl user passwd jane --password-file "$(secret 'Jetty-77-ferries')"
	succeeds ssh_from "$HERE" jane 'Jetty-77-ferries'
}

@test "Q3_fifty_wrong_attempts_at_once_count_as_fifty" {
	fieldctl policy lockout_after 100
	export -f at_console
	export BATS_TEST_DIRNAME
	seq 50 | xargs -P 50 -I% bash -c '! at_console paula wrong-%' >/dev/null
	# those that found the database busy are moved into it by the next one
	fails at_console paula nonsense
	[ "$(sqlite3 "$DATABASE" "SELECT failure_count FROM attempt a
	    JOIN person p ON p.id = a.person_id WHERE login = 'paula'
	    AND source_kind = 'console'")" -eq 51 ]
}

@test "Q3_an_attempt_during_a_lock_is_logged_like_a_wrong_password" {
	fieldctl policy lockout_after 3
	lock_over_ssh "$HERE" omar
	fails ssh_from "$HERE" omar "$PASSWORD"
	fails grep -q 'user=omar .*reason=locked' /run/world/syslog
}
