# TAP in shell: `check "claim" command...' for each claim, then `finish'.
# A command that fails has its output shown as diagnostics.
#
#   ONLY=CLAIM    check this one alone (planted.t)
#   LIST=yes      print the claims and check none
count=0
failed=0
check() {
	claim=$1
	shift
	[ -z "$LIST" ] || { printf '%s\n' "$claim"; return; }
	[ -z "$ONLY" ] || [ "$ONLY" = "$claim" ] || return
	count=$((count + 1))
	if output=$("$@" 2>&1); then
		echo "ok $count - $claim"
	else
		failed=$((failed + 1))
		echo "not ok $count - $claim"
		printf '%s\n' "$output" | sed 's/^/#   /'
	fi
}
# Succeeds when it is given no line; shows those that it is given.
nothing() {
	found=$(cat)
	[ -z "$found" ] || { printf '%s\n' "$found"; return 1; }
}
finish() {
	[ -z "$LIST" ] || return 0
	echo "1..$count"
	[ "$failed" -eq 0 ]
}
B=${B:-build/plain}
