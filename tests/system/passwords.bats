#!/usr/bin/env bats
# Policies about passwords: whether one is required, which cannot be chosen
# again; and that no one waits for a hash (L1).

bats_require_minimum_version 1.5.0
. "$BATS_TEST_DIRNAME/../world/lib.bash"

setup_file() {
	setup_acme
	fieldctl user add nora --name 'Nora Person' --active
	echo "@reboot id -un >>/tmp/ran.nora" | crontab -u nora -
	start_sshd 'KbdInteractiveAuthentication yes' "$KEYS_LINE"
}

teardown() {
	fieldctl policy password_required --reset
	fieldctl policy require_verified_email --reset
}

# reboot_jobs CONDITION...: run cron's jobs after a boot, until CONDITION holds.
reboot_jobs() {
	rm -f /run/crond.reboot
	daemon cron
	wait_for "$@"
	kill "$(cat /run/crond.pid)"
	wait_for test ! -d "/proc/$(cat /run/crond.pid)"
}

@test "L1_without_a_password_no_key_and_no_job_works_where_one_is_required" {
	fails ssh_key nora "$(make_key nora)" id -un
	reboot_jobs grep -q 'CRON.*new one required' /run/world/syslog
	[ ! -e /tmp/ran.nora ]
}

@test "L1_without_a_password_keys_and_jobs_work_where_none_is_required" {
	fieldctl policy password_required no
	succeeds ssh_key nora "$(make_key nora)" id -un
	has nora
	reboot_jobs grep -q nora /tmp/ran.nora
	# no secret is right for someone who has none
	fails ssh_password nora '' id -un
	fails ssh_password nora x id -un
	fieldctl user block nora
	fails ssh_key nora "$(make_key nora)" id -un
	fieldctl user unblock nora
}

@test "U9_requiring_verified_addresses_lists_whom_it_concerns" {
	person jane
	run -77 fieldctl policy require_verified_email yes
	has 'no super admin would be able to sign in'
	fieldctl user edit ada --email ''
	succeeds fieldctl policy require_verified_email yes --dry-run
	has 'jane  jane@acme.example'
	succeeds fieldctl policy require_verified_email yes --json
	python3 - <<-END
	import json
	lists = json.loads('''$output''')
	assert [row["login"] for row in lists["unverified"]] == ["jane"]
	assert [row["login"] for row in lists["without_address"]] == \
	    ["ada", "nora"]
	END
	fails ssh_password jane "$PASSWORD" id -un
	su_as daemon ada 'Lighthouse-7-keeper' true
}
