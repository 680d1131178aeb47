#!/usr/bin/env bats
# The entries of root in the audit log include the person who became root (X1):
# from the login uid of the kernel, which the stacks of sshd, login and cron
# set, and in addition the account given by sudo.

. "$BATS_TEST_DIRNAME/../world/lib.bash"

setup_file() {
	local_user lena 'Local-pass-55'
	setup_acme
	start_sshd "$KEYS_LINE"
	person jane
	person omar
	person target
	printf '%s\n' 'Defaults !requiretty' \
	    'jane,omar,lena ALL=(root) NOPASSWD:SETENV: ALL' \
	    >/etc/sudoers.d/administrators
	chmod 0440 /etc/sudoers.d/administrators
	make_key jane >/dev/null
	make_key lena >/dev/null
}

setup() {
	if (echo 1 >/proc/self/loginuid) 2>/dev/null; then return; fi
	skip 'this kernel has no login uids'
}

# row KEY [OPTION...]: KEY of the newest row.
row() {
	local key=$1
	shift
	fieldctl audit --limit 1 --json "$@" |
		python3 -c 'import json, sys; print(json.load(sys.stdin)[0][sys.argv[1]])' "$key"
}

# logged_in_as LOGIN CMD...: a process of root in a login of LOGIN.
logged_in_as() {
	local uid
	uid=$(id -u "$1")
	shift
	# shellcheck disable=SC2016
	bash -c 'echo "$1" >/proc/self/loginuid; shift; exec "$@"' - "$uid" "$@"
}

as() {
	local login=$1
	shift
	setpriv --reuid "$login" --regid "$login" --init-groups --reset-env "$@"
}

@test "X1_row_of_root_names_the_person_who_came_by_ssh_and_sudo" {
	succeeds ssh_key jane /run/world/jane.key sudo fieldctl user block target
	[ "$(row actor --action user.block)" = root ]
	[ "$(row actor_id --action user.block)" = root ]
	[ "$(row behind --action user.block)" = jane ]
	[ "$(row via --action user.block)" = '' ]
	succeeds fieldctl audit --limit 1 --action user.block
	has ' root (jane) '
	succeeds fieldctl audit --limit 1 --action user.block --csv
	has ',root (jane),user.block,target,'
	succeeds fieldctl user unblock target
}

@test "X1_refusal_of_root_names_the_person_too" {
	fails ssh_key jane /run/world/jane.key sudo fieldctl user block ada
	[ "$(row outcome --action user.block)" = refused ]
	[ "$(row behind --action user.block)" = jane ]
}

@test "X1_user_of_the_machine_is_named_like_a_person" {
	succeeds ssh_key lena /run/world/lena.key sudo fieldctl user edit target --title One
	[ "$(row behind --action user.edit)" = lena ]
	[ "$(row behind_id --action user.edit)" = local:lena ]
	succeeds fieldctl audit --limit 1 --action user.edit
	has 'root (lena) '
}

@test "X1_su_in_between_is_named_beside_the_login" {
	# a login of jane, in which omar uses sudo
	succeeds logged_in_as jane setpriv --reuid omar --regid omar \
	    --init-groups --reset-env sudo fieldctl user edit target --title Two
	[ "$(row behind)" = jane ]
	[ "$(row via)" = omar ]
	[ "$(row actor)" = root ]
	succeeds fieldctl audit --limit 1
	has 'root (jane via omar) '
	succeeds fieldctl audit --limit 1 --csv
	has 'root (jane via omar),'
}

@test "X1_su_to_root_names_the_login" {
	succeeds logged_in_as jane su root -c 'fieldctl user edit target --title Three'
	[ "$(row behind)" = jane ]
	[ "$(row via)" = '' ]
}

@test "X1_without_a_login_sudo_alone_is_said_to_be_a_claim" {
	succeeds as omar sudo fieldctl user edit target --title Four
	[ "$(row behind)" = '' ]
	[ "$(row via)" = omar ]
	succeeds fieldctl audit --limit 1
	has 'root (via omar) '
	succeeds fieldctl user edit target --title Five
	[ "$(row via)" = '' ]
	succeeds fieldctl audit --limit 1
	lacks 'root ('
}

@test "X1_sudo_within_sudo_names_the_login_once" {
	succeeds ssh_key jane /run/world/jane.key sudo sudo fieldctl user edit target --title Six
	[ "$(row behind --action user.edit)" = jane ]
	[ "$(row via --action user.edit)" = '' ]
}

# The variables of sudo, which a person can set, do not replace the login uid.
@test "X1_claims_do_not_hide_the_login" {
	local claim n=0
	for claim in 0 -1 4294967295 99999999999999999999 '1 2' \
	    $'1\nroot' $'\e[31m' '%s%n' "$(id -u jane)x" "' OR 1"; do
		n=$((n + 1))
		succeeds logged_in_as jane env SUDO_UID="$claim" \
		    PKEXEC_UID="$claim" fieldctl user edit target --title "S$n"
		[ "$(row behind)" = jane ]
		[ "$(row via)" = '' ]
	done
	succeeds logged_in_as jane env SUDO_UID=1999999999 \
	    fieldctl user edit target --title Claimed
	[ "$(row via)" = '#1999999999' ]
	[ "$(row behind)" = jane ]
	succeeds fieldctl audit verify
}

@test "X1_rows_of_root_are_found_by_the_person_behind" {
	succeeds logged_in_as omar fieldctl user edit target --title Seven
	succeeds fieldctl audit --person omar --action user.edit
	has 'root (omar)'
	fieldctl audit --person omar --action user.edit --json |
		python3 -c '
import json, sys
for row in json.load(sys.stdin):
    assert "omar" in (row["behind"], row["via"]), row'
}

@test "X1_password_set_by_root_with_passwd_names_the_person_behind" {
	succeeds logged_in_as jane "$BATS_TEST_DIRNAME/../world/talk" \
	    'password: ?$' 'Anchor-93-lifeboat' \
	    'password: ?$' 'Anchor-93-lifeboat' -- passwd target
	[ "$(row actor --person target)" = root ]
	[ "$(row behind --person target)" = jane ]
}

# A login uid of the same person adds nothing: a sign-in has the name already.
@test "X1_sign_in_names_no_person_behind_root" {
	succeeds ssh_key omar "$(make_key omar)" true
	[ "$(row behind --person omar)" = '' ]
}

# by_sync: behind and via of the rows of the last run, once each.
by_sync() {
	fieldctl audit --module users --json | python3 -c '
import json, sys
rows = [r for r in json.load(sys.stdin) if r["actor"] == "sync:quickbooks"
        and r["seq"] > int(sys.argv[1])]
assert rows
print(*sorted({r["behind"] + "/" + r["via"] for r in rows}))' "$1"
}

# A run of a timer has no person, no matter which user started the timer.
@test "X1_only_an_import_by_hand_names_the_person_behind_root" {
	local before
	start_standin
	configure_standin
	succeeds fieldctl sync connect quickbooks --token-file "$token_file"
	before=$(row seq)
	succeeds logged_in_as jane syncd --once --scheduled quickbooks
	[ "$(by_sync "$before")" = / ]
	control '{"set": {"Id": "22", "Active": false}}' >/dev/null
	before=$(row seq)
	succeeds logged_in_as jane env SUDO_UID="$(id -u omar)" \
	    fieldctl sync run quickbooks
	[ "$(by_sync "$before")" = jane/omar ]
	succeeds logged_in_as jane fieldctl sync disconnect quickbooks --yes
	[ "$(row behind --module sources)" = jane ]
}

@test "X1_deleted_person_behind_is_named_as_elsewhere" {
	succeeds logged_in_as omar fieldctl user edit target --title Eight
	succeeds fieldctl user delete omar --yes
	succeeds fieldctl audit --action user.edit --limit 1
	has 'root (omar)'
	succeeds fieldctl audit verify
}
