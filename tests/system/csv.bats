#!/usr/bin/env bats
# A11: importing people from a file and exporting them with fieldctl: the same
# plan and the same rules as for other imports.

bats_require_minimum_version 1.5.0
. "$BATS_TEST_DIRNAME/../world/lib.bash"

setup_file() { setup_acme; }

import() { fieldctl sync import "$@"; }

everything() { fieldctl user list --json; sha256sum </var/lib/misc/fieldusers.db; }

refused_at() { # LINE OPTION...: for the file on standard input
	local before
	cat >/run/world/bad.csv
	before=$(everything)
	fails import /run/world/bad.csv "${@:2}"
	has "line $1:"
	[ "$(everything)" = "$before" ]
}

@test "A11_preview_of_a_file_changes_nothing" {
	local before
	cat >/run/world/crew.csv <<-'CSV'
	First name,Last name,E-mail,Phone,Number
	Zoë,Müller-O'Brien,zoe@acme.example,"(540) 555-0141, ask for Zoë",17
	小明,王,xiaoming@acme.example,,18
	"Line
	break",Nobody,nobody@acme.example,,19
	Omar,Haddad,omar@acme.example,555-0142,20
	CSV
	before=$(everything)
	succeeds import /run/world/crew.csv --dry-run --map 'First name=first_name' \
	    --map 'Last name=last_name' --map 'E-mail=email' --map 'Phone=phone' \
	    --map 'Number=employee_number'
	has 'zmullerobrien'
	has "other than digits"
	has Omar
	[ "$(everything)" = "$before" ]
}

@test "A11_columns_are_mapped_and_one_bad_row_is_refused_alone_with_its_line" {
	run import /run/world/crew.csv --map 'First name=first_name' \
	    --map 'Last name=last_name' --map 'E-mail=email' --map 'Phone=phone' \
	    --map 'Number=employee_number'
	has 'line 4'
	lacks 'line 5'
	succeeds fieldctl user list --csv
	has zoe@acme.example
	has xiaoming@acme.example
	has omar@acme.example
	lacks nobody@acme.example
	[ "$(fieldctl user list --status held --csv | grep -c acme.example)" = 3 ]
}

@test "A11_file_that_is_wrong_is_refused_whole_with_the_exact_line" {
	refused_at 3 <<-'CSV'
	first_name,last_name,email
	A,B,a@acme.example
	C,D
	CSV
	printf 'first_name,last_name,email\r\nA,B,a@acme.example\r\n"C\r\n\r\nC",D,"c\r\n' |
	    refused_at 5
	printf 'first_name,last_name,email\nA,B,a@acme.example\n\n\nC,"D"x,c@acme.example\n' |
	    refused_at 5
	printf 'first_name,last_name,email\nA,B\377,a@acme.example\n' | refused_at 2
	refused_at 1 <<-'CSV'
	first_name,shoe_size
	A,44
	CSV
}

@test "A11_file_gains_no_power" {
	run import /dev/stdin <<-'CSV'
	first_name,last_name,email,role
	Eve,Evil,eve@acme.example,admin
	CSV
	run fieldctl user list --role admin --csv
	lacks eve@acme.example
}

@test "A11_mass_of_leavers_in_a_file_is_stopped_by_the_guard" {
	local before
	{
		echo 'first_name,last_name,email,employee_number'
		for i in $(seq 1 20); do echo "Mass,Member$i,mass$i@acme.example,M$i"; done
	} >/run/world/mass.csv
	succeeds import /run/world/mass.csv --source yard
	{
		echo 'first_name,last_name,email,employee_number,status'
		for i in $(seq 1 20); do echo "Mass,Member$i,mass$i@acme.example,M$i,inactive"; done
	} >/run/world/gone.csv
	before=$(everything)
	fails import /run/world/gone.csv --source yard
	has '--accept-plan'
	[ "$(everything)" = "$before" ]
	local hash
	hash=$(sed -n 's/.*--accept-plan \([0-9a-f]*\).*/\1/p' <<<"$output")
	succeeds import /run/world/gone.csv --source yard --accept-plan "$hash"
	[ "$(fieldctl user list --status inactive --csv | grep -c mass)" = 20 ]
}

@test "A11_export_imports_back_to_an_empty_plan" {
	local before
	fieldctl user edit omar --title 'Fitter; "first", class' 2>/dev/null ||
	    fieldctl user edit ohaddad --title 'Fitter; "first", class'
	fieldctl sync export >/run/world/export.csv
	before=$(everything)
	succeeds import /run/world/export.csv --dry-run
	has 'Nothing to change'
	succeeds import /run/world/export.csv
	[ "$(everything)" = "$before" ]
}

@test "A11_edited_export_changes_what_was_edited_and_nothing_else" {
	sed -i 's/555-0142/555-0199/' /run/world/export.csv
	succeeds import /run/world/export.csv --dry-run
	has '555-0142'
	has '555-0199'
	has 'change: 1.'
	succeeds import /run/world/export.csv
	succeeds fieldctl user list --json
	has 555-0199
}

@test "C10_file_with_one_address_for_all_is_decided_about_in_one_go" {
	local i
	{
		echo name,email
		for ((i = 0; i < 40; i++)); do
			echo "Office$i Person$i,office@acme.example"
		done
	} >/run/world/office.csv
	run import /run/world/office.csv --source office --json
	[ "$(grep -c '"undecided"' <<<"$output")" -ge 39 ]
	[ "$(fieldctl user list --csv | grep -c office@acme.example)" = 1 ]
	run import /run/world/office.csv --source office
	has 'fieldctl sync resolve office --address'
	succeeds fieldctl sync resolve office --address office@acme.example --add
	has ': 39;'
	run import /run/world/office.csv --source office --json
	hash=$(python3 -c 'import json,sys; print(json.load(sys.stdin)["hash"])' <<<"$output")
	run import /run/world/office.csv --source office --accept-plan "$hash"
	[ "$(fieldctl user list --csv | grep -c office@acme.example)" = 40 ]
	succeeds import /run/world/office.csv --source office
	has 'Nothing to change'
	lacks undecided
}
