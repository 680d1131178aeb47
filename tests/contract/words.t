#!/bin/bash
# Words that programs and people rely on: what is written in one place is known
# in the other.
cd "$(dirname "$0")/../.." || exit 1
. tests/contract/tap.sh

# --- actions of the audit log ---------------------------------------------------

kinds='user|role|place|site|terminal|policy|source|org|session|sign-in|database|audit|snapshot|sync'
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

finish
