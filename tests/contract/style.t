#!/bin/bash
# Format, and rules of the house that a search can hold.
cd "$(dirname "$0")/../.." || exit 1
. tests/contract/tap.sh

formatted() { git ls-files '*.c' '*.h' | xargs clang-format --dry-run --Werror; }
no_assignment_in_conditions() {
	git grep -nE '\b(if|while) \(.*\(\(?[a-z_>.-]+ = [^=]' -- '*.c' ':!tests' | nothing
}
no_unfinished_work() {
	git grep -nIE '\b(TODO|FIXME|XXX|HACK)\b' -- . ':!tests/contract/style.t' | nothing
}
memset_wipes_nothing() {
	git grep -nE 'memset\([^,]*(secret|password|token|key)' -- '*.c' ':!tests' | nothing
}
# What a person typed is compared by base/secret alone; stored hashes are only
# asked whether they are still the same.
typed_secrets_compare_in_constant_time() {
	git grep -nE '\b(memcmp|strcmp|strncmp)\([^)]*(secret|password|token)(->|\.)?(bytes)?\b[^"]*\)' -- '*.c' ':!tests' ':!bench' |
		grep -v '"password"' | nothing
}
# By the enum beside the statement (store/db/sql.h).
columns_are_read_by_name() {
	git grep -nE '\bdb_(text|int|blob|is_null|copy)\([^,]*, *[0-9]' -- '*.c' | nothing
}
no_host_paths() { git grep -nIE '(^|[^A-Za-z0-9_.])/(home|root|mnt|work)/[a-z]+/[a-z]' -- . ':!tests' ':!man' | nothing; }

check "every C file is in the project's format" formatted
check "no condition assigns" no_assignment_in_conditions
check "nothing is marked as unfinished" no_unfinished_work
check "secrets are wiped by sodium_memzero, not memset" memset_wipes_nothing
check "secrets are compared in constant time" typed_secrets_compare_in_constant_time
check "columns are read by name" columns_are_read_by_name
check "no path of one machine is named" no_host_paths
check "what HACKING.md names is there" tests/contract/pages.py HACKING.md
# shellcheck disable=SC2046
check "loops over a table of cases ask it for its size" tests/contract/loops.py $(git ls-files 'tests/*.c')
finish
