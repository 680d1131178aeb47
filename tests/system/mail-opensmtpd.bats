#!/usr/bin/env bats
# The mail worker and a real OpenSMTPD on this machine.

bats_require_minimum_version 1.5.0
. "$BATS_TEST_DIRNAME/../world/lib.bash"
. "$BATS_TEST_DIRNAME/../world/mail.bash"

setup_file() {
	install_server opensmtpd
	start_opensmtpd
}

teardown() { clear_mails; }
teardown_file() { stop_opensmtpd; }

@test "L10_mails_are_accepted_on_this_machine" {
	run send_mails smtp://localhost:25 loopback=yes \
	    to=jane@acme.example,subject=Größe to=omar@acme.example,id=row-9
	[ "$status" -eq 0 ]
	[[ ${lines[0]} == 'sent end 250 2.0.0'* ]]
	[[ ${lines[1]} == 'sent end 250 2.0.0'* ]]
	wait_for has_mails 2
	grep -q '^Message-ID: <row-9@acme.example>' $(mails)
}

@test "L10_names_arrive_as_they_were_meant" {
	run send_mails smtp://localhost:25 loopback=yes \
	    to=jane@acme.example,to_name='Jürg „JJ“ Müller',subject='Größe 王小明'
	[[ $output == 'sent end'* ]]
	wait_for has_mails 1
	[ "$(header subject)" = 'Größe 王小明' ]
	[ "$(header to)" = 'Jürg „JJ“ Müller <jane@acme.example>' ]
}

@test "L10_refused_recipient_is_given_up_with_the_servers_words" {
	run send_mails smtp://localhost:25 loopback=yes \
	    to=nosuch@acme.example to=jane@acme.example
	[[ ${lines[0]} == 'refused recipient 524 5.2.4 '* ]]
	[[ ${lines[1]} == 'sent end'* ]]
	wait_for has_mails 1
}

@test "L10_refused_sender_is_given_up_with_the_servers_words" {
	run send_mails smtp://localhost:25 loopback=yes \
	    to=jane@acme.example,envelope_from=gone@acme.example
	[[ $output == 'refused '*' 550 '* ]]
}

@test "L10_server_whose_tls_fails_gets_nothing" {
	run send_mails smtp://localhost:26 "ca=$mail_dir/ca.pem" \
	    to=jane@acme.example
	[[ $output == 'retry tls tls: '* ]]
	# nor does one without TLS, unless it is allowed
	run send_mails smtp://localhost:25 "ca=$mail_dir/ca.pem" \
	    to=jane@acme.example
	[ "$output" = 'retry tls tls: the server does not offer STARTTLS' ]
	[ "$(mail_count)" -eq 0 ]
}
