#!/bin/bash
# Each header compiles alone, and says what it is, where it belongs and whom it
# is for.
cd "$(dirname "$0")/../.." || exit 1
. tests/contract/tap.sh

compiles_alone() {
	printf '#include "%s"\n' "$1" |
		gcc -std=c11 -D_GNU_SOURCE -I. -I"$B/gen" -Wall -Wextra -Werror \
			-fsyntax-only -x c -
}
# Headers whose first comment has no line that matches PATTERN, in which PATH
# stands for the header's own path without its end.
without() {
	# shellcheck disable=SC2086
	awk -v pattern="$1" '
		FNR == 1 {
			told(); path = FILENAME; said = 0; inside = 1
			wanted = pattern; sub(/PATH/, substr(path, 1, length(path) - 2), wanted)
		}
		inside && $0 ~ wanted { said = 1 }
		/\*\// { inside = 0 }
		END { told() }
		function told() { if (path != "" && !said) print path }' $headers | nothing
}
# A guard that two headers have takes the second one away.
guarded_by_their_paths() {
	local h guard
	for h in $headers; do
		guard=${h//[\/.]/_}
		[ "$(grep -cxE "#(ifndef|define) ${guard^^}" "$h")" -eq 2 ] ||
			printf '%s\n' "$h"
	done | nothing
}

headers=$(git ls-files '*.h' ':!tests' ':!bench')
check "every header names itself" without '^ \* PATH: [^ ]'
check "every header names its layer" without '^ \* Layer: [a-z]'
check "every header names its users" without '(^ \*|[.;)])  ?Users: [^ ]|^ \* Users: [^ ]'
check "every header is guarded by its path" guarded_by_their_paths
for h in $headers; do
	check "$h compiles alone" compiles_alone "$h"
done
finish
