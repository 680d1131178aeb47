#!/usr/bin/env bats
# A home folder that belongs to another user is not used without a warning (S3,
# Q2).

bats_require_minimum_version 1.5.0
. "$BATS_TEST_DIRNAME/../world/lib.bash"

setup_file() {
	setup_acme
	local_user loc 'Local-7-local'
	# a former local user, whose uid will be assigned again
	useradd -m -u 4242 jane
	echo secret >/home/jane/notes
	ln -s /etc/shadow /home/jane/link
	ln /home/jane/notes /home/second-name
	echo other >/home/jane/roots
	mkdir /home/jane/deep
	echo deep >/home/jane/deep/file
	chown -h 4242:4242 /home/jane/notes /home/jane/link /home/jane/deep \
	    /home/jane/deep/file
	userdel jane
	stat -c %u:%g /etc/shadow >/run/world/shadow
	start_sshd
}

owner() { stat -c %U "$1"; }

@test "Q2_home_of_a_former_user_is_said_when_a_person_is_added" {
	succeeds person jane
	has '/home/jane belongs to uid 4242'
	has -- --take-home
	[ "$(stat -c %u /home/jane)" = 4242 ]
}

@test "Q2_home_of_another_owner_is_refused_at_each_sign_in" {
	fails su_as loc jane "$PASSWORD" 'cat notes'
	has 'Your home folder belongs to another account.'
	lacks secret
	run ssh_password jane "$PASSWORD" 'cat notes'
	[ "$status" -ne 0 ]
	lacks secret
	fails su -l jane -c true
	run fieldctl explain jane
	has home_foreign
	has 'fieldctl user edit jane --take-home'
	run fieldctl doctor
	has '/home/jane belongs to uid 4242: jane cannot sign in'
	run fieldctl audit --json
	has home_foreign
}

@test "Q2_home_is_given_over_with_its_owner_s_files_alone" {
	succeeds fieldctl user edit jane --take-home --dry-run
	[ "$(stat -c %u /home/jane)" = 4242 ]
	succeeds fieldctl user edit jane --take-home
	has '/home/jane now belongs to jane'
	[ "$(owner /home/jane)" = jane ]
	[ "$(owner /home/jane/deep/file)" = jane ]
	[ "$(owner /home/jane/link)" = jane ]
	[ "$(owner /home/jane/roots)" = root ]
	# the file has a second hard link elsewhere
	[ "$(stat -c %u /home/second-name)" = 4242 ]
	[ "$(stat -c %u:%g /etc/shadow)" = "$(cat /run/world/shadow)" ]
	succeeds su_as loc jane "$PASSWORD" 'cat deep/file'
	has deep
	run fieldctl audit --json
	has user.take-home
}

@test "Q2_home_is_given_over_while_adding" {
	useradd -m -u 4243 kim
	userdel kim
	succeeds person kim --take-home
	[ "$(owner /home/kim)" = kim ]
	succeeds su_as loc kim "$PASSWORD" true
}

@test "Q2_link_or_file_in_place_of_a_home_is_refused" {
	person lee
	ln -s /home/jane /home/lee
	# a link of root's counts as its target
	fails su_as loc lee "$PASSWORD" true
	rm /home/lee
	mkdir /home/lees
	chown lee: /home/lees
	ln -s /home/lees /home/lee
	succeeds su_as loc lee "$PASSWORD" true
	chown -h loc: /home/lee
	fails su_as loc lee "$PASSWORD" true
	rm /home/lee
	: >/home/lee
	fails su_as loc lee "$PASSWORD" true
	rm /home/lee
	# it refers to itself
	ln -s lee /home/lee
	fails su_as loc lee "$PASSWORD" true
	has 'Your home folder belongs to another account'
	run fieldctl explain lee
	has home_foreign
	rm /home/lee
	# and a slash at the end of the name does not follow it either
	sed -i 's,^\[terminal\],&\nhome = /home/%s/,' \
	    /etc/fieldauth/fieldauth.conf
	succeeds fieldctl publish
	ln -s /home/lees /home/lee
	succeeds su_as loc lee "$PASSWORD" true
	chown -h loc: /home/lee
	fails su_as loc lee "$PASSWORD" true
	sed -i '/^home = /d' /etc/fieldauth/fieldauth.conf
	succeeds fieldctl publish
	rm /home/lee
	# a missing home folder is not a fault
	succeeds su_as loc lee "$PASSWORD" true
}

@test "Q2_world_writable_home_is_refused_and_reported" {
	person max
	mkdir /home/max
	chown max: /home/max
	chmod 1777 /home/max
	fails su_as loc max "$PASSWORD" true
	has 'Other users can modify or replace your home folder.'
	fails su -l max -c true
	run fieldctl explain max
	has home_open
	run fieldctl doctor
	has 'All users can write to /home/max: max cannot sign in.'
	has 'chmod o-w /home/max'
	# a writable group is reported, but may be intended
	chmod 0775 /home/max
	chgrp loc /home/max
	succeeds su_as loc max "$PASSWORD" true
	run fieldctl doctor
	has 'A group can write to /home/max, the home folder of max.'
	chmod 0755 /home/max
	run fieldctl doctor
	lacks /home/max
}

@test "Q2_home_in_a_world_writable_folder_is_refused_and_reported" {
	mkdir -p /srv/pool/lena
	ln -s /srv/pool/lena /home/lena
	chmod 0777 /srv/pool
	succeeds person lena
	chown lena: /srv/pool/lena
	fails su_as loc lena "$PASSWORD" true
	has 'Other users can modify or replace your home folder.'
	run fieldctl explain lena
	has home_open
	run fieldctl doctor
	has 'All users can replace /home/lena: lena cannot sign in.'
	run bash -c 'fieldctl user edit lena --phone 5 --json 2>/dev/null'
	has '"lies-open"'
	# in a sticky folder, only the owner can replace files
	chmod 1777 /srv/pool
	succeeds su_as loc lena "$PASSWORD" true
	# there is none yet, and others can create it in its parent folder
	rm /home/lena
	chmod 0777 /home
	fails su_as loc lena "$PASSWORD" true
	chmod 0755 /home
	succeeds su_as loc lena "$PASSWORD" true
}

@test "Q2_json_says_what_is_wrong_with_a_home" {
	problem() { python3 -c 'import json,sys; print(json.load(sys.stdin)["home_problem"])'; }
	run bash -c 'fieldctl user add nils --name "Nils N" --active --json 2>/dev/null'
	[ "$(problem <<<"$output")" = None ]
	mkdir /home/olga
	chown 4244 /home/olga
	run bash -c 'fieldctl user add olga --name "Olga O" --active --json 2>/dev/null'
	[ "$(problem <<<"$output")" = \
	    "{'path': '/home/olga', 'problem': 'foreign', 'owner_uid': 4244}" ]
	run bash -c 'fieldctl user edit olga --phone 5 --json 2>/dev/null'
	[[ $(problem <<<"$output") = *foreign* ]]
	run bash -c 'fieldctl user edit olga --take-home --json 2>/dev/null'
	[ "$(problem <<<"$output")" = None ]
	[ "$(owner /home/olga)" = olga ]
}
