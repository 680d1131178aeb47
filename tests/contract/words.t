#!/bin/bash
# Words that programs and people rely on: what is written in one place is known
# in the other.
cd "$(dirname "$0")/../.." || exit 1
. tests/contract/tap.sh

# --- actions of the audit log ---------------------------------------------------

kinds='mail|user|role|place|site|terminal|policy|source|org|session|sign-in|database|audit|snapshot|sync'
# What is shaped like an action in store/ and the sign-in, and what control/
# logs refusals as.  Rules name what they refuse to look at NOUN.view.
written_actions() {
	{
		git grep -hoE "\"($kinds)\.[a-z-]+\"" -- 'store/*.c' 'pam_fieldauth/signin/*.c' 'syncd/*.c' ':!store/core/action.c'
		git grep -hA2 -E 'control_change\(|change_(role|found)\(|\.action = ' -- 'control/*.c' |
			grep -oE '"[a-z-]+\.[a-z-]+"|"setup"'
	} | tr -d '"' | grep -vE '\.view$' | sort -u
}
known_actions() {
	sed -n '/audit_actions\[\]/,/NULL/s/.*"\(.*\)".*/\1/p' store/core/action.c
}
unknown_actions() { written_actions | comm -23 - <(known_actions | sort) | nothing; }
unwritten_actions() { written_actions | comm -13 - <(known_actions | sort) | nothing; }
are_ordered() { known_actions | LC_ALL=C sort -cu; }
check "every action that is logged can be asked for" unknown_actions
check "every action that can be asked for is logged" unwritten_actions
check "actions are listed in their order" are_ordered

# --- exit codes -------------------------------------------------------------------

# The numbers of the EX_ names in FILE...
exit_codes() {
	grep -ohE '\bEX_[A-Z]+\b' "$@" | sort -u | while read -r name; do
		awk -v name="$name" '$1 == "#define" && $2 == name { print $3 }' \
			/usr/include/sysexits.h
	done
}
# The codes in the list of PAGE's section EXIT STATUS.
listed_codes() {
	sed -n '/^\.Sh EXIT STATUS/,/^\.Sh [^E]/s/^\.It \([0-9]*\).*/\1/p' "$1"
}
# What fieldctl ends with: reasons, what its own files and those of requests
# say, the answer no, and what it hands on of syncd.
# shellcheck disable=SC2046
fieldctl_codes() {
	exit_codes store/core/reason.def $(git ls-files 'fieldctl/*.c' 'control/*.c' 'syncd/*.c' ':!syncd/fetch')
	sed -n 's/^#define PROMPT_EX_NO \([0-9]*\).*/\1/p' fieldctl/frame/prompt.h
}
# shellcheck disable=SC2046
syncd_codes() {
	exit_codes store/core/reason.def $(git ls-files 'syncd/*.c' ':!syncd/fetch')
}
page_has() { # PAGE CODES
	diff <("$2" | sort -nu) <(listed_codes "$1")
}
check "fieldctl(8) lists every exit code, in order, and no other" page_has man/fieldctl.8 fieldctl_codes
check "syncd(8) lists every exit code, in order, and no other" page_has man/syncd.8 syncd_codes

finish
