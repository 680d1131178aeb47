#!/usr/bin/env bats
# world: --with greeter
# Every program that asks for a secret, and every secret that a person may have:
# one table.  A new program is a column and a function sign_in_at_PROGRAM; a new
# way is a row, a function prepare_WAY and a test of that name.
# shellcheck disable=SC2154

. "$BATS_TEST_DIRNAME/../world/lib.bash"
. "$BATS_TEST_DIRNAME/../world/greeter.bash"

# WAY, the prompts that the person answers, and what each program does:
#   in      the person gets a session, or with passwd a new password
#   no      the person is refused
#   passwd  the session is opened only for passwd: sshd's password method
# With 'new' among the prompts, the password is NEW from then on.
table() {
	cat <<-'END'
	way        prompts                  login su sudo dialogue ssh    passwd greeter
	password   first                    in    in in   in       in     -      in
	own        first,new,again          -     -  -    -        -      in     -
	wrong      first                    no    no no   no       no     no     no
	must       first,current,new,again  in    in in   in       passwd in     in
	temporary  first,current,new,again  in    in in   in       passwd in     in
	expired    first                    no    no no   no       no     no     no
	blocked    first                    no    no no   no       no     no     no
	END
}

NEW='Granite-88-quarry'

setup_file() {
	start_sshd 'KbdInteractiveAuthentication yes'
	local_user lena 'Local-pass-55'
	setup_acme
	printf '#!/bin/sh\necho "session of $(id -un ${SUDO_UID:-})"\n' \
	    >/usr/local/bin/whose
	chmod 0755 /usr/local/bin/whose
	printf '%s\n' 'Defaults passwd_tries=1' \
	    'ALL ALL=(root) /usr/local/bin/whose' >/etc/sudoers.d/whose
	chmod 0440 /etc/sudoers.d/whose
	configure_greeter
	start_verify_socket
}

# --- the ways: add person $1, and set $secret ---------------------------------

prepare_password() {
	person "$1"
	secret=$PASSWORD
}
prepare_own() { prepare_password "$1"; }
prepare_wrong() {
	person "$1"
	secret='Meadow-31-lantern'
}
prepare_must() {
	person "$1" --must-change
	secret=$PASSWORD
}
prepare_temporary() {
	person "$1"
	secret=$(fieldctl user passwd --generate "$1" | cut -f2)
}
prepare_expired() {
	prepare_temporary "$1"
	sqlite3 /var/lib/fieldauth/private/field.db "UPDATE password
	    SET expires_at = 1 WHERE person_id =
	    (SELECT id FROM person WHERE login = '$1')"
}
prepare_blocked() {
	prepare_password "$1"
	fieldctl user block "$1"
}

# --- the programs: person $1 answers the prompts $2... --------------------------

# dialogue PROMPT...: $pairs for talk.
dialogue() {
	local prompt
	pairs=()
	for prompt; do
		case $prompt in
		first) pairs+=('assword( for [a-z]+)?: ?$' "$secret") ;;
		current) pairs+=('Current password: ?$' "$secret") ;;
		new) pairs+=('New password: ?$' "$NEW") ;;
		again) pairs+=('Retype new password: ?$' "$NEW") ;;
		esac
	done
}

as() {
	local login=$1
	shift
	setpriv --reuid "$login" --regid "$login" --init-groups --reset-env "$@"
}

sign_in_at_login() {
	local login=$1
	shift
	dialogue "$@"
	if [ "$outcome" = no ]; then
		pairs+=('Login incorrect' '^H')
	else
		pairs+=('\$ $' 'whose; exit')
	fi
	run "$world/talk" 'login: ' "$login" "${pairs[@]}" -- login
}

sign_in_at_su() {
	local login=$1
	shift
	dialogue "$@"
	run as lena "$world/talk" "${pairs[@]}" -- su "$login" -c whose
}

sign_in_at_sudo() {
	local login=$1
	shift
	dialogue "$@"
	run as "$login" "$world/talk" "${pairs[@]}" -- sudo -k whose
}

sign_in_at_dialogue() {
	local login=$1
	shift
	dialogue "$@"
	run ssh_dialogue "$login" "${pairs[@]}" -- whose
}

sign_in_at_ssh() {
	local login=$1
	shift
	dialogue "$@"
	run "$world/talk" "${pairs[@]}" -- ssh -tt "${SSH_OPTIONS[@]}" \
	    -o PreferredAuthentications=password -l "$login" 127.0.0.1 whose
}

# Its first prompt is for the current password.
sign_in_at_passwd() {
	local login=$1
	shift
	dialogue "${@/#current/}"
	run as "$login" "$world/talk" "${pairs[@]}" -- sh -c 'passwd && whose'
}

sign_in_at_greeter() {
	local login=$1 prompt
	local -a words=(name "$login")
	shift
	for prompt; do
		case $prompt in
		first) words+=('^$' "$secret") ;;
		current) words+=('Current password$' "$secret") ;;
		new) words+=('^New password$' "$NEW") ;;
		again) words+=('^Retype new password$' "$NEW") ;;
		esac
	done
	[ "$outcome" != no ] || words+=('incorrect')
	start_greeter
	run greeter "${words[@]}"
	if [ "$status" -eq 0 ] && [ "$outcome" = in ]; then
		wait_for test -s "/tmp/session.$login"
		output+="session of $(sed -n 's/^LOGNAME=//p' "/tmp/session.$login")"
	fi
	[ ! -e "/tmp/session.$login" ] || [ "$outcome" = in ]
	stop_greeter
}

# --- the test of a row ------------------------------------------------------------

is_password() {
	printf '%s\n' "$2" | "$BATS_TEST_DIRNAME/pamtry" -s login "$1" auth
}

# The outcome of one program; $output is its dialogue.
holds() {
	local login=$1 prompts=$2
	case $outcome in
	in) has "session of $login" ;;
	*) lacks 'session of' ;;
	esac || return 1
	# talk and greeter: a prompt that did not come
	[ "$status" -ne 123 ] && [ "$status" -ne 124 ] || return 1
	[[ $prompts == *new* ]] || return 0
	succeeds is_password "$login" "$NEW"
	fails is_password "$login" "$secret"
}

every_program() {
	local way=$1 row prompts outcome secret i login
	local -a programs outcomes pairs
	read -r _ _ row <<<"$(table | head -n 1)"
	read -ra programs <<<"$row"
	read -r _ prompts row <<<"$(table | grep "^$way ")"
	read -ra outcomes <<<"$row"
	[ "${#outcomes[@]}" -eq "${#programs[@]}" ]
	for ((i = 0; i < ${#programs[@]}; i++)); do
		outcome=${outcomes[i]}
		[ "$outcome" != - ] || continue
		login=$way${programs[i]}
		"prepare_$way" "$login"
		# shellcheck disable=SC2046 # words
		"sign_in_at_${programs[i]}" "$login" ${prompts//,/ }
		holds "$login" "$prompts" || {
			echo "$way at ${programs[i]}: status $status: $output" >&2
			return 1
		}
	done
}

@test "L1_own_password_opens_every_program" { every_program password; }
@test "L7_own_password_is_replaced_by_passwd" { every_program own; }
@test "L1_wrong_password_opens_none" { every_program wrong; }
@test "L3_password_that_must_change_is_changed_in_each" { every_program must; }
@test "L3_temporary_password_is_replaced_in_each" { every_program temporary; }
@test "L3_expired_temporary_password_opens_none" { every_program expired; }
@test "S3_blocked_person_gets_into_none" { every_program blocked; }

@test "L1_every_row_of_the_table_has_its_test" {
	local way
	while read -r way _; do
		grep -q "{ every_program $way; }\$" "$BATS_TEST_FILENAME"
	done < <(table | tail -n +2)
}
