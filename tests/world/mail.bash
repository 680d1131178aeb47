# mail.bash: real mail servers of Debian in a world, after lib.bash.
# shellcheck shell=bash

mail_dir=/run/world/mail
inbox=$mail_dir/inbox

# install_server NAME: opensmtpd or postfix, which the world has as packages,
# without starting it; and a certificate for localhost.
install_server() {
	mkdir -p "$mail_dir" && chmod 0755 "$mail_dir"
	printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
	chmod 0755 /usr/sbin/policy-rc.d
	DEBIAN_FRONTEND=noninteractive dpkg -i --no-triggers \
	    /var/cache/world/"$1"/*.deb >/run/world/dpkg.log 2>&1
	PYTHONPATH=${world:?}/../standin python3 -c \
	    'import smtp, sys; smtp.make_certificate(sys.argv[1])' "$mail_dir"
	chmod 0600 "$mail_dir"/*.key
	useradd --system inbox
	install -d -o inbox -g inbox "$inbox"
}

# start_opensmtpd: on port 25 without TLS: that of Debian 12, built with OpenSSL
# 3, answers every handshake with an internal error, which port 26 shows.  Mail
# for jane@, omar@ and nina@acme.example arrives in $inbox.
start_opensmtpd() {
	printf '%s@acme.example inbox\n' jane omar nina >"$mail_dir/people"
	cat >/etc/smtpd.conf <<-CONF
	pki localhost cert "$mail_dir/localhost.pem"
	pki localhost key "$mail_dir/localhost.key"
	table people file:$mail_dir/people
	table refused { "gone@acme.example" }
	listen on lo port 25
	listen on lo port 26 tls pki localhost
	action deliver maildir "$inbox" virtual <people>
	match from any mail-from <refused> for any reject
	match from any for domain "acme.example" action deliver
	CONF
	daemon smtpd
	wait_for bash -c '</dev/tcp/127.0.0.1/25'
}
stop_opensmtpd() { pkill -x smtpd; }

# start_postfix [LINE...]: on ports 25 (STARTTLS), 465 (smtps) and 587; the
# last two want the login of "field", password "orbit-9-lathe".  Mail for jane@,
# omar@ and late@acme.example arrives in $inbox.
start_postfix() {
	local login='smtpd -o smtpd_sasl_auth_enable=yes'
	login+=' -o smtpd_recipient_restrictions=permit_sasl_authenticated,reject'
	postconf -e "inet_interfaces = loopback-only" \
	    "maillog_file = /var/log/mail.log" \
	    "mydestination =" \
	    "smtpd_tls_cert_file = $mail_dir/localhost.pem" \
	    "smtpd_tls_key_file = $mail_dir/localhost.key" \
	    "smtpd_tls_security_level = may" \
	    "smtpd_tls_loglevel = 1" \
	    "smtpd_tls_auth_only = yes" \
	    "virtual_mailbox_domains = acme.example" \
	    "virtual_mailbox_base = /" \
	    "virtual_mailbox_maps = inline:{jane@acme.example=$inbox/ omar@acme.example=$inbox/ late@acme.example=$inbox/}" \
	    "virtual_uid_maps = static:$(id -u inbox)" \
	    "virtual_gid_maps = static:$(id -g inbox)" \
	    "$@"
	postconf -M "587/inet=587 inet n - n - - $login" \
	    "465/inet=465 inet n - n - - $login -o smtpd_tls_wrappermode=yes"
	printf '%s\n' 'pwcheck_method: auxprop' 'auxprop_plugin: sasldb' \
	    'mech_list: PLAIN LOGIN' >/etc/postfix/sasl/smtpd.conf
	remember orbit-9-lathe
	echo orbit-9-lathe |
	    saslpasswd2 -p -c -u "$(postconf -h myhostname)" field
	chgrp postfix /etc/sasldb2
	daemon postfix start
	wait_for bash -c '</dev/tcp/127.0.0.1/25'
}
stop_postfix() { postfix stop >/dev/null 2>&1; }

# start_greylist: the policy service that "${greylist[@]}" for start_postfix
# names: each recipient late@ is deferred once (Postfix's SMTPD_POLICY_README).
greylist=("smtpd_recipient_restrictions = reject_unauth_destination, check_policy_service inet:127.0.0.1:10023")
start_greylist() {
	python3 -c '
import socketserver

seen = set()


class Policy(socketserver.StreamRequestHandler):
    def handle(self):
        values = {}
        for line in self.rfile:
            name, _, value = line.decode().strip().partition("=")
            if name:
                values[name] = value
                continue
            who = values.get("recipient", "")
            late = who.startswith("late@") and who not in seen
            seen.add(who)
            self.wfile.write(("action=%s\n\n" % (
                "defer 4.2.0 Greylisted, come back" if late
                else "dunno")).encode())


socketserver.ThreadingTCPServer.allow_reuse_address = True
socketserver.ThreadingTCPServer(("127.0.0.1", 10023), Policy).serve_forever()
' </dev/null >/run/world/greylist.log 2>&1 3>&- &
	echo $! >/run/world/greylist.pid
	wait_for bash -c '</dev/tcp/127.0.0.1/10023'
}
stop_greylist() { kill "$(cat /run/world/greylist.pid)"; }

# send_mails URL [KEY=VALUE...] MAIL...: by the worker; one line for each MAIL.
send_mails() {
	MAIL=/usr/libexec/fieldauth/fieldauth-mail \
	    python3 "$world/../standin/mailer.py" "$@"
}

# mails: the mails in the inbox, oldest first; how many there are.
mails() { find "$inbox/new" -type f 2>/dev/null | sort; }
mail_count() { mails | wc -l; }
has_mails() { [ "$(mail_count)" -eq "$1" ]; }
clear_mails() { rm -f "$inbox"/new/*; }

# header NAME: of the last mail, decoded.
header() {
	python3 -c '
import email, email.policy, sys
with open(sys.argv[1], "rb") as file:
    read = email.message_from_binary_file(file, policy=email.policy.default)
print(read[sys.argv[2]])' "$(mails | tail -n 1)" "$1"
}
