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
finish
