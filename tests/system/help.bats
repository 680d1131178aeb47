#!/usr/bin/env bats
# The name and number to ask for help, after every refusal at a prompt (N8).

bats_require_minimum_version 1.5.0
. "$BATS_TEST_DIRNAME/../world/lib.bash"

setup_file() {
	setup_acme >/run/world/setup.out
	person jane
	person blok
	person idle
	fieldctl user block blok
	fieldctl user deactivate idle
	fieldctl user add bare --name 'Bare Person' --active
	start_sshd 'KbdInteractiveAuthentication yes' "$KEYS_LINE"
	sed -i 's/^\[terminal\]/&\nhelp = Maria 555-0100/' \
	    /etc/fieldauth/fieldauth.conf
}

HELP='Need help? Maria 555-0100'
try=$BATS_TEST_DIRNAME/pamtry

@test "N8_every_refused_secret_is_followed_by_whom_to_ask" {
	local login expected
	run "$try" -s login jane auth <<<wrong
	[ "$status" -ne 0 ]
	has "$HELP"
	expected=$output
	# unknown, blocked, inactive, without a password: byte for byte
	for login in nemo blok idle bare; do
		run "$try" -s login "$login" auth <<<wrong
		[ "$status" -ne 0 ]
		[ "${output//AUTH_ERR/}" = "${expected//AUTH_ERR/}" ] ||
		    [ "${output//USER_UNKNOWN/}" = "${expected//AUTH_ERR/}" ]
	done
	run "$try" -s login jane auth <<<"$PASSWORD"
	[ "$status" -eq 0 ]
	lacks "$HELP"
}

@test "N8_the_reason_comes_first_where_it_is_given" {
	run ssh_key blok "$(make_key blok)" id -un
	[ "$status" -ne 0 ]
	has "Your account is blocked. Ask your administrator. $HELP"
}

@test "N8_sshd_shows_it_for_known_and_unknown_names_alike" {
	local known
	run ssh_dialogue jane '[Pp]assword: ?$' 'Wrong-99-horse' -- id -un
	has "$HELP"
	known=${output//jane/NAME}
	run ssh_dialogue nemo '[Pp]assword: ?$' 'Wrong-99-horse' -- id -un
	[ "${output//nemo/NAME}" = "$known" ]
}

@test "N8_login_and_su_show_it_and_sudo_shows_no_messages" {
	run "$world/talk" 'login: ' jane 'assword: ' wrong 'login: ' '^H' \
	    -- login
	has "$HELP"
	run su_as daemon jane wrong true
	has "$HELP"
	# sudo asks modules for silence
	printf 'jane ALL=(ALL) ALL\nDefaults passwd_tries=1\n' \
	    >/etc/sudoers.d/jane
	run "$world/talk" '[Pp]assword.*: ?$' wrong -- \
	    setpriv --reuid jane --regid jane --init-groups --reset-env \
	    sudo -k id -u
	has 'incorrect password attempt'
	lacks "$HELP"
}

@test "N8_a_new_password_that_is_refused_is_followed_by_it" {
	run "$world/talk" '[Cc]urrent.*assword: ?$' wrong -- setpriv \
	    --reuid jane --regid jane --init-groups --reset-env passwd
	has "$HELP"
}

# The kept settings have it, too.
@test "N8_an_invalid_configuration_does_not_take_it_away" {
	cp /etc/fieldauth/fieldauth.conf /run/world/good.conf
	"$try" -s login jane auth <<<"$PASSWORD" >/dev/null
	fieldctl publish
	sed -i 's/^help = .*/&\nnonsense = yes/' /etc/fieldauth/fieldauth.conf
	run "$try" -s login jane auth <<<wrong
	has "$HELP"
	cp /run/world/good.conf /etc/fieldauth/fieldauth.conf
}

@test "N8_without_the_key_nothing_is_said" {
	sed -i '/^help = /d' /etc/fieldauth/fieldauth.conf
	run "$try" -s login jane auth <<<wrong
	lacks 'Need help'
	run "$try" -s login nemo auth <<<wrong
	lacks 'Need help'
}

# --- who can help ------------------------------------------------------------

@test "N8_setup_and_doctor_name_the_people_who_can_issue_codes" {
	run cat /run/world/setup.out
	has 'Can give people a code at the terminal: ada'
	has 'Let a second person do so: fieldctl role assign PERSON ROLE'
	run fieldctl doctor
	has 'Only ada of acme has codes.issue'
	fieldctl role assign jane admin
	run fieldctl doctor
	lacks 'codes.issue'
	fieldctl user block jane
	run fieldctl doctor
	has 'Only ada of acme has codes.issue'
	fieldctl user unblock jane
	fieldctl role unassign jane admin
}

@test "N8_doctor_says_when_the_help_is_too_long_for_a_screen" {
	sed -i 's/^\[terminal\]/&\nhelp = Maria Fernanda Gonzalez, office, on weekdays from seven, 555-0100/' \
	    /etc/fieldauth/fieldauth.conf
	run fieldctl doctor
	has '[terminal] help has'
	sed -i 's/^help = .*/help = M\xc3\xa1ria 555-0100/' /etc/fieldauth/fieldauth.conf
	run fieldctl doctor
	lacks '[terminal] help'
}
