#!/usr/bin/env bats
# The mail worker and a real Postfix, with a policy service that greylists.

bats_require_minimum_version 1.5.0
. "$BATS_TEST_DIRNAME/../world/lib.bash"
. "$BATS_TEST_DIRNAME/../world/mail.bash"

setup_file() {
	install_server postfix
	start_greylist
	start_postfix "${greylist[@]}" \
	    "smtpd_sender_restrictions = check_sender_access inline:{gone@acme.example=REJECT}"
}

teardown() { clear_mails; }
teardown_file() {
	stop_postfix
	stop_greylist
}

trust="ca=$mail_dir/ca.pem"
login=(auth=password username=field "$trust" secret=orbit-9-lathe)

@test "L10_login_is_accepted_by_starttls_and_by_smtps" {
	local url
	for url in smtp://localhost:587 smtps://localhost:465; do
		run send_mails "$url" "${login[@]}" to=jane@acme.example
		[[ $output == 'sent end 250 2.0.0'* ]]
	done
	wait_for has_mails 2
	grep -q 'sasl_method=PLAIN, sasl_username=field' /var/log/mail.log
	fails grep -rq orbit-9-lathe /var/log /run/world/syslog
}

@test "L10_wrong_password_gives_up_no_mail" {
	run send_mails smtp://localhost:587 "${login[@]}" \
	    secret=another-9-lathe to=jane@acme.example
	[[ $output == 'retry login 535 5.7.8 '* ]]
}

@test "L10_server_with_another_certificate_gets_nothing" {
	: >/var/log/mail.log
	run send_mails smtp://localhost:587 auth=password username=field \
	    secret=orbit-9-lathe to=jane@acme.example
	[[ $output == 'retry tls tls: SSL certificate problem'* ]]
	run send_mails smtp://127.0.0.1:587 "${login[@]}" to=jane@acme.example
	[[ $output == 'retry tls tls: SSL: no alternative certificate'* ]]
	wait_for grep -q 'lost connection after STARTTLS' /var/log/mail.log
	fails grep -q 'sasl_username\|MAIL' /var/log/mail.log
}

@test "L10_mails_are_accepted_over_one_connection" {
	: >/var/log/mail.log
	run send_mails smtp://localhost:25 "$trust" \
	    to=jane@acme.example,subject=Größe to=omar@acme.example,id=row-9 \
	    to=jane@acme.example
	[ "$status" -eq 0 ]
	[ "$(grep -c '^sent end 250 2.0.0' <<<"$output")" -eq 3 ]
	wait_for has_mails 3
	grep -q '^Message-ID: <row-9@acme.example>' $(mails)
	[ "$(grep -c 'smtpd.* connect from' /var/log/mail.log)" -eq 1 ]
}

@test "L10_greylisted_mail_is_accepted_later" {
	run send_mails smtp://localhost:25 "$trust" to=late@acme.example \
	    to=jane@acme.example to=late@acme.example
	[[ ${lines[0]} == 'retry recipient 450 4.2.0 '*'Greylisted, come back' ]]
	[[ ${lines[1]} == 'sent end'* ]]
	[[ ${lines[2]} == 'sent end'* ]]
	wait_for has_mails 2
}

@test "L10_refused_recipient_is_given_up_with_the_servers_words" {
	run send_mails smtp://localhost:25 "$trust" to=nosuch@acme.example \
	    to=x@elsewhere.example
	[[ ${lines[0]} == 'refused recipient 550 5.1.1 '*'User unknown'* ]]
	[[ ${lines[1]} == 'refused recipient 554 5.7.1 '*'Relay access denied'* ]]
}

@test "L10_refused_sender_is_given_up_with_the_servers_words" {
	run send_mails smtp://localhost:25 "$trust" \
	    to=jane@acme.example,envelope_from=gone@acme.example
	[[ $output == 'refused '*' 554 5.7.1 '*'Access denied' ]]
}

@test "L10_mail_that_is_too_large_is_given_up" {
	postconf -e 'message_size_limit = 400' 'virtual_mailbox_limit = 0'
	postfix reload
	run send_mails smtp://localhost:25 "$trust" \
	    "to=jane@acme.example,body=$(head -c 2000 /dev/zero | tr '\0' x)"
	postconf -e 'message_size_limit = 10240000'
	postfix reload
	[[ $output == 'refused sender 552 5.3.4 '* ]]
}

@test "L10_address_beyond_ascii_reaches_the_server" {
	run send_mails smtp://localhost:25 "$trust" 'to=jürg@acme.example'
	[[ $output == 'refused recipient 550 5.1.1 '*'jürg@acme.example'* ]]
}
