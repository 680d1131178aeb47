#!/usr/bin/env bats
# On a full disk people can still be blocked: removing access is the last
# operation to fail (S3, Q2).

. "$BATS_TEST_DIRNAME/../world/lib.bash"

PRIVATE=/var/lib/fieldauth/private

setup_file() {
	setup_acme
	fieldctl policy argon2_ops 1
	fieldctl policy argon2_memory_mib 8
	for name in jane omar mary ruth; do
		person "$name"
	done
	fieldctl role assign ruth dispatcher
}

setup() {
	cp -a "$PRIVATE" /run/world/private
	mount -t tmpfs -o size=12m,mode=0700 small "$PRIVATE"
	cp -a /run/world/private/. "$PRIVATE/"
	[ -s "$PRIVATE/reserve" ]
}

teardown() {
	umount "$PRIVATE"
	rm -rf /run/world/private
}

# No byte is left, and writing in place needs none.
fill() {
	dd if=/dev/zero of="$PRIVATE/ballast" bs=64k 2>/dev/null || true
	dd if=/dev/zero of="$PRIVATE/ballast.small" bs=512 2>/dev/null || true
	fails dd if=/dev/zero of="$PRIVATE/one" bs=4k count=1
	rm -f "$PRIVATE/one"
}

has_state() { # PERSON MEMBER
	fieldctl user show "$1" --json | grep -q "\"$2\": *true"
}

make_room() { rm -f "$PRIVATE"/ballast*; }

@test "S3_people_are_blocked_held_and_deactivated_on_a_full_disk" {
	fill
	run fieldctl user add newcomer --name 'N C' --active
	[ "$status" -eq 73 ]
	[ -e "$PRIVATE/reserve" ]
	run fieldctl role add welders
	[ "$status" -eq 73 ]
	succeeds fieldctl user block jane
	fails su jane -c true
	[ ! -e "$PRIVATE/reserve" ]
	succeeds fieldctl user hold omar
	fails su omar -c true
	succeeds fieldctl user deactivate mary
	fails su mary -c true
	succeeds fieldctl role unassign ruth dispatcher
	fails bash -c 'id -nG ruth | grep -w role-dispatcher'
}

@test "S3_block_is_done_on_a_disk_without_a_file_more" {
	umount "$PRIVATE"
	mount -t tmpfs -o size=12m,mode=0700,nr_inodes=14 small "$PRIVATE"
	cp -a /run/world/private/. "$PRIVATE/"
	while touch "$PRIVATE/file.$RANDOM$RANDOM" 2>/dev/null; do :; done
	succeeds fieldctl user block jane
	fails su jane -c true
}

@test "S3_reserve_is_made_again_as_soon_as_there_is_room" {
	fill
	fieldctl user block jane
	[ ! -e "$PRIVATE/reserve" ]
	run fieldctl doctor
	has 'reserve is missing'
	make_room
	succeeds fieldctl user unblock jane
	[ "$(stat -c %a:%u:%s "$PRIVATE/reserve")" = 600:0:1048576 ]
	run fieldctl doctor
	lacks 'reserve is missing'
	rm "$PRIVATE/reserve"
	syncd </dev/null >/run/world/syncd.log 2>&1 3>&- &
	local pid=$!
	wait_for test -s "$PRIVATE/reserve"
	kill $pid
	wait $pid || true
}

@test "S3_dry_run_and_refused_block_leave_the_reserve" {
	run fieldctl user block jane --dry-run
	run fieldctl user block nosuchperson
	[ "$status" -eq 67 ]
	[ -e "$PRIVATE/reserve" ]
}

@test "Q2_reserve_is_not_made_where_it_would_fill_the_disk" {
	rm "$PRIVATE/reserve"
	dd if=/dev/zero of="$PRIVATE/ballast" bs=64k count=140 2>/dev/null
	fieldctl user block jane
	[ ! -e "$PRIVATE/reserve" ]
	make_room
	fieldctl user unblock jane
	[ -e "$PRIVATE/reserve" ]
}
