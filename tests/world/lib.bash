# lib.bash: shared by the system tests and the demo.  To be sourced in a world,
# or by tests/machine/lib.bash in a machine.
# shellcheck shell=bash

world=${BASH_SOURCE[0]%/*}
"$world/world" inside || "$world/../machine/machine" inside || {
	echo "This needs a world: tests/world/world run --install -- ..." >&2
	exit 125
}

# --- services ---------------------------------------------------------------

# daemon CMD...: run CMD, which goes into the background on its own account,
# with none of our descriptors, because bats waits until they are closed.
daemon() {
	(
		for fd in /proc/self/fd/*; do
			fd=${fd##*/}
			[ "$fd" -le 2 ] || eval "exec $fd>&-"
		done
		exec "$@" </dev/null >/dev/null 2>&1
	)
}

# start_syncd, stop_syncd: the agent, as a daemon without a service manager; its
# messages are in /run/world/syncd.log.
start_syncd() {
	JOURNAL_STREAM=1:1 syncd </dev/null >/dev/null 2>/run/world/syncd.log 3>&- &
	echo $! >/run/world/syncd.pid
}
stop_syncd() {
	local pid
	[ -s /run/world/syncd.pid ] || return 0
	pid=$(cat /run/world/syncd.pid)
	kill "$pid"
	wait_for has_ended "$pid"
	rm -f /run/world/syncd.pid
}
has_ended() { ! kill -0 "$1" 2>/dev/null; }

# start_sshd [LINE...]: sshd with the configuration of Debian, and LINEs at the
# top of sshd_config.
start_sshd() {
	printf '%s\n' 'UseDNS no' 'LoginGraceTime 30' 'MaxAuthTries 10' "$@" \
	    >/etc/ssh/sshd_config.d/00-test.conf
	sed 's/^/127.0.0.1,van-7,localhost /' /etc/ssh/ssh_host_*_key.pub \
	    >/run/world/known_hosts
	daemon /usr/sbin/sshd
	wait_for test -s /run/sshd.pid
}

stop_sshd() {
	kill "$(cat /run/sshd.pid)"
	wait_for test ! -e /run/sshd.pid
}

# start_gate NAME...: the gate, with sockets (NAME.sock) as the service manager
# would hold them; its process id is in /run/world/gate.pid.
start_gate() {
	local command name
	local -a sockets=()
	command=$(sed -n 's/^ExecStart=//p' \
	    /usr/lib/systemd/system/fieldauth-gate.service)
	mkdir -p -m 0755 /run/fieldauth
	for name; do
		sockets+=(-l "/run/fieldauth/$name.sock")
	done
	systemd-socket-activate "${sockets[@]}" \
	    --fdname="$(IFS=: && echo "$*")" \
	    "$command" </dev/null >/run/world/verify.log 2>&1 3>&- &
	echo $! >/run/world/gate.pid
	for name; do
		wait_for test -S "/run/fieldauth/$name.sock"
		chmod 0666 "/run/fieldauth/$name.sock"
	done
}
start_verify_socket() { start_gate verify; }

# stop_gate: stop it as the service manager stops its units.
stop_gate() {
	kill "$(cat /run/world/gate.pid)" 2>/dev/null || true
	wait_for test ! -d "/proc/$(cat /run/world/gate.pid)"
	rm -f /run/fieldauth/{verify,control}.sock
}

# start_standin [ARG...]: QuickBooks over HTTPS on loopback.  $token_file is the
# token file for `sync connect`.
standin=/run/world/standin
token_file=$standin/tokens.json
start_standin() {
	mkdir -p "$standin"
	python3 "$world/../standin/quickbooks.py" --cert-dir "$standin" \
	    --port-file "$standin/port" --token-file "$token_file" \
	    --secret-file "$standin/secret" "$@" \
	    </dev/null >"$standin/log" 2>&1 3>&- &
	echo $! >"$standin/pid"
	wait_for test -s "$standin/port"
}

stop_standin() {
	kill "$(cat "$standin/pid")"
	rm -f "$standin/port"
}

# control JSON: make the stand-in misbehave, or change its data.
control() {
	python3 -c '
import ssl, sys, urllib.request
context = ssl.create_default_context(cafile=sys.argv[1])
print(urllib.request.urlopen(sys.argv[2], sys.argv[3].encode() or None,
                             context=context).read().decode())
' "$standin/ca.pem" "$(standin_address)/_control" "${1-}"
}
standin_address() { echo "https://localhost:$(cat "$standin/port")"; }

# configure_standin: write the section of fieldauth.conf for it.
configure_standin() {
	local url
	url=$(standin_address)
	# The worker, which has no privileges, checks the certificate.
	install -m 0644 "$standin/ca.pem" /etc/fieldauth/standin-ca.pem
	cat >>/etc/fieldauth/fieldauth.conf <<-CONF

	[source quickbooks]
	type = quickbooks
	org = acme
	client_id = standin-client
	client_secret_file = $standin/secret
	api_url = $url
	token_url = $url/oauth2/v1/tokens/bearer
	authorize_url = $url/connect/oauth2
	revoke_url = $url/v2/oauth2/tokens/revoke
	ca_file = /etc/fieldauth/standin-ca.pem
	every = 30m
	CONF
}

# start_xero [ARG...], configure_xero, stop_xero, control_xero JSON: the same
# for Xero, with a source called 'books'.
xero=/run/world/xero
start_xero() {
	mkdir -p "$xero"
	python3 "$world/../standin/xero.py" --cert-dir "$xero" \
	    --port-file "$xero/port" --token-file "$xero/tokens.json" \
	    --secret-file "$xero/secret" "$@" \
	    </dev/null >"$xero/log" 2>&1 3>&- &
	echo $! >"$xero/pid"
	wait_for test -s "$xero/port"
}

stop_xero() {
	kill "$(cat "$xero/pid")"
	rm -f "$xero/port"
}

control_xero() { standin=$xero control "$@"; }

configure_xero() { # [LINE...]
	local url
	url=https://localhost:$(cat "$xero/port")
	install -m 0644 "$xero/ca.pem" /etc/fieldauth/xero-ca.pem
	cat >>/etc/fieldauth/fieldauth.conf <<-CONF

	[source books]
	type = xero
	org = acme
	client_id = standin-client
	client_secret_file = $xero/secret
	api_url = $url
	token_url = $url/connect/token
	authorize_url = $url/identity/connect/authorize
	revoke_url = $url/connect/revocation
	connections_url = $url/connections
	ca_file = /etc/fieldauth/xero-ca.pem
	every = 30m
	CONF
	[ $# -eq 0 ] || printf '%s\n' "$@" >>/etc/fieldauth/fieldauth.conf
}

# login_of EMAIL
login_of() { getent passwd "$1" | cut -d: -f1; }

# wait_for CMD...: wait until CMD succeeds, at most 120 s.
wait_for() {
	local i
	for ((i = 0; i < 6000; i++)); do
		! "$@" >/dev/null 2>&1 || return 0
		read -r -t 0.02 <> <(:) || true
	done
	echo "waited 120 s in vain for: $*" >&2
	return 1
}

# is_locked FILE: a process holds its flock.  Trying to lock it would take it
# away from a process that comes at that instant.
is_locked() {
	local inode
	inode=$(stat -c %i "$1") && grep -q "FLOCK.*:$inode " /proc/locks
}

# --- people -----------------------------------------------------------------

# local_user LOGIN PASSWORD: add a local user.
local_user() {
	remember "$2"
	useradd -m -s /bin/bash "$1"
	printf '%s:%s\n' "$1" "$2" | chpasswd -c SHA512 -s 5000
}

# remember TEXT: a secret, which tests/world/hunt must not find anywhere.
remember() { printf '%s\n' "$1" >>/run/world/secrets; }

# secret TEXT: create a file with TEXT that only root can read; print its name.
secret() {
	local file
	remember "$1"
	file=$(umask 077; mktemp /run/world/secret.XXXXXX)
	printf '%s\n' "$1" >"$file"
	echo "$file"
}

# setup_acme: set up the organisation of all tests, its first admin, and this
# terminal.
setup_acme() {
	fieldctl setup --org acme --org-name "Acme Field Services" \
	    --admin ada --admin-name "Ada Admin" \
	    --admin-email ada@acme.example \
	    --admin-password-file "$(secret 'Lighthouse-7-keeper')" \
	    --terminal van-7 --site depot-north --yes || return
	# First sign-ins ask for no fields of the profile: tests/system/codes.bats.
	fieldctl policy ask_first_sign_in none >/dev/null
}

# person LOGIN [OPTION...]: add an active person whose password is $PASSWORD.
PASSWORD='Harbour-42-crane'
person() {
	local login=$1
	shift
	fieldctl user add "$login" --name "${login^} Person" \
	    --email "$login@acme.example" --active \
	    --password-file "$(secret "$PASSWORD")" "$@"
}

# install_clients: pamtry, knock and claim, for users who may not read the clone.
install_clients() {
	install -m 0755 "$world/../system/pamtry" "$world"/{knock,claim} \
	    /usr/local/bin
	install -m 0644 "$world/signin_protocol.py" \
	    "$world"/../../pam_fieldauth/protocol.[ch] /usr/local/bin
}

# --- signing in -------------------------------------------------------------

# With the default verbosity of the client, which shows the messages of PAM.
SSH_OPTIONS=(-o UserKnownHostsFile=/run/world/known_hosts
    -o NumberOfPasswordPrompts=1 -o ConnectTimeout=10)

# ssh_password LOGIN PASSWORD [CMD...]: with the password method of sshd.
ssh_password() {
	local login=$1 password=$2
	shift 2
	"$world/talk" '[Pp]assword: ?$' "$password" -- ssh "${SSH_OPTIONS[@]}" \
	    -o PreferredAuthentications=password -l "$login" 127.0.0.1 "$@"
}

# ssh_dialogue LOGIN PROMPT ANSWER... -- [CMD...]: keyboard-interactive.
ssh_dialogue() {
	local login=$1 pairs=()
	shift
	while [ $# -gt 0 ] && [ "$1" != -- ]; do
		pairs+=("$1")
		shift
	done
	shift
	"$world/talk" "${pairs[@]}" -- ssh "${SSH_OPTIONS[@]}" \
	    -o PreferredAuthentications=keyboard-interactive -l "$login" \
	    127.0.0.1 "$@"
}

# ssh_key LOGIN KEYFILE [CMD...]: with a public key, and without any prompt.
ssh_key() {
	local login=$1 key=$2
	shift 2
	ssh "${SSH_OPTIONS[@]}" -o BatchMode=yes -i "$key" -l "$login" \
	    127.0.0.1 "$@" </dev/null
}

# make_key LOGIN: create the key pair /run/world/LOGIN.key, which the account of
# LOGIN accepts.  The public key is stored by root, so that no home folder is
# needed.
make_key() {
	local login=$1 key=/run/world/$1.key
	[ -e "$key" ] || ssh-keygen -q -t ed25519 -N '' -f "$key"
	install -D -m 0644 "$key.pub" "/etc/ssh/keys/$login"
	echo "$key"
}
KEYS_LINE='AuthorizedKeysFile /etc/ssh/keys/%u .ssh/authorized_keys'

# su_as FROM LOGIN PASSWORD CMD: FROM (not root) becomes LOGIN with su.
su_as() {
	"$world/talk" '[Pp]assword: ?$' "$3" -- \
	    setpriv --reuid "$1" --regid "$1" --init-groups --reset-env \
	    su -l "$2" -c "$4"
}

# --- saying what must hold (for bats) ----------------------------------------

# has TEXT: the output of the last `run` contains it.
has() {
	[[ $output == *"$1"* ]] || {
		printf 'expected: %s\nin: %s\n' "$1" "$output" >&2
		return 1
	}
}

lacks() {
	[[ $output != *"$1"* ]] || {
		printf 'unexpected: %s\nin: %s\n' "$1" "$output" >&2
		return 1
	}
}

succeeds() {
	run "$@"
	[ "$status" -eq 0 ] || {
		printf 'status %s of: %s\n%s\n' "$status" "$*" "$output" >&2
		return 1
	}
}

fails() {
	run "$@"
	[ "$status" -ne 0 ] || {
		printf 'should have failed: %s\n%s\n' "$*" "$output" >&2
		return 1
	}
}
