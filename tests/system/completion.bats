#!/usr/bin/env bats
# Completion of command lines: in a bash on a terminal, and by the function that
# bash calls.

. "$BATS_TEST_DIRNAME/../world/lib.bash"

script=/usr/share/bash-completion/completions/fieldctl
fake=/run/world/fake

setup_file() {
	setup_acme
	person jane --role dispatcher
	person omar
	person lena --role fieldworker
	fieldctl user block omar
	fieldctl site add depot-south
	start_gate control
	mkdir -p $fake
	cat >$fake/fieldctl <<-'END'
		#!/bin/sh
		cat /run/world/fake/words
	END
	chmod 0755 $fake/fieldctl
}

teardown_file() {
	stop_gate
}

# completed LINE: the words that are offered when TAB is pressed at the end of
# LINE, one per line, as bash would insert them.
completed() {
	bash --norc -c '
		. "$1"
		COMP_LINE=$2 COMP_POINT=${#2} COMP_TYPE=9 COMP_KEY=9
		read -ra COMP_WORDS <<<"$2"
		[[ $2 != *" " ]] || COMP_WORDS+=("")
		COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
		_fieldctl fieldctl "${COMP_WORDS[COMP_CWORD]}" ""
		printf "%s\n" "${COMPREPLY[@]}"' bash "$script" "$1"
}

# typed TEXT [COMMAND]: type TEXT, including its tabs, and Enter into a bash on
# a terminal; PATH begins with the folder of COMMAND.
typed() {
	PATH=${2:+$2:}$PATH "$world/talk" '# $' ". $script" '# $' "$1" \
	    '# $' exit -- bash --norc --noprofile -i
}

# offers LINE WORD...: exactly these, in any order.
offers() {
	local line=$1
	shift
	run diff <(completed "$line" | sort) <(printf '%s\n' "$@" | sort)
	[ -z "$output" ] || {
		printf 'for: %s\n%s\n' "$line" "$output" >&2
		return 1
	}
}

@test "completion_offers_people_by_what_the_verb_is_for" {
	offers 'fieldctl user show ' ada jane lena omar
	offers 'fieldctl user show j' jane
	offers 'fieldctl user unblock ' omar
	offers 'fieldctl --json user edit jane --lead ' ada jane lena omar none
	offers 'fieldctl user block ada om' omar
}

@test "completion_offers_roles_sites_and_organisations" {
	completed 'fieldctl user list --role ' | grep -qx dispatcher
	offers 'fieldctl user list --role=dis' dispatcher
	offers 'fieldctl user list --site ' depot-north depot-south
	offers 'fieldctl site assign jane depot-s' depot-south
	offers 'fieldctl role assign jane disp' dispatcher
	offers 'fieldctl user add --org ' acme
}

@test "completion_offers_policies_and_the_values_of_each" {
	local policy values
	fieldctl policy --csv | tr -d '\r' | tail -n +2 | cut -d, -f1 |
	    sort >/run/world/policies
	completed 'fieldctl policy ' | grep -v '^verify$' | sort |
	    diff - /run/world/policies
	while read -r policy; do
		values=$(fieldctl policy "$policy" --json | python3 -c '
import json, sys
print("\n".join(sorted(json.load(sys.stdin)["values"].split("|"))))')
		case $values in
		*..*) completed "fieldctl policy $policy " |
		    grep -qx "$(fieldctl policy "$policy")" ;;
		*) completed "fieldctl policy $policy " | sort |
		    diff - <(LC_ALL=C.UTF-8 sort <<<"$values") ;;
		esac
	done </run/world/policies
}

@test "completion_goes_on_with_a_list_of_values" {
	offers 'fieldctl policy end_sessions_on block,del' block,delete
}

@test "completion_offers_modules_and_the_levels_of_each" {
	completed 'fieldctl role level dispatcher ' | grep -qx work-orders
	completed 'fieldctl role level dispatcher work-orders ' | grep -qx edit
	completed 'fieldctl role level dispatcher work-orders ' | grep -qx none
	offers 'fieldctl role level dispatcher settings sup' super-admin
}

@test "completion_offers_shells_and_services_and_groups_of_the_machine" {
	offers 'fieldctl user edit jane --shell ' \
	    $(grep '^/' /etc/shells)
	completed 'fieldctl explain jane --service ' | grep -qx sshd
	offers 'fieldctl role grant dispatcher dialo' dialout
}

@test "completion_takes_the_words_alone_as_well" {
	run bash --norc -c ". $script"'
		COMP_WORDS=(fieldctl user list --kind = e) COMP_CWORD=5
		_fieldctl
		printf "%s\n" "${COMPREPLY[@]}"'
	[ "$output" = external ]
}

@test "TAB_completes_verbs_people_and_values_on_a_terminal" {
	succeeds typed $'fieldctl us\tsho\tlen\t'
	has 'fieldctl user show lena'
	has 'Lena Person'
	succeeds typed $'fieldctl user list --kind=inte\t --csv'
	has '--kind=internal'
	has 'jane'
}

@test "R14_completion_shows_a_person_whom_they_may_see" {
	run runuser -u lena -- bash --norc -c ". $script"'
		COMP_LINE="fieldctl user show " COMP_POINT=19
		_fieldctl
		printf "%s\n" "${COMPREPLY[@]}"'
	[ "$output" = lena ]
	run runuser -u lena -- bash --norc -c ". $script"'
		COMP_LINE="fieldctl policy " COMP_POINT=16
		_fieldctl
		printf "%s\n" "${COMPREPLY[@]}"'
	[ -z "$output" ]
}

@test "completion_writes_nothing_into_the_log" {
	local before
	before=$(fieldctl audit --json | grep -c '"seq"')
	completed 'fieldctl user show '
	completed 'fieldctl policy login_by_email '
	runuser -u lena -- fieldctl complete -- policy ''
	runuser -u lena -- fieldctl complete -- sync run ''
	[ "$(fieldctl audit --json | grep -c '"seq"')" = "$before" ]
}

# --- hostile words --------------------------------------------------------------

hostile=('$(touch /tmp/ran)' '`touch /tmp/ran`' 'a; touch /tmp/ran'
    "it's" 'two words' '"double"' '${PATH}' '*' 'a\b' '~' '>x' '&& false'
    'a=$(touch /tmp/ran)' '!!' 'Zoë' '-n')

# Each of them is a single word as bash would insert it, and is not expanded.
assert_inserted() { # LINE
	local i=0 inserted words
	mapfile -t words < <(PATH=$fake:$PATH completed "$1")
	[ "${#words[@]}" -eq "${#hostile[@]}" ]
	for inserted in "${words[@]}"; do
		eval "set -- $inserted"
		[ "$#" -eq 1 ]
		[ "$1" = "${hostile[i]}" ]
		i=$((i + 1))
	done
	[ ! -e /tmp/ran ]
}

@test "completion_quotes_names_and_never_runs_them" {
	printf '%s\thelp $(touch /tmp/ran)\n' "${hostile[@]}" >$fake/words
	assert_inserted 'fieldctl role show '
}

@test "completion_never_runs_what_was_typed" {
	printf 'safe\n' >$fake/words
	PATH=$fake:$PATH completed 'fieldctl role $(touch /tmp/ran) '
	PATH=$fake:$PATH completed 'fieldctl role "`touch /tmp/ran`'
	PATH=$fake:$PATH completed "fieldctl role show '\$(touch /tmp/ran)"
	[ ! -e /tmp/ran ]
}

@test "completion_quotes_what_stands_in_the_database_or_leaves_it_out" {
	python3 - <<-'END'
		import sqlite3
		db = sqlite3.connect("/var/lib/fieldauth/private/field.db")
		db.execute("UPDATE role SET name = 'pl' || char(10) || 'ain'"
		           " WHERE name = 'sales'")
		db.execute("UPDATE role SET name = '$(touch /tmp/ran)'"
		           " WHERE name = 'viewer'")
		db.commit()
	END
	run completed 'fieldctl role remove pl'
	[ -z "$output" ]
	succeeds typed $'fieldctl role remove \\$\\(t\t --dry-run --json'
	has '"role": "$(touch /tmp/ran)"'
	succeeds typed $'fieldctl role remove \'$(t\t --dry-run --json'
	has '"role": "$(touch /tmp/ran)"'
	[ ! -e /tmp/ran ]
}

@test "TAB_within_quotes_goes_on_within_them" {
	local typed
	printf 'it'"'"'s "$(touch /tmp/ran)" so\n' >$fake/words
	cat >$fake/fieldctl <<-'END'
		#!/bin/sh
		[ "$1" != complete ] || exec cat /run/world/fake/words
		printf '<%s>' "$@"
	END
	for typed in "it" "'it" '"it'; do
		succeeds typed "fieldctl show $typed"$'\t' $fake
		has '<show><it'"'"'s "$(touch /tmp/ran)" so>'
	done
	[ ! -e /tmp/ran ]
}

@test "syncd_completion_quotes_what_it_is_told" {
	printf '%s\n' "${hostile[@]}" >$fake/words
	cat >$fake/fieldctl <<-'END'
		#!/bin/sh
		cat /run/world/fake/words
	END
	run env PATH=$fake:$PATH bash --norc -c '
		. /usr/share/bash-completion/completions/syncd
		COMP_WORDS=(syncd --once "") COMP_CWORD=2
		_syncd
		for word in "${COMPREPLY[@]}"; do
			eval "set -- $word"
			[ $# -eq 1 ] || exit 1
		done
		printf "%s\n" "${#COMPREPLY[@]}"'
	[ "$output" = "${#hostile[@]}" ]
	[ ! -e /tmp/ran ]
}
