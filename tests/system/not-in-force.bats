#!/usr/bin/env bats
# R15, R9: if a snapshot cannot be replaced, people to whom it grants more than
# the database does are refused, and all others are admitted.

bats_require_minimum_version 1.5.0
. "$BATS_TEST_DIRNAME/../world/lib.bash"

MISC=/var/lib/misc
PRIVATE=/var/lib/fieldauth/private

setup_file() {
	local_user lena 'Local-pass-55'
	setup_acme
	person jane --role dispatcher
	person omar --role dispatcher
	make_key jane
	start_sshd "$KEYS_LINE"
	install -m 0755 "$BATS_TEST_DIRNAME/pamtry" /usr/local/bin/pamtry
}

teardown_file() { stop_sshd; }

setup() {
	local size
	cp -a "$MISC" /run/world/misc
	size=$(($(du -sk "$MISC" | cut -f1) + 64))
	mount -t tmpfs -o size=${size}k,mode=0755 small "$MISC"
	cp -a /run/world/misc/. "$MISC/"
	rm -rf /run/world/misc
	dd if=/dev/zero of="$MISC/ballast" bs=4k 2>/dev/null || true
}

teardown() {
	mount -o remount,rw "$MISC"
	rm -f "$MISC/ballast"
	! mountpoint -q "$PRIVATE" || umount "$PRIVATE"
	fieldctl publish
	cp -a "$MISC/." /run/world/published
	umount "$MISC"
	cp -a /run/world/published/. "$MISC/"
	fieldctl role assign jane dispatcher
}

take_role_away() {
	run fieldctl role unassign jane dispatcher
	[ "$status" -eq 73 ] # EX_CANTCREAT
	has 'not yet in force'
	has 'fieldctl publish'
}

jane_is_refused() {
	fails su -l jane -c 'id -nG'
	has 'could not be applied on this terminal'
	fails ssh_key jane /run/world/jane.key 'id -nG'
	fails pamtry -s cron jane acct
	has 'acct: PERM_DENIED'
	fails pamtry -s sudo jane open
	has 'open: PERM_DENIED'
}

others_are_let_in() {
	succeeds su -l omar -c 'id -nG'
	has role-dispatcher
	succeeds su -l lena -c 'id -un'
	has lena
}

@test "R15_role_taken_away_on_a_full_disk_keeps_its_person_out_and_no_other" {
	take_role_away
	id -nG jane | grep -q role-dispatcher # the old snapshot is out
	jane_is_refused
	others_are_let_in
	run fieldctl publish
	[ "$status" -eq 73 ]
	has 'not yet in force'
	rm "$MISC/ballast"
	succeeds su -l jane -c 'id -nG'
	lacks role-dispatcher
}

@test "R15_explain_says_what_a_sign_in_would_meet" {
	take_role_away
	run fieldctl explain jane --service su-l
	[ "$status" -eq 75 ]
	has 'not_in_force'
	has 'fieldctl publish'
	fails su -l jane -c true
	succeeds fieldctl explain omar --service su-l
	rm "$MISC/ballast"
	succeeds fieldctl explain jane --service su-l
	succeeds su -l jane -c 'id -nG'
	lacks role-dispatcher
}

@test "R15_the_same_on_a_read_only_disk" {
	mount -o remount,ro "$MISC"
	take_role_away
	jane_is_refused
	others_are_let_in
}

@test "R15_the_same_where_the_helper_judges_by_a_copy" {
	take_role_away
	cp -a "$PRIVATE" /run/world/private
	mount -t tmpfs -o size=8m,mode=0700 small "$PRIVATE"
	cp -a /run/world/private/. "$PRIVATE/"
	rm -rf /run/world/private
	mount -o remount,ro "$PRIVATE"
	jane_is_refused
	others_are_let_in
}

@test "R15_person_with_new_rights_signs_in_with_the_published_ones" {
	run fieldctl role assign omar sales
	[ "$status" -eq 73 ]
	run fieldctl user edit omar --first-name Omara
	succeeds su -l omar -c 'id -nG'
	has role-dispatcher
	lacks role-sales
}

@test "S4_a_deleted_person_stays_out_and_a_shell_taken_away_is_not_given" {
	run fieldctl user edit jane --shell /usr/sbin/nologin
	fails su jane -c 'id -nG'
	run fieldctl user edit jane --shell /bin/bash
	succeeds su jane -c 'id -un'
}
