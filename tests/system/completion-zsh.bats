#!/usr/bin/env bats
# world: --with zsh
# Completion of command lines in a zsh on a terminal.

. "$BATS_TEST_DIRNAME/../world/lib.bash"

fake=/run/world/fake

setup_file() {
	setup_acme
	person jane --role dispatcher
	person omar
	mkdir -p $fake
	cat >$fake/fieldctl <<-'END'
		#!/bin/sh
		[ "$1" = complete ] || exec echo "got: $*"
		cat /run/world/fake/words
	END
	chmod 0755 $fake/fieldctl
}

# typed TEXT [COMMAND]: type TEXT, including its tabs, and Enter into a zsh that
# has loaded the completions of the system; PATH begins with the folder of
# COMMAND.
typed() {
	PATH=${2:+$2:}$PATH PS1='ready> ' "$world/talk" \
	    'ready> ' 'autoload -Uz compinit && compinit -D' \
	    'ready> ' "$1" 'ready> ' 'exit 0' -- zsh -f -i
}

@test "zsh_completes_verbs_and_people" {
	succeeds typed $'fieldctl us\tsh\toma\t'
	has 'Omar Person'
}

@test "zsh_lists_words_with_what_they_mean" {
	succeeds typed $'fieldctl user b\t\t'
	has 'fieldctl user block'
	has 'omar  -- Omar Person'
}

@test "zsh_completes_files_where_a_file_is_expected" {
	touch /tmp/people-to-import.csv
	succeeds typed $'fieldctl sync import /tmp/people-to\t --dry-run'
	has '/tmp/people-to-import.csv, line 1: the file is empty'
}

@test "zsh_evaluates_no_word" {
	# shellcheck disable=SC2016 # not to be expanded
	printf '%s\n' 'x$(touch /tmp/hit)`touch /tmp/hit`;touch /tmp/hit' \
	    >$fake/words
	succeeds typed $'fieldctl x\t' $fake
	has 'got: x$(touch /tmp/hit)`touch /tmp/hit`;touch /tmp/hit'
	[ ! -e /tmp/hit ]
}
