#!/usr/bin/env bats
# What a program of the caller's own says to verify.sock is a claim (Q4): each
# member of a request, one after another.  None is recorded, and none decides
# anything except about the caller, whom the kernel names.

. "$BATS_TEST_DIRNAME/../world/lib.bash"

DATABASE=/var/lib/fieldauth/private/field.db

setup_file() {
	setup_acme
	start_sshd
	person jane
	person omar
	person must --must-change
	local_user lena 'Local-pass-55'
	install_clients
	start_gate verify
}

setup() { fieldctl user unlock jane omar must >/dev/null; }

# claim_as LOGIN MEMBER=VALUE...
claim_as() {
	local login=$1
	shift
	setpriv --reuid "$login" --regid "$login" --init-groups --reset-env \
	    claim "login=$login" "$@"
}

guess() { fails claim_as "$1" secret=nonsense "${@:2}"; }

row() { sqlite3 "$DATABASE" "$1"; }
# the kinds of counters with failures of LOGIN, and the addresses
counters_of() {
	row "SELECT group_concat(source_kind || source) FROM (SELECT * FROM
	    attempt ORDER BY source_kind) a JOIN person p ON p.id = a.person_id
	    WHERE p.login = '$1' AND a.failure_count > 0"
}
failures_of() {
	row "SELECT coalesce(sum(failure_count), 0) FROM attempt a
	    JOIN person p ON p.id = a.person_id WHERE p.login = '$1'"
}
sessions() { row 'SELECT count(*) FROM session'; }

# what might be believed, one member at a time
CLAIMS=(service=sshd service=login service=cron service=systemd-user
    service=../../etc/shadow tty=tty1 tty=/dev/tty1 address=192.0.2.66
    address=127.0.0.1 invoker=root invoker=omar caller=0 leader=1
    method=key session=1 round=2 sign_in=1 field=phone reply=x new_secret=x
    required=nosuch)

@test "Q4_no_claim_selects_another_counter" {
	local claim
	for claim in "${CLAIMS[@]}"; do
		fieldctl user unlock jane >/dev/null
		guess jane "$claim"
		echo "with $claim: $(counters_of jane)"
		[ "$(counters_of jane)" = caller ]
		[ "$(failures_of jane)" -eq 1 ]
	done
}

@test "Q4_no_claim_is_recorded" {
	local claim
	: >/run/world/syslog
	for claim in service=sshd tty=tty77 address=192.0.2.66 invoker=mallory \
	    method=carrier required=192.0.2.67 session=192.0.2.68; do
		guess jane "$claim"
	done
	fieldctl user unlock jane >/dev/null
	succeeds claim_as jane "secret=$PASSWORD" service=sshd tty=tty77 \
	    address=192.0.2.66
	run bash -c 'grep fieldauth-signin /run/world/syslog
	    fieldctl audit --person jane --json'
	has 'claim refused: user=jane'
	has '"verify.sock"'
	lacks sshd
	lacks tty77
	lacks 192.0.2
	lacks mallory
	lacks carrier
	# the next sign-in of jane shows none of it either
	run row "SELECT * FROM session"
	lacks 192.0.2
}

@test "Q4_locked_caller_locks_neither_console_nor_network" {
	local i claim
	for ((i = 0; i < 12; i++)); do
		claim=${CLAIMS[i % ${#CLAIMS[@]}]}
		guess jane "$claim"
	done
	# a right secret gets what a wrong one gets
	guess jane
	local refused=$output
	fails claim_as jane "secret=$PASSWORD"
	[ "$output" = "$refused" ]
	succeeds fieldctl user list --locked --csv
	has jane
	# and the others are open
	succeeds ssh_password jane "$PASSWORD" id -un
	succeeds "$world/talk" '[Pp]assword: ?$' "$PASSWORD" '\$ $' exit -- \
	    login jane
	fails claim_as jane "secret=$PASSWORD"
	fieldctl user unlock jane
	succeeds claim_as jane "secret=$PASSWORD"
}

@test "Q4_claim_of_another_uid_is_refused_and_counts_against_no_one" {
	local uid
	for uid in "$(id -u omar)" "$(id -u lena)" 0 4294967295; do
		fails claim_as jane "uid=$uid" secret=nonsense
		fails claim_as jane "uid=$uid" "secret=$PASSWORD"
		has 'code: 6'
	done
	[ "$(failures_of omar)" -eq 0 ]
	[ "$(failures_of jane)" -eq 0 ]
}

@test "Q4_claim_of_another_login_is_about_the_caller" {
	fails claim_as jane login=omar secret=nonsense
	[ "$(failures_of omar)" -eq 0 ]
	run fieldctl audit --person omar --json
	lacks refused
}

@test "Q4_verbs_of_hosts_of_root_are_refused_with_every_flag" {
	local verb flags before
	before=$(sessions)
	for verb in 0 3 4 5 6 7 4294967295; do
		for flags in 0 1 2 16 64 128 255 256; do
			fails claim_as jane "verb=$verb" "flags=$flags" \
			    "secret=$PASSWORD" 'new_secret=Granite-88-quarry'
		done
	done
	[ "$(sessions)" -eq "$before" ]
	succeeds claim_as jane "secret=$PASSWORD"
	fails claim_as jane 'secret=Granite-88-quarry'
}

@test "Q4_claimed_service_reads_no_file_of_the_caller" {
	mkdir -m 0777 /tmp/theirs
	mkfifo -m 0666 /tmp/theirs/fifo
	local name
	for name in ../../tmp/theirs/fifo /tmp/theirs/fifo .. / ''; do
		# the helper reads the stack of a service for an address
		fails timeout 10 setpriv --reuid jane --regid jane \
		    --init-groups --reset-env claim login=jane flags=4 \
		    "service=$name" "secret=$PASSWORD"
		[ "$status" -eq 1 ]
	done
}

@test "L8_no_claim_exempts_from_a_change" {
	local claim
	succeeds claim_as must "secret=$PASSWORD"
	for claim in "${CLAIMS[@]}"; do
		fails claim_as must verb=2 "$claim"
		echo "with $claim: $output"
		[[ $output == *'code: 12'* || $claim == required=* ]]
	done
}

@test "S3_no_claim_admits_a_blocked_person" {
	local claim flags step
	fieldctl policy end_sessions_on none
	fieldctl user block omar
	for claim in "${CLAIMS[@]}"; do
		fails claim_as omar "secret=$PASSWORD" "$claim"
		fails claim_as omar verb=2 "$claim"
	done
	for flags in 1 2 4 8 16 32 64 128 255; do
		fails claim_as omar "secret=$PASSWORD" "flags=$flags"
	done
	for step in 1 2 3 4 4294967295; do
		fails claim_as omar "secret=$PASSWORD" "step=$step"
		fails claim_as omar "secret=$PASSWORD" "step=$step" \
		    "reply=$PASSWORD"
	done
	fieldctl user unblock omar
}
