#!/usr/bin/env bats
# Refusals cannot be told apart by their answer, nor by the time that they take
# (Q3): every kind of refusal, in turn, through libpam.
#
# EQUAL_ROUNDS and EQUAL_BAR: `make soak` has 1200 rounds and a bar of 0.05.
# Both bars are four times the standard deviation that chance alone has.

. "$BATS_TEST_DIRNAME/../world/lib.bash"

DATABASE=/var/lib/fieldauth/private/field.db
KINDS=/run/world/kinds
ROUNDS=${EQUAL_ROUNDS:-100}
BAR=${EQUAL_BAR:-0.18}

setup_file() {
	setup_acme
	# cheap, so that what differs is a larger part of the whole
	fieldctl policy argon2_ops 1
	fieldctl policy argon2_memory_mib 8
	local login
	for login in wrong blocked held idle deleted locked expired last; do
		person "$login"
	done
	fieldctl user passwd ada --password-file "$(secret 'Jetty-77-ferries')"
	fieldctl user add nopass --name 'Noah Pass' --active \
	    --email nopass@acme.example
	fieldctl user block blocked
	fieldctl user hold held
	fieldctl user deactivate idle
	fieldctl user delete deleted --yes
	sqlite3 "$DATABASE" "INSERT INTO attempt SELECT id, 'address',
	    '192.0.2.7', 10, 1, 1, 4102444800, 1 FROM person
	    WHERE login = 'locked'"
	gcc -O2 -o /run/world/equal-time "$BATS_TEST_DIRNAME/equal-time.c" \
	    -lpam -lsqlite3
	printf '%s\t%s\t%s\n' unknown nosuch nonsense \
	    wrong wrong nonsense \
	    blocked blocked nonsense \
	    held held nonsense \
	    inactive idle nonsense \
	    deleted deleted nonsense \
	    locked locked "$PASSWORD" \
	    'no password' nopass nonsense \
	    'code expired' expired "$(expired_code expired)" \
	    'starts a lock' last nonsense >"$KINDS"
	# As installed, without the modules of others, which are not alike:
	# pam_unix executes unix_chkpwd for names that are in passwd alone.
	# Without pam_deny, libpam's code would tell unknown names.
	{
		grep -m 1 pam_fieldauth.so /etc/pam.d/common-auth |
		    sed 's/success=[0-9]*/success=1/'
		echo 'auth requisite pam_deny.so'
		echo 'auth required pam_permit.so'
	} >/etc/pam.d/alike
	printf '@include common-auth\n' >/etc/pam.d/debian
}

# A code that signed the person in until it expired.
expired_code() { # LOGIN
	fieldctl user link "$1" --print | cut -f 2
	sqlite3 "$DATABASE" 'UPDATE one_time_code SET expires_at = 1'
}

# alike ROUNDS BAR SERVICE: what was measured is shown in any case.
alike() {
	run /run/world/equal-time "$@" "$DATABASE" <"$KINDS"
	sed 's/^/# /' <<<"$output" >&3
	[ "$status" -eq 0 ]
}

@test "Q3_all_refusals_take_the_same_time" {
	[ "$(wc -l <"$KINDS")" -eq 10 ]
	alike "$ROUNDS" "$BAR" alike
}

@test "Q3_all_refusals_have_the_same_answer_in_the_stack_of_debian" {
	# no bar on time
	alike 3 1 debian
}

@test "Q3_all_refusals_take_the_same_time_beside_an_expensive_hash" {
	fieldctl policy argon2_memory_mib 32
	person costly
	alike "$ROUNDS" "$BAR" alike
}
