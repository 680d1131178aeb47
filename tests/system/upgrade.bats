#!/usr/bin/env bats
# An upgrade replaces every file while people sign in.

. "$BATS_TEST_DIRNAME/../world/lib.bash"

repo=$(cd "$BATS_TEST_DIRNAME/../.." && pwd -P)

setup_file() {
	setup_acme
	person jane
	person blocky
	fieldctl user block blocky
}

upgrade_again_and_again() {
	while [ ! -e /tmp/enough ]; do
		make -s -C "$repo" install-files || return 1
	done
}

@test "Q5_upgrade_during_sign_ins_causes_no_wrong_decision" {
	local try="$BATS_TEST_DIRNAME/pamtry" i upgrades
	upgrade_again_and_again >/tmp/upgrades 2>&1 3>&- &
	upgrades=$!
	for i in $(seq 15); do
		succeeds "$try" jane auth acct <<<"$PASSWORD"
		fails "$try" -s cron blocky acct
		succeeds getent passwd jane
	done
	fails "$try" jane auth <<<'nonsense'
	touch /tmp/enough
	wait "$upgrades"
	[ ! -s /tmp/upgrades ]
}

@test "Q5_process_that_began_before_an_upgrade_goes_on_looking_people_up" {
	succeeds python3 - "$repo" <<'PY'
import pwd, subprocess, sys
assert pwd.getpwnam("jane").pw_uid >= 70000
subprocess.run(["make", "-s", "-C", sys.argv[1], "install-files"], check=True)
subprocess.run(["fieldctl", "user", "add", "newer", "--name", "New Er",
                "--email", "newer@acme.example", "--active"], check=True)
assert pwd.getpwnam("newer").pw_name == "newer"
PY
}
