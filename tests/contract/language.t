#!/bin/bash
# The wording of sentences, comments, pages and test names: tests/contract/language.
cd "$(dirname "$0")/../.." || exit 1
. tests/contract/tap.sh

faults=$([ -n "$LIST" ] || tests/contract/language.py finished)
is_obeyed() { grep -F ": $1" <<<"$faults" | nothing; }

check "every pattern of the finished files matches a file" tests/contract/language.py empty
while IFS= read -r claim; do
	check "$claim" is_obeyed "$claim"
done < <(tests/contract/language.py claims)
finish
