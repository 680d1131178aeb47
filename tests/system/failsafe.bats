#!/usr/bin/env bats
# With the module, the helper, the snapshot or the database missing or damaged,
# local users sign in as usual, and blocked people are refused.

. "$BATS_TEST_DIRNAME/../world/lib.bash"

MODULE=$(echo /usr/lib/*/security/pam_fieldauth.so)
NSS=/usr/lib/$(gcc -print-multiarch)/libnss_fieldusers.so.2
HELPER=/usr/libexec/fieldauth/fieldauth-signin
SNAPSHOT=/var/lib/misc/fieldusers.db
DATABASE=/var/lib/fieldauth/private/field.db

setup_file() {
	start_sshd "$KEYS_LINE" 'KbdInteractiveAuthentication yes'
	local_user lena 'Local-pass-55'
	local_user otto 'Other-pass-55'
	setup_acme
	person jane
	person blocky
	fieldctl user block blocky
	make_key blocky
	make_key lena
	succeeds ssh_password jane "$PASSWORD" id -un
}

# Moves aside the files that a test breaks, and restores them afterwards.
setup() {
	local file
	mkdir -p /run/world/aside
	for file in "$MODULE" "$NSS" "$HELPER" "$SNAPSHOT" "$DATABASE" \
	    "$DATABASE-wal" "$DATABASE-shm"; do
		[ ! -e "$file" ] || cp -p "$file" /run/world/aside/
	done
}

teardown() {
	local file
	rm -f "$DATABASE" "$DATABASE-wal" "$DATABASE-shm"
	for file in "$MODULE" "$NSS" "$HELPER" "$SNAPSHOT" "$DATABASE" \
	    "$DATABASE-wal" "$DATABASE-shm"; do
		[ ! -e "/run/world/aside/${file##*/}" ] ||
		    { rm -rf "$file"; cp -p "/run/world/aside/${file##*/}" "$file"; }
	done
}

locals_sign_in() {
	succeeds ssh_password lena 'Local-pass-55' id -un
	has lena
	succeeds ssh_key lena /run/world/lena.key id -un
	fails ssh_password lena 'nonsense' id -un
	succeeds su_as otto lena 'Local-pass-55' 'id -un'
	has lena
	succeeds su - root -c 'id -u'
	[ "${lines[-1]}" = 0 ]
}

blocked_stay_out() {
	fails ssh_password blocky "$PASSWORD" id -un
	fails ssh_key blocky /run/world/blocky.key id -un
	fails su blocky -c 'id -un'
}

@test "Q2_module_gone" {
	rm "$MODULE"
	locals_sign_in
	blocked_stay_out
}

@test "Q2_module_cannot_be_loaded" {
	echo 'no library' >"$MODULE.new"
	mv "$MODULE.new" "$MODULE"
	locals_sign_in
	blocked_stay_out
}

@test "Q2_name_service_gone" {
	rm "$NSS"
	locals_sign_in
	blocked_stay_out
}

@test "Q2_helper_gone" {
	rm "$HELPER"
	locals_sign_in
	blocked_stay_out
}

@test "Q2_helper_that_says_nothing" {
	printf '#!/bin/sh\nexit 0\n' >"$HELPER.new"
	chmod 755 "$HELPER.new"
	mv "$HELPER.new" "$HELPER"
	locals_sign_in
	blocked_stay_out
	fails ssh_password jane "$PASSWORD" id -un
}

@test "Q2_snapshot_gone" {
	rm "$SNAPSHOT"
	locals_sign_in
	blocked_stay_out
}

@test "Q2_snapshot_truncated" {
	cp -p "$SNAPSHOT" "$SNAPSHOT.new"
	truncate -s 100 "$SNAPSHOT.new"
	mv "$SNAPSHOT.new" "$SNAPSHOT"
	locals_sign_in
	blocked_stay_out
}

@test "Q2_snapshot_is_noise" {
	head -c 65536 /dev/urandom >"$SNAPSHOT.new"
	chmod 644 "$SNAPSHOT.new"
	mv "$SNAPSHOT.new" "$SNAPSHOT"
	locals_sign_in
	blocked_stay_out
}

@test "Q2_database_gone" {
	rm -f "$DATABASE" "$DATABASE-wal" "$DATABASE-shm"
	locals_sign_in
	blocked_stay_out
	fails ssh_password jane "$PASSWORD" id -un
	[ ! -e "$DATABASE" ]
}

@test "Q5_database_is_noise" {
	rm -f "$DATABASE-wal" "$DATABASE-shm"
	head -c 65536 /dev/urandom >"$DATABASE"
	locals_sign_in
	blocked_stay_out
	fails fieldctl user list
	has 'doctor'
	run fieldctl doctor
	[ "$status" -ne 0 ]
	has 'restore'
}

@test "Q5_database_of_a_newer_version" {
	sqlite3 "$DATABASE" 'PRAGMA user_version = 999999'
	locals_sign_in
	blocked_stay_out
	fails fieldctl user list
	has 'newer version'
}

@test "Q2_folder_of_the_database_gone" {
	mv /var/lib/fieldauth/private /var/lib/fieldauth/elsewhere
	locals_sign_in
	blocked_stay_out
	rm -rf /var/lib/fieldauth/private
	mv /var/lib/fieldauth/elsewhere /var/lib/fieldauth/private
}

@test "Q2_after_everything_is_back_people_sign_in_again" {
	succeeds ssh_password jane "$PASSWORD" id -un
	has jane
	blocked_stay_out
}
