#!/usr/bin/env bats
# The owner of an account: an import never gives the account of one person to
# another. Each case ends at a real prompt, where the old password opens a
# session of the same human or none.

bats_require_minimum_version 1.5.0
. "$BATS_TEST_DIRNAME/../world/lib.bash"

setup_file() {
	setup_acme
	person brien
	person hara
	start_sshd
	fieldctl policy hold_imported no
	start_standin --people 1 --no-limits
	configure_standin
	echo 'limits = no' >>/etc/fieldauth/fieldauth.conf
	fieldctl sync connect quickbooks --token-file "$token_file"
	start_xero --users 0 --contacts 0 --payroll 0 --no-limits
	configure_xero 'pull = contacts' 'contact_groups = Field crew' \
	    'limits = no'
	fieldctl sync connect books --token-file "$xero/tokens.json"
}

teardown() {
	control '{"clear": true}' >/dev/null
}

teardown_file() {
	stop_standin
	stop_xero
}

OTHER_PASSWORD='Meadow-19-heron'

hire() { # hire ID GIVEN FAMILY ADDRESS [NUMBER]: also types over who is there
	control "$(python3 - "$@" <<'PY'
import json, sys
_, ident, given, family, address, *number = sys.argv
print(json.dumps({"set": {"kind": "Employee", "Id": ident,
    "GivenName": given, "FamilyName": family, "Active": True,
    "DisplayName": given + " " + family,
    "EmployeeNumber": "".join(number),
    "PrimaryEmailAddr": {"Address": address}}}))
PY
	)" >/dev/null
}

leave() { # leave ID
	control "{\"set\": {\"Id\": \"$1\", \"Active\": false}}" >/dev/null
}

engage() { # engage ID GIVEN FAMILY ADDRESS: a contact of the crew in Xero
	control_xero "$(python3 - "$@" <<'PY'
import json, sys
_, ident, given, family, address = sys.argv
print(json.dumps({"set": {"kind": "Contacts", "ContactID": ident,
    "ContactStatus": "ACTIVE", "Name": given + " " + family,
    "FirstName": given, "LastName": family, "EmailAddress": address,
    "IsSupplier": True, "IsCustomer": False,
    "ContactGroups": [{"Name": "Field crew"}]}}))
PY
	)" >/dev/null
}

merge() { # merge LOSER WINNER
	control_xero "{\"merge\": {\"kind\": \"Contacts\", \"from\": \"$1\", \"into\": \"$2\"}}" >/dev/null
}

# import SOURCE [OPTION...], import_file FILE: run the import; 'line' and
# 'left_undecided' then examine the result.
plan=/run/world/plan.json
import() { fieldctl sync run "$@" --json >"$plan"; }
import_file() { fieldctl sync import "$1" --source yard --json >"$plan"; }

line() { # line RECORD KEY: of each line about it
	python3 - "$plan" "$@" <<'PY'
import json, sys
_, plan, ident, key = sys.argv
for line in json.load(open(plan))["lines"]:
    if line["external_id"] == ident:
        print(line[key])
PY
}

members() { # members PLAN: of its lines
	python3 -c 'import json, sys
print(sorted(json.load(open(sys.argv[1]))["lines"][0]))' "$1"
}

left_undecided() { # left_undecided RECORD TEXT...: with each TEXT said
	local record=$1 text
	shift
	[[ $(line "$record" action) == *undecided* ]] || {
		cat "$plan" >&2
		return 1
	}
	output=$(line "$record" sentence)
	for text; do
		has "$text"
	done
}

# enrol ADDRESS [PASSWORD]: set the password of the person who was imported with
# ADDRESS; prints the login name.
enrol() {
	local login
	login=$(login_of "$1")
	fieldctl user passwd "$login" \
	    --password-file "$(secret "${2-$PASSWORD}")" >&2
	echo "$login"
}

account() { # account LOGIN: what an import could change of it
	getent passwd "$1"
	fieldctl user show "$1" --json | grep -e '"email' -e '"status"' \
	    -e '"employee_number"' -e '"mail_address"'
}

# same_human LOGIN NAME [PASSWORD]: a person who knows PASSWORD signs in as
# NAME.
same_human() {
	succeeds ssh_password "$1" "${3-$PASSWORD}" 'getent passwd $(id -u)'
	has ":$2:"
}

# stranger LOGIN [PASSWORD]: a person who knows PASSWORD is refused as LOGIN,
# and under any other name for which it is typed.
stranger() {
	fails ssh_password "$1" "${2-$PASSWORD}" 'echo in as $(id -un)'
	has 'Permission denied'
	lacks 'in as'
}

@test "A4_an_address_with_an_apostrophe_is_not_cut_to_another_persons" {
	hire 901 Oona "O'Brien" "o'brien@acme.example"
	hire 902 Pat "O'Hara" 'o&#39;hara@acme.example'
	succeeds fieldctl sync run quickbooks
	same_human brien "Brien Person"
	same_human hara "Hara Person"
	succeeds fieldctl user list --json
	has "o'brien@acme.example"
}

@test "A11_a_file_says_what_an_address_is_as_accounting_does" {
	cat >/tmp/people.csv <<-'CSV'
	first name,last name,email,employee number
	Olga,O'Brien,olga.o'brien@acme.example,31
	Paul,O'Hara,o&#39;hara@acme.example,32
	Quin,Brien,quin brien@acme.example,33
	CSV
	run fieldctl sync import /tmp/people.csv
	same_human brien "Brien Person"
	same_human hara "Hara Person"
	succeeds fieldctl user list --json
	has "olga.o'brien@acme.example"
}

@test "U8_an_address_with_an_apostrophe_is_a_name_at_the_prompt" {
	person oscar
	fieldctl user edit oscar --email "o'neil@acme.example"
	succeeds su_as ada "o'neil@acme.example" "$PASSWORD" 'id -un'
	has oscar
}

# --- accounts that could be handed over -----------------------------------------

@test "A4_successor_at_a_leavers_address_does_not_get_the_leavers_account" {
	local lena sven
	hire 910 Lena Leaver desk@acme.example
	import quickbooks
	lena=$(enrol desk@acme.example)
	same_human "$lena" "Lena Leaver"
	leave 910
	hire 911 Sven Successor desk@acme.example
	import quickbooks
	left_undecided 911 "$lena" 'employee 910'
	[ "$(line 910 action)" = deactivate ]
	stranger "$lena"
	stranger desk@acme.example
	fieldctl user activate "$lena"
	same_human "$lena" "Lena Leaver"
	same_human desk@acme.example "Lena Leaver"
	import quickbooks --full
	left_undecided 911 "$lena"
	run getent passwd "$lena"
	has ':Lena Leaver:'
	# an administrator decides that they are two people
	fieldctl sync resolve quickbooks employee 911 --add
	fieldctl user activate "$lena"
	import quickbooks --full
	[ "$(line 911 action)" = add ]
	sven=$(line 911 login)
	[ "$sven" != "$lena" ]
	stranger "$sven"
	fieldctl user activate "$lena"
	same_human "$lena" "Lena Leaver"
}

@test "A4_record_typed_over_with_another_human_keeps_its_account_from_them" {
	local tess before
	hire 920 Tess Typed tess@acme.example
	import quickbooks
	tess=$(enrol tess@acme.example)
	before=$(account "$tess")
	hire 920 Uwe Overwritten uwe@acme.example
	import quickbooks
	left_undecided 920 "$tess" uwe@acme.example
	[ "$(account "$tess")" = "$before" ]
	fails getent passwd uwe@acme.example
	same_human "$tess" "Tess Typed"
	same_human tess@acme.example "Tess Typed"
	# two humans: the new one gets a new account
	fieldctl sync resolve quickbooks employee 920 --add
	import quickbooks --full
	[ "$(line 920 action)" = $'add\ndeactivate' ]
	run getent passwd uwe@acme.example
	has ':Uwe Overwritten:'
	stranger uwe@acme.example
	stranger "$tess"
	fieldctl user activate "$tess"
	same_human "$tess" "Tess Typed"
}

@test "A4_record_typed_over_follows_the_word_that_it_is_the_same_human" {
	local wanda
	hire 921 Wanda Maiden wanda@acme.example
	import quickbooks
	wanda=$(enrol wanda@acme.example)
	hire 921 Gwen Married gwen@acme.example
	import quickbooks
	left_undecided 921 "$wanda"
	same_human "$wanda" "Wanda Maiden"
	fieldctl sync resolve quickbooks employee 921 --link "$wanda" --yes
	import quickbooks --full
	[ "$(line 921 action)" = change ]
	same_human "$wanda" "Gwen Married"
	same_human gwen@acme.example "Gwen Married"
	# that decision was about this record: the next one requires another
	# decision
	hire 921 Hugo Third hugo@acme.example
	import quickbooks
	left_undecided 921 "$wanda"
	same_human "$wanda" "Gwen Married"
}

swapped() { # swapped ID OTHER-ID STEM
	local one two before
	hire "$1" Anna Swap "anna$3@acme.example"
	hire "$2" Bert Swap "bert$3@acme.example"
	import quickbooks
	one=$(enrol "anna$3@acme.example")
	two=$(enrol "bert$3@acme.example" "$OTHER_PASSWORD")
	before=$(account "$one"; account "$two")
	hire "$1" Anna Swap "bert$3@acme.example"
	hire "$2" Bert Swap "anna$3@acme.example"
	import quickbooks
	left_undecided "$1" "$two" "employee $2"
	left_undecided "$2" "$one" "employee $1"
	[ "$(account "$one"; account "$two")" = "$before" ]
	same_human "anna$3@acme.example" "Anna Swap"
	stranger "bert$3@acme.example"
	fieldctl sync resolve quickbooks employee "$1" --link "$one" --yes
	fieldctl sync resolve quickbooks employee "$2" --link "$two" --yes
	import quickbooks --full
	[ "$(line "$1" action) $(line "$2" action)" = 'change change' ]
	[ "$(login_of "bert$3@acme.example")" = "$one" ]
	[ "$(login_of "anna$3@acme.example")" = "$two" ]
	same_human "$one" "Anna Swap"
	same_human "$two" "Bert Swap" "$OTHER_PASSWORD"
	same_human "bert$3@acme.example" "Anna Swap"
	stranger "anna$3@acme.example"
}

@test "A4_swapped_addresses_swap_no_accounts" {
	swapped 930 931 1
}

@test "A4_swapped_addresses_that_are_unique_are_swapped_once_decided" {
	fieldctl policy email_unique yes
	swapped 932 933 2
	fieldctl policy email_unique no
}

@test "A4_changed_employee_number_is_asked_about" {
	local nils before
	hire 940 Nils Number nils@acme.example 4711
	import quickbooks
	nils=$(enrol nils@acme.example)
	before=$(account "$nils")
	hire 940 Nils Number nils@acme.example 4712
	import quickbooks
	left_undecided 940 "$nils" 'employee number'
	[ "$(account "$nils")" = "$before" ]
	same_human "$nils" "Nils Number"
	fieldctl sync resolve quickbooks employee 940 --add
	import quickbooks --full
	[ "$(line 940 action)" = $'add\ndeactivate' ]
	stranger "$(line 940 login | head -n 1)"
	stranger "$nils"
	fieldctl user activate "$nils"
	same_human "$nils" "Nils Number"
}

@test "A4_id_that_is_given_out_again_after_a_leaver_brings_back_no_account" {
	local ruth hans
	hire 960 Ruth Gone ruth@acme.example
	hire 961 Hans Home hans@acme.example
	import quickbooks
	ruth=$(enrol ruth@acme.example)
	hans=$(enrol hans@acme.example)
	leave 960
	leave 961
	import quickbooks
	# one under another name, the other with a first day in the future
	hire 960 Kurt Comer ruth@acme.example
	hire 961 Hans Home hans@acme.example
	control "{\"set\": {\"Id\": \"961\", \"HiredDate\": \"$(date -u -d '+2 days' +%F)\"}}" >/dev/null
	import quickbooks
	left_undecided 960 "$ruth"
	left_undecided 961 "$hans" 'first day'
	stranger "$ruth"
	stranger "$hans"
	fieldctl user activate "$ruth" "$hans"
	same_human "$ruth" "Ruth Gone"
	same_human "$hans" "Hans Home"
}

@test "A4_successor_where_addresses_are_unique_comes_in_without_the_account" {
	local mona omid
	fieldctl policy email_unique yes
	hire 980 Mona Leaver shift@acme.example
	import quickbooks
	mona=$(enrol shift@acme.example)
	leave 980
	hire 981 Omid Successor shift@acme.example
	import quickbooks
	left_undecided 981 "$mona" 'employee 980'
	fieldctl sync resolve quickbooks employee 981 --add
	import quickbooks --full
	[[ $(line 981 action) == *add* ]]
	[[ $(line 981 reason) == *email_taken* ]]
	omid=$(line 981 login | sort -u)
	[ "$omid" != "$mona" ]
	stranger "$omid"
	# it belongs to the person who left until an administrator decides
	# otherwise
	[ "$(login_of shift@acme.example)" = "$mona" ]
	stranger shift@acme.example
	fieldctl user edit "$mona" --email mona@home.example
	import quickbooks --full
	[ "$(line 981 action)" = change ]
	[ "$(login_of shift@acme.example)" = "$omid" ]
	fieldctl policy email_unique no
	stranger "$omid"
	stranger shift@acme.example
	fieldctl user activate "$mona"
	same_human "$mona" "Mona Leaver"
	stranger shift@acme.example
}

@test "A4_two_new_at_one_address_are_one_or_two_people_by_decision" {
	local bob
	hire 985 Bob Smithers smithers@acme.example
	hire 986 Robert Smithers smithers@acme.example
	hire 987 Rose Smithers smithers@acme.example
	import quickbooks
	bob=$(enrol smithers@acme.example)
	left_undecided 986 "$bob (employee 985)"
	left_undecided 987 "$bob (employee 985)"
	same_human "$bob" "Bob Smithers"
	# the one is him, and the other shares the address
	fieldctl sync resolve quickbooks employee 986 --link "$bob"
	succeeds fieldctl sync resolve quickbooks --address Smithers@acme.example --add
	has ': 1;'
	import quickbooks --full
	[ "$(line 986 action) $(line 986 login)" = "link $bob" ]
	[ "$(line 987 action)" = add ]
	succeeds fieldctl user show "$(line 987 login)" --json
	has "\"$bob\""
	stranger "$(line 987 login)"
	same_human "$bob" "Bob Smithers"
	# ... until she gets another address in accounting
	hire 987 Rose Smithers rose@acme.example
	fieldctl sync preview quickbooks --json >/run/world/preview.json
	import quickbooks
	[ "$(line 987 email_returned)" = \
	    "{'email': 'smithers@acme.example', 'login': '$bob'}" ]
	# a run reports the same as a preview
	[ "$(members /run/world/preview.json)" = "$(members "$plan")" ]
	fails fieldctl sync resolve quickbooks --address smithers@acme.example --undo
	fails fieldctl sync resolve quickbooks employee 985 --address smithers@acme.example --add
}

@test "A4_exported_row_typed_over_with_another_human_is_asked_about" {
	local id before
	person ida
	fieldctl sync export | sed -n -e 1p -e /,ida,/p >/run/world/own.csv
	id=$(sed -n '2s/,.*//p' /run/world/own.csv)
	before=$(account ida)
	sed -i -e 's/,Ida,Person,ida@/,Jens,Other,jens@/' /run/world/own.csv
	import_file /run/world/own.csv
	left_undecided "$id" "'ida'" jens@acme.example
	[ "$(account ida)" = "$before" ]
	fails getent passwd jens@acme.example
	same_human ida "Ida Person"
}

@test "A4_address_that_is_handed_down_a_chain_moves_no_account" {
	local one two
	hire 970 Carl Chain carl@acme.example
	hire 971 Dana Chain dana@acme.example
	import quickbooks
	one=$(enrol carl@acme.example)
	two=$(enrol dana@acme.example "$OTHER_PASSWORD")
	# Carl leaves, Dana gets his address, and a new person gets hers
	leave 970
	hire 971 Dana Chain carl@acme.example
	hire 972 Egon Chain dana@acme.example
	import quickbooks
	left_undecided 971 "$one" 'employee 970'
	left_undecided 972 "$two" 'employee 971'
	stranger "$one"
	same_human "$two" "Dana Chain" "$OTHER_PASSWORD"
	same_human dana@acme.example "Dana Chain" "$OTHER_PASSWORD"
	fieldctl sync resolve quickbooks employee 971 --link "$two" --yes
	fieldctl sync resolve quickbooks employee 972 --add
	import quickbooks --full
	[ "$(line 972 action)" = add ]
	stranger dana@acme.example "$OTHER_PASSWORD"
	same_human "$two" "Dana Chain" "$OTHER_PASSWORD"
	fieldctl user activate "$one"
	same_human "$one" "Carl Chain"
}

LOU=dddddddd-0000-4000-8000-000000000001
MAX=dddddddd-0000-4000-8000-000000000002
ROY=dddddddd-0000-4000-8000-000000000003
SUE=dddddddd-0000-4000-8000-000000000004

@test "A4_record_merged_into_a_new_one_of_another_human_waits_for_a_word" {
	local lou before
	engage $LOU Lou Loser lou@acme.example
	import books
	lou=$(enrol lou@acme.example)
	before=$(account "$lou")
	engage $MAX Max Winner max@acme.example
	merge $LOU $MAX
	import books
	left_undecided $MAX "$lou"
	[ "$(account "$lou")" = "$before" ]
	fails getent passwd max@acme.example
	same_human "$lou" "Lou Loser"
	fieldctl sync resolve books contact $MAX --add
	import books --full
	run getent passwd max@acme.example
	has ':Max Winner:'
	stranger max@acme.example
	fieldctl user activate "$lou"
	same_human "$lou" "Lou Loser"
}

@test "A4_record_merged_into_another_persons_transfers_no_account" {
	local roy sue
	engage $ROY Roy Merged roy@acme.example
	engage $SUE Sue Stays sue@acme.example
	import books
	roy=$(enrol roy@acme.example)
	sue=$(enrol sue@acme.example "$OTHER_PASSWORD")
	# the remaining record also gets the address of the other one
	merge $ROY $SUE
	engage $SUE Sue Stays roy@acme.example
	import books
	left_undecided $SUE "$roy" "$ROY"
	same_human "$sue" "Sue Stays" "$OTHER_PASSWORD"
	stranger "$sue"
	stranger "$roy"
	stranger "$roy" "$OTHER_PASSWORD"
	fieldctl user activate "$roy"
	same_human "$roy" "Roy Merged"
	same_human roy@acme.example "Roy Merged"
}

@test "A4_file_hands_no_account_over_as_accounting_does" {
	local lars tina anke bodo nora before
	cat >/run/world/people.csv <<-'CSV'
	external_id,first_name,last_name,email,employee_number,status
	y1,Lars,Leaver,yard@acme.example,,active
	y2,Tina,Typed,tina@acme.example,,active
	y3,Anke,Swap,anke@acme.example,,active
	y4,Bodo,Swap,bodo@acme.example,,active
	y5,Nora,Number,nora@acme.example,00815,active
	CSV
	import_file /run/world/people.csv
	lars=$(enrol yard@acme.example)
	tina=$(enrol tina@acme.example)
	anke=$(enrol anke@acme.example)
	bodo=$(enrol bodo@acme.example "$OTHER_PASSWORD")
	nora=$(enrol nora@acme.example)
	before=$(for login in "$tina" "$anke" "$bodo" "$nora"; do
		account "$login"
	done)
	cat >/run/world/people.csv <<-'CSV'
	external_id,first_name,last_name,email,employee_number,status
	y1,Lars,Leaver,yard@acme.example,,inactive
	y6,Siri,Successor,yard@acme.example,,active
	y2,Ulla,Overwritten,ulla@acme.example,,active
	y3,Anke,Swap,bodo@acme.example,,active
	y4,Bodo,Swap,anke@acme.example,,active
	y5,Nora,Number,nora@acme.example,00816,active
	CSV
	import_file /run/world/people.csv
	left_undecided id:y6 "$lars" 'person id:y1'
	left_undecided id:y2 "$tina"
	left_undecided id:y3 "$bodo" 'person id:y4'
	left_undecided id:y4 "$anke" 'person id:y3'
	left_undecided id:y5 "$nora" 'employee number'
	[ "$(for login in "$tina" "$anke" "$bodo" "$nora"; do
		account "$login"
	done)" = "$before" ]
	stranger "$lars"
	fieldctl user activate "$lars"
	same_human "$lars" "Lars Leaver"
	same_human "$tina" "Tina Typed"
	same_human anke@acme.example "Anke Swap"
	stranger bodo@acme.example
	same_human bodo@acme.example "Bodo Swap" "$OTHER_PASSWORD"
	same_human "$nora" "Nora Number"
}

@test "A4_file_carries_out_what_was_decided_about_its_records" {
	local tina anke bodo
	tina=$(login_of tina@acme.example)
	anke=$(login_of anke@acme.example)
	bodo=$(login_of bodo@acme.example)
	fieldctl sync resolve yard person id:y2 --add
	fieldctl sync resolve yard person id:y3 --link "$anke" --yes
	fieldctl sync resolve yard person id:y4 --link "$bodo" --yes
	import_file /run/world/people.csv
	stranger ulla@acme.example
	same_human bodo@acme.example "Anke Swap"
	same_human anke@acme.example "Bodo Swap" "$OTHER_PASSWORD"
	stranger anke@acme.example
	fieldctl user activate "$tina"
	same_human "$tina" "Tina Typed"
}

# The last two: the links to the first companies end here.
@test "A3_other_tenant_with_the_same_contact_is_another_company_too" {
	local ugo=dddddddd-0000-4000-8000-000000000005 login
	engage $ugo Ugo Tenant ugo@acme.example
	import books
	login=$(enrol ugo@acme.example)
	control_xero '{"company": "99999999-d862-4111-ab3a-dd8cd03913e1"}' \
	    >/dev/null
	engage $ugo Vera Tenant vera@acme.example
	fails fieldctl sync connect books --token-file "$xero/tokens.json"
	has '--replace'
	succeeds fieldctl sync connect books --token-file "$xero/tokens.json" \
	    --replace
	import books
	[ "$(line $ugo action)" = add ]
	stranger vera@acme.example
	same_human "$login" "Ugo Tenant"
}

@test "A3_other_company_with_the_same_ids_has_other_people" {
	local olga paul
	hire 950 Olga First olga@acme.example
	hire 951 Rita Shared rita@acme.example
	import quickbooks
	olga=$(enrol olga@acme.example)
	enrol rita@acme.example
	control '{"company": "4620816365"}' >/dev/null
	hire 950 Paul Second paul@acme.example
	hire 951 Rolf Second rita@acme.example
	fails fieldctl sync connect quickbooks --token-file "$token_file"
	has '--replace'
	# the old connection requests the first company, and gets no people
	run fieldctl sync run quickbooks --full
	same_human "$olga" "Olga First"
	succeeds fieldctl sync connect quickbooks --token-file "$token_file" \
	    --replace
	import quickbooks
	[ "$(line 950 action)" = add ]
	left_undecided 951 rshared
	paul=$(enrol paul@acme.example "$OTHER_PASSWORD")
	same_human "$olga" "Olga First"
	stranger "$paul"
	same_human "$paul" "Paul Second" "$OTHER_PASSWORD"
	same_human rita@acme.example "Rita Shared"
	# and back, where ids mean the same people as before, unless they were
	# reassigned
	control '{"company": "9130347957983546"}' >/dev/null
	hire 950 Olga First olga@acme.example
	hire 951 Zora Third zora@acme.example
	fails fieldctl sync connect quickbooks --token-file "$token_file"
	succeeds fieldctl sync connect quickbooks --token-file "$token_file" \
	    --replace
	import quickbooks
	left_undecided 951 rshared
	same_human "$olga" "Olga First"
	same_human rita@acme.example "Rita Shared"
	same_human "$paul" "Paul Second" "$OTHER_PASSWORD"
	leave 950
	import quickbooks
	stranger "$olga"
	same_human "$paul" "Paul Second" "$OTHER_PASSWORD"
}
