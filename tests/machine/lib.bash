# lib.bash: shared by the tests of the machine ring.  To be sourced inside a
# booted machine (tests/machine/machine run FILE.bats).
#
# All functions of tests/world/lib.bash are available as well: setup_acme,
# person, local_user, ssh_password, ssh_dialogue, ssh_key, su_as, wait_for, has,
# succeeds, ... Those that start a service in a world use the service manager
# here.
# shellcheck shell=bash

machine=${BASH_SOURCE[0]%/*}
"$machine/machine" inside || {
	echo "This needs a machine: tests/machine/machine run FILE.bats" >&2
	exit 125
}
. "$machine/../world/lib.bash"

# start_sshd [LINE...]: ssh.service, with LINEs at the top of sshd_config.
start_sshd() {
	printf '%s\n' 'UseDNS no' 'LoginGraceTime 30' 'MaxAuthTries 10' "$@" \
	    >/etc/ssh/sshd_config.d/00-test.conf
	sed 's/^/127.0.0.1,van-7,localhost /' /etc/ssh/ssh_host_*_key.pub \
	    >/run/world/known_hosts
	systemctl restart ssh.service
}

stop_sshd() { systemctl stop ssh.service; }

# setup_machine: fieldauth enabled, its units started, and people of Acme;
# removes what an earlier file of this boot has set up.
setup_machine() {
	if [ -e /var/lib/fieldauth/private/field.db ]; then
		fieldctl setup --system --undo --yes
		rm -rf /var/lib/fieldauth/private /var/lib/misc/fieldusers.db \
		    /run/fieldauth /etc/fieldauth/fieldauth.conf /home/*
	fi
	setup_acme
	fieldctl setup --system --yes
	start_sshd
}

# Sockets are held by the service manager, as on a real terminal.
start_verify_socket() { systemctl start fieldauth-verify.socket; }

# is_state UNIT STATE...: systemd's ActiveState of UNIT is one of STATEs.
is_state() {
	local unit=$1 now want
	shift
	now=$(systemctl show --property=ActiveState --value "$unit")
	for want; do
		[ "$now" != "$want" ] || return 0
	done
	echo "$unit is $now, expected: $*" >&2
	return 1
}

# as LOGIN CMD...: CMD with the ids of LOGIN and without a session.
as() {
	local login=$1
	shift
	setpriv --reuid "$login" --regid "$login" --init-groups --reset-env "$@"
}

# sessions_of LOGIN: the ids of LOGIN's logind sessions.
sessions_of() { loginctl list-sessions --no-legend | awk -v u="$1" '$3 == u { print $1 }'; }

# start_session LOGIN PASSWORD NAME: an ssh session of LOGIN that stays open
# until its connection ends or it is ended; sets $NAME to the process id of its
# client.
start_session() {
	local -n pid=$3
	ssh_password "$1" "$2" 'echo ready; exec sleep 600' \
	    >"/run/world/session.$3" 2>&1 </dev/null 3>&- &
	# shellcheck disable=SC2034
	pid=$!
	wait_for grep -q ready "/run/world/session.$3"
}
