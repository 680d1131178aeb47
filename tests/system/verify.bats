#!/usr/bin/env bats
# Callers that are not root, such as screen lockers, verify their own person
# through the socket, and nobody else.

. "$BATS_TEST_DIRNAME/../world/lib.bash"

setup_file() {
	local_user lena 'Local-pass-55'
	setup_acme
	person jane
	person omar
	start_verify_socket
	# The clone may lie where only root may look.
	install -m 0755 "$BATS_TEST_DIRNAME/pamtry" /usr/local/bin/pamtry
}

try_as() {
	local login=$1
	shift
	setpriv --reuid "$login" --regid "$login" --init-groups --reset-env \
	    pamtry "$@"
}

@test "Q4_person_verifies_itself" {
	succeeds try_as jane jane auth acct <<<"$PASSWORD"
	has 'auth: SUCCESS'
	has 'acct: SUCCESS'
}

@test "Q4_wrong_password_is_refused" {
	fails try_as jane jane auth <<<nonsense
	has 'auth: AUTH_ERR'
}

@test "Q4_person_cannot_verify_another" {
	fails try_as omar jane auth <<<"$PASSWORD"
	lacks SUCCESS
	fails try_as lena jane auth <<<"$PASSWORD"
	lacks SUCCESS
}

@test "Q4_blocked_person_cannot_unlock" {
	fieldctl user block omar
	fails try_as omar omar auth <<<"$PASSWORD"
	fieldctl user unblock omar
	succeeds try_as omar omar auth <<<"$PASSWORD"
}

@test "Q4_without_the_socket_it_is_unavailable_and_not_allowed" {
	mv /run/fieldauth/verify.sock /run/fieldauth/aside
	run try_as jane jane auth <<<"$PASSWORD"
	mv /run/fieldauth/aside /run/fieldauth/verify.sock
	[ "$status" -ne 0 ]
	has 'auth: AUTHINFO_UNAVAIL'
}

@test "Q4_person_who_stops_its_caller_keeps_nobody_out" {
	local pid
	setpriv --reuid omar --regid omar --init-groups --reset-env \
	    python3 -c '
import socket, time
s = socket.socket(socket.AF_UNIX)
s.connect("/run/fieldauth/verify.sock")
time.sleep(60)' 3>&- &
	pid=$!
	succeeds timeout 10 pamtry jane auth acct \
	    <<<"$PASSWORD"
	kill "$pid"
}

@test "Q6_helper_refuses_a_caller_that_executes_it_itself" {
	run setpriv --reuid omar --regid omar --init-groups --reset-env \
	    timeout 10 /usr/libexec/fieldauth/fieldauth-signin </dev/null
	[ "$status" -ne 0 ]
	[ "$(stat -c %a /usr/libexec/fieldauth/fieldauth-signin)" = 755 ]
}

# Its folder is gone, as after a boot without systemd-tmpfiles.
@test "Q4_folder_that_a_sign_in_makes_lets_lockers_pass" {
	rm -rf /run/fieldauth
	# shellcheck disable=SC2016
	succeeds bash -c 'umask 077; pamtry jane auth acct <<<"$1"' - "$PASSWORD"
	[ "$(stat -c %a /run/fieldauth)" = 755 ]
	local inside
	for inside in /run/fieldauth/*/; do
		[ "$(stat -c %a "$inside")" = 700 ]
	done
	start_verify_socket
	succeeds try_as jane jane auth <<<"$PASSWORD"
}

@test "Q4_folders_of_setup_have_their_modes_whatever_the_umask" {
	rm -rf /run/fieldauth /var/lib/misc.aside
	mv /var/lib/misc /var/lib/misc.aside
	(umask 0777; fieldctl setup --system --yes)
	[ "$(stat -c %a /run/fieldauth)" = 755 ]
	[ "$(stat -c %a /var/lib/misc)" = 755 ]
	rmdir /var/lib/misc
	mv /var/lib/misc.aside /var/lib/misc
}
