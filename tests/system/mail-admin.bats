#!/usr/bin/env bats
# What administrators do with mail, templates in other languages, and mail in a
# person's own name (L10), with a real Postfix.

bats_require_minimum_version 1.5.0
. "$BATS_TEST_DIRNAME/../world/lib.bash"
. "$BATS_TEST_DIRNAME/../world/mail.bash"

db=/var/lib/fieldauth/private/field.db
templates=/etc/fieldauth/templates

setup_file() {
	setup_acme
	start_sshd "$KEYS_LINE"
	person jane --role admin
	fieldctl user edit jane --language es_MX
	start_gate verify control
	install_server postfix
	start_postfix
	printf '%s\n' '' '[mail]' 'smtp_url = smtp://localhost:25' \
	    'from = Acme Field <field@acme.example>' \
	    >>/etc/fieldauth/fieldauth.conf
}

teardown() {
	stop_syncd
	sql "DELETE FROM outbox"
	clear_mails
	rm -rf "$templates"
}

teardown_file() {
	stop_postfix
	[ ! -s /run/world/gate.pid ] || stop_gate
}

sql() { sqlite3 -cmd '.timeout 10000' "$db" "$1" | tr -d '\r'; }

at() { # LOGIN WORD...: over ssh with a key
	local login=$1
	shift
	ssh_key "$login" "$(make_key "$login")" "$(printf '%q ' "$@")"
}

# A link for jane, and the id of its mail.
link() {
	fieldctl user link jane >/dev/null
	sql 'SELECT id FROM outbox ORDER BY rowid DESC LIMIT 1'
}

@test "L10_test_mail_shows_what_the_server_answered" {
	start_syncd
	succeeds fieldctl mail test jane@acme.example
	has 'The server has accepted the mail to jane@acme.example: 250 2.0.0'
	wait_for has_mails 1
	[ "$(header subject)" = 'Test of the mail of van-7' ]
	run -69 fieldctl mail test nosuch@acme.example
	has '550 5.1.1'
	run -65 fieldctl mail test nowhere
	has "invalid e-mail address 'nowhere'"
}

@test "L10_waiting_mail_is_shown_dropped_and_retried_and_its_code_never" {
	local id
	id=$(link)
	succeeds fieldctl mail
	has 'waiting'
	has 'jane@acme.example'
	succeeds fieldctl mail show "${id:0:8}" --json
	has '"state": "waiting"'
	has '"secret": true'
	lacks '"code"'
	succeeds fieldctl mail drop "${id:0:8}" --dry-run
	succeeds fieldctl mail list --state dropped
	lacks "$id"
	succeeds fieldctl mail drop "$id"
	succeeds fieldctl mail list --state dropped
	has "$id"
	run -65 fieldctl mail retry "$id"
	has 'was sent or dropped already'
	succeeds syncd --send-mail
	[ "$(mail_count)" = 0 ]
	succeeds fieldctl audit --action mail.drop
	has 'mail.drop'
}

@test "L10_refused_mail_is_retried_on_request" {
	local id
	id=$(link)
	sql "UPDATE outbox SET given_up_at = 1, last_error = '550 no'"
	succeeds fieldctl doctor
	has 'Mail that could not be sent in the last month: 1.'
	succeeds fieldctl mail retry "$id"
	succeeds syncd --send-mail
	wait_for has_mails 1
	succeeds fieldctl mail show "$id"
	has 'sent'
}

@test "L10_template_of_the_persons_language_is_used_and_a_broken_one_is_not" {
	mkdir -p "$templates/es"
	printf '%s\n' 'Subject: Su código para {terminal}' '' \
	    'Código: {code}' 'Válido hasta {expires}.' >"$templates/es/link.txt"
	succeeds fieldctl mail preview link jane
	has 'Su código para van-7'
	has 'Código: XXXX-XXXX-XXXX'
	has "$templates/es/link.txt"
	link >/dev/null
	succeeds syncd --send-mail
	wait_for has_mails 1
	[ "$(header subject)" = 'Su código para van-7' ]
	succeeds fieldctl doctor
	lacks 'templates'
	printf '%s\n' 'Subject: Su código' '' 'Código: {cod}' \
	    >"$templates/es/link.txt"
	succeeds fieldctl doctor
	has "$templates/es/link.txt, line 3: no such field: {cod}"
	succeeds fieldctl mail preview link jane
	has 'A code to sign in on van-7'
	run -64 fieldctl mail preview lnik jane
	has "no such template: 'lnik'"
}

@test "L10_person_sends_from_a_verified_address_of_their_own" {
	run -77 at jane fieldctl me sender omar@acme.example
	has 'does not let people send mail'
	fieldctl policy own_sender yes
	succeeds at jane fieldctl me sender omar@acme.example
	has 'A code is mailed to omar@acme.example'
	succeeds syncd --send-mail
	wait_for has_mails 1
	[ "$(header to)" = 'Jane Person <omar@acme.example>' ] ||
	    [[ $(header to) == *omar@acme.example* ]]
	run -77 at jane fieldctl me sender omar@acme.example AAAA-AAAA-AAAA
	local code
	code=$(grep -oE '[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}' "$(mails)" | head -n 1)
	succeeds at jane sh -c \
	    "echo '$code' | fieldctl me sender omar@acme.example -"
	succeeds fieldctl user show jane
	has 'omar@acme.example'
	clear_mails
	person late
	succeeds at jane fieldctl user link late
	succeeds syncd --send-mail
	wait_for has_mails 1
	[[ $(header from) == *'<omar@acme.example>' ]]
	fieldctl policy own_sender no
	clear_mails
	succeeds at jane fieldctl user link late
	succeeds syncd --send-mail
	wait_for has_mails 1
	[ "$(header from)" = 'Acme Field <field@acme.example>' ]
}

@test "L10_files_with_secrets_that_others_can_read_are_reported" {
	cp /etc/fieldauth/fieldauth.conf /run/world/conf
	install -m 0644 /dev/null /etc/fieldauth/mail.password
	printf '%s\n' 'starttls = required' 'username = field' \
	    'password_file = /etc/fieldauth/mail.password' \
	    'ca_file = /etc/fieldauth/none.pem' \
	    >>/etc/fieldauth/fieldauth.conf
	run fieldctl doctor
	has 'other users than root can read or replace'
	has "no such file: '/etc/fieldauth/none.pem'"
	cp /run/world/conf /etc/fieldauth/fieldauth.conf
	succeeds fieldctl doctor
	lacks 'other users than root can read or replace'
}
