#!/usr/bin/env bats
# What fieldctl changes on a machine, and what it reads from it.

bats_require_minimum_version 1.5.0
. "$BATS_TEST_DIRNAME/../world/lib.bash"

setup_file() {
	setup_acme
	start_standin
	configure_standin
	# Sandbox keys: the browser can be redirected to this machine.
	echo 'sandbox = yes' >>/etc/fieldauth/fieldauth.conf
}

teardown_file() {
	stop_standin
}

# The result of one check of the doctor.
result_of() { # CHECK
	fieldctl doctor --json | python3 -c '
import json, sys
results = {c["result"] for c in json.load(sys.stdin)["checks"]
           if c["check"] == sys.argv[1]}
print("fail" if "fail" in results else "warn" if "warn" in results else "ok")
' "$1"
}

# --- setup --system ---------------------------------------------------------

@test "undo_takes_out_our_part_alone_when_others_have_edited_nsswitch" {
	printf 'sudoers: files\n' >>/etc/nsswitch.conf
	fieldctl setup --system --undo --yes
	run grep fieldusers /etc/nsswitch.conf
	[ "$status" -ne 0 ]
	[ "$(tail -n 1 /etc/nsswitch.conf)" = 'sudoers: files' ]
	sed -i '$d' /etc/nsswitch.conf
	fieldctl setup --system --yes
	[ "$(result_of name-service)" = ok ]
	[ "$(result_of pam)" = ok ]
}

@test "undo_keeps_what_another_package_has_put_into_pam_meanwhile" {
	pam-auth-update --package --enable mkhomedir
	fieldctl setup --system --undo --yes
	run grep -r pam_fieldauth /etc/pam.d
	[ "$status" -ne 0 ]
	grep -q pam_mkhomedir /etc/pam.d/common-session
	pam-auth-update --package --disable mkhomedir
	fieldctl setup --system --yes
	[ "$(result_of pam)" = ok ]
}

@test "setup_system_is_taken_back_whole_where_pam_was_edited_by_hand" {
	fieldctl setup --system --undo --yes
	cp /etc/pam.d/common-auth /tmp/common-auth
	sed -i '/pam_unix/i auth optional pam_warn.so' /etc/pam.d/common-auth
	cp /etc/pam.d/common-auth /tmp/edited
	cp /etc/nsswitch.conf /tmp/nsswitch.conf
	fails fieldctl setup --system --yes
	has 'common-auth'
	cmp /tmp/edited /etc/pam.d/common-auth
	cmp /tmp/nsswitch.conf /etc/nsswitch.conf
	cp /tmp/common-auth /etc/pam.d/common-auth
	succeeds fieldctl setup --system --yes
	[ "$(result_of pam)" = ok ]
}

@test "undo_takes_our_lines_out_of_pam_files_that_were_edited_by_hand" {
	sed -i '/pam_unix/i auth optional pam_warn.so' /etc/pam.d/common-auth
	fieldctl setup --system --undo --yes
	run grep -rl pam_fieldauth /etc/pam.d
	[ "$status" -ne 0 ]
	grep -q pam_warn /etc/pam.d/common-auth
	succeeds "$BATS_TEST_DIRNAME/pamtry" -s login root acct
	sed -i '/pam_warn/d' /etc/pam.d/common-auth
	fieldctl setup --system --yes
	[ "$(result_of pam)" = ok ]
}

@test "undo_after_a_repair_does_not_bring_our_lines_back" {
	sed -i '/pam_fieldauth/d' /etc/pam.d/common-account
	[ "$(result_of pam)" = fail ]
	fieldctl setup --system --yes
	[ "$(result_of pam)" = ok ]
	fieldctl setup --system --undo --yes
	run grep -rl pam_fieldauth /etc/pam.d
	[ "$status" -ne 0 ]
	fieldctl setup --system --yes
	[ "$(result_of pam)" = ok ]
}

@test "setup_system_works_on_no_other_root" {
	mkdir -p /tmp/elsewhere
	FIELDAUTH_ROOT=/tmp/elsewhere fails fieldctl setup --system --yes
	has FIELDAUTH_ROOT
}

@test "setup_asks_for_what_is_not_given_and_shows_no_password" {
	mkdir -p /tmp/asked
	FIELDAUTH_ROOT=/tmp/asked succeeds "$world/talk" \
	    'Short name.*: $' beta 'Full name.*: $' 'Beta Ltd' \
	    'super admin.*: $' bob 'last name.*: $' 'Bob Boss' \
	    'address.*: $' '' 'terminal.*: $' '' 'stands.*: $' '' \
	    'assword of bob: $' 'Granite-88-quarry' \
	    'Retype.*: $' 'Granite-88-quarry' -- fieldctl setup
	has 'bob is its super admin'
	lacks 'Granite'
	grep -q '^name = van-7$' /tmp/asked/etc/fieldauth/fieldauth.conf
	FIELDAUTH_ROOT=/tmp/asked succeeds "$world/talk" \
	    'assword of bob: $' 'Granite-99-quarry' \
	    'Retype.*: $' 'Granite-99-quarry' -- fieldctl user passwd bob
	# if they differ or one is refused, both are asked for again
	FIELDAUTH_ROOT=/tmp/asked succeeds "$world/talk" \
	    'assword of bob: $' 'Granite-11-quarry' \
	    'Retype.*: $' 'Granite-12-quarry' 'not match.*assword of bob: $' abc \
	    'Retype.*: $' abc 'too short.*assword of bob: $' 'Granite-11-quarry' \
	    'Retype.*: $' 'Granite-11-quarry' -- fieldctl user passwd bob
	FIELDAUTH_ROOT=/tmp/asked run "$world/talk" \
	    'assword of bob: $' ^D -- fieldctl user passwd bob
	[ "$status" -eq 64 ]
	has 'input ended'
	FIELDAUTH_ROOT=/tmp/asked succeeds "$world/talk" \
	    'assword of eve: $' abc 'Retype.*: $' abc \
	    'too short.*assword of eve: $' 'Granite-11-quarry' \
	    'Retype.*: $' 'Granite-11-quarry' -- \
	    fieldctl user add eve --name 'Eve Exact' --ask-password
	FIELDAUTH_ROOT=/tmp/asked fails fieldctl user add eve --name Again
}

@test "U6_delete_at_a_terminal_asks_first" {
	person doomed
	fails "$world/talk" 'y/N' n -- fieldctl user delete doomed
	getent passwd doomed
	succeeds "$world/talk" 'y/N' y -- fieldctl user delete doomed
	fails getent passwd doomed
}

# --- doctor -----------------------------------------------------------------

@test "doctor_finds_no_fault_with_a_fresh_terminal" {
	succeeds fieldctl doctor
	lacks FAIL
}

@test "doctor_finds_refusals_that_do_not_end_the_account_stack" {
	sed -i.bak '/pam_fieldauth/s/default=bad/default=ignore/' \
	    /etc/pam.d/common-account
	run fieldctl doctor
	mv /etc/pam.d/common-account.bak /etc/pam.d/common-account
	[ "$status" -ne 0 ]
	has 'common-account'
	has 'default=bad'
}

@test "doctor_finds_a_setuid_helper_and_one_that_does_not_start" {
	local helper=/usr/libexec/fieldauth/fieldauth-signin
	chmod u+s "$helper"
	run fieldctl doctor
	chmod 0755 "$helper"
	[ "$status" -ne 0 ]
	has "chmod 0755 $helper"
	mv "$helper" "$helper.away"
	run fieldctl doctor
	mv "$helper.away" "$helper"
	[ "$status" -ne 0 ]
	has 'does not start'
}

@test "U8_doctor_warns_where_sshd_matches_user_names" {
	printf 'Match User jane\n  PasswordAuthentication no\n' \
	    >/etc/ssh/sshd_config.d/50-match.conf
	run fieldctl doctor
	rm /etc/ssh/sshd_config.d/50-match.conf
	[ "$status" -eq 0 ]
	has '50-match.conf'
	[ "$(result_of sshd)" = ok ]
}

@test "doctor_finds_sshd_without_pam" {
	printf 'UsePAM no\n' >/etc/ssh/sshd_config.d/50-pam.conf
	run fieldctl doctor
	rm /etc/ssh/sshd_config.d/50-pam.conf
	[ "$status" -ne 0 ]
	has 'UsePAM'
}

@test "doctor_finds_containers_within_the_id_range" {
	echo 'lena:70500:1000' >>/etc/subuid
	run fieldctl doctor
	sed -i '/lena:70500/d' /etc/subuid
	[ "$status" -ne 0 ]
	has '/etc/subuid'
}

@test "doctor_finds_a_damaged_snapshot_and_publish_replaces_it" {
	printf 'x' | dd of=/var/lib/misc/fieldusers.db bs=1 seek=200 \
	    conv=notrunc status=none
	[ "$(result_of snapshot)" = fail ]
	succeeds fieldctl publish
	[ "$(result_of snapshot)" = ok ]
}

@test "doctor_finds_a_database_cut_short_and_names_the_copy_to_restore" {
	cp -a /var/lib/fieldauth/private /tmp/private
	truncate -s 5000 /var/lib/fieldauth/private/field.db
	rm -f /var/lib/fieldauth/private/field.db-wal
	run fieldctl doctor
	rm -rf /var/lib/fieldauth/private
	cp -a /tmp/private /var/lib/fieldauth/private
	[ "$status" -ne 0 ]
	has 'fieldctl restore'
	[ "$(result_of database)" = ok ]
}

@test "doctor_without_a_machine_that_is_set_up_says_so_and_does_not_crash" {
	mkdir -p /tmp/empty
	FIELDAUTH_ROOT=/tmp/empty fails fieldctl doctor
	has 'fieldctl setup'
}

# --- sync -------------------------------------------------------------------

@test "A1_consent_in_a_browser_returns_to_the_listener" {
	rm -f /tmp/connect.err
	fieldctl sync connect quickbooks </dev/null \
	    >/tmp/connect.out 2>/tmp/connect.err 3>&- &
	local pid=$!
	wait_for grep -q '^https://' /tmp/connect.err
	# The browser: follows the redirect of the consent page to this machine.
	curl -sS -L --cacert "$standin/ca.pem" \
	    "$(grep '^https://' /tmp/connect.err)" >/tmp/browser
	wait "$pid"
	grep -q 'close this page' /tmp/browser
	grep -q 'is connected' /tmp/connect.out
	succeeds fieldctl sync preview quickbooks
	has add
}

@test "A1_connect_by_consent_takes_a_pasted_address" {
	fieldctl sync disconnect quickbooks
	mkfifo /tmp/paste
	rm -f /tmp/connect.err
	fieldctl sync connect quickbooks </tmp/paste \
	    >/tmp/connect.out 2>/tmp/connect.err 3>&- &
	local pid=$!
	exec 5>/tmp/paste
	wait_for grep -q '^https://' /tmp/connect.err
	curl -sS -o /dev/null -w '%{redirect_url}\n' \
	    --cacert "$standin/ca.pem" \
	    "$(grep '^https://' /tmp/connect.err)" >&5
	exec 5>&-
	wait "$pid"
	grep -q 'is connected' /tmp/connect.out
}

@test "A1_redirect_with_another_state_is_refused" {
	rm -f /tmp/connect.err
	fieldctl sync connect quickbooks </dev/null \
	    >/tmp/connect.out 2>/tmp/connect.err 3>&- &
	local pid=$!
	wait_for grep -q '^https://' /tmp/connect.err
	curl -sS 'http://127.0.0.1:8493/callback?code=x&state=y&realmId=1' \
	    >/dev/null
	local code=0
	wait "$pid" || code=$?
	[ "$code" -ne 0 ]
	[ ! -s /tmp/connect.out ]
}

@test "A2_connect_to_xero_by_consent_knows_the_company" {
	local x=/run/world/xero url
	mkdir -p "$x"
	python3 "$world/../standin/xero.py" --cert-dir "$x" \
	    --port-file "$x/port" --secret-file "$x/secret" \
	    </dev/null >"$x/log" 2>&1 3>&- &
	local standin_pid=$!
	wait_for test -s "$x/port"
	url=https://localhost:$(cat "$x/port")
	install -m 0644 "$x/ca.pem" /etc/fieldauth/xero-ca.pem
	cat >>/etc/fieldauth/fieldauth.conf <<-CONF

	[source books]
	type = xero
	org = acme
	client_id = standin-client
	client_secret_file = $x/secret
	api_url = $url
	token_url = $url/connect/token
	authorize_url = $url/identity/connect/authorize
	revoke_url = $url/connect/revocation
	connections_url = $url/connections
	ca_file = /etc/fieldauth/xero-ca.pem
	CONF
	rm -f /tmp/connect.err
	fieldctl sync connect books </dev/null \
	    >/tmp/connect.out 2>/tmp/connect.err 3>&- &
	local pid=$!
	wait_for grep -q '^https://' /tmp/connect.err
	curl -sS -L --cacert "$x/ca.pem" \
	    "$(grep '^https://' /tmp/connect.err)" >/tmp/browser
	wait "$pid"
	grep -q 'Standin Field Services' /tmp/connect.out
	succeeds fieldctl sync preview books --csv
	has payroll
	succeeds fieldctl sync disconnect books
	has revoked
	kill "$standin_pid"
}

@test "A1_disconnect_revokes_and_status_says_so" {
	succeeds fieldctl sync disconnect quickbooks
	succeeds fieldctl sync status --csv
	has 'not-connected'
	fails fieldctl sync run quickbooks
	has 'sync connect'
}

@test "A1_tokens_are_in_no_argument_list_and_not_readable_at_rest" {
	fieldctl sync connect quickbooks --token-file "$token_file"
	local secret
	secret=$(python3 -c '
import json, sys
print(json.load(open(sys.argv[1]))["refresh_token"])' "$token_file")
	run grep -raF "$secret" /var/lib/fieldauth /var/lib/misc /etc/fieldauth
	[ "$status" -ne 0 ]
}

@test "A3_rules_are_added_listed_and_removed_and_never_give_power" {
	succeeds fieldctl sync rule add quickbooks title 'Fitter' \
	    --role fieldworker --kind fieldworker
	succeeds fieldctl sync rule list quickbooks --csv
	has Fitter
	fails fieldctl sync rule add quickbooks any --role admin
	has privileged
	succeeds fieldctl sync rule remove quickbooks 1
	succeeds fieldctl sync rule list quickbooks --csv
	lacks Fitter
}

@test "A1_bad_token_files_are_refused_with_what_is_missing" {
	echo '{"access_token":"a","expires_at":1}' >/tmp/bad.json
	fails fieldctl sync connect quickbooks --token-file /tmp/bad.json
	has refresh_token
	echo 'not json' >/tmp/bad.json
	fails fieldctl sync connect quickbooks --token-file /tmp/bad.json
	fails fieldctl sync connect quickbooks --token-file /nonexistent
	fails fieldctl sync connect nosuch --token-file "$token_file"
	has nosuch
}

# --- restore ----------------------------------------------------------------

@test "restore_goes_back_to_a_copy_and_publishes_it" {
	person early
	sqlite3 /var/lib/fieldauth/private/field.db \
	    "VACUUM INTO '/root/copy.db'" 2>/dev/null ||
	    python3 -c '
import sqlite3
sqlite3.connect("/var/lib/fieldauth/private/field.db").execute(
    "VACUUM INTO ?", ("/root/copy.db",))'
	person late
	getent passwd late
	succeeds fieldctl restore /root/copy.db --yes
	succeeds getent passwd early
	fails getent passwd late
	succeeds fieldctl audit --action database.restore --csv
	has database.restore
	fails fieldctl restore /root/nothing.db --yes
	has nothing.db
}

@test "Q5_database_file_alone_has_what_fieldctl_changed_and_its_damage_is_found" {
	local db=/var/lib/fieldauth/private/field.db
	fieldctl role add welders
	cp "$db" /tmp/alone.db
	python3 -c '
import sqlite3
print(sqlite3.connect("/tmp/alone.db").execute(
    "SELECT count(*) FROM os_group WHERE name = ?", ("role-welders",)).fetchone())
' | grep -q '(1,)'
	cp -a /var/lib/fieldauth/private /tmp/good
	# the write-ahead log is left in place, as when the file is damaged
	head -c 100000 /dev/urandom >"$db"
	run fieldctl user list
	cp -a /tmp/good/. /var/lib/fieldauth/private/
	[ "$status" -eq 65 ]
	has 'fieldctl doctor'
}

@test "S4_purge_leaves_nothing_of_a_person_in_database_log_and_snapshot" {
	local word
	fieldctl user add zq --name 'Zebulon Quirkington' --active \
	    --email zebq@acme.example --phone 555-7712 --title Xylophonist
	fieldctl policy delete_mode purge
	fieldctl user delete zq --yes
	fieldctl policy delete_mode --reset
	for word in Zebulon Quirkington zebq 555-7712 Xylophonist; do
		fails grep -a "$word" /var/lib/fieldauth/private/field.db \
		    /var/lib/fieldauth/private/field.db-wal \
		    /var/lib/misc/fieldusers.db
	done
}

# While the question is open, an administrator removes the role from one of
# them.
@test "U6_person_who_no_longer_matches_the_filter_is_skipped" {
	person filtera --role dispatcher
	person filterb --role dispatcher
	cat >/run/world/ask <<-'END'
	set timeout 60
	spawn fieldctl user deactivate --role dispatcher
	expect -re {inactive\?}
	exec fieldctl role unassign filterb dispatcher
	send "yes\r"
	expect eof
	END
	succeeds expect /run/world/ask
	fieldctl user show filtera --json | grep -q '"status": *"inactive"'
	fieldctl user show filterb --json | grep -q '"status": *"active"'
	fieldctl user delete filtera filterb --yes
}
