#!/usr/bin/env bats
# The output of getent, id and ls for people and groups.

. "$BATS_TEST_DIRNAME/../world/lib.bash"

setup_file() {
	local_user lena 'Local-pass-55'
	setup_acme
	person jane --role dispatcher
	person omar --role fieldworker
	person idle
	fieldctl user deactivate idle
	person gone
	getent passwd gone >/run/world/gone
	touch /run/world/file-of-gone
	chown gone /run/world/file-of-gone
	fieldctl user delete gone --yes
}

@test "U1_person_resolves_by_name_before_the_command_returns" {
	person quick
	succeeds getent passwd quick
	[[ $output == quick:x:7????:7????:*:/home/quick:/bin/bash ]]
}

@test "U1_person_resolves_by_number_with_a_group_of_its_own" {
	local uid
	uid=$(id -u jane)
	succeeds getent passwd "$uid"
	has jane:x:
	succeeds getent group jane
	has "jane:x:$uid:"
	[ "$(id -gn jane)" = jane ]
}

@test "U8_email_address_resolves_to_the_login_name" {
	succeeds getent passwd jane@acme.example
	has jane:x:
	succeeds getent passwd JANE@Acme.Example
	has jane:x:
}

@test "U8_address_of_two_people_finds_neither" {
	fieldctl user add pair1 --name 'Pair One' --email pair@acme.example --active
	fieldctl user add pair2 --name 'Pair Two' --email pair@acme.example --active
	fails getent passwd pair@acme.example
	[ -z "$output" ]
}

@test "R1_role_is_a_group_with_its_people" {
	succeeds id -Gn jane
	has role-dispatcher
	run id -Gn omar
	lacks role-dispatcher
	succeeds getent group role-dispatcher
	has jane
	lacks omar
}

@test "S2_assignable_holds_active_fieldworkers_alone" {
	person worker --kind fieldworker
	succeeds id -Gn worker
	has assignable
	fieldctl user deactivate worker
	run id -Gn worker
	lacks assignable
	run id -Gn jane
	lacks assignable
}

@test "S4_deleted_person_is_found_by_number_alone" {
	fails getent passwd gone
	local uid
	uid=$(cut -d: -f3 /run/world/gone)
	succeeds getent passwd "$uid"
	has gone:
	run getent passwd
	lacks gone:
	[ "$(stat -c %U /run/world/file-of-gone)" = gone ]
}

@test "S4_restored_person_has_its_old_number" {
	person back
	local uid
	uid=$(id -u back)
	fieldctl user delete back --yes
	fieldctl user restore back
	[ "$(id -u back)" = "$uid" ]
}

@test "U1_number_and_name_are_never_given_twice" {
	person first
	local uid
	uid=$(id -u first)
	fieldctl user delete first --yes
	person second
	[ "$(id -u second)" -gt "$uid" ]
	fails person first
}

@test "Q2_local_accounts_and_groups_stay_what_they_are" {
	succeeds id lena
	[[ $output == *uid=[1-9][0-9][0-9][0-9]\(lena\)* ]]
	[ "$(id -u root)" = 0 ]
	[ "$(getent group sudo | cut -d: -f3)" = 27 ]
}

@test "Q2_no_number_below_the_range_is_published" {
	succeeds bash -c 'getent -s fieldusers passwd | cut -d: -f3,4 | tr : "\n" |
	    awk "\$1 < 65600 { bad = 1 } END { exit bad }"'
	succeeds bash -c 'getent -s fieldusers group | cut -d: -f3 |
	    awk "\$1 < 65600 { bad = 1 } END { exit bad }"'
}

@test "U4_enumeration_lists_each_person_once" {
	run getent -s fieldusers passwd
	has jane:
	has omar:
	has ada:
	[ "$(cut -d: -f1 <<<"$output" | sort | uniq -d | wc -l)" = 0 ]
}

@test "R15_long_running_process_sees_a_change_at_its_next_look_up" {
	succeeds python3 - <<'PY'
import grp, pwd, subprocess
def missing(call, name):
    try:
        call(name)
    except KeyError:
        return True
    return False
assert missing(pwd.getpwnam, "later")
subprocess.run(["fieldctl", "user", "add", "later", "--name", "Later On",
                "--email", "later@acme.example", "--active"], check=True)
assert pwd.getpwnam("later").pw_name == "later"
assert "later" not in grp.getgrnam("role-dispatcher").gr_mem
subprocess.run(["fieldctl", "role", "assign", "later", "dispatcher"],
               check=True)
assert "later" in grp.getgrnam("role-dispatcher").gr_mem
PY
}

@test "Q6_snapshot_holds_no_hash_and_no_email_address" {
	run grep -a -c -e argon2 -e '@acme.example' /var/lib/misc/fieldusers.db
	[ "$output" = 0 ]
	[ "$(stat -c '%a %U' /var/lib/misc/fieldusers.db)" = '644 root' ]
}

@test "Q6_database_and_key_are_roots_alone" {
	[ "$(stat -c '%a %U' /var/lib/fieldauth/private)" = '700 root' ]
	[ "$(stat -c '%a %U' /var/lib/fieldauth/private/field.db)" = '600 root' ]
	[ "$(stat -c '%a %U' /etc/fieldauth/secret.key)" = '600 root' ]
	fails setpriv --reuid jane --regid jane --init-groups \
	    cat /var/lib/fieldauth/private/field.db
}
