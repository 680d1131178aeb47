#!/usr/bin/env bats
# The terminal has seen a later time than its clock shows.

. "$BATS_TEST_DIRNAME/../world/lib.bash"

setup_file() {
	setup_acme
	start_sshd 'KbdInteractiveAuthentication yes' "$KEYS_LINE"
}

# seen SECONDS: the latest time that was seen is the clock's, and SECONDS later.
seen() {
	python3 - "$1" <<-'END'
	import sqlite3, sys, time
	db = sqlite3.connect("/var/lib/fieldauth/private/field.db")
	db.execute("UPDATE meta SET latest_at = ?, latest_boot = ''",
	    (int(time.time()) + int(sys.argv[1]),))
	db.commit()
	END
}

# latest: the difference between the latest time that was seen and the clock.
latest() {
	python3 - <<-'END'
	import sqlite3, time
	db = sqlite3.connect("/var/lib/fieldauth/private/field.db")
	print(db.execute("SELECT latest_at FROM meta").fetchone()[0] -
	    int(time.time()))
	END
}

day=86400

@test "U9_a_clock_that_went_back_revives_no_account_and_no_temporary_password" {
	person jane
	person tess
	local temporary
	temporary=$(fieldctl user passwd --generate tess 2>/dev/null | cut -f2)
	fieldctl user edit jane --expires "$(date -d '+2 days' +%F)"
	succeeds ssh_key jane "$(make_key jane)" id -un
	seen $((5 * day))
	fails ssh_key jane "$(make_key jane)" id -un
	has 'Your account has expired.'
	fails ssh_password jane "$PASSWORD" id -un
	fails ssh_dialogue tess '[Pp]assword: ?$' "$temporary" -- id -un
	# a failed attempt was recorded at the later time
	[ "$(latest)" -ge $((5 * day)) ]
	run fieldctl doctor
	has 'The clock is behind the latest time that this terminal has seen'
}

@test "Q3_time_passes_while_the_clock_is_behind" {
	seen $((5 * day))
	local before after
	before=$(latest)
	fieldctl user edit tess --title One
	sleep 2
	fieldctl user edit tess --title Two
	after=$(latest)
	[ "$after" -ge "$before" ]
	[ "$after" -lt $((6 * day)) ]
}

@test "a_time_from_before_the_release_is_not_believed" {
	seen $((-3000 * day))
	fieldctl user edit tess --title Three
	[ "$(latest)" -gt -60 ]
	run fieldctl doctor
	lacks 'latest time that this terminal has seen'
}

@test "root_accepts_a_clock_that_was_ahead_by_mistake" {
	seen $((5 * day))
	fails ssh_key jane "$(make_key jane)" id -un
	fieldctl policy lockout_after 3
	for _ in 1 2 3; do
		fails ssh_password tess wrong-word id -un
	done
	succeeds fieldctl user list --locked --columns login
	has tess
	succeeds fieldctl setup --accept-clock --dry-run
	[ "$(latest)" -ge $((5 * day)) ]
	succeeds fieldctl setup --accept-clock
	[ "$(latest)" -lt 60 ]
	# a lock of that time is over with it
	succeeds fieldctl user list --locked --columns login
	lacks tess
	succeeds ssh_key jane "$(make_key jane)" id -un
	succeeds fieldctl audit --action terminal.clock
	has terminal.clock
}

@test "the_agent_remembers_the_time_without_any_change" {
	seen -3600
	run syncd --once
	[ "$(latest)" -gt -60 ]
}
