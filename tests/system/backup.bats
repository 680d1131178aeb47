#!/usr/bin/env bats
# Copies of the database: there are none yet, one is made, and it is restored
# (Q5).

. "$BATS_TEST_DIRNAME/../world/lib.bash"

COPIES=/var/lib/fieldauth/private/backup

setup_file() {
	setup_acme
	person jane
}

@test "Q5_restore_without_copies_says_so" {
	succeeds fieldctl restore
	has 'There are no copies of the database yet.'
	has 'fieldctl backup'
	succeeds fieldctl restore --json
	[ "$(python3 -c 'import json, sys; print(json.load(sys.stdin))' \
	    <<<"$output")" = '[]' ]
	run fieldctl restore latest --yes
	[ "$status" -eq 66 ]
	has 'There are no copies of the database.'
}

@test "Q5_backup_copies_now_and_restore_goes_back_to_it" {
	local name
	succeeds fieldctl backup --dry-run
	[ ! -e "$COPIES" ] || [ -z "$(ls "$COPIES")" ]
	succeeds fieldctl backup
	has "Copied the database to $COPIES/field-"
	has 'checked the copy'
	name=$(ls "$COPIES")
	has "fieldctl restore $name"
	[ "$(stat -c %a "$COPIES/$name")" = 600 ]
	run fieldctl audit --action database.backup --json
	has "$name"
	succeeds fieldctl restore
	has "$name"
	person late
	succeeds fieldctl restore "$name" --yes
	fails getent passwd late
	succeeds getent passwd jane
	run fieldctl restore nosuch --yes
	[ "$status" -eq 66 ]
	has "no such copy: 'nosuch'"
}

@test "Q5_backup_for_programs_is_one_object" {
	succeeds fieldctl backup --json
	python3 -c '
import json, os, sys
copy = json.load(sys.stdin)
assert os.path.getsize(copy["path"]) == copy["bytes"] > 0, copy
assert copy["kind"] == "manual" and copy["kept"] == 7, copy
assert os.path.basename(copy["path"]) == copy["name"], copy
' <<<"$output"
}

@test "Q5_only_root_makes_copies" {
	succeeds start_gate verify control
	run setpriv --reuid jane --regid jane --init-groups --reset-env \
	    fieldctl backup
	[ "$status" -eq 77 ]
	stop_gate
}
