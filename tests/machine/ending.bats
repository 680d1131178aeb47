#!/usr/bin/env bats
# X2, S2, S5: ending a person's sessions under systemd and logind ends
# everything that they left running, anywhere, and no processes of other people.

. "$BATS_TEST_DIRNAME/lib.bash"

db=/var/lib/fieldauth/private/field.db

setup_file() {
	local login
	setup_machine
	start_sshd "$KEYS_LINE"
	for login in jane omar; do
		person "$login"
		make_key "$login"
	done
	printf 'jane ALL=(root) NOPASSWD: ALL\n' >/etc/sudoers.d/jane
	chmod 0440 /etc/sudoers.d/jane
	install -m 0755 "$machine/settle" /usr/local/bin/settle
	systemctl start cron.service atd.service fieldauth-gate.service
	loginctl enable-linger jane
	# another person, who stays signed in throughout
	session omar 'systemd-run --user --quiet --unit=his sleep 7001
	    setsid sleep 7002 & echo settled; exec sleep 7003'
}

teardown_file() {
	fieldctl user block omar
	loginctl disable-linger jane
	rm -f /etc/sudoers.d/jane
	sed -i '/^jane:300000:/d' /etc/subuid
}

teardown() {
	rm -f /etc/cron.d/jane
	systemctl start syncd.service
	fieldctl user unblock jane
	fieldctl user release jane
	fieldctl user edit jane --expires never
}

# --- what runs ---------------------------------------------------------------

# session LOGIN CMD: an ssh session of LOGIN that runs CMD, which prints
# 'settled' when ready; its client runs in the background.
session() {
	rm -f "/run/world/session.$1"
	# without the descriptors of bats, which waits until they are closed
	# shellcheck disable=SC2016
	daemon bash -c '. "$0"; ssh_key "$1" "/run/world/$1.key" "$2" \
	    >"/run/world/session.$1" 2>&1' "$machine/lib.bash" "$1" "$2" &
	wait_for grep -q settled "/run/world/session.$1"
}

# cron_job NUMBER: a running cron job of jane's.  Cron starts @reboot jobs when
# it finds no mark of an earlier start.
cron_job() {
	printf '@reboot jane exec sleep %s\n' "$1" >/etc/cron.d/jane
	rm -f /run/crond.reboot
	systemctl restart cron.service
	wait_for sleeps jane "$1"
}

# sleeps LOGIN NUMBER...: LOGIN runs `sleep NUMBER` for each of them.
sleeps() {
	local login=$1 number
	shift
	for number; do
		pgrep -U "$login" -f "^([a-z/]*/)?sleep $number\$" >/dev/null ||
		    return 1
	done
}

# processes_of LOGIN: the processes with any of LOGIN's uids, or in LOGIN's
# slice.
processes_of() {
	local uid
	uid=$(id -u "$1")
	ps -eo pid=,stat=,ruid=,euid=,suid=,fsuid=,cgroup=,args= |
	    awk -v u="$uid" '$2 !~ /^[ZX]/ && ($3 == u || $4 == u || $5 == u ||
	        $6 == u || index($7, "/user-" u ".slice"))'
}
runs_nothing() { [ -z "$(processes_of "$1")" ]; }

# running_units_of LOGIN: the units of LOGIN's slice that have a process.
running_units_of() {
	systemctl show --property=Id,Slice,SubState '*' |
	    awk -v RS= -v slice="Slice=user-$(id -u "$1").slice" \
	    'index($0, slice) && /SubState=running/'
}

# is_out LOGIN ROOT...: no process of LOGIN is running, nor any of the root
# processes `sleep ROOT`, and none is started again.
is_out() {
	local login=$1 root
	shift
	processes_of "$login"
	runs_nothing "$login"
	for root; do
		fails pgrep -f "^(sudo -n )?sleep $root\$"
	done
	sleep 3
	processes_of "$login"
	runs_nothing "$login"
	running_units_of "$login"
	[ -z "$(running_units_of "$login")" ]
	[ -z "$(sessions_of "$login")" ]
	[ "$(sqlite3 "$db" "SELECT count(*) FROM session s JOIN person p
	    ON p.id = s.person_id WHERE p.login = '$login'
	    AND closed_at IS NULL")" -eq 0 ]
	[ "$(sqlite3 "$db" 'SELECT count(*) FROM ending')" -eq 0 ]
}

# beside: the process ids of all processes that must not be ended: those of
# omar, and the main process of each system service.
beside() {
	processes_of omar | awk '{ print $1 }'
	systemctl show --property=Id,MainPID \
	    {ssh,fieldauth-gate,cron,atd,dbus,systemd-logind}.service \
	    {systemd-journald,syncd,"user@$(id -u omar)"}.service
}

# ask_to_end LOGIN: the data that fieldctl commits, followed by a crash.
ask_to_end() {
	sqlite3 "$db" "UPDATE person SET session_epoch = session_epoch + 1
	    WHERE login = '$1';
	    INSERT INTO ending SELECT id, session_epoch, unixepoch()
	    FROM person WHERE login = '$1'"
}

nothing_is_pending() {
	[ "$(sqlite3 "$db" 'SELECT count(*) FROM ending')" -eq 0 ]
}
is_pending() { ! nothing_is_pending; }

# has_asked COUNT: COUNT processes run the program that reports SIGTERM; the
# sudo of one of them is counted as well.
has_asked() { [ "$(pgrep -c -f 'perl /tmp/asked')" -ge "$1" ]; }

# --- what must hold ----------------------------------------------------------

@test "X2_block_ends_all_that_a_person_left_running_under_systemd" {
	local before master forward
	session jane 'settle 100'
	cron_job 1010
	wait_for sleeps jane 100{0,1,2,3,4,5,6,8,9}
	wait_for pgrep -x -f 'sleep 1007'
	ssh "${SSH_OPTIONS[@]}" -o BatchMode=yes -i /run/world/jane.key \
	    -l jane -M -S /run/world/master -N 127.0.0.1 \
	    </dev/null >/dev/null 2>&1 3>&- &
	master=$!
	ssh "${SSH_OPTIONS[@]}" -o BatchMode=yes -i /run/world/jane.key \
	    -l jane -N -L 4711:127.0.0.1:22 127.0.0.1 \
	    </dev/null >/dev/null 2>&1 3>&- &
	forward=$!
	wait_for ssh -S /run/world/master -O check 127.0.0.1
	wait_for bash -c 'read -r line </dev/tcp/127.0.0.1/4711 &&
	    [[ $line == SSH-* ]]'
	before=$(beside)

	succeeds fieldctl user block jane
	lacks 'could not be ended'
	lacks 'Not ended'
	is_out jane 1007
	wait "$master" || true
	wait "$forward" || true
	[ "$(beside)" = "$before" ]
	sleeps omar 7001 7002 7003
}

@test "X2_block_leaves_no_unit_failed_and_the_runtime_folder_removed" {
	loginctl enable-linger jane
	session jane 'settle 110'
	wait_for sleeps jane 110{0,4,9}
	succeeds fieldctl user block jane
	wait_for test ! -e "/run/user/$(id -u jane)"
	run systemctl --failed --no-legend
	[ -z "$output" ]
}

@test "X2_lingering_starts_nothing_of_a_blocked_person_again" {
	session jane 'settle 120'
	wait_for sleeps jane 120{0,4,9}
	succeeds fieldctl user block jane
	# as after a boot: logind starts the user managers of users with
	# lingering
	systemctl restart systemd-logind.service
	fails systemctl start "user@$(id -u jane).service"
	is_out jane 1207
	systemctl reset-failed
	sleeps omar 7001 7002 7003
}

@test "X2_programs_are_asked_first_and_root_is_given_longer" {
	session jane 'cat >/tmp/asked <<"PERL"
my ($file, $seconds) = @ARGV;
$SIG{HUP} = "IGNORE";
$SIG{TERM} = sub {
	select undef, undef, undef, $seconds;
	open my $said, ">", $file;
	exit 0;
};
sleep 1 while 1;
PERL
	perl /tmp/asked /tmp/told-in-time 0 &
	perl /tmp/asked /tmp/told-too-late 30 &
	sudo perl /tmp/asked /run/world/finished 3 &
	echo settled; exec sleep 1300'
	wait_for has_asked 4
	succeeds fieldctl user block jane
	[ -e /tmp/told-in-time ]
	[ ! -e /tmp/told-too-late ]
	[ -e /run/world/finished ]
	is_out jane
}

@test "X2_logout_ends_all_and_leaves_the_person_free_to_return" {
	local logind master
	session jane 'settle 130'
	cron_job 1310
	wait_for sleeps jane 130{0,1,2,3,4,5,6,8,9}
	ssh "${SSH_OPTIONS[@]}" -o BatchMode=yes -i /run/world/jane.key \
	    -l jane -M -S /run/world/master -N 127.0.0.1 \
	    </dev/null >/dev/null 2>&1 3>&- &
	master=$!
	wait_for ssh -S /run/world/master -O check 127.0.0.1
	# logind's id is known by now, whatever the order of the stack
	for logind in $(fieldctl who --csv --columns login,service,logind_id |
	    tr -d '\r' | sed -n 's/^jane,sshd,//p'); do
		sessions_of jane | grep -qx "$logind"
	done
	[ "$(sqlite3 "$db" "SELECT count(*) FROM session s JOIN person p
	    ON p.id = s.person_id WHERE p.login = 'jane' AND service = 'sshd'
	    AND closed_at IS NULL AND logind_id <> ''")" -ge 1 ]

	succeeds fieldctl logout jane --reason 'van sold'
	has 'logged out on van-7 only'
	lacks 'could not be ended'
	is_out jane 1307
	wait "$master" || true
	sleeps omar 7001 7002 7003
	succeeds ssh_key jane /run/world/jane.key 'echo back'
	has back
}

@test "S5_hold_ends_all_under_systemd" {
	session jane 'settle 140'
	wait_for sleeps jane 140{0,1,2,3,4,5,6,8,9}
	succeeds fieldctl user hold jane
	is_out jane 1407
	sleeps omar 7001 7002 7003
}

@test "S2_an_expiry_that_passes_ends_all_in_the_round_of_the_unit" {
	session jane 'settle 150'
	wait_for sleeps jane 150{0,1,2,3,4,5,6,8,9}
	sqlite3 "$db" "UPDATE person SET expires_at = unixepoch() - 1
	    WHERE login = 'jane'"
	systemctl restart syncd.service
	wait_for runs_nothing jane
	wait_for nothing_is_pending
	is_out jane 1507
}

@test "S2_an_expiry_that_passes_ends_all_at_the_next_sign_in" {
	session jane 'settle 160'
	wait_for sleeps jane 160{0,1,2,3,4,5,6,8,9}
	systemctl stop syncd.service
	sqlite3 "$db" "UPDATE person SET expires_at = unixepoch() - 1
	    WHERE login = 'jane'"
	fails ssh_key jane /run/world/jane.key true
	wait_for runs_nothing jane
	wait_for nothing_is_pending
	is_out jane 1607
}

@test "X2_what_was_asked_while_the_terminal_was_off_is_done_when_syncd_starts" {
	local uid
	uid=$(id -u jane)
	grep -q ^jane: /etc/subuid || echo 'jane:300000:65536' >>/etc/subuid
	cp "$world/mapped" /run/world/mapped
	session jane "settle 170 & sudo /run/world/mapped $uid 300000 1779 &
	    wait"
	wait_for sleeps jane 170{0,1,2,3,4,5,6,8,9}
	wait_for pgrep -u 300000 -x -f 'sleep 1779'
	systemctl stop syncd.service
	ask_to_end jane
	sleeps jane 1700
	systemctl start syncd.service
	wait_for nothing_is_pending
	fails pgrep -x -f 'sleep 1779'
	is_out jane 1707
	sleeps omar 7001 7002 7003
}

@test "X2_a_command_killed_between_commit_and_ending_is_made_good_by_syncd" {
	local command
	session jane 'settle 180'
	wait_for sleeps jane 180{0,1,2,3,4,5,6,8,9}
	# the command waits for the lock of endings after its commit
	exec 8>/run/fieldauth/ending.lock
	flock 8
	fieldctl user block jane >/dev/null 2>&1 3>&- 8>&- &
	command=$!
	wait_for is_pending
	kill -KILL "$command"
	sleeps jane 1800 1801 1804 1809
	exec 8>&-
	systemctl restart syncd.service
	wait_for nothing_is_pending
	is_out jane 1807
}
