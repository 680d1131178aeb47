#!/usr/bin/env bats
# Codes and temporary passwords: how they are handed out, what is reported,
# and what scripts read (L2, L5, L7, L8, N8, S6, S8, U1, U9, U10).

. "$BATS_TEST_DIRNAME/../world/lib.bash"

CODE='[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}'
TEMPORARY='[cdfghjkmnprtwxy23457-]{19}'
WHEN='20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z'

setup_file() {
	setup_acme
	start_gate control
}

setup() {
	work=$(mktemp -d)
}

teardown() {
	mail_off
	rm -rf "$work"
}

# newcomer LOGIN [OPTION...]: an active person with an address, without a secret.
newcomer() {
	local login=$1
	shift
	fieldctl user add "$login" --name "${login^} Person" --active \
	    --no-secret --email "$login@acme.example" "$@"
}

mail_on() {
	cat >>/etc/fieldauth/fieldauth.conf <<-'END'
		[mail]
		smtp_url = smtp://127.0.0.1:25
		from = office@acme.example
	END
}
mail_off() { sed -i '/^\[mail\]/,$d' /etc/fieldauth/fieldauth.conf; }

# given FILE: remember its secrets, for tests/world/hunt.
given() { cut -f2 "$1" | while read -r code; do remember "$code"; done; }

as() {
	local login=$1
	shift
	setpriv --reuid "$login" --regid "$login" --init-groups --reset-env "$@"
}

@test "L2_invite_prints_login_code_and_expiry_for_scripts" {
	newcomer ina
	newcomer ivo
	fieldctl user invite ina ivo --print >"$work/out" 2>"$work/err"
	given "$work/out"
	[ ! -s "$work/err" ]
	[ "$(wc -l <"$work/out")" -eq 2 ]
	grep -Eq "^ina	$CODE	$WHEN$" "$work/out"
	grep -Eq "^ivo	$CODE	$WHEN$" "$work/out"
}

@test "L2_without_mail_an_invitation_is_printed_and_that_is_said" {
	newcomer nils
	fieldctl user invite nils >"$work/out" 2>"$work/err"
	given "$work/out"
	grep -Eq "^nils	$CODE	$WHEN$" "$work/out"
	grep -q 'Mail is not configured on this terminal.  The code is printed instead.' \
	    "$work/err"
	run fieldctl user invite nils --by mail
	[ "$status" -eq 69 ]
	run fieldctl user invite nils --by mail --print
	[ "$status" -eq 64 ]
	run fieldctl user invite nils --by pigeon
	[ "$status" -eq 64 ]
}

@test "L2_with_mail_an_invitation_is_mailed_and_not_shown" {
	newcomer mara
	fieldctl user add moe --name 'Moe Person' --active --no-secret
	mail_on
	fieldctl user invite mara moe >"$work/out" 2>"$work/err"
	grep -q '^mara: mailed to mara@acme.example$' "$work/out"
	grep -Eq "^moe	$CODE	$WHEN$" "$work/out"
	grep '^moe' "$work/out" >"$work/moe"
	given "$work/moe"
	[ "$(grep -Ec "$CODE" "$work/out")" -eq 1 ]
	grep -q "'moe' has no e-mail address that mail is sent to." "$work/err"
	succeeds fieldctl user invite mara --json
	python3 - "$output" <<-'END'
		import json, sys
		(row,) = json.loads(sys.argv[1])
		assert row["code"] is None, row
		assert row["delivery"] == "mail", row
		assert row["address"] == "mara@acme.example", row
		assert row["terminal"] == "van-7", row
	END
	succeeds fieldctl user reset mara
	has 'mara: mailed to mara@acme.example'
	succeeds fieldctl user add max --name 'Max Person' --active \
	    --email max@acme.example
	has 'max: mailed to max@acme.example'
}

@test "L5_link_and_its_qr_code" {
	newcomer lea
	fieldctl user link lea --print --qr >"$work/out"
	given "$work/out"
	head -n 1 "$work/out" | grep -Eq "^lea	$CODE	$WHEN$"
	grep -q '█▀▀▀▀▀█' "$work/out"
}

@test "L7_reset_prints_a_temporary_password_and_ends_the_old_one" {
	person rex
	fieldctl user reset rex --print >"$work/out"
	given "$work/out"
	grep -Eq "^rex	$TEMPORARY	$WHEN$" "$work/out"
	[ "$(fieldctl user list --secret temporary --csv |
	    grep -c '^rex,')" -eq 1 ]
	fieldctl user reset rex --compromised --print >"$work/out"
	given "$work/out"
	fieldctl user hold rex
	fails fieldctl user reset rex
	has "'rex' is held; their password cannot be reset."
	fails fieldctl user force-reset rex
	fails fieldctl user invite rex
	has "'rex' is held; no code is issued."
	fieldctl user release rex
	fieldctl user force-reset rex
	succeeds fieldctl user show rex
	[[ $output =~ Must\ change\ password\ +yes ]]
}

@test "S8_invitations_are_pending_or_expired_in_the_list" {
	newcomer sid
	fieldctl user invite sid --print >"$work/out"
	given "$work/out"
	succeeds fieldctl user list --invited pending --columns login,invited
	[[ $output =~ sid\ +pending ]]
	succeeds fieldctl user list --invited pending
	has 'INVITED'
	has 'UNTIL'
	succeeds fieldctl user list --invited expired
	lacks sid
	run fieldctl user list --invited maybe
	[ "$status" -eq 64 ]
	has 'pending, expired'
	succeeds fieldctl user show sid
	[[ $output =~ Invitation\ +pending ]]
	fieldctl user block sid
	succeeds fieldctl user list --invited pending
	lacks sid
}

@test "N8_a_sheet_has_a_strip_for_each_person_that_can_use_one" {
	newcomer stan --role technician
	newcomer sven --role technician
	newcomer suse --role technician
	fieldctl user hold suse
	umask 000
	succeeds fieldctl user invite --role technician --sheet "$work/sheet" --yes
	has "suse: nothing was given: 'suse' is held; no code is issued."
	has '2 strips written'
	[[ ! $output =~ $CODE ]]
	[ "$(stat -c %a "$work/sheet")" = 600 ]
	grep -o "$CODE" -E "$work/sheet" | while read -r code; do
		remember "$code"
	done
	[ "$(grep -Ec "Code: +$CODE" "$work/sheet")" -eq 2 ]
	[ "$(grep -c 'Terminal: *van-7' "$work/sheet")" -eq 2 ]
	[ "$(grep -c 'Valid until: *20' "$work/sheet")" -eq 2 ]
	[ "$(grep -c '█▀▀▀▀▀█' "$work/sheet")" -eq 4 ]
	# what is on paper is not in a script's log as well
	succeeds fieldctl user invite stan --sheet "$work/second" --json
	has '"delivery": "sheet"'
	[[ ! $output =~ $CODE ]]
	rm "$work/second"
	# it never replaces a file, and makes no codes then
	before=$(fieldctl user show stan --json | grep invited_until)
	run fieldctl user invite --role technician --sheet "$work/sheet" --yes
	[ "$status" -eq 73 ]
	[ "$(fieldctl user show stan --json | grep invited_until)" = "$before" ]
	ln -s "$work/target" "$work/link"
	fails fieldctl user invite stan --sheet "$work/link"
	[ ! -e "$work/target" ]
	# nothing is left if no one gets a code
	fails fieldctl user invite suse --sheet "$work/none"
	[ ! -e "$work/none" ]
	succeeds fieldctl user invite stan --sheet "$work/none" --dry-run
	[ ! -e "$work/none" ]
}

@test "N8_a_lead_issues_a_code_through_the_door_for_their_own_crew" {
	person lena --role fieldworker --kind fieldworker
	newcomer otto --kind subworker --role subworker --lead lena
	newcomer otis
	as lena fieldctl user code otto >"$work/out"
	given "$work/out"
	grep -Eq "^otto	$CODE	$WHEN$" "$work/out"
	run as lena fieldctl user code otis
	[ "$status" -ne 0 ]
	[[ ! $output =~ $CODE ]]
	run as lena fieldctl user invite otto
	[ "$status" -ne 0 ]
	# on a terminal, in large letters and as a QR code
	script -qec "stty cols 100 rows 50; $(printf '%q ' setpriv --reuid lena \
	    --regid lena --init-groups --reset-env fieldctl user code otto)" \
	    /dev/null >"$work/large"
	grep -oE "$CODE" "$work/large" | head -n 1 >"$work/code"
	remember "$(cat "$work/code")"
	grep -q 'For otto, on van-7, until 20' "$work/large"
	[ "$(grep -c '[▀▄█]' "$work/large")" -gt 20 ]
	# a serial console does not know its size
	script -qec "stty cols 0 rows 0; $(printf '%q ' setpriv --reuid lena \
	    --regid lena --init-groups --reset-env fieldctl user code otto)" \
	    /dev/null >"$work/large"
	remember "$(grep -oE "$CODE" "$work/large" | head -n 1)"
	[ "$(grep -c '40;97m' "$work/large")" -gt 10 ]
}

@test "R10_a_lead_adds_a_member_who_is_invited" {
	person lisa --role fieldworker --kind fieldworker
	as lisa fieldctl user add olga --name 'Olga Person' --active \
	    --kind subworker --role subworker --lead lisa >"$work/out"
	grep -E '^olga' "$work/out" >"$work/olga"
	given "$work/olga"
	grep -Eq "^olga	$CODE	$WHEN$" "$work/olga"
	# later, that is for administrators
	run as lisa fieldctl user invite olga
	[ "$status" -eq 77 ]
}

@test "N8_recovery_codes_are_printed_once" {
	newcomer rita
	fieldctl user recovery rita --count 3 --valid 90d >"$work/out"
	given "$work/out"
	[ "$(grep -Ec "^rita	$CODE	$WHEN$" "$work/out")" -eq 3 ]
	[ "$(cut -f2 "$work/out" | sort -u | wc -l)" -eq 3 ]
	run fieldctl user recovery rita --count 101 --valid 90d
	[ "$status" -eq 64 ]
	run fieldctl user recovery rita --count 3 --valid soon
	[ "$status" -eq 64 ]
	local valid
	for valid in 0d 1m 3651d; do
		run fieldctl user recovery rita --count 3 --valid "$valid"
		[ "$status" -eq 64 ]
		has 'use a time from 5m to 3650d'
	done
}

@test "U9_verify_email_mails_a_code_and_says_where" {
	newcomer vera
	fieldctl user add vito --name 'Vito Person' --active --no-secret
	run fieldctl user verify-email vera
	[ "$status" -eq 69 ]
	mail_on
	succeeds fieldctl user verify-email vera vito
	has 'vera: mailed to vera@acme.example'
	has "vito: nothing was given: 'vito' has no e-mail address that mail is sent to."
}

@test "U10_count_tells_active_and_inactive_people" {
	local before after
	before=$(fieldctl user count --json)
	newcomer cora
	newcomer cody
	newcomer cleo
	fieldctl user deactivate cody
	fieldctl user delete cleo --yes
	after=$(fieldctl user count --json)
	python3 - "$before" "$after" <<-'END'
		import json, sys
		before, after = map(json.loads, sys.argv[1:])
		assert after["active"] == before["active"] + 1, (before, after)
		assert after["inactive"] == before["inactive"] + 1
		assert after["total"] == after["active"] + after["inactive"]
	END
	succeeds fieldctl user count
	[[ $output =~ Total\ +[0-9]+ ]]
}

@test "L4_a_shared_address_is_allowed_by_an_administrator" {
	newcomer paul --role dispatcher
	newcomer petra
	fieldctl user edit petra --email paul@acme.example
	mail_on
	fieldctl user invite petra >"$work/out" 2>"$work/err"
	given "$work/out"
	grep -Eq "^petra	$CODE" "$work/out"
	grep -q 'also belongs to an account with other rights' "$work/err"
	fieldctl user edit petra --shared-address-ok
	succeeds fieldctl user invite petra
	[ "$output" = 'petra: mailed to paul@acme.example' ]
	fieldctl user edit petra --no-shared-address-ok
	run fieldctl user invite petra --by mail
	[ "$status" -eq 77 ]
}
