#!/usr/bin/env bats
# Groups with more members than libpam can read: it passes 256 KiB to
# getgrnam_r, and treats a group that needs more as missing.

. "$BATS_TEST_DIRNAME/../world/lib.bash"

# Eleven letters each, from which the limit is computed; the verbs would take
# minutes.
many_people() {
	sqlite3 /var/lib/fieldauth/private/field.db <<-'SQL'
	WITH RECURSIVE n (i) AS
		(SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 18000)
	INSERT INTO person (id, org_id, login, uid, kind, status, created_at,
		created_by, updated_at)
	SELECT printf('%08x-7b1c-4d2e-8f3a-5c6d7e8f9a0b', i), org.id,
		printf('p%010d', i), 71000 + i, 'internal', 'active', 1, 'root', 1
	FROM n, org;
	SQL
	fieldctl publish
}

# with_line PHASE LINE: add LINE at the top of the stack of su.
with_line() {
	cp /run/world/su.pam /etc/pam.d/su
	sed -i "1i $1 $2" /etc/pam.d/su
}

setup_file() {
	local_user lena 'Local-pass-55'
	setup_acme
	person jane
	cp /etc/pam.d/su /run/world/su.pam
	many_people >/run/world/publish.out
	fieldctl user passwd p0000018000 --password-file "$(secret "$PASSWORD")"
}

setup() {
	first=jane last=p0000018000
}

@test "R1_group_of_18000_exists_and_lists_the_lowest_numbers" {
	succeeds getent group org-acme
	has ,jane,
	has ,p0000000001,
	lacks "$last"
	run bash -c 'getent group org-acme | tr , "\n" | wc -l'
	[ "$output" -gt 9000 ]
	[ "$output" -lt 10000 ]
	run bash -c "getent -s fieldusers group | grep ^org-acme: | tr , '\n' | wc -l"
	[ "$output" -gt 9000 ]
}

@test "R1_each_persons_list_of_groups_is_complete" {
	local who
	for who in $first p0000009000 p0000014000 $last; do
		succeeds id -Gn "$who"
		has org-acme
	done
}

@test "R1_pam_access_denies_and_allows_every_member_of_a_large_group" {
	local who
	with_line account 'required pam_access.so accessfile=/run/world/access.conf'
	for who in $first $last; do
		echo '-:(org-acme):ALL' >/run/world/access.conf
		fails su "$who" -s /bin/sh -c 'echo arrived'
		lacks arrived
		printf '%s\n' '+:(org-acme):ALL' '-:ALL:ALL' >/run/world/access.conf
		succeeds su "$who" -s /bin/sh -c 'echo arrived'
		has arrived
	done
	fails su lena -c 'echo arrived'
}

@test "R1_pam_succeed_if_knows_every_member_of_a_large_group" {
	local who
	for who in $first $last; do
		with_line account 'required pam_succeed_if.so user notingroup org-acme'
		fails su "$who" -s /bin/sh -c 'echo arrived'
		lacks arrived
		with_line account 'required pam_succeed_if.so user ingroup org-acme'
		succeeds su "$who" -s /bin/sh -c 'echo arrived'
		has arrived
	done
	fails su lena -c 'echo arrived'
}

@test "R1_pam_limits_holds_for_every_member_of_a_large_group" {
	local who
	cp /run/world/su.pam /etc/pam.d/su
	echo '@org-acme hard nofile 321' >/etc/security/limits.d/test.conf
	with_line session 'required pam_limits.so'
	for who in $first $last; do
		[ "$(su "$who" -s /bin/sh -c 'ulimit -H -n')" = 321 ]
	done
	[ "$(su lena -c 'ulimit -H -n')" != 321 ]
}

@test "R1_doctor_and_publish_say_which_groups_list_a_part" {
	run cat /run/world/publish.out
	has 'Group org-acme lists the first '
	run fieldctl doctor
	has 'The group org-acme has 18002 members and lists the first '
}
