#!/usr/bin/env bats
# The first hour of README as written: its command lines, in order, on a machine
# on which fieldauth is neither built nor installed.

bats_require_minimum_version 1.5.0
. "$BATS_TEST_DIRNAME/../world/lib.bash"

repo=$(cd "$BATS_TEST_DIRNAME/../.." && pwd -P)
sources=/root/fieldauth

# commands_of SECTION: the command lines in its code blocks, without comments.
commands_of() {
	awk -v section="## $1" '
	    /^## / { inside = $0 == section }
	    /^```/ { block = !block; next }
	    inside && block { sub(/[ \t]+#.*/, ""); print }' "$repo/README.md"
}

setup_file() {
	unset CC CPPFLAGS PKG_CONFIG I386 CI
	fieldctl setup --system --undo --yes
	make -s -C "$repo" uninstall
	rm -rf /etc/fieldauth /run/fieldauth
	# the sources and the objects only: compiling them is not tested here
	mkdir -p $sources/build
	cd "$repo"
	git ls-files -z 2>/dev/null | xargs -0 cp -a --parents -t $sources
	cp -a --parents build/plain $sources 2>/dev/null || true
	rm -rf $sources/build/plain/{bin,tests} $sources/build/plain/*.so*
	start_sshd
	contact_list >$sources/employees.csv
}

teardown_file() { stop_sshd; }

# A company of 25.
contact_list() {
	local i
	printf '%s,,,\n' '"Acme Field Services, Inc."' 'Employee Contact List' ''
	echo 'Employee,Phone Numbers,Email,Address'
	echo '"Doe, Jane",Phone:(540) 555-0141,jane@acme.example,1 Main St'
	for i in {a..x}; do
		echo "\"Worker${i}, Alex\",,alex$i@acme.example,"
	done
	printf '%s,,,\n' TOTAL '' '"Sunday, Nov 29, 2026 01:07:35 AM GMT-8"'
}

# The answers to the questions of a command: PROMPT ANSWER...
answers_of() { # COMMAND
	case $1 in
	'fieldctl setup')
		printf '%s\n' 'Short name' acme 'Full name' 'Acme Field Services' \
		    'Login name' ada 'last name' 'Ada Admin' \
		    'address' ada@acme.example 'this terminal' '' \
		    'Site' depot-north 'assword of ada' Granite-88-quarry \
		    'Retype' Granite-88-quarry
		;;
	'fieldctl setup --system' | 'fieldctl user passwd --generate --secret'* | \
	    'fieldctl user release --all')
		printf '%s\n' 'y/N' y
		;;
	'ssh jdoe@localhost')
		printf '%s\n' "jdoe@localhost's password" "$(cat /run/world/temporary)" \
		    '[Cc]urrent.*assword' "$(cat /run/world/temporary)" \
		    '[Nn]ew.*assword' Meadow-31-lantern \
		    '[Nn]ew.*assword' Meadow-31-lantern
		;;
	esac
}

# run_command COMMAND: on a terminal if it asks questions.
run_command() {
	local -a answers words
	mapfile -t answers < <(answers_of "$1")
	# shellcheck disable=SC2206
	words=($1)
	if [ "${words[0]}" = ssh ]; then
		words=(ssh -o UserKnownHostsFile=/run/world/known_hosts "${words[@]:1}")
	fi
	if [ "${#answers[@]}" -gt 0 ]; then
		succeeds env COLUMNS=200 "$world/talk" "${answers[@]}" -- "${words[@]}"
	else
		succeeds bash -c "$1" </dev/null
	fi
}

@test "readme_first_hour_leads_from_sources_to_people_who_sign_in" {
	local command count=0
	cd $sources
	fails command -v fieldctl
	while read -r command; do
		count=$((count + 1))
		case $command in
		'apt update' | 'apt install make')
			# there is no network here; make itself is installed
			command -v make >/dev/null
			continue
			;;
		esac
		echo "\$ $command" >&2
		run_command "$command"
		case $command in
		'make install') has 'fieldctl setup ' ;;
		'fieldctl setup') has 'Next: fieldctl setup --system' ;;
		'fieldctl setup --system') has 'Next: fieldctl doctor' ;;
		'fieldctl setup --system --dry-run') has '+++ /etc/nsswitch.conf' ;;
		'fieldctl doctor') lacks FAIL ;;
		*'--dry-run') has 'add: 25.' ;;
		*' --generate '*)
			grep '^jdoe ' <<<"$output" |
			    grep -oE '\b[a-z0-9]+(-[a-z0-9]+){3}\b' |
			    head -n 1 >/run/world/temporary
			[ -s /run/world/temporary ]
			;;
		'fieldctl user list') has jdoe ;;
		'id jdoe') has org-acme ;;
		esac
	done < <(commands_of 'The first hour')
	[ "$count" -ge 17 ]
	succeeds ssh_password jdoe Meadow-31-lantern id -un
	has jdoe
	succeeds fieldctl user list --secret none --csv
	lacks jdoe
}

@test "readme_day_to_day_is_what_the_commands_do" {
	local command
	while read -r command; do
		case $command in
		*--follow) command="timeout 5 $command || [ \$? = 124 ]" ;;
		esac
		echo "\$ $command" >&2
		succeeds bash -c "$command" </dev/null
	done < <(commands_of 'From day to day')
	[ "$(fieldctl user list --csv | grep -c jane)" -ge 1 ]
}

@test "readme_other_command_lines_exist" {
	local command word
	while read -r command; do
		case $command in
		fieldctl*) ;;
		*) continue ;;
		esac
		# shellcheck disable=SC2086
		succeeds ${command%% books*} --help
	done < <(commands_of 'Connecting accounting')
	# also the commands in the text
	for word in $(grep -o '`make [a-z-]*`' "$repo/README.md" |
	    sed 's/`//g; s/make //' | sort -u); do
		make -C "$repo" -n "$word" >/dev/null 2>&1 ||
		    { echo "make $word" >&2; return 1; }
	done
}
