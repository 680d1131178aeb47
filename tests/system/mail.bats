#!/usr/bin/env bats
# From a change in the database to a mail in an inbox: the agent, the worker and
# a real Postfix; what no real server does on demand, with a stand-in.

bats_require_minimum_version 1.5.0
. "$BATS_TEST_DIRNAME/../world/lib.bash"
. "$BATS_TEST_DIRNAME/../world/mail.bash"

db=/var/lib/fieldauth/private/field.db

setup_file() {
	setup_acme
	install_server postfix
	start_greylist
	start_postfix "${greylist[@]}"
	install -m 0644 "$mail_dir/ca.pem" /etc/fieldauth/mail-ca.pem
	(umask 077; echo orbit-9-lathe >/etc/fieldauth/mail.secret)
	cp /etc/fieldauth/fieldauth.conf /run/world/conf
}

setup() { configure smtp://localhost:587; }

teardown() {
	stop_syncd
	[ ! -s /run/world/smtp.pid ] || stop_stall
	sql "DELETE FROM outbox"
	clear_mails
}

teardown_file() {
	stop_postfix
	stop_greylist
}

trust=('ca_file = /etc/fieldauth/mail-ca.pem' 'starttls = required')

# queue_mail NAME...: an invitation to NAME@acme.example.
count=0
queue_mail() {
	local name login
	for name; do
		login=p$BATS_TEST_NUMBER-$((++count))
		fieldctl user add "$login" --name "${name^} Person" --active \
		    --invite --email "$name@acme.example"
	done
}

# configure URL [LINE...]: [mail] with a login, or what LINEs say.
configure() {
	local url=$1
	shift
	cp /run/world/conf /etc/fieldauth/fieldauth.conf
	[ $# -gt 0 ] || set -- 'username = field' \
	    'password_file = /etc/fieldauth/mail.secret' \
	    'ca_file = /etc/fieldauth/mail-ca.pem' 'starttls = required'
	printf '%s\n' '' '[mail]' "smtp_url = $url" \
	    'from = Acme Field <field@acme.example>' "$@" \
	    >>/etc/fieldauth/fieldauth.conf
}

# start_stall [NAME=VALUE...]: the stand-in, for url_of_stall.
start_stall() {
	python3 "$BATS_TEST_DIRNAME/../standin/smtp.py" /run/world/smtp.port \
	    "$mail_dir" "$@" </dev/null >/run/world/smtp.log 2>&1 3>&- &
	echo $! >/run/world/smtp.pid
	wait_for test -s /run/world/smtp.port
}
stop_stall() {
	kill "$(cat /run/world/smtp.pid)"
	rm -f /run/world/smtp.{pid,port} "$mail_dir"/[0-9]*
}
url_of_stall() { echo "smtp://localhost:$(cat /run/world/smtp.port)"; }

sql() { sqlite3 -cmd '.timeout 10000' "$db" "$1" | tr -d '\r'; }
# is QUERY VALUE
is() { [ "$(sql "$1")" = "$2" ]; }

@test "L10_mail_arrives_at_once_and_what_it_said_is_erased" {
	start_syncd
	queue_mail jane
	wait_for has_mails 1
	[ "$(header from)" = 'Acme Field <field@acme.example>' ]
	[ "$(header to)" = "Jane Person <jane@acme.example>" ]
	[ "$(header auto-submitted)" = auto-generated ]
	grep -q "^Message-ID: <$(sql 'SELECT id FROM outbox')@acme.example>" \
	    "$(mails)"
	wait_for is 'SELECT sent_at IS NOT NULL FROM outbox' 1
	[ "$(sql 'SELECT length(fields) FROM outbox')" = 0 ]
	[[ $(sql 'SELECT last_error FROM outbox') == '250 2.0.0'* ]]
	# a second mail needs no tick either
	queue_mail omar
	wait_for has_mails 2
}

@test "U2_code_of_a_mail_is_in_no_log_and_no_command_line" {
	start_syncd
	queue_mail jane
	wait_for has_mails 1
	local code
	code=$(grep -oE '[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}' "$(mails)" | head -1)
	[ -n "$code" ]
	fails grep -rqsF -e "$code" -e orbit-9-lathe /var/log /run/world/syslog \
	    /run/world/syncd.log /run/fieldauth /var/lib/fieldauth
	fails grep -qsF -e "$code" -e orbit-9-lathe /proc/[0-9]*/cmdline
}

@test "L10_deferred_mail_is_sent_when_the_server_accepts_it" {
	configure smtp://localhost:25 "${trust[@]}"
	start_syncd
	queue_mail late
	wait_for is 'SELECT tries FROM outbox' 1
	[[ $(sql 'SELECT last_error FROM outbox') == \
	    '450 4.2.0 '*'Greylisted, come back' ]]
	[ "$(sql 'SELECT not_before > created_at AND given_up_at IS NULL FROM outbox')" = 1 ]
	sql "UPDATE outbox SET not_before = created_at"
	touch /run/fieldauth/events
	wait_for has_mails 1
}

@test "L10_refused_mail_is_given_up_with_the_servers_words_and_others_are_sent" {
	queue_mail nosuch jane
	start_syncd
	wait_for has_mails 1
	wait_for is 'SELECT count(*) FROM outbox WHERE given_up_at > 0' 1
	[[ $(sql 'SELECT last_error FROM outbox WHERE given_up_at > 0') == \
	    '550 5.1.1 '*'User unknown'* ]]
}

@test "L10_crash_after_the_message_repeats_it_with_the_same_id" {
	start_stall stall=end
	configure "$(url_of_stall)" "${trust[@]}"
	queue_mail jane
	syncd --send-mail 2>/run/world/round.log 3>&- &
	local round=$!
	wait_for test -s "$mail_dir/1"
	kill -9 "$round"
	wait_for bash -c '! pgrep -x fieldauth-mail'
	[ "$(sql 'SELECT taken_at IS NOT NULL FROM outbox')" = 1 ]
	local first
	first=$(grep '^Message-ID' "$mail_dir/1")
	stop_stall
	start_stall
	configure "$(url_of_stall)" "${trust[@]}"
	succeeds syncd --send-mail
	wait_for test -s "$mail_dir/1"
	[ "$(grep '^Message-ID' "$mail_dir/1")" = "$first" ]
	[ "$(sql 'SELECT count(*) FROM outbox WHERE sent_at > 0')" = 1 ]
}

@test "L10_no_more_than_per_minute_are_sent" {
	configure smtp://localhost:25 'per_minute = 2' "${trust[@]}"
	queue_mail jane omar
	queue_mail jane
	succeeds syncd --send-mail
	wait_for has_mails 2
	start_syncd
	[ "$(sql 'SELECT count(*) FROM outbox WHERE sent_at IS NULL')" = 1 ]
	sql "UPDATE outbox SET sent_at = sent_at - 60 WHERE sent_at > 0"
	touch /run/fieldauth/events
	wait_for has_mails 3
}

@test "L10_mail_is_sent_at_once_while_the_clock_is_behind" {
	sql "UPDATE meta SET latest_at = strftime('%s','now') + 5 * 86400"
	start_syncd
	queue_mail jane
	wait_for has_mails 1
	stop_syncd
	succeeds fieldctl setup --accept-clock
}

@test "L10_mail_queued_by_a_clock_that_was_ahead_does_not_wait_for_it" {
	sql "UPDATE meta SET latest_at = strftime('%s','now') + 5 * 86400"
	queue_mail jane
	succeeds fieldctl setup --accept-clock
	succeeds syncd --send-mail
	wait_for has_mails 1
}

@test "L10_server_of_this_machine_is_verified_where_it_is_signed_in_to" {
	configure smtps://localhost:465 'username = field' \
	    'password_file = /etc/fieldauth/mail.secret' \
	    'ca_file = /etc/fieldauth/mail-ca.pem'
	queue_mail jane
	succeeds syncd --send-mail
	wait_for has_mails 1
	# by no CA that this certificate is from
	configure smtps://localhost:465 'username = field' \
	    'password_file = /etc/fieldauth/mail.secret'
	queue_mail omar
	succeeds syncd --send-mail
	[[ $(sql 'SELECT last_error FROM outbox WHERE sent_at IS NULL') == tls:* ]]
}

@test "L10_setting_that_cannot_be_used_is_the_reason_and_gives_nothing_up" {
	configure smtp://localhost:587 'username = field' \
	    'password_file = /etc/fieldauth/no-such.secret' \
	    'starttls = required'
	queue_mail jane omar
	succeeds syncd --send-mail
	[ "$(sql 'SELECT count(*) FROM outbox WHERE tries = 1 AND given_up_at IS NULL')" = 2 ]
	[[ $(sql 'SELECT DISTINCT last_error FROM outbox') == *no-such.secret* ]]
}

@test "L10_server_that_refuses_the_login_is_asked_once_a_round" {
	start_stall login=field:another 'auth=535 5.7.139 Authentication unsuccessful, basic authentication is disabled.'
	configure "$(url_of_stall)"
	queue_mail jane omar
	succeeds syncd --send-mail
	[ "$(sql 'SELECT count(*) FROM outbox WHERE tries = 1 AND given_up_at IS NULL')" = 2 ]
	[[ $(sql 'SELECT DISTINCT last_error FROM outbox') == \
	    '535 5.7.139 '*'auth = xoauth2'*'fieldctl mail connect'* ]]
}

@test "L10_worker_has_its_own_user_and_no_access_to_the_database" {
	start_stall stall=end
	configure "$(url_of_stall)" "${trust[@]}"
	queue_mail jane
	syncd --send-mail 2>/run/world/round.log 3>&- &
	local pid round=$!
	wait_for test -s "$mail_dir/1"
	pid=$(pgrep -x fieldauth-mail)
	[ "$(stat -c %U "/proc/$pid/fd")" = root ] # not dumpable
	grep -q "^Uid:.*$(id -u fieldauth-mail)" "/proc/$pid/status"
	grep -q '^Seccomp:.*2' "/proc/$pid/status"
	grep -q '^NoNewPrivs:.*1' "/proc/$pid/status"
	[ "$(find "/proc/$pid/fd" -lname '*/field.db*' | wc -l)" -eq 0 ]
	kill "$round"
	wait_for has_ended "$pid"
}
