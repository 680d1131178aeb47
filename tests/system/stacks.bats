#!/usr/bin/env bats
# PAM stacks with other modules: in front of ours and behind it, e-mail
# addresses instead of login names, options, and the reports of explain and
# doctor about them.

. "$BATS_TEST_DIRNAME/../world/lib.bash"

try="$BATS_TEST_DIRNAME/pamtry"
ALIAS=jane@acme.example

setup_file() {
	local_user lena 'Local-pass-55'
	setup_acme
	person jane
	person omar
	make_key jane
	cp -a /etc/pam.d /run/world/pam.d
	cp -a /etc/security /run/world/security
	start_sshd "$KEYS_LINE"
}

teardown() {
	rm -rf /etc/pam.d /etc/security /usr/share/pam-configs/test-*
	cp -a /run/world/pam.d /etc/pam.d
	cp -a /run/world/security /etc/security
	fieldctl user unlock jane >/dev/null 2>&1 || true
}

# before SERVICE LINE: add LINE at the top of the stack of SERVICE.
before() { sed -i "1i $2" "/etc/pam.d/$1"; }
behind() { printf '%s\n' "$2" >>"/etc/pam.d/$1"; }

result_of() {
	fieldctl doctor --json | python3 -c '
import json, sys
grades = [c["result"] for c in json.load(sys.stdin)["checks"]
          if c["check"] == sys.argv[1]]
print("fail" if "fail" in grades else "warn" if "warn" in grades else "ok")
' "$1"
}

# --- e-mail addresses ----------------------------------------------------------

@test "U8_stock_stacks_let_an_email_address_in" {
	succeeds ssh_password "$ALIAS" "$PASSWORD" 'id -un'
	has jane
	succeeds ssh_key "$ALIAS" /run/world/jane.key 'id -un'
	[ "$output" = jane ]
	succeeds su_as lena "$ALIAS" "$PASSWORD" 'id -un'
	has jane
	succeeds "$world/talk" 'login: ' "$ALIAS" 'assword: ' "$PASSWORD" \
	    '\$ ' 'id -un; exit' -- login
	has jane
	local service
	for service in sshd su su-l login sudo sudo-i cron; do
		succeeds "$try" -n -s "$service" "$ALIAS" auth acct <<<"$PASSWORD"
	done
	[ "$(result_of pam)" = ok ]
}

# refused_alias SERVICE: the address is refused there, with a message only for a
# person who knows the password; the login name of another person is accepted.
refused_alias() {
	local service=$1
	if [ "$service" = su ]; then
		# this passes the login name to PAM, so that the rule applies
		fails su_as lena "$ALIAS" "$PASSWORD" 'id -un'
		succeeds su_as lena omar "$PASSWORD" 'id -un'
		return
	fi
	fails "$try" -n -s "$service" "$ALIAS" auth <<<"$PASSWORD"
	has 'auth: AUTH_ERR'
	has 'Use your login name.'
	fails "$try" -n -s "$service" "$ALIAS" auth <<<'nonsense'
	has 'auth: AUTH_ERR'
	lacks 'login name'
	fails "$try" -n -s "$service" "$ALIAS" acct
	has 'acct: PERM_DENIED'
	has 'Use your login name.'
	succeeds "$try" -n -s "$service" omar auth acct <<<"$PASSWORD"
}

# refused_login SERVICE: refused by the login name, as the administrator
# intended.
refused_login() {
	if [ "$1" = su ]; then
		fails su_as lena jane "$PASSWORD" 'id -un'
	else
		fails "$try" -n -s "$1" jane auth acct <<<"$PASSWORD"
	fi
	lacks 'login name'
}

@test "U8_pam_listfile_is_not_walked_round_by_an_email_address" {
	echo jane >/etc/denied
	local service line
	for service in su sshd; do
		line='required pam_listfile.so item=user sense=deny onerr=fail'
		before "$service" "auth $line file=/etc/denied"
		refused_alias "$service"
		refused_login "$service"
	done
	fails ssh_password "$ALIAS" "$PASSWORD" 'id -un'
	fails ssh_password jane "$PASSWORD" 'id -un'
	succeeds ssh_password omar "$PASSWORD" 'id -un'
}

@test "U8_pam_time_is_not_walked_round_by_an_email_address" {
	echo '*;*;jane;!Al0000-2400' >>/etc/security/time.conf
	local service
	for service in su sshd; do
		before "$service" 'account required pam_time.so'
		refused_alias "$service"
		refused_login "$service"
	done
	fails ssh_key "$ALIAS" /run/world/jane.key 'id -un'
	fails ssh_key jane /run/world/jane.key 'id -un'
}

@test "U8_pam_access_is_not_walked_round_by_an_email_address" {
	echo '-:jane:ALL' >>/etc/security/access.conf
	local service
	for service in su sshd; do
		before "$service" 'account required pam_access.so'
		refused_alias "$service"
		refused_login "$service"
	done
}

@test "U8_pam_succeed_if_is_not_walked_round_by_an_email_address" {
	local service
	for service in su sshd; do
		before "$service" 'auth required pam_succeed_if.so quiet user != jane'
		refused_alias "$service"
		refused_login "$service"
	done
}

@test "U8_second_factor_in_a_file_of_the_users_name_is_not_walked_round" {
	printf '#!/bin/sh\n[ ! -e "/etc/otp/$PAM_USER" ]\n' >/usr/local/bin/otp
	chmod 755 /usr/local/bin/otp
	install -D /dev/null /etc/otp/jane
	behind su 'auth required pam_exec.so /usr/local/bin/otp'
	refused_alias su
	refused_login su
}

@test "U8_module_counts_in_each_type_and_however_it_is_written" {
	local line
	for line in 'auth optional pam_faillock.so preauth' \
	    'ACCOUNT Optional /lib/security/pam_userdb.so' \
	    'password optional pam_pwhistory.so' \
	    '-session [default=ignore] pam_namespace.so' \
	    'auth include test-extra' 'account substack test-extra' \
	    '@include test-extra' 'auth \\\n  optional \\\n pam_mine.so' \
	    'auth optional pam_a\\b.so'; do
		cp /run/world/pam.d/su /etc/pam.d/su
		printf '%s\n' 'auth optional pam_exec.so /bin/true' \
		    'account optional pam_exec.so /bin/true' \
		    >/etc/pam.d/test-extra
		printf -- "$line\n" >>/etc/pam.d/su
		run "$try" -n -s su "$ALIAS" acct
		has 'acct: PERM_DENIED'
		has 'Use your login name.'
	done
}

@test "U8_comment_is_not_a_module_and_other_is_the_default_stack" {
	behind su '#auth required pam_listfile.so'
	behind su 'auth optional pam_echo.so x # pam_listfile.so'
	succeeds "$try" -n -s su "$ALIAS" auth acct <<<"$PASSWORD"
	succeeds "$try" -n -s nofile "$ALIAS" auth acct <<<"$PASSWORD"
	behind other 'account optional pam_listfile.so'
	fails "$try" -n -s nofile "$ALIAS" acct
	succeeds "$try" -n -s su "$ALIAS" acct
}

@test "U8_modules_with_files_count_when_those_have_rules" {
	before login 'auth optional pam_cap.so'
	succeeds "$try" -n -s login "$ALIAS" auth acct <<<"$PASSWORD"
	sed -i '1i cap_net_raw jane' /etc/security/capability.conf
	refused_alias login
	cp /run/world/security/capability.conf /etc/security/
	succeeds "$try" -n -s login "$ALIAS" auth acct <<<"$PASSWORD"
	echo 'login;*;!jane;Al0000-2400;dialout' >>/etc/security/group.conf
	refused_alias login
}

@test "U8_limits_by_name_hold_for_an_email_address" {
	echo 'jane hard nofile 77' >/etc/security/limits.d/jane.conf
	succeeds su_as lena "$ALIAS" "$PASSWORD" 'ulimit -Hn'
	has 77
}

@test "U8_setup_doctor_and_explain_say_it_beforehand" {
	succeeds fieldctl explain jane --service login
	lacks 'E-mail addresses'
	before login 'account required pam_time.so'
	[ "$(result_of pam)" = warn ]
	succeeds fieldctl doctor
	has "PAM service 'login'"
	has 'pam_time.so'
	lacks "PAM service 'sshd'"
	succeeds fieldctl explain jane --service login
	has 'E-mail addresses are refused here: pam_time.so'
	fails fieldctl explain "$ALIAS" --service login
	has 'Rule: alias'
	succeeds fieldctl explain "$ALIAS" --service sshd
	succeeds fieldctl setup --system --yes
	has "PAM service 'login'"
}

@test "U8_explain_agrees_with_programs_that_give_PAM_the_login_name" {
	before su 'account required pam_time.so'
	before cron 'account required pam_time.so'
	succeeds su_as lena "$ALIAS" "$PASSWORD" 'id -un'
	has jane
	succeeds fieldctl explain "$ALIAS" --service su
	succeeds fieldctl explain "$ALIAS" --service cron
	lacks 'E-mail addresses'
	# and the rule of the other module for the login name applies
	echo '*;*;jane;!Al0000-2400' >>/etc/security/time.conf
	fails su_as lena "$ALIAS" "$PASSWORD" 'id -un'
}

@test "U8_sshd_sees_the_login_name_in_DenyUsers_and_the_typed_one_in_Match" {
	local line
	for line in 'DenyUsers jane' 'AllowUsers omar' 'AllowUsers jane' \
	    'Match User jane'; do
		stop_sshd
		case $line in
		Match*) start_sshd "$KEYS_LINE" "$line" 'ForceCommand echo forced' ;;
		*) start_sshd "$KEYS_LINE" "$line" ;;
		esac
		run ssh_key jane /run/world/jane.key 'id -un'
		local by_login=$status:$output
		run ssh_key "$ALIAS" /run/world/jane.key 'id -un'
		case $line in
		Match*)
			[ "$by_login" = 0:forced ]
			[ "$output" = jane ]
			[ "$(result_of sshd)" = warn ]
			;;
		*)
			[ "${by_login%%:*}" = "$status" ]
			[ "$(result_of sshd)" = ok ]
			;;
		esac
	done
	stop_sshd
	start_sshd "$KEYS_LINE"
}

# --- modules in front and behind ------------------------------------------------

# profile NAME PRIORITY TYPE LINE [INITIAL]: add a profile for pam-auth-update.
profile() {
	printf '%s\n' "Name: $1" 'Default: yes' "Priority: $2" \
	    "$3-Type: Primary" "$3:" "	$4" >"/usr/share/pam-configs/test-$1"
	[ -z "${5-}" ] || printf '%s\n' "$3-Initial:" "	$5" \
	    >>"/usr/share/pam-configs/test-$1"
	pam-auth-update --package --enable "test-$1"
}

# The number of prompts in the last dialogue; a second answer is always
# available.
prompts() { grep -c '^prompt: ' <<<"$output"; }

@test "L1_person_is_asked_once_where_another_primary_profile_asks_first" {
	profile first 704 Auth \
	    '[success=end default=ignore] pam_userdb.so db=/etc/none try_first_pass' \
	    '[success=end default=ignore] pam_userdb.so db=/etc/none'
	grep -q 'pam_fieldauth.so try_first_pass' /etc/pam.d/common-auth
	succeeds "$try" -n -s sshd jane auth <<<"$PASSWORD"$'\nagain'
	[ "$(prompts)" = 1 ]
	fails "$try" -n -s sshd jane auth <<<$'nonsense\n'"$PASSWORD"
	[ "$(prompts)" = 1 ]
	has 'auth: AUTH_ERR'
	fails "$try" -n -s sshd nosuchname auth <<<$'nonsense\nagain'
	[ "$(prompts)" = 1 ]
	succeeds "$try" -n -s sshd lena auth <<<$'Local-pass-55\nagain'
	[ "$(prompts)" = 1 ]
	fails "$try" -n -s sshd lena auth <<<$'nonsense\nLocal-pass-55'
	[ "$(prompts)" = 1 ]
	# the order is correct; only e-mail addresses cannot be used
	[ "$(result_of pam)" = warn ]
}

@test "L1_person_is_asked_once_where_ours_comes_first" {
	fails grep -q 'pam_fieldauth.so try_first_pass' /etc/pam.d/common-auth
	local who
	for who in jane nosuchname lena; do
		fails "$try" -n -s sshd "$who" auth <<<$'nonsense\nagain'
		[ "$(prompts)" = 1 ]
	done
	succeeds "$try" -n -s sshd jane auth <<<"$PASSWORD"$'\nagain'
	[ "$(prompts)" = 1 ]
	succeeds "$try" -n -s sshd lena auth <<<$'Local-pass-55\nagain'
	[ "$(prompts)" = 1 ]
}

tally() { faillock --user "$1" | grep -c 'V$' || true; }

@test "Q3_pam_faillock_behind_us_counts_our_peoples_failures" {
	profile faillock 0 Auth '[default=die] pam_faillock.so authfail'
	faillock --user jane --reset
	local i
	for i in 1 2 3; do
		fails "$try" -n -s login jane auth <<<'nonsense'
		has 'auth: AUTH_ERR'
		[ "$(prompts)" = 1 ]
		[ "$(tally jane)" = "$i" ]
	done
	succeeds "$try" -n -s login jane auth <<<"$PASSWORD"
	[ "$(tally jane)" = 3 ]
	faillock --user jane --reset
	fails ssh_password jane 'nonsense' true
	[ "$(tally jane)" = 1 ]
	faillock --user jane --reset
}

@test "S3_blocked_person_is_refused_finally_and_the_modules_behind_hear_of_it" {
	printf '#!/bin/sh\necho "$PAM_TYPE $PAM_USER" >>/tmp/heard\n' \
	    >/usr/local/bin/heard
	chmod 755 /usr/local/bin/heard
	profile heard 0 Account '[default=ignore] pam_exec.so /usr/local/bin/heard'
	rm -f /tmp/heard
	fieldctl user block jane
	fails ssh_key jane /run/world/jane.key true
	fails su jane -c true
	fails "$try" -n -s cron jane acct
	has 'acct: PERM_DENIED'
	fieldctl user unblock jane
	[ "$(grep -c 'account jane' /tmp/heard)" = 3 ]
	succeeds su jane -c true
}

@test "S3_leftover_line_of_shadow_lets_no_blocked_person_in" {
	cp -p /etc/shadow /run/world/shadow
	echo "jane:$(openssl passwd -6 "$PASSWORD"):19000:0:99999:7:::" \
	    >>/etc/shadow
	fieldctl user block jane
	fails "$try" -n -s login jane auth acct <<<"$PASSWORD"
	fails su jane -c true
	fails ssh_key jane /run/world/jane.key true
	fails ssh_password jane "$PASSWORD" true
	fieldctl user unblock jane
	cat /run/world/shadow >/etc/shadow
}

@test "S3_cancelled_dialogue_is_not_followed_by_another_prompt" {
	fails "$try" -n -s login jane auth </dev/null
	[ "$(prompts)" -le 1 ]
	has 'auth: CONV_ERR'
}

# --- options ---------------------------------------------------------------------

# in_stack SERVICE OPTIONS: our module in front of all others, in auth and
# account.
in_stack() {
	cp "/run/world/pam.d/$1" "/etc/pam.d/$1"
	local type
	for type in auth account; do
		before "$1" "$type required pam_fieldauth.so use_first_pass $2"
	done
}

# agree SERVICE VERDICT: both the account phase of PAM and explain give VERDICT.
agree() {
	run "$try" -n -s "$1" jane acct
	local by_pam=$status
	run fieldctl explain jane --service "$1"
	[ "$2" = in ] && [ "$by_pam" = 0 ] && [ "$status" = 0 ] ||
	    { [ "$2" = out ] && [ "$by_pam" != 0 ] && [ "$status" != 0 ]; } || {
		echo "$1 should be $2: PAM $by_pam, explain $status: $output" >&2
		return 1
	}
}

@test "R9_explain_gives_the_same_answer_as_PAM_for_each_option" {
	local options
	for options in '' debug 'require=users.view' 'require=settings.edit'; do
		in_stack su "$options"
		case $options in
		require=*) agree su out ;;
		*) agree su in ;;
		esac
	done
	has 'Rule: lacks_permission'
	has "settings.edit"
	for options in portal=planner requires=users.view require= \
	    'debug debug' require=no-such.thing Require=users.view; do
		in_stack su "$options"
		agree su out
		has 'Rule: bad_service'
		has "PAM file 'su'"
		[ "$(result_of pam)" = fail ]
	done
	# no gate, because its refusal does not matter here
	cp /run/world/pam.d/su /etc/pam.d/su
	before su 'account optional pam_fieldauth.so require=settings.edit'
	agree su in
	before su 'account [default = ignore] pam_fieldauth.so nonsense'
	agree su in
}

@test "R9_explain_heeds_the_password_line_where_a_new_one_is_chosen" {
	local new=$'Granite-88-quarry\nGranite-88-quarry'
	sed -i '/pam_fieldauth/s/$/ portal=planner/' /etc/pam.d/common-password
	fails "$try" -n -s passwd jane chauthtok <<<"$new"
	fails fieldctl explain jane --service passwd
	has "PAM file 'common-password', password"
	# a person who need not change it signs in
	succeeds "$try" -n -s login jane auth acct <<<"$PASSWORD"
	succeeds fieldctl explain jane --service login
	fieldctl user passwd jane --must-change \
	    --password-file "$(secret "$PASSWORD")"
	fails "$try" -n -s login jane auth acct expired \
	    <<<"$PASSWORD"$'\n'"$new"
	fails "$try" -n -s login jane expired <<<"$PASSWORD"$'\n'"$new"
	fails fieldctl explain jane --service login
	has 'Rule: bad_service'
	cp /run/world/pam.d/common-password /etc/pam.d/
	run fieldctl explain jane --service login
	has 'after choosing a new password'
	fieldctl user passwd jane --password-file "$(secret "$PASSWORD")"
	succeeds fieldctl explain jane --service passwd
}

@test "R9_permission_counts_where_the_terminal_stands" {
	fieldctl site add depot-south --title 'Depot South'
	fieldctl role assign jane dispatcher
	in_stack su 'require=work-orders.view'
	agree su out
	fieldctl site assign jane depot-south
	agree su out
	fieldctl site assign jane depot-north
	agree su in
	fieldctl role unassign jane dispatcher
	agree su out
}

@test "misspelt_option_refuses_only_our_people" {
	sed -i '/pam_fieldauth/s/$/ requier=users.view/' /etc/pam.d/common-*
	fails ssh_password jane "$PASSWORD" true
	fails ssh_key jane /run/world/jane.key true
	fails su_as lena jane "$PASSWORD" true
	has 'misconfigured'
	fails su jane -c true
	succeeds ssh_password lena 'Local-pass-55' 'id -un'
	has lena
	succeeds su lena -c 'id -un'
	wait_for grep -q "unknown option: 'requier=users.view'" /run/world/syslog
	[ "$(result_of pam)" = fail ]
	succeeds fieldctl doctor --json || true
}

@test "explain_says_no_where_the_stack_does_not_ask_us_or_cannot_be_read" {
	printf '%s\n' 'auth required pam_unix.so' 'account required pam_unix.so' \
	    >/etc/pam.d/aside
	fails fieldctl explain jane --service aside
	has 'pam_fieldauth.so is not in its PAM stack'
	echo '@include no-such-file' >>/etc/pam.d/su
	fails fieldctl explain jane --service su
	has 'cannot be read'
}

# --- upgrades ---------------------------------------------------------------------

@test "setup_system_renews_what_an_older_profile_made_and_undo_leaves_nothing" {
	local repo before=/run/world/before profile
	repo=$(cd "$BATS_TEST_DIRNAME/../.." && pwd -P)
	fieldctl setup --system --undo --yes
	rm -rf "$before"
	mkdir "$before"
	cp -p /etc/pam.d/common-* "$before"
	for profile in fieldauth fieldauth-password; do
		sed 's/ conv_err=die.*default=bad\]/ default=die]/
		    s/default=bad\]/default=die]/
		    s/ try_first_pass//; /^Auth-Initial/,+1d' \
		    "$repo/packaging/pam/$profile" \
		    >"/usr/share/pam-configs/$profile"
	done
	# what an older fieldctl wrote, with its own idea of a correct stack
	local file
	fieldctl setup --system --yes || true
	grep -q 'default=die.*pam_fieldauth' /etc/pam.d/common-auth
	[ "$(result_of pam)" = warn ]
	make -s -C "$repo" install-files
	fieldctl setup --system --yes
	fails grep 'default=die.*pam_fieldauth' \
	    /etc/pam.d/common-auth /etc/pam.d/common-account
	[ "$(result_of pam)" = ok ]
	succeeds "$try" -n -s su jane auth acct <<<"$PASSWORD"
	fieldctl setup --system --undo --yes
	for file in "$before"/*; do
		cmp "$file" "/etc/pam.d/${file##*/}"
	done
	fieldctl setup --system --yes
}
