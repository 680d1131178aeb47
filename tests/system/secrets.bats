#!/usr/bin/env bats
# People without a password, and temporary passwords for several people at once
# (U4, L3, S6).

. "$BATS_TEST_DIRNAME/../world/lib.bash"

setup_file() {
	setup_acme
	start_sshd 'KbdInteractiveAuthentication yes' "$KEYS_LINE"
}

# with_secret VALUE [OPTION...]: the login names, in one line.
with_secret() {
	fieldctl user list --secret "$@" --csv | cut -d, -f1 | tail -n +2 |
	    tr -d '\r' | tr '\n' ' '
}

# newcomer LOGIN [OPTION...]: an active person without a password.
newcomer() {
	local login=$1
	shift
	fieldctl user add "$login" --name "${login^} Person" --active "$@"
}

# member LOGIN KEY: a member of `user show --json`.
member() {
	fieldctl user show "$1" --json 2>/dev/null | python3 -c \
	    'import json, sys; print(json.load(sys.stdin)[sys.argv[1]])' "$2"
}

# generate PERSON...: print only the password of the last one.
generate() {
	fieldctl user passwd --generate "$@" 2>/dev/null | tail -n 1 | cut -f2
}

DIALOGUE='[Pp]assword: ?$'

@test "U4_lists_show_json_and_csv_say_who_has_no_secret" {
	newcomer nora
	person petra
	newcomer tim
	fieldctl user passwd --generate tim
	[ "$(with_secret none)" = "nora " ]
	[ "$(with_secret temporary)" = "tim " ]
	[ "$(with_secret password)" = "ada petra " ]
	[ "$(member nora secret)" = none ]
	[ "$(member nora secret_expires_at)" = None ]
	[ "$(member tim secret)" = temporary ]
	[[ "$(member tim secret_expires_at)" == 20*Z ]]
	[ "$(member petra secret)" = password ]
	succeeds bash -c 'fieldctl user list --csv | head -n 1'
	[[ ",$output," == *,secret,* ]]
	succeeds bash -c 'fieldctl sync export | tr -d "\r"'
	[[ ${lines[0]} == *,secret ]]
	[[ $output == *nora*,none$'\n'* ]]
	[[ $output == *petra*,password$'\n'* ]]
	fieldctl sync export >/run/world/export.csv
	succeeds fieldctl sync import /run/world/export.csv --dry-run
	has 'Nothing to change'
	succeeds fieldctl user show nora
	[[ $output =~ Secret\ +none ]]
	run fieldctl user list --secret nothing
	[ "$status" -eq 64 ]
	has "invalid secret 'nothing'"
	has 'none, temporary, password'
	run fieldctl user block --secret nothing
	[ "$status" -eq 64 ]
	has 'none, temporary, password'
}

@test "U1_add_says_what_the_person_was_given" {
	succeeds newcomer wanda
	has 'Mail is not configured on this terminal.'
	[[ $output =~ wanda$'\t'[0-9A-Z-]{14}$'\t'20 ]]
	succeeds person warner
	lacks 'warner'$'\t'
	succeeds fieldctl user add walt --name 'Walt Person' --active --temporary
	[[ $output =~ walt$'\t'[a-z0-9-]{19}$'\t'20 ]]
	succeeds fieldctl user add wes --name 'Wes Person' --active --no-secret
	lacks 'wes'$'\t'
	succeeds fieldctl user add will --name 'Will Person' --held
	has "will: nothing was given: 'will' is held; no code is issued."
	succeeds fieldctl user add wim --name 'Wim Person' --active --json
	python3 - "$output" <<-'END'
		import json, sys
		person = json.loads(sys.argv[1][sys.argv[1].index("{"):])
		assert person["secret"] == "none", person
		given = person["given"]
		assert given["what"] == "code", given
		assert given["delivery"] == "print", given
		assert given["terminal"] == "van-7", given
		assert len(given["secret"]) == 14, given
	END
	fieldctl policy first_secret given
	fails fieldctl user add wolf --name 'Wolf Person'
	has "'wolf' needs a password that you choose."
	succeeds fieldctl user add wolf --name 'Wolf Person' --invite --active
	fieldctl policy first_secret --reset
	run fieldctl user add wu --name 'Wu Person' --invite --temporary
	[ "$status" -eq 64 ]
}

@test "S6_release_gives_a_temporary_password_to_those_without_one" {
	newcomer rena
	newcomer rolf
	person robin
	fieldctl user hold rena rolf robin
	fieldctl user release rena rolf robin --print >/run/world/released
	[ "$(grep -c 'released$' /run/world/released)" -eq 3 ]
	[ "$(grep -c $'^r[a-z]*\t[a-z0-9-]*\t20' /run/world/released)" -eq 2 ]
	fails grep $'^robin\t' /run/world/released
}

@test "S6_verbs_that_let_people_in_warn_of_people_without_a_secret" {
	fieldctl user add nell --name 'Nell Person' --active --no-secret
	person nick
	fieldctl user block nell
	succeeds fieldctl user block nick
	lacks 'no password yet'
	succeeds fieldctl user unblock nell
	has 'nell) has no password yet'
	has 'fieldctl user passwd --generate nell'
	succeeds fieldctl user unblock nick
	lacks 'no password yet'
	fieldctl user delete nick --yes
	succeeds fieldctl user restore nick
	has 'nick) has no password yet'
}

@test "L3_generate_prints_login_password_and_end_for_scripts" {
	local login password end
	newcomer gina
	newcomer gerd
	fieldctl user passwd --generate gina gerd >/run/world/generated 2>/run/world/said
	[ "$(cut -f1 /run/world/generated | tr '\n' ' ')" = "gina gerd " ]
	while IFS=$'\t' read -r login password end; do
		[[ $password =~ ^[cdfghjkmnprtwxy23457-]{19}$ ]]
		[[ $end == 20??-??-??T??:??:??Z ]]
		# no part of it in the log
		fails grep -rF "$password" /run/world/syslog /run/world/said \
		    /var/lib/fieldauth
		run fieldctl audit --json --limit 50
		lacks "$password"
		has '"temporary"'
	done </run/world/generated
	[ "$(sort -u -k2,2 /run/world/generated | wc -l)" -eq 2 ]
	run bash -c "fieldctl user passwd --generate gina --json"
	has '"password": "'
	has '"expires_at": "'
}

@test "L3_generate_shows_a_table_on_a_terminal" {
	newcomer tessa
	succeeds "$world/talk" 'shown again' '' -- \
	    fieldctl user passwd --generate tessa
	has 'TEMPORARY PASSWORD'
	has 'not shown again'
	[ "$(member tessa must_change)" = True ]
}

@test "L3_generated_password_signs_in_over_ssh_once_it_is_changed" {
	local password
	newcomer sina
	password=$(generate sina)
	# the prompt is repeated, and names of the company are refused
	succeeds ssh_dialogue sina "$DIALOGUE" "$password" \
	    '[Cc]urrent.*assword: ?$' "$password" \
	    '[Nn]ew.*assword: ?$' 'Acme-2026-acme' \
	    '[Nn]ew.*assword: ?$' 'Acme-2026-acme' \
	    '[Nn]ew.*assword: ?$' 'Granite-88-quarry' \
	    '[Nn]ew.*assword: ?$' 'Granite-88-quarry' -- id -un
	has sina
	has 'it contains the name of the organisation'
	[ "$(member sina secret)" = password ]
	[ "$(member sina must_change)" = False ]
	succeeds ssh_password sina 'Granite-88-quarry' id -un
	fails ssh_password sina "$password" id -un
}

@test "L3_generated_password_opens_nothing_before_the_change" {
	local password
	newcomer stan
	password=$(generate stan)
	run ssh_dialogue stan "$DIALOGUE" "$password" \
	    '[Cc]urrent.*assword: ?$' "$password" \
	    '[Nn]ew.*assword: ?$' '123' -- id
	[ "$status" -ne 0 ]
	[[ $output =~ [Nn]ew.*assword ]]
	lacks 'uid='
	[ "$(member stan secret)" = temporary ]
}

@test "L3_expired_temporary_password_is_refused_and_counts_as_none" {
	local password
	newcomer erna
	fieldctl policy temp_password_ttl 5m
	password=$(generate erna)
	fieldctl policy temp_password_ttl --reset
	python3 - <<-'PYTHON'
	import sqlite3, time
	db = sqlite3.connect("/var/lib/fieldauth/private/field.db")
	end, at = db.execute("SELECT w.expires_at, w.set_at FROM password w JOIN"
	    " person p ON p.id = w.person_id WHERE p.login = 'erna'").fetchone()
	assert end - at == 300, (end, at)
	db.execute("UPDATE password SET expires_at = ? WHERE expires_at = ?",
	    (int(time.time()) - 1, end))
	db.commit()
	PYTHON
	fails ssh_dialogue erna "$DIALOGUE" "$password" -- id
	has expired
	lacks 'uid='
	[ "$(member erna secret)" = none ]
	[[ " $(with_secret none)" == *" erna "* ]]
	# and the next one works
	password=$(generate erna)
	[ "$(member erna secret)" = temporary ]
	succeeds "$BATS_TEST_DIRNAME/pamtry" -s login erna auth <<<"$password"
}

@test "L3_generate_sets_all_passwords_or_none" {
	newcomer alva
	newcomer gone
	fieldctl user delete gone --yes
	run fieldctl user passwd --generate alva nosuch
	[ "$status" -ne 0 ]
	has nosuch
	run fieldctl user passwd --generate alva gone
	[ "$status" -eq 65 ]
	has "'gone' is deleted"
	[ "$(member alva secret)" = none ]
	succeeds fieldctl user passwd --generate alva --dry-run
	[ "$(member alva secret)" = none ]
}

@test "L3_generate_by_filter_names_the_people_and_asks" {
	newcomer bulka --site depot-north
	newcomer bulkb --site depot-north
	person bulkc --site depot-north
	fails fieldctl user passwd --generate --secret none --site depot-north \
	    </dev/null
	[ "$status" -eq 64 ]
	fails "$world/talk" 'People: 2.*\] $' n -- \
	    fieldctl user passwd --generate --secret none --site depot-north
	has bulka
	has bulkb
	lacks bulkc
	[ "$(member bulka secret)" = none ]
	succeeds "$world/talk" 'People: 2.*\] $' y -- \
	    fieldctl user passwd --generate --secret none --site depot-north
	[ "$(with_secret temporary --site depot-north)" = "bulka bulkb " ]
	succeeds fieldctl user passwd --generate --secret none \
	    --site depot-north --yes
	has 'No matching people.'
}

@test "L3_generate_warns_of_held_people_with_the_command_that_releases_them" {
	local command i
	newcomer hela
	newcomer helb
	newcomer free
	fieldctl user hold hela helb
	succeeds fieldctl user passwd --generate hela helb free
	has '2 of these people are held'
	fieldctl user release helb
	succeeds fieldctl user passwd --generate hela helb free
	has 'hela is held and cannot sign in before being released.'
	has 'Release them with: fieldctl user release hela'
	fieldctl user hold helb
	succeeds fieldctl user passwd --generate hela helb free
	has 'Release them with: fieldctl user release hela helb'
	lacks 'release hela helb free'
	command=$(sed -n 's/^ *Release them with: //p' <<<"$output")
	succeeds $command
	[ "$(member hela held)" = False ]
	for i in {1..9}; do newcomer "many$i"; done
	fieldctl user hold many{1..9}
	succeeds fieldctl user passwd --generate many{1..9}
	command=$(sed -n 's/^ *Release them with: //p' <<<"$output")
	succeeds $command --yes
	[ "$(member many9 held)" = False ]
}

@test "R14_generate_through_the_door_asks_the_same_rights" {
	newcomer dina
	person dana --role dispatcher
	start_gate verify control
	fails ssh_key dana "$(make_key dana)" fieldctl user passwd --generate dina
	[ "$status" -eq 77 ]
	[ "$(member dina secret)" = none ]
	succeeds ssh_key ada "$(make_key ada)" fieldctl user passwd --generate dina
	[[ $output =~ dina ]]
	[ "$(member dina secret)" = temporary ]
	# people change their own password with passwd, which asks for the old
	# one
	fails ssh_key ada "$(make_key ada)" fieldctl user passwd --generate dina ada
	[ "$status" -eq 77 ]
	[ "$(member ada secret)" = password ]
	stop_gate
}

@test "L7_passwd_takes_one_person_unless_it_generates" {
	newcomer one
	newcomer two
	run fieldctl user passwd one two
	[ "$status" -eq 64 ]
	has --generate
	run fieldctl user passwd
	[ "$status" -eq 64 ]
	run fieldctl user passwd --generate one --password-file -
	[ "$status" -eq 64 ]
}

@test "L7_password_file_minus_on_a_terminal_asks_twice_without_echo" {
	newcomer mina
	succeeds "$world/talk" '[Pp]assword of mina: ?$' 'Granite-88-quarry' \
	    'Retype.*: $' 'Granite-88-quarry' -- \
	    fieldctl user passwd mina --password-file -
	lacks Granite
	succeeds "$BATS_TEST_DIRNAME/pamtry" -s login mina auth \
	    <<<'Granite-88-quarry'
	succeeds "$world/talk" '[Pp]assword of mona: ?$' 'Granite-88-quarry' \
	    'Retype.*: $' 'Granite-88-quarry' -- fieldctl user add mona \
	    --name 'Mona Person' --password-file -
	lacks Granite
	[ "$(member mona secret)" = password ]
	printf '\n[source books]\ntype = quickbooks\norg = acme\n' \
	    >>/etc/fieldauth/fieldauth.conf
	run "$world/talk" 'JSON.*: ?$' '{"access_token":"Granite-88"}' '^$|\n$' ^D \
	    -- fieldctl sync connect books --token-file -
	lacks Granite
}
