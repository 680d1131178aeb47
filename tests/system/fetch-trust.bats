#!/usr/bin/env bats
# The certificates that the worker trusts. In a world, because authorities are
# added to those of the machine.

. "${BATS_TEST_DIRNAME}/../world/lib.bash"

setup_file() {
	tests/world/world inside
}

# pull CA: list people from a stand-in whose authority the machine trusts, in
# its folder and its bundle; CA is the file given in the request ("": none).
# Prints the outcome.
pull() {
	python3 - "$1" <<'PYTHON'
import shutil
import subprocess
import sys

sys.path.insert(0, "tests/standin")
import driver

with driver.Standin("quickbooks", "--people", "3") as standin:
    name = subprocess.run(
        ["openssl", "x509", "-hash", "-noout", "-in", standin.file("ca.pem")],
        capture_output=True, text=True, check=True).stdout.strip()
    shutil.copy(standin.file("ca.pem"), "/etc/ssl/certs/%s.0" % name)
    with open("/etc/ssl/certs/ca-certificates.crt", "ab") as bundle, \
            open(standin.file("ca.pem"), "rb") as ca:
        bundle.write(ca.read())
    named = {"": None, "own": "ca.pem"}.get(sys.argv[1], sys.argv[1])
    run = standin.pull(entities=["employee"],
                       ca=named and standin.authorities(named))
    print(run.of("error")[0]["code"] if run.of("error") else "done")
PYTHON
}

@test "the_machines_authorities_are_trusted_when_none_is_named" {
	run pull ""
	[ "$output" = done ]
}

@test "a_named_authority_is_trusted" {
	run pull own
	[ "$output" = done ]
}

@test "beside_a_named_authority_the_machines_are_not_trusted" {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 \
	    -nodes -keyout /dev/null -subj /CN=other -out /tmp/other.pem \
	    2>/dev/null
	chmod 0644 /tmp/other.pem
	run pull /tmp/other.pem
	[ "$output" = tls ]
}
