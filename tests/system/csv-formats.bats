#!/usr/bin/env bats
# A11: the employee exports of QuickBooks, Xero and others are recognised as
# exported, and the logins, roles, sites and crews of a file apply to new
# people, as far as its author is permitted to assign them.

bats_require_minimum_version 1.5.0
. "$BATS_TEST_DIRNAME/../world/lib.bash"

setup_file() {
	setup_acme
	fieldctl site add yard --title Yard
	person rita --role dispatcher
}

teardown() { [ ! -e /run/fieldauth/control.sock ] || stop_gate; }

import() { fieldctl sync import "$@"; }

everything() { fieldctl user list --json; sha256sum </var/lib/misc/fieldusers.db; }

of() { # EMAIL KEY
	fieldctl user list --json | python3 -c '
import json, sys
for person in json.load(sys.stdin):
    if person["email"] == sys.argv[1]:
        value = person[sys.argv[2]]
        print(",".join(value) if isinstance(value, list) else value)' "$1" "$2"
}

as() {
	local login=$1
	shift
	setpriv --reuid "$login" --regid "$login" --init-groups --reset-env "$@"
}

# preview FILE: each file has a separate source without known people.
preview() { import "$1" --source "${1##*/}" --dry-run "${@:2}"; }

contact_list() {
	cat <<-'CSV'
	"Harbour Field Services, Inc.",,,
	Employee Contact List,,,
	,,,
	Employee,Phone Numbers,Email,Address
	"Doe, Jane","Phone:(540) 555-0141 Mobile:(540) 555-0142",jane@acme.example,"1 Main St
	Roanoke, VA 24011"
	Omar Haddad,Mobile:(540) 555-0143,omar@acme.example,
	Nora Noaddress,,,
	TOTAL,,,
	,,,
	"Sunday, Nov 29, 2026 01:07:35 AM GMT-8",,,
	CSV
}

@test "A11_contact_list_of_quickbooks_online_is_recognised_below_its_titles" {
	contact_list >/run/world/qbo.csv
	succeeds preview /run/world/qbo.csv
	has 'Recognised as: QuickBooks Online, Employee Contact List'
	has 'columns used: Employee (name), Phone Numbers (phone, mobile), Email (email)'
	has 'columns ignored: Address'
	has 'lines passed over: 1, 2, 9, 11.'
	has jdoe
	has ohaddad
	has nnoaddress
	has 'add: 3.'
	succeeds import /run/world/qbo.csv --source qbo
	[ "$(of jane@acme.example phone)" = '(540) 555-0141' ]
	[ "$(of jane@acme.example last_name)" = Doe ]
}

@test "A11_quickbooks_employee_who_gets_an_address_later_is_the_same_person" {
	contact_list | sed 's/^Nora Noaddress,,,/Nora Noaddress,,nora@acme.example,/' \
	    >/run/world/qbo.csv
	succeeds import /run/world/qbo.csv --source qbo
	has 'change: 1.'
	[ "$(of nora@acme.example login)" = nnoaddress ]
	contact_list >/run/world/qbo.csv
	succeeds import /run/world/qbo.csv --source qbo
	has 'Nothing to change'
}

@test "A11_report_whose_date_is_not_in_quotes_and_other_encodings_are_read" {
	{
		printf 'Harbour Field Services\nEmployee Contact List\n\n'
		printf 'Employee\tPhone Numbers\tEmail\tAddress\n'
		printf 'Zoë Jäger\t\tzoe@acme.example\t\n'
		printf 'Sunday, Nov 29, 2026 01:07:35 AM GMT-8\n'
	} >/run/world/utf8.csv
	succeeds preview /run/world/utf8.csv
	has 'Zoë Jäger'
	has 'add: 1.'
	{ printf '\377\376'; iconv -f UTF-8 -t UTF-16LE /run/world/utf8.csv; } \
	    >/run/world/utf16.csv
	succeeds preview /run/world/utf16.csv
	has 'Zoë Jäger'
	iconv -f UTF-8 -t WINDOWS-1252 /run/world/utf8.csv >/run/world/ansi.csv
	succeeds preview /run/world/ansi.csv
	has 'Employee Contact List, in Windows-1252;'
	has 'Zoë Jäger'
	# a byte that is undefined in this encoding
	sed 's/Z/\x81/' /run/world/ansi.csv >/run/world/broken.csv
	fails preview /run/world/broken.csv
	has 'line 5'
}

@test "A11_lists_of_quickbooks_desktop_payroll_and_time_are_recognised" {
	cat >/run/world/desktop.csv <<-'CSV'
	"","Active Status","Employee","Social Security No.","First Name","M.I.","Last Name","Main Phone","Main Email","Account No.","Release Date"
	"","Active","Quill, Ann","123-45-6789","Ann","B","Quill","555-0101","ann@acme.example","",""
	"","Not-active","Left, Leo","123-45-6780","Leo","","Left","","leo@acme.example","","11/24/2025"
	"","Active","Gone, Gus","123-45-6781","Gus","","Gone","","gus@acme.example","","11/24/2025"
	CSV
	succeeds preview /run/world/desktop.csv
	has 'Recognised as: QuickBooks Desktop, employee list'
	has aquill
	has "the status 'Not-active' is neither"
	lacks 123-45
	has 'add: 1, refuse: 1.'
	cat >/run/world/payroll.csv <<-'CSV'
	Name,Pay rate,Pay method,Status,Email address,Phone number
	"Quill, Ann",$20.00 /hr,Direct deposit,Active,ann@acme.example,555-0101
	"Left, Leo",$20.00 /hr,Check,Terminated,leo@acme.example,
	CSV
	succeeds preview /run/world/payroll.csv
	has 'Recognised as: QuickBooks Payroll, employees'
	has 'add: 1.'
	cat >/run/world/details.csv <<-'CSV'
	Harbour Field Services
	Employee Details
	Name,Email,Hire date,Termination date,Job title
	Ann Quill,ann@acme.example,01/15/2020,,Fitter
	Leo Left,leo@acme.example,01/15/2020,"Nov 24, 2025",Fitter
	CSV
	succeeds preview /run/world/details.csv
	has 'Recognised as: QuickBooks Payroll, Employee Details'
	has 'add: 1.'
	cat >/run/world/time.csv <<-'CSV'
	First Name,Last Name,User Name,Email,Employee #,Payroll ID,Hire Date,Group,Mobile time entry,Enabled,Phone #
	Ann,Quill,aquill,ann@acme.example,17,,,North,1,1,540-555-0101
	Leo,Left,lleft,leo@acme.example,18,,,North,1,0,
	CSV
	succeeds preview /run/world/time.csv
	has 'Recognised as: QuickBooks Time, team members'
	has 'Employee # (employee_number)'
	has 'add: 1.'
}

@test "A11_contacts_and_payroll_of_xero_are_recognised" {
	{
		printf '\357\273\277*ContactName,AccountNumber,EmailAddress,FirstName,LastName,POAttentionTo,POAddressLine1,PhoneCountryCode,PhoneAreaCode,PhoneNumber,MobileNumber\n'
		printf 'Kiri Tane,,kiri@acme.example,Kiri,Tane,,1 Quay St,64,9,555 0101,021 555 010\n'
		printf 'Bigmart Ltd,B1,office@bigmart.example,,,,,,,,\n'
	} >/run/world/contacts.csv
	succeeds preview /run/world/contacts.csv
	has 'Recognised as: Xero, contacts'
	has "'Bigmart Ltd' is a company"
	has external
	succeeds import /run/world/contacts.csv --source contacts
	[ "$(of kiri@acme.example phone)" = '64 9 555 0101' ]
	[ "$(of kiri@acme.example kind)" = external ]
	cat >/run/world/xpayroll.csv <<-'CSV'
	Title;First Name;Last Name;Date of Birth;Job Title;Gender;Phone Number;Email;Employee Number;Termination Date
	Ms;Ann;Quill;19900121;Fitter;F;555 0101;ann@acme.example;7;
	Mr;Leo;Left;19900122;Fitter;M;;leo@acme.example;8;24 Nov 2025
	CSV
	succeeds preview /run/world/xpayroll.csv --json
	has '"name": "Xero Payroll, employees"'
	python3 -c '
import json, sys
line, = json.load(sys.stdin)["lines"]
assert line["login"] == "aquill" and line["state"] == "active, held", line' <<<"$output"
	cat >/run/world/xdetails.csv <<-'CSV'
	Employee Contact Details
	Harbour Field Services
	As at 29 November 2026

	Employee,Email,Mobile,Address
	Ann Quill,ann@acme.example,021 555 0101,1 Quay St
	Total,,,
	CSV
	succeeds preview /run/world/xdetails.csv
	has 'Recognised as: Xero Payroll, Employee Contact Details'
	has 'add: 1.'
}

@test "A11_users_of_google_workspace_and_microsoft_365_are_recognised" {
	cat >/run/world/google.csv <<-'CSV'
	First Name [Required],Last Name [Required],Email Address [Required],Password [Required],Org Unit Path [Required],Work Phone,Employee ID,Employee Title,Department,Status [READ ONLY]
	Ann,Quill,ann@acme.example,****,/,555-0101,7,Fitter,North,Active
	Leo,Left,leo@acme.example,****,/,,8,,,Suspended
	CSV
	succeeds preview /run/world/google.csv
	has 'Recognised as: Google Workspace, users'
	has 'add: 1.'
	cat >/run/world/entra.csv <<-'CSV'
	userPrincipalName,displayName,surname,mail,givenName,id,userType,jobTitle,department,accountEnabled,mobilePhone
	ann@tenant.example,Ann Quill,Quill,ann@acme.example,Ann,5d4f8b1e-0000-4000-8000-000000000001,Member,Fitter,North,True,555-0101
	bob@acme.example,Bob Stone,Stone,,Bob,5d4f8b1e-0000-4000-8000-000000000002,Member,,,True,
	leo@acme.example,Leo Left,Left,leo@acme.example,Leo,5d4f8b1e-0000-4000-8000-000000000003,Member,,,False,
	gia_x#EXT#@tenant.example,Gia Guest,Guest,gia@other.example,Gia,5d4f8b1e-0000-4000-8000-000000000004,Guest,,,True,
	CSV
	succeeds preview /run/world/entra.csv
	has 'Recognised as: Microsoft 365, users'
	has bob@acme.example
	has ann@acme.example
	has "the kind 'Guest' is unknown"
	has 'add: 2, refuse: 1.'
}

@test "A11_unknown_columns_are_named_all_at_once_with_the_known_ones" {
	local before
	before=$(everything)
	printf 'name,email,shoe size,hat\nAnn Quill,ann@acme.example,38,7\n' \
	    >/run/world/odd.csv
	fails import /run/world/odd.csv
	has "line 1: unknown columns: 'shoe size', 'hat'; known columns: id, external_id, login, "
	has 'role, site, crew'
	printf 'name,emial,last-nmae\nAnn Quill,ann@acme.example,38\n' \
	    >/run/world/near.csv
	fails import /run/world/near.csv
	has "'emial' (did you mean 'email'?), 'last-nmae' (did you mean 'last_name'?); known"
	fails import /run/world/odd.csv --map 'hat=title' --map 'Hat=name'
	has "--map gives the column 'Hat' twice."
	fails import /run/world/odd.csv --map 'hat=cap' --map 'shoe size=-'
	has "no such field: 'cap'"
	printf 'name|email\nAnn Quill|ann@acme.example\n' >/run/world/odd.csv
	fails import /run/world/odd.csv
	has "the header has one column, 'name|email'"
	printf 'name,email,E-mail\nAnn Quill,a@acme.example,b@acme.example\n' \
	    >/run/world/odd.csv
	fails import /run/world/odd.csv
	has "the columns 'email' and 'E-mail' mean the same"
	printf 'Employee,Phone Numbers,Email,Email\nAnn,,a@acme.example,b@acme.example\n' \
	    >/run/world/odd.csv
	fails import /run/world/odd.csv
	has "the columns 'Email' and 'Email' mean the same"
	printf 'email\na@acme.example\n' >/run/world/odd.csv
	fails import /run/world/odd.csv
	has "no column with names, such as 'name'"
	: >/run/world/odd.csv
	fails import /run/world/odd.csv
	has 'line 1: the file is empty'
	printf 'name,email\n\0,a@acme.example\n' >/run/world/odd.csv
	fails import /run/world/odd.csv
	has 'line 2: '
	has 'NUL'
	[ "$(everything)" = "$before" ]
}

@test "A11_printed_command_can_be_pasted_and_makes_the_same_plan" {
	local file="/run/world/it's a list.csv" command
	printf "Vor name,Mail,\$x\nJörg Maß,joerg@acme.example,1\n" >"$file"
	succeeds import "$file" --source "o'file" --dry-run --map 'Vor name=name' \
	    --map 'Mail=email' --map '$x=-' --org acme
	command=$(sed -n 's/^Nothing was changed\.  To apply it: //p' <<<"$output")
	[ -n "$command" ]
	lacks 'sync import - '
	succeeds bash -c "$command"
	has 'Applied.'
	[ "$(of joerg@acme.example first_name)" = Jörg ]
	cp "$file" /run/world/-x.csv
	cd /run/world
	succeeds import --dry-run --source dash --map 'Vor name=name' \
	    --map 'Mail=email' --map '$x=-' -- -x.csv
	command=$(sed -n 's/^Nothing was changed\.  To apply it: //p' <<<"$output")
	succeeds bash -c "$command"
}

@test "A11_printed_command_does_not_steer_the_terminal_and_can_be_pasted" {
	local file command
	for file in $'esc\e[31m.csv' $'two\nlines.csv' $'latin\xff.csv' \
	    $'it\'s \\ tab\t.csv' $'right\u202eleft.csv'; do
		file=/run/world/$file
		printf 'name,email\nErin Escape,erin@acme.example\n' >"$file"
		succeeds import "$file" --source odd --dry-run
		lacks $'\e'
		lacks $'\u202e'
		command=$(sed -n \
		    's/^Nothing was changed\.  To apply it: //p' <<<"$output")
		succeeds bash -c "$command"
		has 'Recognised as'
	done
	[ "$(of erin@acme.example login)" = eescape ]
}

@test "A11_source_without_a_name_is_refused" {
	printf 'name,email\nNo Source,nosource@acme.example\n' >/run/world/n.csv
	run -64 import /run/world/n.csv --source ''
	has 'The value of --source is empty.'
	[ -z "$(of nosource@acme.example login)" ]
}

@test "A11_what_is_not_a_file_is_refused_with_the_reason" {
	run -66 import /run/world
	has "'/run/world' cannot be imported: it is not a file"
	run -66 import /run/world/nosuch.csv
	has 'not found'
}

@test "A8_log_says_why_a_file_was_not_imported" {
	printf 'name,shoe\nA B,44\n' >/run/world/shoes.csv
	run -65 import /run/world/shoes.csv --source shoes
	printf 'name,email\n"A B,x\n' >/run/world/quote.csv
	run -65 import /run/world/quote.csv --source shoes
	printf 'name,%s\nA B,44\n' \
	    "$(seq -s, -f "%g-$(printf 'ä%.0s' {1..40})" 80)" >/run/world/many.csv
	run -65 import /run/world/many.csv --source shoes
	succeeds fieldctl sync log shoes
	has "line 1: unknown columns: 'shoe'"
	has 'line 2: a quote is opened and never closed'
	has "'3-ää"
	has ää…
	lacks 'The file was not imported.'
	succeeds fieldctl audit --action source.run --limit 3
	has "unknown columns: 'shoe'"
}

@test "A11_file_is_read_from_standard_input" {
	run bash -c 'printf "name,email\nStan Dard,stan@acme.example\n" |
	    fieldctl sync import - --source stdin --dry-run'
	[ "$status" = 0 ]
	has "To apply it: fieldctl sync import '-' --source 'stdin'"
	has 'same standard input'
	run bash -c 'printf "name,shoe\nStan Dard,44\n" | fieldctl sync import -'
	[ "$status" = 65 ]
	has 'standard input, line 1: unknown columns'
	run bash -c 'printf "name,email\nStan Dard,stan@acme.example\n" |
	    fieldctl sync import - --source stdin'
	[ "$status" = 0 ]
	[ "$(of stan@acme.example login)" = sdard ]
}

@test "A11_login_role_site_and_crew_of_a_file_count_for_new_people" {
	cat >/run/world/crew.csv <<-'CSV'
	name,email,login,role,site,crew,kind
	Walt Worker,walt@acme.example,wally,fieldworker,depot-north;yard,lena,subworker
	Lena Lead,lena@acme.example,lena,"dispatcher, fieldworker",yard,ada,
	Lara Ead,lara@acme.example,,,,,
	CSV
	succeeds import /run/world/crew.csv --source crews --dry-run
	has 'active, held'
	has subworker
	has 'dispatcher fieldworker'
	succeeds import /run/world/crew.csv --source crews
	[ "$(of walt@acme.example login)" = wally ]
	[ "$(of walt@acme.example sites)" = depot-north,yard ]
	[ "$(of lena@acme.example roles)" = dispatcher,fieldworker ]
	[[ $(fieldctl user show wally --json) == *'"lead": "lena"'* ]]
	[[ $(fieldctl user show lena --json) == *'"lead": "ada"'* ]]
	# there is nothing left to do, even if the order differs
	sed -i 's/depot-north;yard/yard depot-north/' /run/world/crew.csv
	succeeds import /run/world/crew.csv --source crews
	has 'Nothing to change'
	# existing people are not changed, and the differences are reported
	sed -i -e 's/wally,fieldworker/wally,dispatcher/' -e 's/,lena,"/,lenny,"/' \
	    /run/world/crew.csv
	succeeds import /run/world/crew.csv --source crews
	has "The roles of 'wally' stay"
	has "The login name of 'lena' stay"
	[ "$(of walt@acme.example roles)" = fieldworker ]
}

@test "A10_file_gives_no_more_than_its_author_and_each_row_says_why" {
	cat >/run/world/bad.csv <<-'CSV'
	name,email,login,role,site,crew
	Eve Evil,eve1@acme.example,,admin,,
	Eve Evil,eve2@acme.example,,nosuch,,
	Eve Evil,eve3@acme.example,,,nowhere,
	Eve Evil,eve4@acme.example,,,,nobodyatall
	Eve Evil,eve5@acme.example,root,,,
	Eve Evil,eve6@acme.example,Eve,,,
	Eve Evil,eve7@acme.example,rita,,,
	Eve Evil,eve8@acme.example,twice,,,
	Eve Evil,eve9@acme.example,twice,,,
	Eve Evil,eve10@acme.example,role-admin,,,
	CSV
	succeeds import /run/world/bad.csv --source bad --dry-run
	has 'add: 1, refuse: 9.'
	succeeds import /run/world/bad.csv --source bad
	has "The role 'admin' is privileged"
	has "'nosuch'"
	has "'nowhere'"
	has nobodyatall
	has "'Eve'"
	has "The name 'rita' is"
	has "The name 'twice' is"
	has 'line 2'
	[ "$(fieldctl user list --csv | grep -c 'eve[0-9]*@')" = 1 ]
	[ "$(of eve8@acme.example login)" = twice ]
	succeeds fieldctl sync log bad
	has "The role 'admin' is privileged"
	has 'Eve Evil'
}

@test "A10_people_who_are_not_super_admins_import_no_file_through_the_socket" {
	local before
	before=$(everything)
	printf 'name,email,role\nSam Sneak,sam@acme.example,dispatcher\n' \
	    >/run/world/sneak.csv
	chmod 0644 /run/world/sneak.csv
	chmod 0755 /run/world
	start_gate control
	fails as rita fieldctl sync import - <<<'name,email'
	fails as rita fieldctl sync import - --dry-run --source x </run/world/sneak.csv
	fails as rita fieldctl sync rule add file any --role dispatcher
	[ "$(everything)" = "$before" ]
	succeeds as ada fieldctl sync import - --source door --dry-run </run/world/sneak.csv
	has ssneak
	has dispatcher
	succeeds as ada fieldctl sync import - --source door </run/world/sneak.csv
	[ "$(of sam@acme.example roles)" = dispatcher ]
	sed -e 's/sam@/eva@/' -e 's/Sam Sneak/Eva Evil/' -e 's/dispatcher/admin/' \
	    -i /run/world/sneak.csv
	succeeds as ada fieldctl sync import - --source door </run/world/sneak.csv
	has "The role 'admin' is privileged"
	[ -z "$(of eva@acme.example login)" ]
}

@test "A3_rules_are_for_files_too_and_a_column_comes_before_them" {
	fails fieldctl sync rule add nosuch any --role fieldworker
	fails fieldctl sync rule add file any --role admin
	succeeds fieldctl sync rule add file title Fitter --role fieldworker --site yard
	succeeds fieldctl sync rule list file
	has Fitter
	cat >/run/world/rules.csv <<-'CSV'
	name,email,title,role
	Fred Fitter,fred@acme.example,fitter,
	Fran Fitter,fran@acme.example,Fitter,dispatcher
	Otto Other,otto@acme.example,Painter,
	CSV
	succeeds import /run/world/rules.csv
	[ "$(of fred@acme.example roles)" = fieldworker ]
	[ "$(of fred@acme.example sites)" = yard ]
	[ "$(of fran@acme.example roles)" = dispatcher ]
	[ "$(of fran@acme.example sites)" = yard ]
	[ -z "$(of otto@acme.example roles)" ]
}

@test "A11_export_and_import_keep_logins_roles_sites_and_crews" {
	fieldctl sync export >/run/world/export.csv
	grep -q '^id,login,.*,role,site,crew,status' /run/world/export.csv
	grep -q 'wally.*subworker,fieldworker,depot-north yard,lena,active' \
	    /run/world/export.csv
	succeeds import /run/world/export.csv --dry-run
	has 'Recognised as: fieldauth, people'
	has 'Nothing to change'
	lacks stay
}

@test "A11_list_of_people_as_csv_imports_back_to_nothing" {
	run bash -c 'fieldctl user list --csv | fieldctl sync import - --source list --dry-run'
	[ "$status" = 0 ]
	has 'Nothing to change'
	lacks stay
}

@test "A11_login_column_names_people_of_whose_name_no_login_can_be_made" {
	printf 'name,login\nمحمد علي,mali\n' >/run/world/arabic.csv
	succeeds import /run/world/arabic.csv --source arabic --dry-run
	has mali
	succeeds import /run/world/arabic.csv --source arabic
	has 'add: 1.'
	[ "$(login_of mali)" = mali ]
	# matched by it, even with a different address
	printf 'name,login,email\nمحمد علي,mali,mali@acme.example\nNora Nokey,,\n' \
	    >/run/world/arabic.csv
	succeeds import /run/world/arabic.csv --source arabic
	has 'change: 1, refuse: 1.'
	has 'line 3: there is no usable id'
}

@test "A8_log_says_why_a_person_was_deactivated" {
	cat >/run/world/crew.csv <<-'CSV'
	name,email,login,role,site,crew,kind,status
	Lara Ead,lara@acme.example,,,,,,inactive
	CSV
	succeeds import /run/world/crew.csv --source crews
	succeeds fieldctl sync log crews
	has 'deactivate'
	has 'Lara Ead'
	has 'No longer works there'
}
