#!/usr/bin/env bats
# fieldauth-signin is killed, or its system calls fail, at every possible point:
# the database is consistent, a password is the old or the new one, a wrong one
# is never accepted, and the next sign-in requires no repair (Q1, Q5).

. "$BATS_TEST_DIRNAME/../world/lib.bash"

HELPER=/usr/libexec/fieldauth/fieldauth-signin
DATABASE=/var/lib/fieldauth/private/field.db
OLD=$PASSWORD
NEW='Granite-88-quarry'
FAULTS=/run/world/helper.faults

setup_file() {
	setup_acme
	fieldctl policy argon2_ops 1
	fieldctl policy argon2_memory_mib 8
	# each round ends with the password that it began with
	fieldctl policy password_history 0
	person jane
	printf '%s required pam_fieldauth.so\n' auth account password session \
	    >/etc/pam.d/faults
	mv "$HELPER" "$HELPER.real"
	# The run whose number is in the file is run under strace.
	cat >"$HELPER" <<-SH
	#!/bin/sh
	read -r run <$FAULTS.run
	read -r at options <$FAULTS
	echo \$((run + 1)) >$FAULTS.run
	[ "\$run" = "\$at" ] || exec $HELPER.real
	exec strace -qq -o $FAULTS.trace \$options $HELPER.real
	SH
	chmod 0755 "$HELPER"
	no_faults
	fieldctl doctor --json >/run/world/doctor || true
}

no_faults() {
	echo 1 >$FAULTS.run
	echo '0' >$FAULTS
}

# with_fault RUN OPTIONS CMD...: run CMD, with strace and these OPTIONS for the
# RUN-th helper that it starts; prints the output of CMD.
with_fault() {
	local code=0
	echo 1 >$FAULTS.run
	echo "$1 $2" >$FAULTS
	rm -f $FAULTS.trace
	"${@:3}" >/run/world/said 2>&1 || code=$?
	no_faults
	return $code
}

sign_in() { # PASSWORD
	"$BATS_TEST_DIRNAME/pamtry" -n -s faults jane auth acct <<<"$1"
}

# A change of her own password, as by passwd: her real uid, root's effective
# uid.
change() { # OLD NEW
	printf '%s\n' "$1" "$2" "$2" |
	    setpriv --ruid jane "$BATS_TEST_DIRNAME/pamtry" -n -s faults \
		jane chauthtok
}

database_is_whole() {
	[ "$(sqlite3 "$DATABASE" 'PRAGMA integrity_check' \
	    'PRAGMA foreign_key_check')" = ok ]
}

# calls RUN SET STEP CMD...: the system calls of SET (as in strace) in the
# RUN-th helper of CMD, as NAME NUMBER, since strace counts each name
# separately: the last one, and every STEP-th before it.
calls() {
	with_fault "$1" "-e trace=$2" "${@:4}" || true
	awk -F '(' '/^[a-z0-9_]+\(/ { print $1, ++n[$1] }' $FAULTS.trace |
	    tac | awk -v step="$3" 'NR % step == 1 || step == 1'
}

# sweep RUN SET STEP CHECK CMD...: run CMD, with its RUN-th helper killed at
# each STEP-th system call of SET. CHECK is called with the status of CMD.
sweep() {
	local call at tried=0 failed=0
	while read -r call at; do
		one "$1" "$call:signal=KILL:when=$at" "${@:4}"
	done <<<"$(calls "$1" "$2" "$3" "${@:5}")"
	echo "# killed $tried times, the host noticed $failed" >&3
	[ "$tried" -gt 5 ]
	[ "$failed" -gt $((tried / 2)) ]
}

# refuse RUN STEP CHECK CMD...: the same, but each STEP-th of these calls fails.
ERRORS='openat:EMFILE openat:EIO flock:EIO fdatasync:EIO mmap:ENOMEM
    pwrite64:ENOSPC'
refuse() {
	local error call at tried=0 failed=0
	for error in $ERRORS; do
		while read -r call at; do
			one "$1" "$call:error=${error#*:}:when=$at" "${@:3}"
		done <<<"$(calls "$1" "${error%:*}" "$2" "${@:4}")"
	done
	echo "# refused $tried calls, the host noticed $failed" >&3
	[ "$tried" -gt 9 ]
	[ "$failed" -gt 2 ]
}

one() { # RUN INJECTION CHECK CMD...
	local code=0
	# a round is not locked for the attempts of those before
	sqlite3 "$DATABASE" 'DELETE FROM attempt'
	with_fault "$1" "-e trace=${2%%:*} -e inject=$2" "${@:4}" || code=$?
	tried=$((tried + 1))
	[ "$code" -eq 0 ] || failed=$((failed + 1))
	"$3" "$code" && database_is_whole && return
	echo "after $2, status $code:" >&2
	cat /run/world/said >&2
	return 1
}

# --- the checks ---------------------------------------------------------------

right_one_works_afterwards() { sign_in "$OLD" >/dev/null; }

was_refused() {
	[ "$1" -ne 0 ] && right_one_works_afterwards
}

# If it was reported as changed, it is; otherwise it may be. The next round
# starts from the present password.
one_password_works() { # STATUS
	local old=0 new=0
	sign_in "$OLD" >/dev/null || old=$?
	sign_in "$NEW" >/dev/null || new=$?
	[ "$((old == 0))" -ne "$((new == 0))" ] || return 1
	[ "$1" -ne 0 ] || [ "$new" -eq 0 ] || return 1
	[ "$new" -ne 0 ] || change "$NEW" "$OLD" >/dev/null
}

@test "Q5_helper_killed_anywhere_in_a_sign_in_leaves_the_next_one_working" {
	sweep 1 all 14 right_one_works_afterwards sign_in "$OLD"
}

@test "Q5_helper_killed_anywhere_in_a_change_leaves_the_old_or_the_new_password" {
	sweep 2 all 61 one_password_works change "$OLD" "$NEW"
	# and while it makes the change durable
	sweep 2 pwrite64,fdatasync,flock 3 one_password_works \
	    change "$OLD" "$NEW"
}

@test "Q5_call_refused_anywhere_in_a_sign_in_leaves_the_next_one_working" {
	refuse 1 9 right_one_works_afterwards sign_in "$OLD"
}

@test "Q1_wrong_password_is_refused_whatever_call_is" {
	refuse 1 9 was_refused sign_in 'nonsense'
}

@test "Q5_call_refused_anywhere_in_a_change_leaves_the_old_or_the_new_password" {
	refuse 2 9 one_password_works change "$OLD" "$NEW"
}

@test "Q5_nothing_is_left_of_helpers_that_were_killed" {
	fails pgrep -f fieldauth-signin
	succeeds sign_in "$OLD"
	fieldctl doctor --json >/run/world/doctor.after || true
	diff /run/world/doctor /run/world/doctor.after
	fails ls -d /run/fieldauth/judge.*
}
