#!/usr/bin/env bats
# What each program prints about itself, and its errors for an invalid command
# line.

bats_require_minimum_version 1.5.0
. "$BATS_TEST_DIRNAME/../world/lib.bash"

helpers='fieldauth-gate fieldauth-control fieldauth-signin fieldauth-fetch fieldauth-mail'

@test "every_program_shows_its_help_and_its_version" {
	local program option
	for program in fieldctl syncd; do
		for option in -h --help; do
			run --separate-stderr "$program" "$option"
			[ "$status" -eq 0 ]
			[[ $output == "Usage: $program"* ]]
			[ -z "$stderr" ]
		done
		for option in -V --version; do
			run --separate-stderr "$program" "$option"
			[ "$status" -eq 0 ]
			[[ $output =~ ^$program\ [0-9]+\.[0-9]+ ]]
		done
	done
	for program in $helpers; do
		for option in -h --help; do
			run --separate-stderr "/usr/libexec/fieldauth/$program" "$option" </dev/null
			[ "$status" -eq 0 ]
			[[ $output == "$program is run by "* ]]
		done
		for option in -V --version; do
			run --separate-stderr "/usr/libexec/fieldauth/$program" "$option" </dev/null
			[ "$status" -eq 0 ]
			[[ $output =~ ^$program\ [0-9]+\.[0-9]+ ]]
		done
	done
}

@test "every_program_that_is_installed_is_tried" {
	run diff <(cd /usr/libexec/fieldauth && printf '%s\n' fieldauth-* | sort) \
	    <(tr ' ' '\n' <<<"$helpers" | sort)
	[ -z "$output" ]
}

@test "syncd_names_the_word_that_is_wrong" {
	run syncd --onec
	[ "$status" -eq 64 ]
	has "unknown option '--onec'; did you mean '--once'?"
	run syncd --once books -x
	[ "$status" -eq 64 ]
	has "unknown option '-x'"
	run syncd --once books more
	[ "$status" -eq 64 ]
	has "too many arguments: 'more'"
	run syncd --accept-plan
	[ "$status" -eq 64 ]
	has "option '--accept-plan' needs a value"
	run syncd --full=secret
	[ "$status" -eq 64 ]
	has "option '--full' takes no value"
	lacks secret
}
