#!/usr/bin/env bats
# fieldctl restore during other writes, and killed at any instant: writes that
# were acknowledged after it are kept, the terminal is set up at all times, and
# the next program completes what was started (Q5, S3).

. "$BATS_TEST_DIRNAME/../world/lib.bash"

DATABASE=/var/lib/fieldauth/private/field.db
COPY=/root/copy.db
WRITERS=(worka workb workc)

setup_file() {
	local_user lena 'Local-pass-55'
	setup_acme
	fieldctl policy argon2_ops 1
	fieldctl policy argon2_memory_mib 8
	for name in jane "${WRITERS[@]}"; do
		person "$name"
	done
	copy_to "$COPY"
	person late
}

copy_to() {
	python3 -c '
import sqlite3, sys
sqlite3.connect(sys.argv[1]).execute("VACUUM INTO ?", (sys.argv[2],))
' "$DATABASE" "$1"
}

database_is_whole() {
	[ "$(python3 -c '
import sqlite3, sys
print(sqlite3.connect(sys.argv[1]).execute("PRAGMA integrity_check")
    .fetchone()[0])' "$DATABASE")" = ok ]
}

is_blocked() { # PERSON
	fieldctl user show "$1" --json | python3 -c '
import json, sys
said = json.load(sys.stdin)
said = said[0] if isinstance(said, list) else said
sys.exit(0 if said["blocked"] else 1)'
}

# write_until_told PERSON: block and unblock PERSON; each acknowledged change is
# a line of its log.
write_until_told() {
	local verb
	while [ ! -e /run/world/stop ]; do
		for verb in block unblock; do
			[ ! -e /run/world/stop ] || break
			if fieldctl user "$verb" "$1" \
			    >>"/run/world/said.$1" 2>&1; then
				echo "$verb" >>"/run/world/log.$1"
			fi
		done
	done
}

sign_in_until_told() {
	while [ ! -e /run/world/stop ]; do
		su_as lena jane "$PASSWORD" true || true
	done
}

count_of() { wc -l <"/run/world/log.$1"; }

has_gone_on() { # PERSON COUNT
	[ "$(count_of "$1")" -ge "$2" ]
}

@test "S3_block_acknowledged_after_a_restore_is_in_force" {
	local round name pids
	for round in 1 2; do
		rm -f /run/world/stop
		pids=()
		for name in "${WRITERS[@]}"; do
			: >"/run/world/log.$name"
			write_until_told "$name" 3>&- &
			pids+=($!)
		done
		sign_in_until_told >/dev/null 2>&1 3>&- &
		pids+=($!)
		for name in "${WRITERS[@]}"; do
			wait_for has_gone_on "$name" 1
		done
		for _ in 1 2 3; do
			succeeds fieldctl restore "$COPY" --yes
		done
		declare -A before
		for name in "${WRITERS[@]}"; do
			before[$name]=$(count_of "$name")
		done
		# an odd number more, so that the last one may be either
		for name in "${WRITERS[@]}"; do
			wait_for has_gone_on "$name" \
			    $((before[$name] + 1 + round % 2))
		done
		touch /run/world/stop
		wait "${pids[@]}"
		for name in "${WRITERS[@]}"; do
			if [ "$(tail -n 1 "/run/world/log.$name")" = block ]; then
				is_blocked "$name"
			else
				fails is_blocked "$name"
			fi
		done
		database_is_whole
	done
}

@test "Q5_terminal_is_set_up_at_each_instant_of_a_restore" {
	rm -f /run/world/stop /run/world/missing
	(
		while [ ! -e /run/world/stop ]; do
			[ -e "$DATABASE" ] || touch /run/world/missing
			fieldctl user show jane --json >/dev/null \
			    2>>/run/world/missing.said ||
			    touch /run/world/missing
		done
	) 3>&- &
	local pid=$!
	for _ in 1 2 3 4; do
		succeeds fieldctl restore "$COPY" --yes
	done
	touch /run/world/stop
	wait $pid
	[ ! -e /run/world/missing ] || { cat /run/world/missing.said; false; }
}

# The calls of a restore that are in SET (as in strace), as NAME NUMBER.
calls() {
	strace -qq -o /run/world/trace -e trace="$1" \
	    fieldctl restore "$COPY" --yes >/dev/null
	awk -F '(' '/^[a-z0-9_]+\(/ { print $1, ++n[$1] }' /run/world/trace
}

# jane is blocked in the state before, and not blocked in the one after.
killed_at() { # CALL NUMBER
	local code=0
	fieldctl user block jane >/dev/null
	strace -qq -o /dev/null -e trace="$1" \
	    -e inject="$1:signal=KILL:when=$2" \
	    fieldctl restore "$COPY" --yes >/run/world/said 2>&1 || code=$?
	[ -e "$DATABASE" ]
	if is_blocked jane; then
		# the old state: it was not acknowledged
		[ "$code" -ne 0 ]
		fails su_as lena jane "$PASSWORD" true
	fi
	[ ! -e "$DATABASE.next" ]
	fieldctl user block jane >/dev/null
	is_blocked jane
	fieldctl user unblock jane >/dev/null
	database_is_whole
}

@test "Q5_restore_killed_at_any_step_leaves_the_old_or_the_new_state" {
	local call number done=0
	calls rename,link,unlink,fsync,fdatasync,flock,mkdir \
	    >/run/world/calls
	calls pwrite64,write,ftruncate,openat |
	    awk 'NR % 40 == 0' >>/run/world/calls
	grep -q '^rename 3' /run/world/calls
	grep -q '^link 1' /run/world/calls
	while read -r call number; do
		killed_at "$call" "$number" ||
		    { echo "killed at $call $number"; false; }
		done=$((done + 1))
	done </run/world/calls
	[ "$done" -gt 20 ]
}

@test "Q5_restore_that_was_undone_by_its_own_copy_loses_nothing" {
	fieldctl user block workb
	succeeds fieldctl restore "$COPY" --yes
	cp "$DATABASE.replaced" /root/back.db
	[ ! -e "$DATABASE.replaced-wal" ] ||
	    cp "$DATABASE.replaced-wal" /root/back.db-wal
	succeeds fieldctl restore /root/back.db --yes
	is_blocked workb
	fieldctl user unblock workb
}
