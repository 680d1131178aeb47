#!/bin/bash
# What no code here may call, and what code in other people's processes may
# not.  Why: signal-handler, environment, locale and lock state of the host
# are the host's; system(3) and friends have been holes in peers.
cd "$(dirname "$0")/../.." || exit 1
. tests/contract/tap.sh

# calls PATTERN FILE...: places that call one of PATTERN, comments left out.
calls() {
	local pattern=$1
	shift
	grep -nHE "(^|[^[:alnum:]_>.\"])($pattern)\(" "$@" /dev/null |
		grep -vE ':[0-9]+:[[:space:]]*(/?\*|//)' | nothing
}
products() { git ls-files '*.c' '*.h' ':!tests' ':!bench'; }

# shellcheck disable=SC2046
check "nothing runs a shell or an unbounded copy" calls \
	'system|popen|gets|strcpy|strcat|sprintf|vsprintf|tmpnam|mktemp|alloca|strtok|atoi' \
	$(products)
host='getenv|secure_getenv|setlocale|openlog|closelog|signal|sigaction|exit|_exit|abort|assert|atexit|chdir|umask|access|localtime|strerror|gettext|dgettext'
# shellcheck disable=SC2046
check "the name service leaves its host alone and allocates only for groups" calls \
	"$host|getpw[a-z_]*|getgr[a-z_]*|malloc|calloc|fork|socket" \
	$(git ls-files nss_fieldusers/*.c 'snapshot/reader*.c' 'snapshot/format*.c')
# shellcheck disable=SC2046
check "the PAM module leaves its host alone" calls \
	'getenv|secure_getenv|setlocale|openlog|closelog|atexit|abort|assert|strerror|gettext|dgettext' \
	$(git ls-files ':(glob)pam_fieldauth/*.c' ':(glob)pam_fieldauth/module/*.c')
# What is asked of the database for somebody goes through store/view, which
# asks rules; run.c only looks whether there is anything at all.
# shellcheck disable=SC2046
check "requests read through store/view" calls \
	'user_find|user_find_fitting|user_list|user_each|user_by_login|user_by_uid|user_count_ties|alias_people|alias_each_shared|role_list|role_by_name|role_find|place_list|place_by_name|org_list|org_by_name|audit_list|audit_verify|policies_load|source_list|source_by_name|sync_run_list|super_admin_each' \
	$(git ls-files 'control/*.c' ':!control/run.c')
finish
