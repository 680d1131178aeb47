#!/usr/bin/env bats
# The command lines that scripts rely on, as documented.

bats_require_minimum_version 1.5.0
. "$BATS_TEST_DIRNAME/../world/lib.bash"

setup_file() {
	setup_acme
	person jane --role dispatcher
	person omar
}

field() { # field LOGIN NAME: one value of `user list --json`
	fieldctl user list --json | python3 -c '
import json, sys
for person in json.load(sys.stdin):
    if person["login"] == sys.argv[1]:
        print(json.dumps(person[sys.argv[2]]))' "$1" "$2"
}

@test "setup_that_was_refused_leaves_a_terminal_that_is_not_set_up" {
	mv /var/lib/fieldauth/private /tmp/private
	mv /etc/fieldauth/fieldauth.conf /etc/fieldauth/secret.key /tmp/
	fails fieldctl setup --org acme --org-name Acme --admin root \
	    --admin-name 'Ada Admin' --admin-email ada@acme.example \
	    --admin-password-file "$(secret 'Lighthouse-7-keeper')" \
	    --terminal van-7 --site depot-north --yes
	has "'root'"
	run fieldctl user list
	[ "$status" -eq 78 ]
	has 'fieldctl setup'
	fails fieldctl doctor
	has 'fieldctl setup'
	rm -rf /var/lib/fieldauth/private
	mv /tmp/private /var/lib/fieldauth/private
	mv /tmp/fieldauth.conf /tmp/secret.key /etc/fieldauth/
	succeeds fieldctl user list
}

@test "setup_a_second_time_is_refused_with_a_sentence" {
	fails setup_acme
	has 'already set up'
}

@test "U1_user_add_takes_every_field_and_lists_it" {
	succeeds fieldctl user add full --name 'Zoë Müller-O’Brien' \
	    --email zoe@acme.example --phone '+44 20 7946 0018' \
	    --title 'Lead fitter' --kind fieldworker --role fieldworker --active
	[ "$(field full first_name)" = '"Zo\u00eb"' ]
	[ "$(field full email)" = '"zoe@acme.example"' ]
	[ "$(field full phone)" = '"+44 20 7946 0018"' ]
	[ "$(field full title)" = '"Lead fitter"' ]
	[ "$(field full kind)" = '"fieldworker"' ]
	[ "$(field full status)" = '"active"' ]
	[ "$(field full roles)" = '["fieldworker"]' ]
}

@test "U1_kind_is_internal_by_default" {
	[ "$(field jane kind)" = '"internal"' ]
}

@test "U4_user_list_json_has_every_promised_key" {
	succeeds bash -c 'fieldctl user list --json | python3 -c "
import json, sys
people = json.load(sys.stdin)
keys = \"\"\"id login uid gid first_name last_name email phone title kind status
blocked held must_change full_access roles sites last_sign_in_at
last_sign_in_method\"\"\".split()
assert len(people) >= 3
for person in people:
    missing = [k for k in keys if k not in person]
    assert not missing, (person, missing)
    assert isinstance(person[\"roles\"], list)
    assert isinstance(person[\"blocked\"], bool)
    assert isinstance(person[\"uid\"], int)
"'
}

@test "U4_user_list_filters_by_status_role_name_and_email" {
	person sleepy
	fieldctl user deactivate sleepy
	succeeds fieldctl user list --status inactive --csv
	has sleepy
	lacks jane
	succeeds fieldctl user list --role dispatcher --csv
	has jane
	lacks omar
	succeeds fieldctl user list --name 'omar' --csv
	has omar
	lacks jane
	succeeds fieldctl user list --email jane@ --csv
	has jane
	lacks omar
}

@test "U4_user_list_csv_has_a_header_and_a_line_for_each_person" {
	succeeds fieldctl user list --csv
	[[ ${lines[0]} == *login* ]]
	python3 -c '
import csv, sys
rows = list(csv.DictReader(sys.argv[1].splitlines()))
assert {"jane", "omar", "ada"} <= {row["login"] for row in rows}, rows
' "$output"
}

@test "U4_filters_that_name_nothing_are_refused" {
	local filter
	for filter in '--status idle' '--role nope' '--site nope' \
	    '--kind nope'; do
		# shellcheck disable=SC2086
		fails fieldctl user list $filter
		has nope || has idle
		# shellcheck disable=SC2086
		fails fieldctl user block $filter --yes
	done
}

@test "X1_explain_gives_all_reasons_names_the_place_and_knows_local_accounts" {
	fieldctl user block jane --yes
	fieldctl user hold jane --yes
	fails fieldctl explain jane
	has 'Rule: blocked'
	has 'Also: held'
	has 'fieldctl user unblock jane'
	has 'fieldctl user release jane'
	has 'Terminal: van-7'
	has 'Site: depot-north'
	has 'Shell: /bin/bash'
	fieldctl user unblock jane --yes
	fieldctl user release jane --yes
	succeeds fieldctl explain jane
	lacks 'Rule:'
	lacks 'Also:'
	run -67 fieldctl explain root
	has "'root' is a local account of this machine"
	useradd --no-create-home desk
	run -67 fieldctl explain desk
	has 'which fieldauth does not manage'
	userdel desk
	run -67 fieldctl explain nonesuch
	lacks 'local account'
}

@test "explain_takes_no_service_that_could_not_be_one" {
	fails fieldctl explain jane --service $'sshd\e[31m'
	fails fieldctl explain jane --service ''
	succeeds fieldctl explain jane --service systemd-user
	run fieldctl explain jane --service sshd
	has 'PAM stack: /etc/pam.d/sshd'
	run fieldctl explain jane --service ssdh
	has "PAM stack: /etc/pam.d/other (there is no file for 'ssdh')"
}

@test "U6_state_verbs_take_several_people_and_each_way_of_naming_them" {
	person one
	person two
	person three
	local id
	id=$(field three id)
	succeeds fieldctl user block one two@acme.example "${id//\"/}" --yes
	[ "$(field one blocked)$(field two blocked)$(field three blocked)" = truetruetrue ]
	succeeds fieldctl user unblock one two three --yes
	[ "$(field one blocked)$(field two blocked)$(field three blocked)" = falsefalsefalse ]
}

@test "U6_bulk_verb_with_an_unknown_name_changes_no_person" {
	person solo
	fails fieldctl user block solo nobodyhere --yes
	has nobodyhere
	[ "$(field solo blocked)" = false ]
}

@test "U6_dry_run_changes_nothing" {
	person dry
	succeeds fieldctl user block dry --dry-run
	[ "$(field dry blocked)" = false ]
}

@test "U6_dry_run_for_programs_is_json_as_well" {
	local verb
	for verb in "add dry2 --name Dry" "edit jane --title X" "unpin jane" \
	    "block jane" "delete jane"; do
		# shellcheck disable=SC2086
		succeeds fieldctl user $verb --dry-run --json
		python3 -m json.tool <<<"$output" >/dev/null
	done
	fails getent passwd dry2
}

@test "S5_hold_and_release_set_and_clear_the_hold" {
	person waiting
	succeeds fieldctl user hold waiting
	[ "$(field waiting held)" = true ]
	succeeds fieldctl user release waiting
	[ "$(field waiting held)" = false ]
}

@test "S4_delete_and_restore" {
	person bye
	succeeds fieldctl user delete bye --yes
	run fieldctl user list --csv
	lacks bye
	succeeds fieldctl user restore bye
	[ "$(field bye status)" = '"active"' ]
}

@test "L8_passwd_with_must_change_asks_for_a_change" {
	succeeds fieldctl user passwd omar --must-change \
	    --password-file "$(secret 'Granite-88-quarry')"
	[ "$(field omar must_change)" = true ]
}

@test "L7_password_file_minus_is_the_first_line_of_standard_input" {
	succeeds fieldctl user passwd omar --password-file - \
	    <<<'Granite-88-quarry'
	succeeds "$BATS_TEST_DIRNAME/pamtry" -s login omar auth \
	    <<<'Granite-88-quarry'
}

@test "R1_roles_are_added_listed_assigned_and_unassigned" {
	succeeds fieldctl role add foreman
	succeeds fieldctl role list
	has foreman
	has dispatcher
	succeeds fieldctl role assign omar foreman
	[[ $(id -Gn omar) == *role-foreman* ]]
	succeeds fieldctl role unassign omar foreman
	[[ $(id -Gn omar) != *role-foreman* ]]
}

@test "policies_are_listed_read_and_set" {
	succeeds fieldctl policy
	has inactive_login
	succeeds fieldctl policy min_password_length
	has 8
	succeeds fieldctl policy min_password_length 12
	succeeds fieldctl policy min_password_length
	has 12
	fieldctl policy min_password_length 8
	fails fieldctl policy inactive_login perhaps
	has perhaps
	fails fieldctl policy no_such_policy
	has no_such_policy
}

@test "what_is_not_acted_on_says_so_where_it_is_shown_and_set" {
	succeeds fieldctl policy cross_org direct
	has 'cross_org is not acted on yet'
	succeeds fieldctl policy cross_org
	has 'not acted on yet'
	[ "$(fieldctl policy cross_org 2>/dev/null)" = direct ]
	succeeds fieldctl policy cross_org --reset
	has 'not acted on yet'
	succeeds bash -c 'fieldctl policy --csv | grep ^cross_org'
	has 'not acted on yet'
	succeeds bash -c 'fieldctl policy --csv | grep ^role_change_sessions'
	lacks 'not acted on'
	for policy in hold_imported=yes role_change_sessions=notice \
	    password_change_ends=all; do
		succeeds fieldctl policy "${policy%=*}" "${policy#*=}"
		lacks 'not acted on'
		succeeds fieldctl policy "${policy%=*}" --reset
	done
	succeeds bash -c 'fieldctl policy --json | python3 -c "
import json, sys
idle = [row[\"name\"] for row in json.load(sys.stdin) if not row[\"acted_on\"]]
assert \"cross_org\" in idle and \"role_change_sessions\" not in idle"'
	succeeds fieldctl user edit jane --desktop xfce
	has 'desktop is not acted on yet'
	succeeds fieldctl user edit jane --desktop ''
	lacks 'not acted on'
}

@test "U11_show_names_home_shell_and_groups_as_the_machine_has_them" {
	succeeds fieldctl user show jane
	[[ $output =~ Home\ folder\ +/home/jane ]]
	[[ $output =~ Shell\ from\ +default ]]
	[ "$(fieldctl user show jane --json | python3 -c '
import json, sys
person = json.load(sys.stdin)
print(person["home"], person["shell"], *person["groups"])')" = \
	    "$(getent passwd jane | cut -d: -f6,7 | tr : ' ') $(id -Gn jane)" ]
	fieldctl user edit jane --shell /bin/sh --landing orders
	succeeds fieldctl user show jane
	[[ $output =~ Shell\ from\ +person ]]
	[[ $output =~ Landing\ module\ +orders ]]
	fieldctl user edit jane --shell '' --landing ''
}

@test "R1_role_and_site_are_shown_with_what_they_give_and_who_has_them" {
	succeeds fieldctl role show dispatcher
	[[ $output =~ Members\ .*jane ]]
	has 'bookings: edit'
	has 'work-orders.send'
	succeeds fieldctl role show dispatcher --json
	[ "$(python3 -c '
import json, sys
role = json.loads(sys.argv[1])
assert role["levels"]["map"] == "view" and role["people"] >= 1
print("jane" in role["members"])' "$output")" = True ]
	succeeds fieldctl site show depot-north
	[[ $output =~ Members\ .*ada ]]
	run -65 fieldctl role show nonesuch
	fails fieldctl site show nonesuch
}

@test "U11_shell_that_cannot_be_started_is_refused_and_doctor_reports_those_there" {
	fails fieldctl user edit jane --shell /bin/nonesuch
	has "No such login shell: '/bin/nonesuch'."
	fails fieldctl user edit jane --shell /etc/passwd
	has 'cannot be executed'
	succeeds fieldctl user edit jane --shell /usr/sbin/nologin
	has 'ends each session at once'
	run fieldctl doctor
	has 'jane: The login shell'
	has "fieldctl user edit jane --shell ''"
	succeeds fieldctl user edit jane --shell /bin/true
	has 'not in /etc/shells'
	succeeds fieldctl user edit jane --shell ''
	run fieldctl doctor
	lacks 'login shell '
	sed 's,^\[terminal\],&\nshell = /bin/nonesuch,' \
	    /etc/fieldauth/fieldauth.conf >/tmp/shell.conf
	run -78 fieldctl doctor --config /tmp/shell.conf
	has "[terminal] shell: No such login shell: '/bin/nonesuch'."
}

@test "L10_language_of_the_terminal_and_of_a_person_is_acted_on" {
	sed 's/^\[terminal\]/&\nlanguage = es_ES.UTF-8/' \
	    /etc/fieldauth/fieldauth.conf >/tmp/mail.conf
	succeeds fieldctl doctor --config /tmp/mail.conf
	lacks 'not acted on'
	succeeds fieldctl user edit jane --language es
	lacks 'not acted on'
}

@test "site_of_the_configuration_counts_and_one_that_is_none_is_reported" {
	cp /etc/fieldauth/fieldauth.conf /tmp/conf.before
	sed -i '/^site/d; s/^\[terminal\]/&\nsite = mars/' \
	    /etc/fieldauth/fieldauth.conf
	run fieldctl doctor
	cp /tmp/conf.before /etc/fieldauth/fieldauth.conf
	has "[terminal] site: no such site: 'mars'"
}

@test "X1_audit_filters_and_prints_json" {
	fieldctl user block jane --yes
	fieldctl user unblock jane --yes
	succeeds bash -c 'fieldctl audit --person jane --json |
	    python3 -c "import json, sys; assert json.load(sys.stdin)"'
	succeeds fieldctl audit --person jane
	has block
	succeeds fieldctl audit --person jane --since 1h
	has block
	succeeds fieldctl audit --text nothing-has-this-text --json
	[ "$(tr -d ' \n' <<<"$output")" = '[]' ]
}

@test "explain_says_yes_or_which_rule_says_no" {
	succeeds fieldctl explain jane
	fieldctl user block jane --yes
	fails fieldctl explain jane --service sshd --json
	has blocked
	fieldctl user unblock jane --yes
	fails fieldctl explain nobodyhere
}

@test "publish_and_doctor_say_that_all_is_well" {
	succeeds fieldctl publish
	run fieldctl doctor --json
	python3 -c 'import json, sys; json.loads(sys.argv[1])' "$output"
}

@test "doctor_finds_a_database_that_others_may_read_and_names_the_remedy" {
	chmod 0644 /var/lib/fieldauth/private/field.db
	run fieldctl doctor
	chmod 0600 /var/lib/fieldauth/private/field.db
	[ "$status" -ne 0 ]
	has field.db
	has chmod
}

@test "doctor_finds_name_service_and_pam_switched_off" {
	cp /etc/nsswitch.conf /tmp/nsswitch.conf
	sed -i 's/ fieldusers//' /etc/nsswitch.conf
	run fieldctl doctor
	cp /tmp/nsswitch.conf /etc/nsswitch.conf
	[ "$status" -ne 0 ]
	has nsswitch.conf
}

@test "every_verb_has_help" {
	local verb
	for verb in setup 'user add' 'user list' 'user show' 'user edit' \
	    'user passwd' 'user activate' 'user deactivate' 'user block' \
	    'user unblock' 'user hold' 'user release' 'user delete' \
	    'user restore' 'role add' 'role list' 'role assign' \
	    'role unassign' policy publish audit 'sync connect' \
	    'sync preview' 'sync run' 'sync status' explain doctor; do
		# shellcheck disable=SC2086
		succeeds fieldctl $verb --help
		has Usage
	done
	succeeds fieldctl --help
	succeeds syncd --help
}

@test "manual_has_every_verb_and_option_of_the_help_and_no_other" {
	python3 - "$BATS_TEST_DIRNAME/../../man/fieldctl.8" <<-'PYTHON'
	import re, subprocess, sys

	options, verbs = set(), set()

	def walk(*verb):
	    text = subprocess.run(["fieldctl", *verb, "--help"], check=True,
	                          capture_output=True, text=True).stdout
	    options.update(re.findall(r"^  (?:-[a-zA-Z], )?--([a-z-]+)", text, re.M))
	    block = re.search(r"^Verbs:\n((?:  .*\n)+)", text, re.M)
	    for line in block.group(1).splitlines() if block else ():
	        verbs.add(" ".join((*verb, line.split()[0])))
	        if line.split()[0] != "help":
	            walk(*verb, line.split()[0])

	walk()
	page = open(sys.argv[1], encoding="utf-8").read()
	named = set(re.findall(r"(?:Fl -|-\\-|^\.It Fl [a-zA-Z] , -)([a-z][a-z-]+)", page, re.M))
	assert options == named, options ^ named
	# "user activate | deactivate" contains both
	words = set(re.findall(r"[a-z]+(?:-[a-z]+)*", page))
	missing = {verb for verb in verbs if verb.split()[-1] not in words}
	assert len(verbs) > 40 and not missing, missing
	PYTHON
}

@test "errors_for_programs_are_json_with_code_message_and_hint" {
	run --separate-stderr fieldctl user show nobodyhere --json
	[ "$status" -ne 0 ]
	python3 -c '
import json, sys
error = json.loads(sys.argv[1])["error"]
assert error["code"] == "no_such_person", error
assert error["message"]' "$stderr"
}

@test "names_of_ten_kilobytes_are_answered_with_a_sentence" {
	local long verb
	long=$(printf 'a%.0s' {1..10000})
	for verb in 'user passwd jane --password-file' 'sync import' \
	    'user show' explain policy 'sync run' 'user list --role' restore; do
		# shellcheck disable=SC2086
		fails fieldctl $verb "$long"
		[[ $output =~ ^fieldctl:\ .{20} ]]
		[ ${#output} -lt 1000 ]
	done
}

@test "Q6_secrets_are_taken_from_no_argument" {
	fails fieldctl user passwd omar --password 'Granite-88-quarry'
	run fieldctl user passwd --help
	lacks '--password '
}

@test "R14_unprivileged_person_changes_no_account" {
	fails setpriv --reuid omar --regid omar --init-groups --reset-env \
	    fieldctl user block jane --yes
	[ "$(field jane blocked)" = false ]
}

@test "S7_last_super_admin_is_neither_blocked_nor_deleted_nor_deactivated" {
	local verb
	for verb in block deactivate delete hold; do
		fails fieldctl user "$verb" ada --yes
		has 'last super admin'
	done
}
