#!/usr/bin/env bats
# People other than root use fieldctl over ssh (U5, R10, R14): as far as their
# roles permit, with the reason when they are refused.

. "$BATS_TEST_DIRNAME/../world/lib.bash"

setup_file() {
	start_sshd "$KEYS_LINE"
	setup_acme
	person dana --role dispatcher
	person lena --role fieldworker --mobile '+1 555 123 0001'
	person sam --role subworker --kind subworker --lead lena
	person finn --role fieldworker --kind fieldworker
	person ordo
	start_gate verify control
}

teardown_file() {
	stop_gate
}

# at LOGIN WORD...: over ssh with a key, without a terminal for questions.
at() {
	local login=$1
	shift
	ssh_key "$login" "$(make_key "$login")" "$(printf '%q ' "$@")"
}

# at_with LOGIN TEXT WORD...: the same, with TEXT as input.
at_with() {
	local login=$1 text=$2
	shift 2
	ssh "${SSH_OPTIONS[@]}" -o BatchMode=yes -i "$(make_key "$login")" \
	    -l "$login" 127.0.0.1 "$(printf '%q ' "$@")" <<<"$text"
}

# refused LOGIN SENTENCE VERB...: EX_NOPERM, with this sentence.
refused() {
	local login=$1 sentence=$2
	shift 2
	fails at "$login" fieldctl "$@" --yes
	[ "$status" -eq 77 ] || {
		printf 'status %s of: %s\n%s\n' "$status" "$*" "$output" >&2
		return 1
	}
	has "$sentence"
}

# The people as root sees them, except for their sign-in times.
everybody() {
	fieldctl user list --deleted --json |
	    sed -E 's/"(last_sign_in_at|last_sign_in_method)": [^,]*, //g'
}

# logins: the login names in the rows of CSV, in one line.
logins() { cut -d, -f1 | tail -n +2 | tr '\n' ' '; }


# --- the super admin ----------------------------------------------------------

@test "R14_super_admin_adds_edits_blocks_and_deletes_over_ssh" {
	succeeds at_with ada 'Harbour-43-crane' fieldctl user add nina \
	    --name 'Nina New' --email nina@acme.example --role technician \
	    --site depot-north --lead lena --password-file - --active
	has 'Added Nina New (nina), uid'
	succeeds ssh_password nina 'Harbour-43-crane' id -un
	has nina
	succeeds at ada fieldctl user edit nina --title Fitter --city Bath \
	    --expires 2090-01-01
	has 'Changed Nina New (nina).'
	succeeds at ada fieldctl user show nina
	has 'Fitter'
	has 'end of 2090-01-01 UTC'
	succeeds at ada fieldctl user block nina
	fails ssh_password nina 'Harbour-43-crane' id -un
	succeeds at ada fieldctl user unblock nina
	succeeds at_with ada 'Harbour-44-crane' fieldctl user passwd nina \
	    --password-file -
	has 'The password of nina was set.'
	succeeds ssh_password nina 'Harbour-44-crane' id -un
	succeeds at ada fieldctl user unpin nina title
	succeeds at ada fieldctl role assign nina viewer
	succeeds at ada fieldctl user delete nina --yes
	fails ssh_password nina 'Harbour-44-crane' id -un
	succeeds at ada fieldctl user restore nina
	succeeds at ada fieldctl user delete nina --yes
}

@test "X1_what_a_person_did_is_logged_as_its_own" {
	succeeds at ada fieldctl user edit ordo --title Driver
	run fieldctl audit --person ordo --json
	has '"user.edit"'
	fieldctl audit --person ordo | grep 'user.edit' | grep -w ada
}

@test "R14_answers_are_those_of_root" {
	local verb
	for verb in 'user list' 'user list --json' 'user list --csv' \
	    'user list --role fieldworker' 'user list --name person --csv' \
	    'user show lena' 'user show lena --json' 'role list'; do
		# The only difference is the last sign-in of ada, caused by the
		# sign-in itself.
		# shellcheck disable=SC2086
		diff <(at ada fieldctl $verb | grep -v '^ada\|"ada"') \
		    <(fieldctl $verb | grep -v '^ada\|"ada"')
	done
	for verb in 'user show zed' 'user list --role none' \
	    'user list --kind robot' 'user edit ordo' 'user add zed' \
	    'user edit ordo --expires soon' 'user show zed --json'; do
		# shellcheck disable=SC2086
		diff <(at ada fieldctl $verb 2>&1; echo $?) \
		    <(fieldctl $verb 2>&1; echo $?)
	done
}

@test "R14_super_admin_is_not_root" {
	refused ada "Only root can run 'fieldctl setup'." setup --system
	refused ada "Only root can run 'fieldctl publish'." publish
	mkdir -p /home/ordo
	chown 4321 /home/ordo
	succeeds at ada fieldctl user edit ordo --city Bath
	refused ada 'Only root may do this' user edit ordo --take-home
	[ "$(stat -c %u /home/ordo)" = 4321 ]
	rm -rf /home/ordo
}

@test "S7_super_admin_cannot_lock_out_their_own_account" {
	refused ada 'You cannot do this to your own account' user block ada
	refused ada 'You cannot do this to your own account' user deactivate ada
	refused ada 'You cannot do this to your own account' user delete ada
	refused ada 'You cannot do this to your own account' role unassign ada admin
	refused ada 'You cannot do this to your own account' user edit ada \
	    --expires 2020-01-01
	succeeds at ada fieldctl user list
}

# --- the dispatcher -----------------------------------------------------------

@test "R14_dispatcher_sees_all_people" {
	succeeds at dana fieldctl user list --csv
	[ "$(logins <<<"$output")" = 'ada dana finn lena ordo sam ' ]
	succeeds at dana fieldctl user show finn
	has 'finn@acme.example'
	succeeds at dana fieldctl role list
	has 'fieldworker'
	succeeds ssh_password dana "$PASSWORD" fieldctl user list --role subworker
	has sam
	lacks finn
}

@test "R14_dispatcher_changes_no_account" {
	local before
	before=$(everybody)
	refused dana "You may not do this: 'user.add'." user add --name 'X Y'
	refused dana 'You may not do this' user edit finn --title Boss
	refused dana 'You may not do this' user edit finn --mobile '+1 555 9'
	refused dana 'You may not do this' user block finn
	refused dana 'You may not do this' user hold --role fieldworker
	refused dana 'You may not do this' user delete finn
	# only super admins can see deleted people
	fails at dana fieldctl user restore nina
	has "no such person: 'nina'"
	refused dana 'You may not do this' user unpin finn
	refused dana 'You may not do this' role assign finn viewer
	fails at_with dana 'Harbour-45-crane' fieldctl user passwd finn \
	    --password-file -
	[ "$status" -eq 77 ]
	has 'You may not do this'
	succeeds ssh_password finn "$PASSWORD" id -un
	[ "$(everybody)" = "$before" ]
}

@test "X1_what_a_person_was_refused_is_logged" {
	refused dana 'You may not do this' user block finn
	fieldctl audit --person finn | grep 'user.block' | grep -w dana |
	    grep -w refused
}

# --- the crew lead ------------------------------------------------------------

@test "R10_crew_lead_sees_own_account_and_crew" {
	succeeds at lena fieldctl user list --csv
	[ "$(logins <<<"$output")" = 'lena sam ' ]
	succeeds at lena fieldctl user show sam
	has 'sam@acme.example'
	fails at lena fieldctl user show finn
	lacks 'finn@acme.example'
}

@test "R10_crew_lead_leads_no_further_than_its_crew" {
	local before
	before=$(everybody)
	fails at lena fieldctl user edit finn --lead lena
	fails at lena fieldctl user edit lena --lead none --kind internal
	fails at lena fieldctl user block finn --yes
	fails at lena fieldctl user add --name 'X Y' --role admin
	refused lena "You may not do this: 'user.edit'." user edit sam --title X
	[ "$(everybody)" = "$before" ]
}

# --- the ordinary fieldworker --------------------------------------------------

@test "U5_fieldworker_sees_only_their_own_account" {
	succeeds at finn fieldctl user list --csv
	[ "$(logins <<<"$output")" = 'finn ' ]
	succeeds at finn fieldctl user show finn
	has 'finn@acme.example'
	fails at finn fieldctl user show lena
	lacks 'lena@acme.example'
}

# heard NAME VERB...: the message that finn gets, with X in place of NAME.
heard() {
	local name=$1
	shift
	at finn fieldctl "$@" 2>&1 | sed "s/$name/X/g"
}

@test "U5_name_that_is_there_and_one_that_is_not_are_refused_alike" {
	local lena zed
	lena=$(heard lena user show lena)
	zed=$(heard zed user show zed)
	[ "$lena" = "$zed" ]
	lena=$(heard lena user edit lena --city X)
	zed=$(heard zed user edit zed --city X)
	[ "$lena" = "$zed" ]
	lena=$(heard lena user block lena@acme.example)
	zed=$(heard zed user block zed@acme.example)
	[ "$lena" = "$zed" ]
	[[ $lena == *'You may not do this'* ]]
}

@test "U5_fieldworker_edits_own_fields_that_self_edit_covers" {
	succeeds at finn fieldctl user edit finn --name 'Finn Fisher' \
	    --mobile '+1 555 123 0002' --provider Orange --street '1 Way' \
	    --city Bath --language es
	has 'Changed Finn Fisher (finn).'
	succeeds fieldctl user show finn --json
	has '"city": "Bath"'
	has '"language": "es"'
	refused finn 'You may not do this' user edit finn --title Boss
	refused finn 'You may not do this' user edit finn --kind internal
	refused finn 'You may not do this' user edit finn --expires never
	refused finn 'You may not do this' user edit finn --shell /bin/dash
	refused finn 'You may not do this' user edit finn --email f@x.example
	refused finn 'You may not do this' user edit finn --lead none
	refused finn 'You may not do this' user edit finn --city York --title X
	succeeds fieldctl user show finn --json
	has '"city": "Bath"'
	lacks 'Boss'
}

# --- no gain of permissions ------------------------------------------------------

@test "R14_no_one_gains_rights_by_fieldctl" {
	local before login
	before=$(everybody)
	for login in dana lena finn sam; do
		fails at "$login" fieldctl role assign "$login" admin
		fails at "$login" fieldctl role level fieldworker users edit
		fails at "$login" fieldctl role add boss
		fails at "$login" fieldctl policy create_people permission
		fails at "$login" fieldctl site add yard
		fails at "$login" fieldctl user edit ada --mobile '+1 555 9'
		fails at "$login" fieldctl user edit ada --email x@acme.example
		fails at "$login" fieldctl user block ada --yes
		fails at "$login" fieldctl user add eve --name 'Eve' --role admin
		fails at_with "$login" 'Harbour-46-crane' fieldctl user passwd \
		    ada --password-file -
		fails at "$login" fieldctl setup --system --yes
	done
	[ "$(everybody)" = "$before" ]
	succeeds ssh_password ada 'Lighthouse-7-keeper' id -un
}

@test "U5_files_that_a_caller_names_are_read_with_its_own_rights" {
	local file
	file=$(secret 'Harbour-47-crane')
	fails at ada fieldctl user passwd finn --password-file "$file"
	has 'cannot be read'
	fails at ada fieldctl user passwd finn --password-file /etc/shadow
	has 'cannot be read'
	succeeds ssh_password finn "$PASSWORD" id -un
}

@test "R14_blocked_person_can_send_no_request" {
	succeeds at ordo fieldctl user show ordo
	succeeds at ada fieldctl user block ordo
	fails at ordo fieldctl user show ordo
	fails setpriv --reuid ordo --regid ordo --init-groups --reset-env \
	    fieldctl user show ordo
	lacks 'ordo@acme.example'
	succeeds at ada fieldctl user unblock ordo
	succeeds at ordo fieldctl user show ordo
}

# --- oneself --------------------------------------------------------------------

@test "U5_fieldworker_shows_and_edits_their_own_account_by_fieldctl_me" {
	local lena groups name
	lena=$(fieldctl user show lena --json)
	succeeds at finn fieldctl me
	has 'finn@acme.example'
	has ' sshd @'
	groups=$(sed -n 's/^Groups *//p' <<<"$output" | tr ',' ' ')
	[[ " $groups " == *' role-fieldworker '* ]]
	for name in $groups; do
		at finn id -nG | tr ' ' '\n' | grep -qx "$name"
	done
	succeeds at finn fieldctl me --json
	has '"login": "finn"'
	has '"groups": ['
	succeeds at finn fieldctl me edit --phone '+1 555 123 0042'
	has 'Changed '
	succeeds fieldctl user show finn --json
	has '"phone": "+1 555 123 0042"'
	succeeds at finn fieldctl me audit --csv
	has ',finn,user.edit,finn,'
	[ -z "$(tail -n +2 <<<"$output" | cut -d, -f2,4 | grep -vw finn)" ]
	succeeds at finn fieldctl me sessions --csv
	grep -q ',yes,.*,sshd,' <<<"$output"
	[ "$(fieldctl user show lena --json)" = "$lena" ]
}

@test "U5_me_refuses_root_and_people_without_self_edit" {
	refused ordo 'You may not do this' me edit --phone '+1 555 123 0043'
	fails fieldctl me
	has 'root has no account in fieldauth.'
	has 'Use fieldctl user show PERSON.'
	fails fieldctl me edit --phone '+1 555 123 0043'
	fails fieldctl me audit
	fails fieldctl me sessions
	fails at finn fieldctl me edit --email finn@x.example
}

@test "A4_an_address_is_confirmed_by_its_code_alone_in_a_session_of_the_password" {
	local key
	succeeds ssh_password finn "$PASSWORD" fieldctl me code
	has 'A code has been queued for your address'
	succeeds ssh_password finn "$PASSWORD" fieldctl me verify-email
	has 'A code has been queued for your address'
	fails ssh_password finn "$PASSWORD" fieldctl me verify-email 0000-0000
	has 'The code is incorrect or has expired.'
	# from standard input: in no list of processes
	fails ssh_password finn "$PASSWORD" \
	    'echo 0000-0000 | fieldctl me verify-email -'
	has 'The code is incorrect or has expired.'
	fails ssh_password finn "$PASSWORD" \
	    'fieldctl me verify-email - </dev/null'
	has 'There is no code on standard input.'
	key=$(make_key finn)
	fails ssh_key finn "$key" fieldctl me verify-email 0000-0000
	has 'a session that was opened with your password'
	fails setpriv --reuid finn --regid finn --init-groups --reset-env \
	    fieldctl me verify-email 0000-0000
	has 'a session that was opened with your password'
	fails fieldctl me verify-email
	has 'root has no account in fieldauth.'
}
