#!/usr/bin/env bats
# Login names that people keep (A10), and renaming a person (U1), with getent,
# id, su, ssh and cron.

bats_require_minimum_version 1.5.0
. "$BATS_TEST_DIRNAME/../world/lib.bash"

setup_file() {
	local_user loc 'Local-7-local'
	setup_acme
	start_sshd
}

crew() { # ROW...
	printf '%s\n' first_name,last_name,email "$@" >/run/world/crew.csv
}

add_named() { # NAME OPTION...
	fieldctl user add --name "$@"
}

# without_sessions LOGIN: sshd closes a session after the client has exited.
without_sessions() { wait_for fieldctl user rename "$1" spare-name --dry-run; }

json_of() { # KEY, of the object on standard input
	python3 -c 'import json, sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1"
}

# --- made from names ------------------------------------------------------------

@test "A10_person_whose_name_cannot_be_read_is_not_added_without_a_login_name" {
	local name
	for name in 'さくら 田中' 'محمد علي' 'דוד כהן'; do
		fails add_named "$name"
		has "A login name is needed for '$name'"
		fails add_named "$name" --email info@acme.example
		has 'fieldctl user add LOGIN'
	done
	run fieldctl user list --csv
	lacks 田中
	lacks علي
	succeeds fieldctl user add mali --name 'محمد علي'
	succeeds getent passwd mali
}

@test "A10_login_name_comes_from_the_address_where_the_name_cannot_be_read" {
	succeeds add_named 'さくら 田中' --email sakura.tanaka@acme.example
	succeeds id sakuratanaka
	[ "$(getent passwd stianzhong)" = '' ]
}

@test "A10_kana_and_suffixes_make_the_login_name_that_is_expected" {
	succeeds add_named 'さくら たなか'
	succeeds id stanaka
	succeeds add_named 'Sammy Davis Jr.'
	succeeds id sdavis
	succeeds add_named 'Dr. Jan van der Berg, PhD'
	succeeds id jvanderberg
	succeeds add_named '王小明'
	succeeds id wangxiaoming
}

@test "A10_preview_asks_for_the_login_name_and_the_import_goes_on_without_it" {
	crew Omar,Haddad,omar@acme.example علي,محمد,office@acme.example
	succeeds fieldctl sync import /run/world/crew.csv --dry-run
	has '(login needed)'
	has -- '--login'
	succeeds fieldctl sync import /run/world/crew.csv
	has '(login needed)'
	succeeds id ohaddad
	run fieldctl user list --csv
	lacks office@acme.example
}

@test "A10_administrator_gives_the_login_name_and_the_next_import_uses_it" {
	local id
	id=$(fieldctl sync import /run/world/crew.csv --dry-run --json |
	    python3 -c '
import json, sys
print([line["external_id"] for line in json.load(sys.stdin)["lines"]
       if line["reason"] == "login_needed"][0])')
	fails fieldctl sync resolve file person "$id" --login root
	fails fieldctl sync resolve file person "$id" --login ohaddad
	has 'never reused'
	fails fieldctl sync resolve file person "$id" --login x --ignore
	succeeds fieldctl sync resolve file person "$id" --login alim
	succeeds fieldctl sync import /run/world/crew.csv
	succeeds id alim
	lacks '(login needed)'
}

# --- another one ----------------------------------------------------------------

@test "U1_renamed_person_signs_in_by_the_new_name_alone" {
	person jdoe
	uid=$(id -u jdoe)
	succeeds ssh_password jdoe "$PASSWORD" 'pwd'
	without_sessions jdoe
	succeeds fieldctl user rename jdoe jane
	has 'Renamed jdoe to jane'
	[ "$(id -u jane)" = "$uid" ]
	[ "$(getent passwd "$uid" | cut -d: -f1)" = jane ]
	[ "$(getent group "$uid" | cut -d: -f1)" = jane ]
	[ "$(getent passwd jdoe)" = '' ]
	[ "$(id -un "$uid")" = jane ]
	succeeds ssh_password jane "$PASSWORD" 'id -un'
	has jane
	succeeds su_as loc jane "$PASSWORD" 'id -un'
	has jane
	fails ssh_password jdoe "$PASSWORD" true
	succeeds fieldctl audit --json
	has user.rename
}

@test "U1_former_name_is_answered_like_an_unknown_one" {
	local former unknown
	former=$(su_as loc jdoe "$PASSWORD" true 2>&1 | sed 's/jdoe/NAME/g') || :
	unknown=$(su_as loc nosuch "$PASSWORD" true 2>&1 | sed 's/nosuch/NAME/g') || :
	[ "$former" = "$unknown" ]
	fails fieldctl user show jdoe
	fails fieldctl user add jdoe --name 'John Doe'
	has 'jdoe'
	succeeds add_named 'John Doe'
	succeeds id jdoe2
}

@test "U1_home_folder_stays_until_it_is_moved" {
	[ "$(getent passwd jane | cut -d: -f6)" = /home/jdoe ]
	[ -d /home/jdoe ]
	succeeds ssh_password jane "$PASSWORD" pwd
	has /home/jdoe
	without_sessions jane
	succeeds fieldctl user rename jane janed --move-home
	has 'moved to /home/janed'
	[ ! -e /home/jdoe ]
	[ "$(stat -c %U /home/janed)" = janed ]
	[ "$(getent passwd janed | cut -d: -f6)" = /home/janed ]
	succeeds ssh_password janed "$PASSWORD" pwd
	has /home/janed
}

@test "U1_home_folder_is_never_moved_over_another" {
	mkdir /home/taken
	echo mine >/home/taken/file
	without_sessions janed
	fails fieldctl user rename janed taken --move-home
	has 'was not moved'
	[ "$(cat /home/taken/file)" = mine ]
	[ "$(getent passwd taken | cut -d: -f6)" = /home/janed ]
	succeeds ssh_password taken "$PASSWORD" pwd
	has /home/janed
	# the person can have their former name again
	without_sessions taken
	succeeds fieldctl user rename taken janed
	[ "$(getent passwd janed | cut -d: -f6)" = /home/janed ]
}

@test "U1_open_session_refuses_it_unless_it_is_ended" {
	ssh_password janed "$PASSWORD" 'touch /tmp/inside; exec sleep 600' &
	wait_for test -e /tmp/inside
	fails fieldctl user rename janed jd
	has 'open sessions'
	has -- --end-sessions
	succeeds id janed
	succeeds fieldctl user rename janed jd --end-sessions
	wait_for eval '! pgrep -u "$(id -u jd)" sleep'
	wait || :
	succeeds ssh_password jd "$PASSWORD" true
}

@test "U1_files_that_name_the_person_are_said_and_not_changed" {
	person carl
	echo '@reboot id -un >/tmp/ran.carl' | crontab -u carl -
	echo 'carl ALL=(ALL) NOPASSWD: /bin/true' >/etc/sudoers.d/carl
	echo 'carlo ALL=(ALL) NOPASSWD: /bin/true' >/etc/sudoers.d/carlo
	echo 'carl:300000:65536' >>/etc/subuid
	succeeds fieldctl user rename carl charles
	has 'Files that still name carl'
	has /var/spool/cron/crontabs/carl
	has /etc/sudoers.d/carl
	has /etc/subuid
	run grep -c sudoers.d/carlo <<<"$output"
	[ "$output" = 0 ]
	[ -e /var/spool/cron/crontabs/carl ]
}

@test "U1_cron_table_of_a_former_name_is_not_run" {
	echo '@reboot id -un >/tmp/ran.charles' | crontab -u charles -
	daemon cron
	wait_for test -s /tmp/ran.charles
	kill "$(cat /run/crond.pid)"
	[ "$(cat /tmp/ran.charles)" = charles ]
	[ ! -e /tmp/ran.carl ]
}

@test "U1_dry_run_renames_no_person_and_json_has_both_names" {
	succeeds fieldctl user rename charles chuck --dry-run
	has 'Renamed charles to chuck'
	[ "$(getent passwd chuck)" = '' ]
	succeeds fieldctl user rename charles chuck --json
	[ "$(json_of login <<<"$output")" = chuck ]
	[ "$(json_of former <<<"$output")" = charles ]
	fails fieldctl user rename chuck charles --move-home --keep-home
	fails fieldctl user rename nosuch other
	fails fieldctl user rename chuck root
	fails fieldctl user rename chuck 123
}

@test "U1_administrator_who_is_not_root_renames_others_but_not_themselves" {
	person boss --role admin
	person clerk
	start_gate control
	succeeds ssh_password boss "$PASSWORD" 'fieldctl user rename clerk clara'
	succeeds id clara
	run ssh_password boss "$PASSWORD" 'fieldctl user rename boss chief'
	[ "$status" -ne 0 ]
	run ssh_password clara "$PASSWORD" 'fieldctl user rename boss chief'
	[ "$status" -ne 0 ]
	succeeds id boss
	fails id chief
	stop_gate
}

@test "U1_import_does_not_rename_back" {
	succeeds fieldctl user rename ohaddad omar
	succeeds fieldctl sync import /run/world/crew.csv
	succeeds id omar
	fails id ohaddad
	succeeds fieldctl user list --csv
	[ "$(grep -c omar@acme.example <<<"$output")" = 1 ]
}
