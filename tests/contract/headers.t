#!/bin/bash
# Each header compiles alone, and says what layer it is.
cd "$(dirname "$0")/../.." || exit 1
. tests/contract/tap.sh

compiles_alone() {
	printf '#include "%s"\n' "$1" |
		gcc -std=c11 -D_GNU_SOURCE -I. -I"$B/gen" -Wall -Wextra -Werror \
			-fsyntax-only -x c -
}
names_its_layer() { grep -q '^ \* Layer: ' "$1"; }

headers=$(git ls-files '*.h' ':!tests' ':!bench')
for h in $headers; do
	check "$h compiles alone" compiles_alone "$h"
done
for h in $headers; do
	names_its_layer "$h" || without="$without $h"
done
check "every header names its layer and users" bash -c "printf '%s' '$without' | { ! grep .; }"
finish
