#!/usr/bin/env bats
# The person who became root, on a machine with logind and polkit (X1).

. "$BATS_TEST_DIRNAME/lib.bash"

setup_file() {
	setup_machine
	person jane
	person omar
	person target
	# jane and omar are administrators, who need no password
	echo 'jane,omar ALL=(root) NOPASSWD: ALL' >/etc/sudoers.d/administrators
	chmod 0440 /etc/sudoers.d/administrators
	mkdir -p /etc/polkit-1/rules.d
	cat >/etc/polkit-1/rules.d/00-test.rules <<-'RULES'
	polkit.addRule(function(action, subject) {
		if (action.id == "org.freedesktop.policykit.exec" &&
		    (subject.user == "jane" || subject.user == "omar"))
			return polkit.Result.YES;
	});
	RULES
	chmod 0644 /etc/polkit-1/rules.d/00-test.rules
	systemctl restart polkit.service
}

row() {
	fieldctl audit --limit 1 --action user.edit --json |
		python3 -c 'import json, sys; print(json.load(sys.stdin)[0][sys.argv[1]])' "$1"
}

has_login_uids() {
	(echo 1 >/proc/self/loginuid) 2>/dev/null ||
		skip 'this kernel has no login uids'
}

@test "X1_row_of_root_names_the_person_who_came_by_pkexec" {
	has_login_uids
	succeeds ssh_password jane "$PASSWORD" \
	    pkexec /usr/bin/fieldctl user edit target --title One
	[ "$(row actor)" = root ]
	[ "$(row behind)" = jane ]
	[ "$(row via)" = '' ]
	# omar, in a login of jane's
	# shellcheck disable=SC2016
	succeeds bash -c 'echo "$1" >/proc/self/loginuid
		exec setpriv --reuid omar --regid omar --init-groups \
		    pkexec /usr/bin/fieldctl user edit target --title Two' \
	    - "$(id -u jane)"
	[ "$(row behind)" = jane ]
	[ "$(row via)" = omar ]
}

@test "X1_row_of_root_names_the_person_who_came_by_ssh_and_sudo" {
	has_login_uids
	succeeds ssh_password jane "$PASSWORD" \
	    sudo fieldctl user edit target --title Three
	[ "$(row behind)" = jane ]
}

# Units start without a login, no matter which user starts them.
@test "X1_row_of_a_service_names_no_person" {
	has_login_uids
	succeeds ssh_password jane "$PASSWORD" \
	    sudo systemd-run --wait --quiet fieldctl user edit target --title Four
	[ "$(row behind)" = '' ]
	[ "$(row via)" = '' ]
}
