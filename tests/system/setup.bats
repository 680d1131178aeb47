#!/usr/bin/env bats
# `fieldctl setup` repeats questions, checks each answer at once, keeps the
# valid ones, and changes nothing before the last answer; a dry run changes
# nothing at all.

bats_require_minimum_version 1.5.0
. "$BATS_TEST_DIRNAME/../world/lib.bash"

# A terminal that is not set up for each test, with its files below $root.
setup() {
	root=/tmp/setup-$BATS_TEST_NUMBER
	export FIELDAUTH_ROOT=$root
	mkdir -p "$root"
}

# state [FOLDER...]: every file with its size, times, mode and owner.
state() {
	find "${@:-$root}" -xdev ! -path '/run/world*' \
	    -printf '%p %y %s %T@ %C@ %m %U %G\n' | sort
}

# changes_nothing CMD...: CMD, on a pty or not, leaves all files unchanged.
changes_nothing() {
	local before after
	before=$(state)
	run "$@"
	after=$(state)
	diff <(echo "$before") <(echo "$after")
}

ACME=(--org acme --admin ada --admin-name 'Ada Admin')

# --- asking -----------------------------------------------------------------

@test "setup_asks_again_for_each_answer_that_is_refused_and_keeps_the_others" {
	succeeds "$world/talk" \
	    'Short name.*: $' 'Acme Inc' \
	    'a-z.*Short name.*: $' '' \
	    'needs an answer.*Short name.*: $' acme \
	    'Full name.*\[acme\]: $' 'Acme Field Services' \
	    'Login name.*: $' root \
	    "already has a user.*Login name.*: \$" ada \
	    'last name.*: $' '' 'needs an answer.*last name.*: $' 'Ada Admin' \
	    'address.*\(optional\): $' nonsense \
	    'invalid e-mail address.*address.*: $' ada@acme.example \
	    'this terminal.*\[van-7\]: $' 'van; 8' \
	    'name.*this terminal.*: $' '' \
	    'Site.*\(optional\): $' 'Depot North' \
	    'a-z.*Site.*: $' depot-north \
	    'assword of ada: $' abc 'Retype.*: $' abc \
	    'too short.*assword of ada: $' Granite-88-quarry \
	    'Retype.*: $' other 'not match.*assword of ada: $' Granite-88-quarry \
	    'Retype.*: $' Granite-88-quarry -- fieldctl setup
	has 'Organisation acme is set up on terminal van-7'
	has 'Next: fieldctl setup --system'
	lacks Granite
	grep -q '^name = van-7$' "$root/etc/fieldauth/fieldauth.conf"
	grep -q '^site = depot-north$' "$root/etc/fieldauth/fieldauth.conf"
	succeeds fieldctl user show ada
	has ada@acme.example
	has depot-north
}

@test "setup_asks_only_for_what_was_not_given" {
	succeeds "$world/talk" 'last name.*: $' 'Ada Admin' \
	    'address.*: $' '' 'Site.*: $' '' -- \
	    fieldctl setup --org acme --org-name Acme --admin ada \
	    --terminal van-9 --admin-password-file "$(secret Granite-88-quarry)"
	has 'on terminal van-9'
	lacks 'Short name'
}

@test "setup_refuses_a_bad_option_before_it_asks_anything" {
	changes_nothing "$world/talk" 'invalid login name' '' -- \
	    fieldctl setup --org acme --admin 'Bad Login'
	[ "$status" -eq 65 ]
	has "invalid login name 'Bad Login'"
	has '--admin'
	lacks 'Full name'
}

@test "setup_refuses_a_password_that_contains_the_persons_name" {
	succeeds "$world/talk" 'assword of ada: $' ada-admin 'Retype.*: $' ada-admin \
	    'fieldctl: .*assword of ada: $' Granite-88-quarry \
	    'Retype.*: $' Granite-88-quarry -- fieldctl setup "${ACME[@]}" \
	    --org-name Acme --admin-email '' --terminal van-7 --site ''
}

@test "setup_that_loses_its_input_changes_nothing_and_says_so" {
	changes_nothing "$world/talk" 'Short name.*: $' ^D -- fieldctl setup
	[ "$status" -eq 64 ]
	has 'input ended'
	has 'nothing was changed'
	changes_nothing "$world/talk" 'Short name.*: $' acme 'Full name.*: $' '' \
	    'Login name.*: $' ada 'last name.*: $' ^D -- fieldctl setup
	[ "$status" -eq 64 ]
	changes_nothing "$world/talk" 'assword of ada: $' ^D -- \
	    fieldctl setup "${ACME[@]}" --org-name Acme --admin-email '' \
	    --terminal van-7 --site ''
	[ "$status" -eq 64 ]
	has 'input ended'
	changes_nothing "$world/talk" 'assword of ada: $' Granite-88-quarry \
	    'Retype.*: $' ^D -- \
	    fieldctl setup "${ACME[@]}" --org-name Acme --admin-email '' \
	    --terminal van-7 --site ''
	[ "$status" -eq 64 ]
}

@test "setup_that_is_interrupted_changes_nothing" {
	changes_nothing "$world/talk" 'Short name.*: $' acme \
	    'Full name.*: $' $'\003' -- fieldctl setup
	[ "$status" -ne 124 ]
	lacks 'Login name'
}

@test "questions_that_are_answered_by_yes_or_no_are_asked_again_until_they_are" {
	fieldctl setup "${ACME[@]}" --yes \
	    --admin-password-file "$(secret Granite-88-quarry)"
	fieldctl user add eve --name 'Eve Exact' --active
	fails "$world/talk" 'y/N' perhaps 'answer y or n.*y/N' '' -- \
	    fieldctl user delete eve
	succeeds fieldctl user show eve
	lacks 'deleted'
	succeeds "$world/talk" 'y/N' ja 'answer y or n.*y/N' YES -- \
	    fieldctl user delete eve
	succeeds fieldctl user show eve
	has 'deleted'
}

# --- without a person to ask ---------------------------------------------------

@test "setup_without_a_terminal_names_every_option_that_is_missing" {
	changes_nothing fieldctl setup </dev/null
	[ "$status" -eq 64 ]
	[ "${#lines[@]}" -eq 1 ]
	has '--org, --admin, --admin-name, --admin-password-file'
	changes_nothing fieldctl setup --org acme --yes </dev/null
	[ "$status" -eq 64 ]
	lacks '--org,'
	has '--admin-name'
}

@test "setup_with_a_bad_option_says_what_is_allowed_and_changes_nothing" {
	local option value says password
	password=$(secret Granite-88-quarry)
	while IFS='|' read -r option value says; do
		local -A given=([org]=acme [admin]=ada [admin-name]='Ada Admin'
		    [site]='' [terminal]=van-7)
		given[$option]=$value
		changes_nothing fieldctl setup --yes \
		    --admin-password-file "$password" --org "${given[org]}" \
		    --admin "${given[admin]}" --site "${given[site]}" \
		    --admin-name "${given[admin-name]}" \
		    --admin-email "${given[admin-email]:-}" \
		    --terminal "${given[terminal]}" </dev/null
		[ "$status" -eq 65 ] || [ "$status" -eq 64 ]
		has "$says"
		has "--$option"
		[ "${#lines[@]}" -le 3 ]
	done <<-END
	org|Acme Inc|a-z
	org|1acme|a-z
	org||empty
	admin|Ada|a-z
	admin|x y|a-z
	admin|root|already has
	admin-name||empty
	admin-name|A:B|name
	admin-email|nonsense|invalid e-mail
	terminal|van 7|a-z
	terminal|van;7|a-z
	terminal|$(printf 'x%.0s' {1..80})|too long
	site|Depot North|a-z
	END
}

@test "setup_with_a_weak_password_changes_nothing" {
	changes_nothing fieldctl setup "${ACME[@]}" --yes \
	    --admin-password-file "$(secret abc)"
	[ "$status" -eq 65 ]
	has 'too short'
	changes_nothing fieldctl setup "${ACME[@]}" --yes \
	    --admin-password-file /tmp/no-such-file
	[ "$status" -eq 66 ]
	changes_nothing fieldctl setup "${ACME[@]}" --yes \
	    --admin-password-file - </dev/null
	[ "$status" -eq 65 ]
}

@test "setup_for_programs_says_what_is_wrong_and_what_comes_next" {
	run --separate-stderr fieldctl setup --org 'Acme Inc' --json --yes
	[ "$status" -eq 65 ]
	python3 -c 'import json, sys
assert json.loads(sys.argv[1])["error"]["code"] == "bad_name"' "$stderr"
}

# --- dry runs -------------------------------------------------------------------

@test "setup_dry_run_shows_a_diff_speaks_in_the_conditional_and_changes_nothing" {
	changes_nothing fieldctl setup --dry-run "${ACME[@]}" --site depot-north
	[ "$status" -eq 0 ]
	has '+++ '"$root"'/etc/fieldauth/fieldauth.conf'
	has '+orgs = acme'
	has 'would'
	has 'make the database'
	lacks 'is set up'
	[ ! -e "$root/etc" ]
	[ ! -e "$root/var" ]
	# and on a terminal, with the existing values
	mkdir -p "$root/etc/fieldauth"
	printf '# mine\n[terminal]\nname = old\n' >"$root/etc/fieldauth/fieldauth.conf"
	changes_nothing fieldctl setup --dry-run "${ACME[@]}" --terminal new
	[ "$status" -eq 0 ]
	has '-name = old'
	has '+name = new'
	has ' # mine'
}

@test "setup_dry_run_refuses_what_setup_would_refuse" {
	changes_nothing fieldctl setup --dry-run --org 'Acme Inc' --admin ada \
	    --admin-name 'Ada Admin'
	[ "$status" -eq 65 ]
	changes_nothing fieldctl setup --dry-run "${ACME[@]}" \
	    --admin-password-file "$(secret abc)"
	[ "$status" -eq 65 ]
	fieldctl setup "${ACME[@]}" --yes \
	    --admin-password-file "$(secret Granite-88-quarry)"
	fails fieldctl setup --dry-run "${ACME[@]}"
	has 'already set up'
}

@test "setup_dry_run_for_programs_has_files_and_steps" {
	succeeds bash -c 'fieldctl setup --dry-run --json --org acme --admin ada \
	    --admin-name "Ada Admin" | python3 -c "
import json, sys
result = json.load(sys.stdin)
assert result[\"dry_run\"] is True
assert result[\"files\"][0][\"diff\"].startswith(\"--- \")
assert len(result[\"steps\"]) > 3"'
}

@test "setup_system_dry_run_shows_each_file_that_would_change_and_changes_none" {
	unset FIELDAUTH_ROOT
	root='/etc /var /run /usr/lib'
	fieldctl setup --system --undo --yes
	rm -rf /run/fieldauth
	# shellcheck disable=SC2086
	state $root >/tmp/before
	succeeds fieldctl setup --system --dry-run
	# shellcheck disable=SC2086
	state $root >/tmp/after
	diff /tmp/before /tmp/after
	local file
	for file in /etc/nsswitch.conf /etc/pam.d/common-{auth,account,password} \
	    /etc/pam.d/common-session{,-noninteractive}; do
		has "+++ $file"
	done
	has '+passwd:'
	has 'make the folder /run/fieldauth'
	has 'would sign people in'
	lacks 'People can now sign in'
	# the dry run shows the later result
	diffs_of_output >/tmp/shown
	cp -a /etc/nsswitch.conf /etc/pam.d /tmp/
	fieldctl setup --system --yes
	(cd /tmp && patch -s -p0 nsswitch.conf <(diff_of nsswitch.conf))
	cmp /tmp/nsswitch.conf /etc/nsswitch.conf
	for file in /etc/pam.d/common-{auth,account,password,session}; do
		(cd /tmp && patch -s -p0 "pam.d/${file##*/}" \
		    <(diff_of "${file##*/}"))
		cmp "/tmp/pam.d/${file##*/}" "$file"
	done
}

diffs_of_output() { sed -n '/^--- /,$p' <<<"$output" | sed '/^Setup would/,$d'; }

# diff_of NAME: the part of /tmp/shown that concerns one file.
diff_of() {
	awk -v name="/$1" '
	    /^--- / { on = substr($2, length($2) - length(name) + 1) == name }
	    on' /tmp/shown
}

@test "setup_system_dry_run_of_what_is_done_already_shows_no_file" {
	unset FIELDAUTH_ROOT
	fieldctl setup --system --yes
	succeeds fieldctl setup --system --dry-run
	lacks '+++'
}

@test "setup_system_undo_dry_run_shows_what_would_go_and_changes_nothing" {
	unset FIELDAUTH_ROOT
	root='/etc /var /run /usr/lib'
	fieldctl setup --system --yes
	# one that has been edited since, and one that has not
	echo '# edited' >>/etc/pam.d/common-auth
	# shellcheck disable=SC2086
	state $root >/tmp/before
	succeeds fieldctl setup --system --undo --dry-run
	# shellcheck disable=SC2086
	state $root >/tmp/after
	diff /tmp/before /tmp/after
	has '+++ /etc/nsswitch.conf'
	has '+++ /etc/pam.d/common-auth'
	has 'would no longer use fieldauth'
	lacks 'no longer uses'
	diffs_of_output >/tmp/shown
	cp -a /etc/pam.d /tmp/undone
	fieldctl setup --system --undo --yes
	(cd /tmp && patch -s -p0 undone/common-auth <(diff_of common-auth))
	cmp /tmp/undone/common-auth /etc/pam.d/common-auth
	sed -i '/^# edited$/d' /etc/pam.d/common-auth
	fieldctl setup --system --yes
}

@test "setup_system_dry_run_shows_the_files_of_pam_below_a_chroot_too" {
	unset FIELDAUTH_ROOT
	fieldctl setup --system --undo --yes
	# a folder that is not a mount point, in one that is shared
	state /etc /var/lib/pam /var/cache/debconf >/tmp/before
	succeeds unshare --mount --propagation shared sh -c '
		mkdir -p /tmp/jail
		mount -t tmpfs none /tmp/jail
		mkdir /tmp/jail/root
		for dir in etc var usr bin sbin lib lib64 proc dev run; do
			mkdir /tmp/jail/root/$dir
			mount --rbind /$dir /tmp/jail/root/$dir
		done
		chroot /tmp/jail/root fieldctl setup --system --dry-run
		grep -c " tmpfs fieldauth " /proc/self/mountinfo || true'
	has '+++ /etc/pam.d/common-auth'
	has '+++ /etc/pam.d/common-session'
	[ "${lines[-1]}" = 0 ]
	state /etc /var/lib/pam /var/cache/debconf >/tmp/after
	diff /tmp/before /tmp/after
}

@test "setup_system_dry_run_says_so_where_it_cannot_try" {
	unset FIELDAUTH_ROOT
	fieldctl setup --system --undo --yes
	succeeds "$world/refusing" unshare fieldctl setup --system --dry-run
	has '+++ /etc/nsswitch.conf'
	has 'run /usr/sbin/pam-auth-update'
	lacks '+++ /etc/pam.d'
}

@test "setup_system_undo_takes_no_organisation" {
	fails fieldctl setup --system --undo --org acme
	has '--undo'
	fails fieldctl setup --undo
	has '--system'
}

@test "setup_says_what_is_left_where_the_system_could_not_be_changed" {
	# nothing is read from the machine below another root
	run fieldctl setup "${ACME[@]}" --yes --system \
	    --admin-password-file "$(secret Granite-88-quarry)"
	[ "$status" -eq 64 ]
	has 'FIELDAUTH_ROOT'
	has 'organisation is set up'
	has 'Next: fieldctl setup --system'
	succeeds fieldctl user show ada
}

@test "setup_system_ends_with_the_next_command" {
	unset FIELDAUTH_ROOT
	succeeds fieldctl setup --system --yes
	has 'Next: fieldctl setup'
	setup_acme
	succeeds fieldctl setup --system --yes
	has 'Next: fieldctl doctor'
}
