#!/usr/bin/env bats
# Callers other than root, such as screen lockers, verify their own user through
# the socket, and no other user.

. "$BATS_TEST_DIRNAME/../world/lib.bash"

setup_file() {
	local_user lena 'Local-pass-55'
	setup_acme
	person jane
	person omar
	start_verify_socket
	# The clone may be in a folder that only root can read.
	install -m 0755 "$BATS_TEST_DIRNAME/pamtry" /usr/local/bin/pamtry
}

try_as() {
	local login=$1
	shift
	setpriv --reuid "$login" --regid "$login" --init-groups --reset-env \
	    pamtry "$@"
}

@test "Q4_person_verifies_their_own_password" {
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

@test "Q4_person_who_stops_the_caller_prevents_no_sign_in" {
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

@test "Q6_helper_refuses_a_caller_that_executes_it_directly" {
	run setpriv --reuid omar --regid omar --init-groups --reset-env \
	    timeout 10 /usr/libexec/fieldauth/fieldauth-signin </dev/null
	[ "$status" -ne 0 ]
	[ "$(stat -c %a /usr/libexec/fieldauth/fieldauth-signin)" = 755 ]
}

# --- data sent by the caller is a claim ------------------------------------------

lines_of_helper() { grep fieldauth-signin /run/world/syslog; }
from_here() { : >/run/world/syslog; }

@test "Q4_claimed_service_and_address_are_in_no_line_and_in_no_row" {
	from_here
	fails try_as jane -s sshd -r 192.0.2.66 jane auth <<<nonsense
	succeeds try_as jane -s sshd -r 192.0.2.66 jane auth acct \
	    <<<"$PASSWORD"
	run lines_of_helper
	lacks 192.0.2.66
	lacks rhost
	lacks sshd
	has "verify.sock(authenticate): claim refused: user=jane reason=wrong_secret; by uid=$(id -u jane) pid="
	has "verify.sock(authenticate): claim accepted: user=jane reason=none; by uid=$(id -u jane) pid="
	[[ $output =~ exe=/usr/bin/python3[0-9.]*$'\n' ]]
	run fieldctl audit --person jane --json
	lacks 192.0.2.66
	lacks sshd
	has '"verify.sock"'
	has "uid=$(id -u jane) pid="
}

# libpam reads the PAM files for any caller, under names of any bytes.
@test "Q4_texts_of_a_stack_of_ones_own_are_in_no_line_and_in_no_row" {
	local service='sshd accepted rhost=192.0.2.69'
	mkdir -p /tmp/stacks
	chmod 0755 /tmp/stacks
	cat >"/tmp/stacks/$service" <<-'END'
	auth required pam_fieldauth.so portal=planner
	account required pam_fieldauth.so require=192.0.2.70
	END
	from_here
	fails try_as jane -c /tmp/stacks -s "$service" jane auth <<<"$PASSWORD"
	fails try_as jane -c /tmp/stacks -s "$service" jane acct
	fails try_as jane -c /tmp/stacks -s "$service" jane@acme.example acct
	run lines_of_helper
	has 'claim refused: user=jane reason=bad_service; by uid='
	lacks 192.0.2
	lacks sshd
	lacks planner
	run fieldctl audit --person jane --json
	lacks 192.0.2.69
	lacks 192.0.2.70
	lacks sshd
}

@test "Q4_texts_of_a_caller_with_controls_make_no_line" {
	from_here
	run try_as jane -s $'sshd' -r $'x\nsshd(authenticate): accepted: user=ada rhost=192.0.2.67' \
	    jane auth <<<nonsense
	run lines_of_helper
	lacks 192.0.2.67
	lacks ada
}

@test "Q4_asking_about_another_is_logged_with_what_the_kernel_says" {
	from_here
	fails try_as omar -s sshd jane auth <<<"$PASSWORD"
	run lines_of_helper
	has "verify.sock: asked about somebody else; by uid=$(id -u omar) pid="
	lacks sshd
}

# In its own mount namespace, a program can have any name.
@test "Q4_name_of_a_program_that_only_its_caller_sees_is_unconfirmed" {
	from_here
	cp "$(readlink -f /usr/bin/python3)" /tmp/python
	fails setpriv --reuid jane --regid jane --init-groups --reset-env \
	    unshare -U --map-current-user --keep-caps -m sh -c '
	    mount --bind /tmp/python /usr/bin/passwd &&
	    exec /usr/bin/passwd /usr/local/bin/pamtry jane auth' \
	    <<<nonsense
	run lines_of_helper
	lacks 'exe=/usr/bin/passwd'
	has 'claim refused: user=jane'
	has 'exe=unconfirmed:'
}

@test "L8_claiming_to_be_a_user_manager_exempts_from_no_change" {
	person must --must-change
	fails try_as must -s systemd-user must acct
	has 'acct: NEW_AUTHTOK_REQD'
	succeeds pamtry -s systemd-user must acct
}

@test "Q4_text_of_a_roots_host_stays_one_word_of_its_line" {
	from_here
	run pamtry -s cron -r $'x rhost=192.0.2.68\nsshd(account): y' jane acct
	run lines_of_helper
	lacks ' rhost=192.0.2.68'
	has 'rhost=x\x20rhost\x3d192.0.2.68\x0asshd'
}

# --- its folder ----------------------------------------------------------------

# Its folder is missing, as after a boot without systemd-tmpfiles.
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
