#!/usr/bin/env bats
# fieldctl audit archive, key, verify and --file: the log in signed files (X1).

. "$BATS_TEST_DIRNAME/../world/lib.bash"

folder=/var/lib/fieldauth/archive

setup_file() {
	setup_acme
	person jane
	person omar
}

setup() {
	succeeds fieldctl audit archive --before "$(iso '-1 hour')"
	# a row to archive, and one second in which there is none
	succeeds fieldctl user edit omar --title "lost badge $RANDOM"
	succeeds fieldctl user block omar
	succeeds fieldctl user unblock omar
	sleep 1.1
}

teardown() {
	rm -rf /tmp/elsewhere /tmp/kept
}

iso() {
	date -u -d "now $*" +%Y-%m-%dT%H:%M:%SZ
}

# archive: move all rows to files, and print the name of the last one.
archive() {
	fieldctl audit archive --before "$(iso)" --json |
		python3 -c 'import json, sys; print(json.load(sys.stdin)[-1]["file"])'
}

sql() {
	python3 -c '
import sqlite3, sys
db = sqlite3.connect("/var/lib/fieldauth/private/field.db", timeout=10)
db.executescript(sys.argv[1])
db.commit()' "$1"
}

number() {
	python3 -c '
import sqlite3, sys
db = sqlite3.connect("/var/lib/fieldauth/private/field.db", timeout=10)
print(db.execute(sys.argv[1]).fetchone()[0])' "$1"
}

# elsewhere COMMAND...: on a machine that was never set up.
elsewhere() {
	FIELDAUTH_ROOT=/tmp/elsewhere "$@"
}

@test "X1_archive_moves_rows_to_a_signed_file_that_is_listed_with_the_same_filters" {
	local file
	file=$(archive)
	[ "$(stat -c '%a %U' "$folder")" = '700 root' ]
	[ "$(stat -c '%a %U' "$folder/$file")" = '600 root' ]
	[ "$(number 'SELECT min(seq) FROM audit')" = \
	    "$(($(number 'SELECT audit_archived_to FROM meta') + 1))" ]
	succeeds fieldctl audit --action user.edit
	lacks 'lost badge'
	succeeds fieldctl audit --file "$folder/$file" --action user.edit
	has 'omar'
	has 'lost badge'
	lacks 'user.unblock'
	succeeds fieldctl audit --file "$folder/$file" --person jane
	lacks 'lost badge'
	succeeds fieldctl audit --file "$folder/$file" --text omar --limit 1 --json
	[ "$(python3 -c 'import json, sys; print(len(json.load(sys.stdin)))' <<<"$output")" = 1 ]
	succeeds fieldctl audit --action audit.archive
	has "file: $file"
	succeeds fieldctl audit verify
	succeeds fieldctl doctor --json
	lacks 'audit log'
}

@test "X1_archive_verifies_on_another_machine_with_the_public_key_alone" {
	local file key
	file=$(archive)
	key=$(fieldctl audit key)
	mkdir -p /tmp/elsewhere
	fails elsewhere fieldctl audit verify --file "$folder/$file"
	has 'no key'
	succeeds elsewhere fieldctl audit verify --file "$folder/$file" --key "$key"
	has 'signed with this key and unchanged'
	fails elsewhere fieldctl audit verify --file "$folder/$file" \
	    --key "${key//[0-4]/5}"
	fails elsewhere fieldctl audit verify --file "$folder/$file" --key abc
	succeeds elsewhere fieldctl audit --file "$folder/$file" --key "$key" --action user.edit
	has 'user.edit'
	lacks 'lost badge'
	# and without any part of fieldauth
	cp "$folder/$file" /tmp/kept
	head -c -104 /tmp/kept >/tmp/kept.signed
	tail -c 64 /tmp/kept >/tmp/kept.signature
	python3 - "$key" >/tmp/kept.pem <<'PEM'
import base64, sys
der = bytes.fromhex("302a300506032b6570032100" + sys.argv[1])
print("-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----" %
    base64.b64encode(der).decode())
PEM
	openssl pkeyutl -verify -pubin -inkey /tmp/kept.pem -rawin \
	    -in /tmp/kept.signed -sigfile /tmp/kept.signature
}

@test "X1_secret_key_is_sealed_and_details_are_not_readable_in_the_file" {
	local file
	file=$(archive)
	zstd -dqc "$folder/$file" >/tmp/kept
	grep -q '"action":"user.block"' /tmp/kept
	fails grep -q 'lost badge' /tmp/kept
	[ "$(number 'SELECT length(audit_secret_key) FROM meta')" = 73 ]
}

@test "X1_purge_reaches_the_details_of_archived_rows" {
	local file
	person vera
	succeeds fieldctl user edit vera --title "secret affair"
	sleep 1.1
	file=$(archive)
	succeeds fieldctl audit --file "$folder/$file" --action user.edit
	has 'secret affair'
	succeeds fieldctl policy delete_mode purge
	succeeds fieldctl user delete vera --yes
	succeeds fieldctl policy delete_mode soft
	succeeds fieldctl audit --file "$folder/$file" --action user.edit
	lacks 'secret affair'
	has 'lost badge'
	succeeds fieldctl audit verify
}

@test "X1_verify_fails_for_a_missing_or_changed_file_and_names_it" {
	local file
	file=$(archive)
	mv "$folder/$file" /tmp/kept
	fails fieldctl audit verify
	has "'$file'"
	has 'missing'
	fails fieldctl doctor
	has "$file"
	cp /tmp/kept "$folder/$file"
	printf 'X' | dd of="$folder/$file" bs=1 seek=40 conv=notrunc status=none
	fails fieldctl audit verify --json
	has 'archive_changed'
	fails fieldctl audit --file "$folder/$file"
	has 'modified'
	head -c -1 /tmp/kept >"$folder/$file"
	fails fieldctl audit verify
	: >"$folder/$file"
	fails fieldctl audit verify
	cp /tmp/kept "$folder/$file"
	succeeds fieldctl audit verify
	fails fieldctl audit --file /etc/passwd
	has 'not an archive'
	fails fieldctl audit --file "$folder/none"
	has 'no such file'
}

@test "X1_verify_names_the_first_broken_row" {
	local seq
	archive
	succeeds fieldctl user block omar
	succeeds fieldctl user unblock omar
	seq=$(($(number 'SELECT max(seq) FROM audit') - 1))
	sql "SELECT 1"
	cp -a /var/lib/fieldauth/private/field.db /tmp/kept
	sql "DROP TRIGGER audit_is_append_only;
	    UPDATE audit SET actor = 'mallory' WHERE seq = $seq;
	    CREATE TRIGGER audit_is_append_only BEFORE UPDATE ON audit
	    BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;"
	run fieldctl audit verify --json
	[ "$status" -eq 65 ]
	has "row $seq"
	sql "DROP TRIGGER audit_is_append_only;
	    UPDATE audit SET actor = 'root' WHERE seq = $seq;
	    CREATE TRIGGER audit_is_append_only BEFORE UPDATE ON audit
	    BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;"
	succeeds fieldctl audit verify
	# the mark cannot hide rows that are in no file
	sql "UPDATE meta SET audit_archived_to = $seq,
	    audit_archived_hash = (SELECT hash FROM audit WHERE seq = $seq)"
	fails fieldctl audit verify
	sql "UPDATE meta SET (audit_archived_to, audit_archived_hash) =
	    (SELECT seq - 1, zeroblob(32) FROM audit ORDER BY seq LIMIT 1)"
	fails fieldctl audit verify
	sql "UPDATE meta SET audit_archived_hash = x'$(fieldctl audit \
	    --action audit.archive --limit 1 --json |
	    python3 -c 'import json, sys
print(json.load(sys.stdin)[0]["detail"]["hash"])')'"
	succeeds fieldctl audit verify
}

@test "X1_root_alone_archives" {
	local login
	start_gate verify control
	for login in ada jane; do
		fails setpriv --reuid "$login" --regid "$login" --init-groups \
		    --reset-env fieldctl audit archive
		fails setpriv --reuid "$login" --regid "$login" --init-groups \
		    --reset-env fieldctl audit key
	done
	succeeds fieldctl audit --limit 5
	lacks 'audit.archive'
}

@test "X1_kill_at_any_moment_leaves_the_rows_or_the_file" {
	local i last
	for i in $(seq 15); do
		succeeds fieldctl user block omar
		succeeds fieldctl user unblock omar
		timeout -s KILL "0.0$((RANDOM % 60 + 10))" \
		    fieldctl audit archive --before "$(iso '+1 second')" \
		    >/dev/null 2>&1 || true
		succeeds fieldctl audit verify
	done
	archive
	succeeds fieldctl audit verify
	# every row exactly once
	last=$(number 'SELECT max(seq) FROM audit')
	[ "$(number "SELECT (SELECT coalesce(sum(last_seq - first_seq + 1), 0)
	    FROM audit_archive) + (SELECT count(*) FROM audit)")" = "$last" ]
}

@test "X1_file_that_the_database_does_not_know_is_set_aside" {
	local first
	first=$(number 'SELECT min(seq) FROM audit')
	echo stale >"$folder/$first-99999.jsonl.zst"
	archive
	[ "$(cat "$folder/$first-99999.jsonl.zst.orphan")" = stale ]
	[ ! -e "$folder/$first-99999.jsonl.zst" ]
	succeeds fieldctl audit verify
}

@test "X1_follow_shows_new_entries_that_match" {
	local follower
	fieldctl audit --follow --action user.block >/tmp/kept 2>&1 </dev/null 3>&- &
	follower=$!
	sleep 0.5
	succeeds fieldctl user block jane
	succeeds fieldctl user unblock jane
	wait_for grep -q 'user.block.*jane' /tmp/kept
	kill "$follower"
	fails grep -q 'user.unblock' /tmp/kept
	fails fieldctl audit --follow --limit 3
	fails fieldctl audit --follow --csv
	fails fieldctl audit --key 00
}
