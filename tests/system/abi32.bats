#!/usr/bin/env bats
# 32-bit programs on a 64-bit machine: libc loads the 32-bit modules into them.

. "$BATS_TEST_DIRNAME/../world/lib.bash"

repo=$(cd "$BATS_TEST_DIRNAME/../.." && pwd -P)
biarch=/usr/lib32/libnss_fieldusers.so.2
multiarch=/usr/lib/i386-linux-gnu/libnss_fieldusers.so.2

setup_file() {
	setup_acme
	person jane --role dispatcher
	fieldctl role grant dispatcher dialout
	gcc -o /run/world/abi64 "$BATS_TEST_DIRNAME/abi32.c"
}

# The compiler for this is a package that not every machine has.
has_m32() {
	gcc -m32 -o /run/world/abi32 "$BATS_TEST_DIRNAME/abi32.c" 2>/dev/null
}

@test "Q1_32_bit_programs_find_the_same_people_as_others" {
	has_m32 || return 0
	succeeds /run/world/abi64 jane
	has 'bits 64'
	has 'group role-dispatcher'
	has 'group dialout'
	has 'member jane'
	has 'listed 1'
	local expected=${output/bits 64/bits 32}
	succeeds /run/world/abi32 jane
	[ "$output" = "$expected" ]
	# by e-mail address, and from the second lookup through a mapping
	person zoe
	succeeds /run/world/abi32 zoe
	has 'name zoe uid 7'
	fails /run/world/abi32 nobody-here
}

@test "Q6_lengths_that_32_bits_do_not_hold_are_damage" {
	local flags bits
	has_m32 || return 0
	for bits in -m32 -m64; do
		flags=(-std=gnu11 -D_GNU_SOURCE -w -Wno-psabi -O1 "$bits" "-I$repo")
		gcc "${flags[@]}" -o /run/world/record \
		    "$BATS_TEST_DIRNAME/abi32_record.c" "$repo"/snapshot/reader*.c \
		    "$repo"/snapshot/format*.c
		succeeds /run/world/record
	done
}

@test "Q1_32_bit_module_lies_where_each_libc_for_it_looks" {
	has_m32 || return 0
	cmp "$biarch" "$multiarch"
	run file -bL "$biarch"
	has '32-bit' || readelf -h "$biarch" | grep -q ELF32
}

@test "Q1_doctor_reports_32_bit_programs_that_cannot_look_up_people" {
	run fieldctl doctor
	lacks '32-bit'
	mkdir -p /usr/lib32
	[ -e /usr/lib32/libc.so.6 ] || touch /usr/lib32/libc.so.6
	rm -f "$biarch"
	run fieldctl doctor
	has "32-bit programs cannot look up people of fieldauth: $biarch is missing."
}

@test "N12_uninstall_removes_the_32_bit_modules" {
	make -s -C "$repo" install-files DESTDIR=/tmp/stage32
	make -s -C "$repo" uninstall DESTDIR=/tmp/stage32
	[ ! -e "/tmp/stage32$multiarch" ]
	[ ! -e "/tmp/stage32$biarch" ]
	# even by a make that could not have built them
	make -s -C "$repo" install-files DESTDIR=/tmp/stage32
	make -s -C "$repo" uninstall DESTDIR=/tmp/stage32 I386=
	[ ! -e "/tmp/stage32$multiarch" ]
	[ ! -e "/tmp/stage32$biarch" ]
}

@test "N12_make_says_where_32_bit_modules_cannot_be_built" {
	run make -C "$repo" I386= i386-note
	[ "$(gcc -print-multiarch)" != x86_64-linux-gnu ] ||
	    has '32-bit programs will not know people'
}
