#!/usr/bin/env bats
# Whatever a person sets before su or sudo, a sign-in, a guess and a block have
# their usual effect (Q1, Q3, S3): base/inherit.

. "$BATS_TEST_DIRNAME/../world/lib.bash"

HELPER=/usr/libexec/fieldauth/fieldauth-signin
DATABASE=/var/lib/fieldauth/private/field.db
WORST=$BATS_TEST_DIRNAME/worst
SEEN=/run/world/seen

setup_file() {
	setup_acme
	fieldctl policy argon2_ops 1
	fieldctl policy argon2_memory_mib 8
	person jane
	person kim
	local_user mallory 'Local-pass-55'
	echo 'mallory ALL=(root) NOPASSWD: ALL' >/etc/sudoers.d/mallory
}

number() { sqlite3 "$DATABASE" "$1"; }
failures_of() {
	number "SELECT coalesce((SELECT failure_count FROM attempt a
	    JOIN person p ON p.id = a.person_id WHERE p.login = '$1'), 0)"
}
sessions_of() {
	number "SELECT count(*) FROM session s JOIN person p
	    ON p.id = s.person_id WHERE p.login = '$1'"
}

# at_worst WHAT CMD...: run CMD as mallory, with the worst value of WHAT.
at_worst() {
	setpriv --reuid mallory --regid mallory --init-groups --reset-env \
	    "$WORST" "$@"
}
# The hard limits are those that harm no other process, if they cannot be raised
# again.
all_of_it() {
	"$WORST" --list
	printf '%s:hard ' SIGPENDING LOCKS MEMLOCK MSGQUEUE NICE RTPRIO RSS
	! has_capability || printf '%s:hard ' AS CPU DATA FSIZE NOFILE NPROC \
	    RTTIME STACK
}
# CAP_SYS_RESOURCE, bit 24 of capability.h
has_capability() {
	(((0x$(awk '/CapEff/ { print $2 }' /proc/self/status) >> 24) & 1))
}

@test "Q1_helper_starts_the_same_whatever_the_person_has_set" {
	local what all
	all=$("$WORST" --list)
	! has_capability || all=$(all_of_it)
	mv "$HELPER" "$HELPER.real"
	cat >"$HELPER" <<-SH
	#!/bin/bash
	{
		prlimit --noheadings --output RESOURCE,SOFT
		cat /proc/self/timerslack_ns
		cat /proc/self/oom_score_adj /proc/self/personality
		grep -E '^(Cpus_allowed|Sig[BI]|Umask|THP)' /proc/self/status
		chrt -p \$\$ | sed 's/.*: //'
		nice
		ionice -p \$\$
	} >$SEEN.new 2>&1
	mv $SEEN.new $SEEN
	exec $HELPER.real
	SH
	chmod 0755 "$HELPER"
	echo "$PASSWORD" | at_worst CORE su jane -c true
	mv $SEEN $SEEN.normal
	for what in $all; do
		rm -f $SEEN
		echo "$PASSWORD" | at_worst "$what" su jane -c true || true
		diff $SEEN.normal $SEEN || { echo "with $what" >&2; break; }
		what=
	done
	mv "$HELPER.real" "$HELPER"
	[ -z "$what" ]
}

@test "Q1_every_limit_of_the_kernel_is_known_and_reset" {
	local name
	# the names that this kernel has; the last column is the unit
	for name in $(prlimit --noheadings --output RESOURCE); do
		[[ " $(all_of_it) " == *" $name "* ]] || {
			echo "unknown limit: $name" >&2
			return 1
		}
		grep -q "RLIMIT_$name, \"$name\"" \
		    "$BATS_TEST_DIRNAME/../../base/inherit.c"
	done
}

@test "X2_session_is_recorded_whatever_the_person_has_set" {
	local what before
	for what in $(all_of_it); do
		before=$(sessions_of jane)
		run at_worst "$what" su jane -c true <<<"$PASSWORD"
		[ "$(sessions_of jane)" -eq "$((before + 1))" ] || {
			echo "with $what: $output" >&2
			return 1
		}
	done
	[ "$(failures_of jane)" -eq 0 ]
	[ ! -e "/run/fieldauth/failures/$(id -u jane)" ]
}

all_fail() {
	local pid
	for pid; do
		! wait "$pid" || return 1
	done
}

@test "Q3_guess_is_counted_once_whatever_the_person_has_set" {
	local what count=0 pids=()
	for what in $(all_of_it); do
		at_worst "$what" su kim -c true <<<'nonsense' >/dev/null 2>&1 3>&- &
		pids+=($!)
		count=$((count + 1))
		# su waits after each, so several at a time; but a guess that
		# waits too long for its turn is refused without being checked
		if [ "${#pids[@]}" -eq 6 ]; then
			all_fail "${pids[@]}"
			pids=()
		fi
	done
	all_fail "${pids[@]}"
	[ "$(failures_of kim)" -eq "$count" ]
	[ ! -e "/run/fieldauth/failures/$(id -u kim)" ]
}

@test "S3_block_takes_effect_whatever_its_caller_has_set" {
	local what
	for what in $(all_of_it); do
		# less than the loader needs for any program
		[[ $what != AS* && $what != DATA* ]] || continue
		fieldctl user unblock jane
		at_worst "$what" sudo fieldctl user block jane ||
		    echo "status $? with $what" >&2
		[ "$(number "SELECT blocked FROM person
		    WHERE login = 'jane'")" -eq 1 ]
	done
	fails su jane -c true
}

# Without CAP_SYS_RESOURCE a hard limit remains, even for root.
without_files() {
	prlimit --fsize=0:0 -- setpriv --bounding-set -sys_resource "$@"
}

@test "Q5_limit_on_files_that_stays_is_an_error_that_is_told" {
	local verb
	for verb in 'user block kim' 'user list' 'sync status'; do
		# shellcheck disable=SC2086
		run without_files fieldctl $verb
		[ "$status" -eq 74 ]
		has 'A system error occurred'
	done
	run without_files timeout 9 syncd --once nosuchsource
	[ "$status" -lt 124 ]
	[ -n "$output" ]
}

@test "Q5_helper_under_a_hard_limit_on_files_says_why_and_admits_no_one" {
	local secret
	for secret in nonsense "$PASSWORD"; do
		: >/run/world/syslog
		# su itself may be killed when it writes its own record
		fails without_files setpriv --reuid mallory --regid mallory \
		    --init-groups --reset-env su jane -c true <<<"$secret"
		run cat /run/world/syslog
		has 'cannot judge: system error'
		lacks 'signal'
	done
}

# opened_as_a_stream CMD...: the files of fieldauth that were opened as
# descriptor 0, 1 or 2.
opened_as_a_stream() {
	strace -f -qq -o /run/world/trace -e trace=openat "$@" \
	    <&- >&- 2>&- 3>&- || true
	grep -E '(/var/lib|/run)/fieldauth.* = [012]$' /run/world/trace
}

@test "Q5_stream_that_is_closed_is_never_a_file_of_ours" {
	fails opened_as_a_stream fieldctl user block kim
	fails opened_as_a_stream timeout 3 syncd
	# they were effective
	[ "$(number "SELECT blocked FROM person WHERE login = 'kim'")" -eq 1 ]
	grep -q '/var/lib/fieldauth.* = [3-9]' /run/world/trace
	fieldctl user unblock kim
}

@test "Q5_stopped_by_the_terminal_fieldctl_holds_no_lock" {
	local pid
	# each sync of the disk takes a second, with the lock held
	strace -f -qq -o /run/world/trace -e trace=fdatasync \
	    -e inject=fdatasync:delay_enter=1000000 \
	    fieldctl user hold kim 3>&- &
	pid=$!
	wait_for lock_is_held
	kill -TSTP "$(pgrep -x fieldctl)"
	succeeds flock -w 9 "$LOCK" true
	kill -CONT "$(pgrep -x fieldctl)"
	wait "$pid"
	[ "$(number "SELECT held FROM person WHERE login = 'kim'")" -eq 1 ]
}
LOCK=/var/lib/fieldauth/private/write.lock
lock_is_held() { is_locked "$LOCK"; }
