#!/usr/bin/env bats
# Signing in at a mail server by OAuth 2.0: the device grant of `fieldctl mail
# connect`, renewal, and its end.

bats_require_minimum_version 1.5.0
. "$BATS_TEST_DIRNAME/../world/lib.bash"

db=/var/lib/fieldauth/private/field.db
provider=/run/world/provider

setup_file() {
	setup_acme
	cp /etc/fieldauth/fieldauth.conf /run/world/conf
}

setup() {
	mkdir -m 0755 "$provider"
	PYTHONPATH=$BATS_TEST_DIRNAME/../standin python3 -c \
	    'import smtp, sys; smtp.make_certificate(sys.argv[1])' "$provider"
	install -m 0644 "$provider/ca.pem" /etc/fieldauth/mail-ca.pem
}

teardown() {
	kill "$(cat /run/world/provider.pid)"
	rm -rf "$provider"
	sql 'DELETE FROM outbox; DELETE FROM mail_account'
}

# start_provider [NAME=VALUE...]
start_provider() {
	local smtp https
	python3 "$BATS_TEST_DIRNAME/../standin/mailprovider.py" "$provider" \
	    "$@" </dev/null >/run/world/provider.log 2>&1 3>&- &
	echo $! >/run/world/provider.pid
	wait_for test -s "$provider/ports"
	read -r smtp https <"$provider/ports"
	cp /run/world/conf /etc/fieldauth/fieldauth.conf
	cat >>/etc/fieldauth/fieldauth.conf <<-CONF

	[mail]
	smtp_url = smtp://localhost:$smtp
	starttls = required
	auth = xoauth2
	username = field@acme.example
	from = field@acme.example
	ca_file = /etc/fieldauth/mail-ca.pem
	client_id = the-client
	device_url = https://localhost:$https/device
	token_url = https://localhost:$https/token
	scope = https://outlook.office.com/SMTP.Send offline_access
	CONF
}

sql() { sqlite3 -cmd '.timeout 10000' "$db" "$1"; }
count=0
queue_mail() {
	local login=p$BATS_TEST_NUMBER-$((++count))
	fieldctl user add "$login" --name "P Person" --active --invite \
	    --email "$login@acme.example"
}
sent() { [[ $(words) == '250 '* ]]; }
words() { sql 'SELECT last_error FROM outbox'; }

@test "L10_account_is_connected_by_a_code_on_any_device" {
	start_provider pending=2
	succeeds fieldctl mail connect
	has 'https://login.example/device'
	has 'WDJB-MJHT'
	has 'The mail account is connected'
	queue_mail
	succeeds syncd --send-mail
	wait_for test -s "$provider/1"
	wait_for sent
	[ "$(grep -c /token "$provider/log")" -eq 3 ] # no renewal
	succeeds fieldctl audit
	has 'mail.connect'
}

@test "L10_tokens_are_sealed_and_nowhere_else" {
	start_provider
	succeeds fieldctl mail connect
	lacks lathe
	queue_mail
	succeeds syncd --send-mail
	fails grep -rqsF lathe /var/lib/fieldauth /var/log /run/fieldauth \
	    /run/world/syslog
}

@test "L10_token_that_expires_is_renewed_and_the_new_one_stored_first" {
	start_provider expires_in=60
	succeeds fieldctl mail connect
	queue_mail
	succeeds syncd --send-mail
	wait_for test -s "$provider/1"
	# the refresh token was replaced: the next renewal needs the new one
	queue_mail
	succeeds syncd --send-mail
	wait_for test -s "$provider/2"
	[ "$(grep -c 'refresh-lathe-2' "$provider/log")" -eq 1 ]
}

@test "L10_account_that_was_revoked_must_be_connected_again_and_no_mail_is_lost" {
	start_provider expires_in=60
	succeeds fieldctl mail connect
	touch "$provider/revoked"
	queue_mail
	succeeds syncd --send-mail
	[[ $(words) == *'connect again'* ]]
	[ "$(sql 'SELECT count(*) FROM outbox WHERE given_up_at IS NULL')" = 1 ]
	# the provider is not asked again with a token that it refused
	sql 'UPDATE outbox SET not_before = created_at'
	succeeds syncd --send-mail
	[[ $(words) == *'run fieldctl mail connect'* ]]
	[ "$(grep -c refresh_token "$provider/log")" -eq 1 ]
	rm "$provider/revoked"
	succeeds fieldctl mail connect
	sql 'UPDATE outbox SET not_before = created_at'
	succeeds syncd --send-mail
	wait_for test -s "$provider/1"
}

@test "L10_refusal_on_the_providers_page_connects_nothing" {
	start_provider deny=yes
	fails fieldctl mail connect
	has 'access_denied'
	[ "$(sql 'SELECT count(*) FROM mail_account')" = 0 ]
	queue_mail
	succeeds syncd --send-mail
	[[ $(words) == *'not connected: run fieldctl mail connect'* ]]
}
