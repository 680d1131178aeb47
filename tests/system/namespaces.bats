#!/usr/bin/env bats
# User namespaces: files of root have another owner in them, and people keep
# their names.

. "$BATS_TEST_DIRNAME/../world/lib.bash"

setup_file() {
	local_user lena 'Local-pass-55'
	setup_acme
	person jane --role dispatcher
	person omar
	start_verify_socket
	# The clone may be in a folder that only root can read.
	install -m 0755 "$BATS_TEST_DIRNAME/pamtry" /usr/local/bin/pamtry
}

as() {
	local login=$1
	shift
	setpriv --reuid "$login" --regid "$login" --init-groups --reset-env "$@"
}

everybody_has_names() {
	local uid
	uid=$(id -u omar)
	succeeds "$@" getent passwd lena
	succeeds "$@" getent passwd omar
	has omar:x:
	succeeds "$@" getent passwd "$uid"
	has omar:x:
	succeeds "$@" getent group role-dispatcher
	has jane
	succeeds "$@" id -Gn jane
	has role-dispatcher
}

@test "Q6_people_have_names_in_a_user_namespace_without_a_map" {
	everybody_has_names unshare --user
	everybody_has_names as jane unshare --user
	everybody_has_names as lena unshare --user
}

@test "Q6_people_have_names_in_a_user_namespace_whose_root_they_are" {
	everybody_has_names as jane unshare --user --map-root-user
	[ "$(as jane unshare --user --map-root-user id -u)" = 0 ]
	everybody_has_names as jane unshare --user --map-current-user
	[ "$(as jane unshare --user --map-current-user id -un)" = jane ]
}

@test "Q6_folder_that_others_can_write_is_never_trusted" {
	chmod 0775 /var/lib/misc
	run getent passwd jane
	local first=$output
	run fieldctl doctor
	chmod 0755 /var/lib/misc
	[ -z "$first" ]
	has '/var/lib/misc is not trusted'
	has 'chmod go-w /var/lib/misc'
	succeeds getent passwd jane
	run fieldctl doctor
	lacks 'is not trusted'
}

@test "Q4_person_verifies_their_own_password_in_a_user_namespace" {
	succeeds as jane unshare --user pamtry jane auth acct <<<"$PASSWORD"
	has 'auth: SUCCESS'
	has 'acct: SUCCESS'
	succeeds as jane unshare --user --map-root-user \
	    pamtry jane auth <<<"$PASSWORD"
	has 'auth: SUCCESS'
}

@test "Q4_root_of_a_user_namespace_verifies_no_other_person" {
	fails as jane unshare --user --map-root-user \
	    pamtry omar auth <<<"$PASSWORD"
	lacks SUCCESS
}

@test "Q4_socket_in_a_folder_that_others_can_write_hears_no_password" {
	chmod 0777 /run/fieldauth
	run as jane pamtry jane auth <<<"$PASSWORD"
	chmod 0755 /run/fieldauth
	has 'auth: AUTHINFO_UNAVAIL'
	succeeds as jane pamtry jane auth <<<"$PASSWORD"
}
