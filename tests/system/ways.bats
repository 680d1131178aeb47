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
#   -       not tried: the program has another prompt, or none
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
	link       first,offer              in    in in   in       in     -      in
	worded     word,code,offer          in    in in   in       -      -      in
	mailed     word,code,offer          in    -  -    in       -      -      in
	invitation first,new,again          in    in in   in       passwd -      in
	lead       first,offer              in    in in   in       in     -      in
	recovery   first,offer              in    -  -    -        -      -      in
	paper      first                    -     no no   no       no     -      -
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
	start_mail
	configure_greeter
	start_gate verify control
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

prepare_link() {
	person "$1"
	secret=$(fieldctl user link --print "$1" | cut -f2)
}
prepare_worded() {
	prepare_link "$1"
	word=invite
}
# The code is made when it is asked for, and typed from the mail.
prepare_mailed() {
	person "$1"
	word=code
	secret='!mailed-code'
}
prepare_invitation() {
	fieldctl user add "$1" --name "${1^} Person" --active --no-secret \
	    --email "$1@acme.example"
	secret=$(fieldctl user invite --print "$1" | cut -f2)
}
prepare_lead() {
	[ "$(getent passwd lead)" ] || person lead --kind fieldworker \
	    --role fieldworker
	person "$1" --kind subworker --role subworker --lead lead
	secret=$(as lead fieldctl user code "$1" | cut -f2)
}
prepare_recovery() {
	person "$1"
	secret=$(fieldctl user recovery "$1" --count 1 --valid 90d | cut -f2)
}
# The same where it is not valid: from the network, and in a session.
prepare_paper() { prepare_recovery "$1"; }

# A server of mail on this machine, the agent, and a command that waits for the
# next mail and prints its code.
start_mail() {
	mkdir -p /run/world/mail
	chmod 0755 /run/world/mail
	daemon sh -c 'python3 "$1" /run/world/smtp.port /run/world/mail &' sh \
	    "$BATS_TEST_DIRNAME/../standin/smtp.py"
	wait_for test -s /run/world/smtp.port
	cat >>/etc/fieldauth/fieldauth.conf <<-END

	[mail]
	smtp_url = smtp://127.0.0.1:$(cat /run/world/smtp.port)
	starttls = opportunistic
	from = field@acme.example
	END
	cat >/usr/local/bin/mailed-code <<-'END'
	#!/bin/sh
	exec 2>/dev/null
	code='[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}'
	for attempt in $(seq 100); do
		mail=$(grep -lE "$code" /run/world/mail/[0-9]* | head -n 1)
		[ -z "$mail" ] || break
		sleep 0.1
	done
	grep -oE "$code" "$mail" | head -n 1
	rm "$mail"
	END
	chmod 0755 /usr/local/bin/mailed-code
	chmod 0777 /run/world/mail
	daemon sh -c 'syncd &'
}

# --- the programs: person $1 answers the prompts $2... --------------------------

# dialogue PROMPT...: $pairs for talk.
dialogue() {
	local prompt
	pairs=()
	for prompt; do
		case $prompt in
		first) pairs+=('assword( for [a-z]+)?: ?$' "$secret") ;;
		word) pairs+=('assword( for [a-z]+)?: ?$' "$word") ;;
		code) pairs+=('Code: ?$' "$secret") ;;
		offer) pairs+=('Enter keeps the old one\): ?$' '') ;;
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
	dialogue "${@/#offer/}"
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
	local login=$1 prompt new='^You must choose a new password. New password$'
	local -a words=(name "$login")
	[[ $* != *current* ]] || new='^New password$'
	shift
	for prompt; do
		case $prompt in
		first) words+=('^$' "$secret") ;;
		word) words+=('^$' "$word") ;;
		code) words+=('^Code$' "$secret") ;;
		offer) words+=('Enter keeps the old one\)$' '') ;;
		current) words+=('Current password$' "$secret") ;;
		new) words+=("$new" "$NEW") ;;
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
	# a code is good for one session
	if [[ $prompts == *offer* ]] && [ "$word" != code ]; then
		fails is_password "$login" "$secret"
	fi
	[[ $prompts == *new* ]] || return 0
	succeeds is_password "$login" "$NEW"
	fails is_password "$login" "$secret"
}

every_program() {
	local way=$1 row prompts outcome secret word='' i login
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

@test "L5_link_opens_each_at_the_first_prompt" { every_program link; }
@test "L5_link_opens_each_at_the_prompt_for_codes" { every_program worded; }
@test "L5_mailed_code_opens_each" { every_program mailed; }
@test "L2_invitation_leads_to_a_password_in_each" { every_program invitation; }
@test "N8_code_of_a_lead_opens_each" { every_program lead; }
@test "N8_recovery_code_opens_each_at_the_console" { every_program recovery; }
@test "N8_recovery_code_opens_none_from_the_network" { every_program paper; }

@test "L1_every_row_of_the_table_has_its_test" {
	local way
	while read -r way _; do
		grep -q "{ every_program $way; }\$" "$BATS_TEST_FILENAME"
	done < <(table | tail -n +2)
}
