#!/usr/bin/env bats
# An error in fieldauth.conf, or in a file next to it, neither prevents people
# from signing in nor prevents a block; it is reported before the file is
# installed.

. "$BATS_TEST_DIRNAME/../world/lib.bash"

CONF=/etc/fieldauth/fieldauth.conf
KEPT=/var/lib/fieldauth/private/terminal.conf

setup_file() {
	start_sshd "$KEYS_LINE"
	local_user lena 'Local-pass-55'
	setup_acme
	fieldctl policy argon2_ops 1
	fieldctl policy argon2_memory_mib 8
	person jane
	person omar
	make_key jane
	cp "$CONF" /run/world/good.conf
}

setup() {
	rm -rf "$CONF" /etc/fieldauth/conf.d
	cp /run/world/good.conf "$CONF"
	fieldctl user list >/dev/null
	[ -s "$KEPT" ]
}

teardown_file() { cp /run/world/good.conf "$CONF"; }

jane_is_in() {
	succeeds su_as lena jane "$PASSWORD" 'id -un'
	has jane
	succeeds ssh_key jane /run/world/jane.key id -un
	has jane
}

block_works() {
	succeeds fieldctl user block omar
	fails su omar -c true
	succeeds fieldctl user unblock omar
	succeeds su omar -c 'id -un'
}

@test "S3_misspelt_key_of_a_source_prevents_no_sign_in" {
	printf '[source quickbooks]\ntpye = quickbooks\n' >>"$CONF"
	jane_is_in
	block_works
	fails su_as lena jane 'wrong' 'id -un'
	succeeds fieldctl user show omar
	has 'tpye'
	run fieldctl sync status
	[ "$status" -eq 78 ]
	has 'tpye'
	run fieldctl user add newcomer --name 'N C' --active
	[ "$status" -eq 78 ]
}

@test "S3_misspelt_key_of_the_mail_section_prevents_no_sign_in" {
	printf '[mail]\nurll = smtp://localhost\nno key\n' >>"$CONF"
	jane_is_in
	block_works
}

@test "S3_bad_terminal_section_is_replaced_by_the_last_valid_one_and_says_so" {
	sed -i 's/^\[terminal\]/[terminal]\nnmae = van-9/' "$CONF"
	: >/run/world/syslog
	jane_is_in
	grep -q 'fieldauth.conf:[0-9]*: .*nmae.*last valid' /run/world/syslog
	block_works
	succeeds fieldctl explain jane
	has 'nmae'
	has 'last valid'
	run fieldctl doctor
	[ "$status" -eq 78 ]
	has 'nmae'
	has 'last valid'
}

@test "U7_warning_of_a_bad_file_is_json_where_json_was_asked_for" {
	printf '[mail]\nurll = x\n' >>"$CONF"
	fieldctl user block omar --json 2>/run/world/warning >/run/world/out
	fieldctl user unblock omar 2>/dev/null
	python3 - <<-'PY'
	import json
	warning = json.load(open("/run/world/warning"))["warning"]
	assert "urll" in warning["message"], warning
	assert warning["code"] == "bad_config" and warning["hint"]
	json.load(open("/run/world/out"))
	PY
}

@test "S3_file_that_is_missing_truncated_or_binary_prevents_no_sign_in" {
	local damage
	for damage in 'rm $CONF' ': >$CONF' 'printf "a\0b" >$CONF' \
	    'head -c 2000000 /dev/zero >$CONF' 'rm $CONF; mkdir $CONF' \
	    'rm $CONF; ln -s /run/world/good.conf $CONF' \
	    'head -c 65536 /dev/urandom >$CONF' 'rm $CONF; mkfifo $CONF' \
	    'echo "[termnial]" >$CONF; echo "name = van-7" >>$CONF'; do
		eval "$damage"
		succeeds su_as lena jane "$PASSWORD" 'id -un'
		has jane
		succeeds fieldctl user block omar
		fails su omar -c true
		succeeds fieldctl user unblock omar
		rm -rf "$CONF"
		cp /run/world/good.conf "$CONF"
	done
}

@test "X2_doctor_knows_that_people_sign_in_although_the_name_is_gone" {
	: >"$CONF"
	run fieldctl doctor
	[ "$status" -eq 78 ]
	has "[terminal] has no 'name'"
	has 'Sign-ins use the last valid'
	lacks 'people of fieldauth cannot sign in'
	lacks 'sign-ins are refused'
	# which is true
	succeeds su_as lena jane "$PASSWORD" 'id -un'
	run cat /run/world/syslog
	has "fieldauth.conf: [terminal] has no 'name': using the last valid"
	lacks 'fieldauth.conf:0'
	cp /run/world/good.conf "$CONF"
}

@test "S3_bad_file_of_conf_d_prevents_no_sign_in" {
	mkdir /etc/fieldauth/conf.d
	printf '[terminal]\nmembers = maybe\n' >/etc/fieldauth/conf.d/10.conf
	jane_is_in
	block_works
	succeeds fieldctl user show omar
	has '10.conf'
	rm /etc/fieldauth/conf.d/10.conf
	mkdir /etc/fieldauth/conf.d/20.conf
	jane_is_in
	rm -rf /etc/fieldauth/conf.d
	echo 'no folder' >/etc/fieldauth/conf.d
	jane_is_in
}

@test "S3_last_good_reading_that_was_lost_is_made_again" {
	rm "$KEPT"
	jane_is_in
	[ "$(stat -c %a:%u "$KEPT")" = 600:0 ]
	echo noise >"$KEPT"
	jane_is_in
	grep -q '^name=van-7$' "$KEPT"
}

@test "S3_missing_key_bad_policy_and_unknown_language_prevent_no_sign_in" {
	mv /etc/fieldauth/secret.key /run/world/secret.key
	jane_is_in
	block_works
	mv /run/world/secret.key /etc/fieldauth/secret.key
	python3 - <<-'PY'
	import sqlite3
	db = sqlite3.connect("/var/lib/fieldauth/private/field.db")
	org = db.execute("SELECT id FROM org").fetchone()[0]
	with db:
	    for n, row in enumerate([("console_max_failures", "many"),
	        ("no_such_policy", "1"), ("session_idle", "-1"),
	        ("argon2_lanes", "99999999999999999999")]):
	        db.execute("INSERT OR REPLACE INTO policy (id, org_id, name,"
	            " value) VALUES (?, ?, ?, ?)", (f"bad-{n}", org, *row))
	PY
	jane_is_in
	block_works
	sed -i 's/^\[terminal\]/[terminal]\nlanguage = xx_XX.nonsense/' "$CONF"
	jane_is_in
	block_works
}

@test "A5_agent_enforces_although_its_sources_cannot_be_read" {
	printf '[source quickbooks]\ntpye = quickbooks\n' >>"$CONF"
	syncd </dev/null >/run/world/syncd.log 2>&1 3>&- &
	local pid=$!
	wait_for grep -q 'nothing is imported' /run/world/syncd.log
	kill -0 $pid
	cp /run/world/good.conf "$CONF"
	kill -HUP $pid
	wait_for grep -q 'configuration reloaded' /run/world/syncd.log
	kill $pid
	wait $pid || true
	run syncd --once --config /nonexistent
	[ "$status" -eq 78 ]
}

@test "X2_doctor_checks_a_file_before_it_is_put_in_place" {
	local before
	cat >/run/world/new.conf <<-'CONF'
	[terminal]
	name = van-7
	nmae = van-7
	members = maybe
	[source quickbooks]
	tpye = quickbooks
	no key at all
	CONF
	before=$(find /etc/fieldauth /var/lib/fieldauth -type f -exec md5sum {} + | sort)
	run fieldctl doctor --config /run/world/new.conf
	[ "$status" -eq 78 ]
	has 'new.conf, line 3'
	has 'new.conf, line 4'
	has 'new.conf, line 6'
	has 'new.conf, line 7'
	run fieldctl doctor --config /run/world/new.conf --json
	[ "$status" -eq 78 ]
	python3 -c '
import json, sys
said = json.loads(sys.argv[1])
assert said["result"] == "fail", said
lines = [check["line"] for check in said["checks"]]
assert lines[:4] == [3, 4, 6, 7], lines
assert all(check["file"].endswith("new.conf") for check in said["checks"])
' "$output"
	succeeds fieldctl doctor --config "$CONF"
	printf '[ids]\nuid_min = 1000\n' >>/run/world/new.conf
	cp /run/world/good.conf /run/world/new.conf
	printf '[ids]\nuid_min = 1000\n' >>/run/world/new.conf
	run fieldctl doctor --config /run/world/new.conf
	[ "$status" -eq 78 ]
	has '1000-'
	run fieldctl doctor --config /nonexistent
	[ "$status" -eq 66 ]
	[ "$before" = "$(find /etc/fieldauth /var/lib/fieldauth -type f \
	    -exec md5sum {} + | sort)" ]
}
