#!/usr/bin/env bats
# People are imported from a QuickBooks stand-in over HTTPS, by fieldctl and
# syncd.

bats_require_minimum_version 1.5.0
. "$BATS_TEST_DIRNAME/../world/lib.bash"

EMPLOYEES='[
 {"Id": "55", "DisplayName": "Jane Doe", "GivenName": "Jane",
  "FamilyName": "Doe", "Title": "Dispatcher", "Active": true,
  "PrimaryEmailAddr": {"Address": "jane@acme.example"}},
 {"Id": "56", "DisplayName": "Omar Haddad", "GivenName": "Omar",
  "FamilyName": "Haddad", "Active": true,
  "PrimaryEmailAddr": {"Address": "omar@acme.example"}},
 {"Id": "57", "DisplayName": "王 小明", "GivenName": "小明",
  "FamilyName": "王", "Active": true,
  "PrimaryEmailAddr": {"Address": "xiaoming@acme.example"}},
 {"Id": "58", "DisplayName": "Rick Left", "GivenName": "Rick",
  "FamilyName": "Left", "Active": false,
  "PrimaryEmailAddr": {"Address": "rick@acme.example"}}]'

setup_file() {
	local_user lena 'Local-pass-55'
	start_sshd
	setup_acme
	echo "$EMPLOYEES" >/run/world/employees.json
	start_standin --people-file /run/world/employees.json
	configure_standin
}

teardown() { control '{"clear": true}' >/dev/null; }

everything() {
	fieldctl user list --json
	fieldctl user list --status deleted --json
	sha256sum </var/lib/misc/fieldusers.db
}

# unchanged_by CMD...: CMD fails and leaves people and snapshot unchanged.
unchanged_by() {
	local before
	before=$(everything)
	fails "$@"
	[ "$(everything)" = "$before" ]
}

of() { # of EMAIL KEY
	fieldctl user list --json | python3 -c '
import json, sys
for person in json.load(sys.stdin):
    if person["email"] == sys.argv[1]:
        print(json.dumps(person[sys.argv[2]]))' "$1" "$2"
}

set_employee() { control "{\"set\": {\"kind\": \"Employee\", $1}}" >/dev/null; }

@test "A1_unconnected_source_is_refused_with_the_command_that_connects_it" {
	fails fieldctl sync run quickbooks
	has 'sync connect'
}

@test "A1_connect_takes_tokens_from_a_file" {
	succeeds fieldctl sync connect quickbooks --token-file "$token_file"
}

@test "A6_preview_has_a_line_for_each_person_and_changes_nothing" {
	local before
	before=$(everything)
	succeeds fieldctl sync preview quickbooks
	has Jane
	has Omar
	[ "$(everything)" = "$before" ]
	succeeds bash -c 'fieldctl sync preview quickbooks --json |
	    python3 -c "import json, sys; json.load(sys.stdin)"'
}

@test "A3_run_adds_employees_held_and_without_privileges" {
	succeeds fieldctl sync run quickbooks
	[ "$(of jane@acme.example held)" = true ]
	[ "$(of omar@acme.example status)" = '"active"' ]
	[ "$(of jane@acme.example full_access)" = false ]
	[[ $(id -Gn "$(login_of jane@acme.example)") != *role-admin* ]]
	fails ssh_password "$(login_of jane@acme.example)" '' id
}

@test "A3_names_of_any_script_get_ascii_login_names" {
	[[ $(login_of xiaoming@acme.example) =~ ^[a-z][a-z0-9_-]*$ ]]
}

@test "A4_second_run_changes_nothing" {
	local before
	before=$(everything)
	succeeds fieldctl sync run quickbooks
	succeeds syncd --once quickbooks
	[ "$(everything)" = "$before" ]
}

@test "A4_rename_follows_the_link_and_keeps_login_and_uid" {
	local login uid
	login=$(login_of omar@acme.example)
	uid=$(id -u "$login")
	set_employee '"Id": "56", "FamilyName": "Haddad-Berg", "DisplayName": "Omar Haddad-Berg"'
	succeeds fieldctl sync run quickbooks
	[ "$(of omar@acme.example last_name)" = '"Haddad-Berg"' ]
	[ "$(id -u "$login")" = "$uid" ]
	[[ $(getent passwd "$login") == *Haddad-Berg* ]]
}

@test "A4_person_made_by_hand_is_linked_by_email" {
	fieldctl user add byhand --name 'Pia Made' --email pia@acme.example --active
	set_employee '"Id": "60", "DisplayName": "Pia Made", "GivenName": "Pia", "FamilyName": "Made", "Active": true, "PrimaryEmailAddr": {"Address": "Pia@ACME.example"}'
	succeeds fieldctl sync run quickbooks
	[ "$(login_of pia@acme.example)" = byhand ]
	[ "$(of pia@acme.example held)" = false ]
}

@test "S6_imported_person_signs_in_once_released" {
	local login
	login=$(login_of jane@acme.example)
	fieldctl user passwd "$login" --password-file "$(secret "$PASSWORD")"
	fails ssh_password "$login" "$PASSWORD" id
	fieldctl user release "$login"
	succeeds ssh_password "$login" "$PASSWORD" id -un
	has "$login"
}

@test "A8_leaver_is_deactivated_and_never_deleted" {
	set_employee '"Id": "56", "Active": false'
	succeeds fieldctl sync run quickbooks
	[ "$(of omar@acme.example status)" = '"inactive"' ]
}

@test "A8_import_lifts_no_block_and_no_hold" {
	fieldctl user block "$(login_of jane@acme.example)" --yes
	set_employee '"Id": "55", "Title": "Head dispatcher"'
	succeeds fieldctl sync run quickbooks
	[ "$(of jane@acme.example blocked)" = true ]
	[ "$(of xiaoming@acme.example held)" = true ]
	fieldctl user unblock "$(login_of jane@acme.example)" --yes
}

@test "A10_hostile_names_are_refused_and_the_others_go_on" {
	set_employee '"Id": "70", "DisplayName": "x:0:0", "GivenName": "root\nroot::0:0", "FamilyName": "\u202ebad", "Active": true, "PrimaryEmailAddr": {"Address": "evil@acme.example"}'
	set_employee '"Id": "71", "DisplayName": "Good Person", "GivenName": "Good", "FamilyName": "Person", "Active": true, "PrimaryEmailAddr": {"Address": "good@acme.example"}'
	run fieldctl sync run quickbooks
	[ "$(of good@acme.example status)" = '"active"' ]
	run getent -s fieldusers passwd
	lacks ':0:0'
	[ "$(awk -F: 'NF != 7 || $3 < 70000' <<<"$output" | wc -l)" = 0 ]
	control '{"delete": {"kind": "Employee", "id": "70"}}'
}

@test "R15_run_whose_change_is_not_in_force_yet_says_so" {
	local full=/var/lib/misc
	cp -a "$full" /run/world/misc
	mount -t tmpfs -o size=$(($(du -sk "$full" | cut -f1) + 8))k small "$full"
	cp -a /run/world/misc/. "$full/"
	dd if=/dev/zero of="$full/ballast" bs=4k 2>/dev/null || true
	set_employee '"Id": "55", "FamilyName": "Late"'
	run fieldctl sync run quickbooks --json
	umount "$full"
	[ "$status" -eq 73 ] # EX_CANTCREAT
	has '"outcome": "applied"'
	has 'not_published'
	has 'not yet in force'
	has 'fieldctl publish'
	succeeds fieldctl publish
	succeeds fieldctl sync run quickbooks
}

@test "A9_broken_answers_fail_as_a_whole_and_change_nothing" {
	local fault
	for fault in html truncate cut-json empty no-json list latin1 deep \
	    redirect reset 500; do
		control "{\"fault\": \"$fault\"}"
		unchanged_by timeout 60 fieldctl sync run quickbooks
		control '{"clear": true}'
	done
}

@test "A9_mass_of_leavers_stops_the_run_and_tells" {
	local i
	for i in $(seq 100 119); do
		set_employee "\"Id\": \"$i\", \"DisplayName\": \"Crew $i\", \"GivenName\": \"Crew\", \"FamilyName\": \"Member\", \"Active\": true, \"PrimaryEmailAddr\": {\"Address\": \"crew$i@acme.example\"}"
	done
	run fieldctl sync run quickbooks
	[ "$status" -eq 0 ] || {
		# The guard also stops this many new people; an administrator
		# has accepted them.
		local hash
		hash=$(fieldctl sync preview quickbooks --json |
		    python3 -c 'import json, sys; print(json.load(sys.stdin)["hash"])')
		succeeds fieldctl sync run quickbooks --accept-plan "$hash"
		succeeds fieldctl audit --action source.accept-plan --json
		has '"actor": "root"' "$hash"
	}
	[ "$(of crew110@acme.example status)" = '"active"' ]
	for i in $(seq 100 119); do
		set_employee "\"Id\": \"$i\", \"Active\": false"
	done
	unchanged_by fieldctl sync run quickbooks
	run fieldctl sync status
	[[ $output == *guard* || $output == *stopped* ]]
	[ "$(of crew110@acme.example status)" = '"active"' ]
}

@test "A5_status_and_log_tell_of_the_runs" {
	succeeds bash -c 'fieldctl sync status --json |
	    python3 -c "import json, sys; assert json.load(sys.stdin)"'
	succeeds fieldctl sync status
	has quickbooks
}

@test "Q6_tokens_and_client_secret_are_nowhere_in_the_clear" {
	local token
	token=$(control | python3 -c 'import json, sys
print(json.load(sys.stdin)["refresh_token"])')
	[ -n "$token" ]
	run grep -rlasF -e "$token" -e standin-secret \
	    -e "$(python3 -c 'import json, sys
print(json.load(open(sys.argv[1]))["refresh_token"])' "$token_file")" \
	    /var/lib/fieldauth /var/lib/misc /etc/fieldauth /var/log /run/world/syslog
	[ -z "$output" ]
}

@test "A1_worker_runs_as_a_user_of_its_own" {
	control '{"fault": "slow"}'
	timeout -k 1 20 fieldctl sync run quickbooks >/dev/null 2>&1 3>&- &
	wait_for pgrep -u fieldauth-fetch
	run ps -o comm= -u fieldauth-fetch
	[[ $output == fieldauth-fetch* ]]
	control '{"clear": true}'
	wait || true
}

@test "A5_syncd_tells_the_service_manager_that_it_is_ready_and_ends_on_TERM" {
	succeeds timeout 30 python3 - <<'PY'
import os, signal, socket, subprocess
path = "/run/world/notify"
sock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
sock.bind(path)
sock.settimeout(20)
agent = subprocess.Popen(["/usr/sbin/syncd"],
                         env=dict(os.environ, NOTIFY_SOCKET=path))
seen = ""
while "READY=1" not in seen:
    seen += sock.recv(4096).decode()
agent.send_signal(signal.SIGHUP)
agent.send_signal(signal.SIGTERM)
assert agent.wait(15) == 0, agent.returncode
PY
}

@test "Q1_people_sign_in_with_accounting_and_agent_gone" {
	stop_standin
	succeeds ssh_password "$(login_of jane@acme.example)" "$PASSWORD" id
	fails timeout 60 fieldctl sync run quickbooks
	start_standin --people-file /run/world/employees.json
}
