#!/bin/bash
# What the two modules export, need and carry; what the programs need.
cd "$(dirname "$0")/../.." || exit 1
. tests/contract/tap.sh
nss=$B/libnss_fieldusers.so.2
pam=$B/pam_fieldauth.so

exports() { nm -D --defined-only "$1" | awk '{ print $3 }' | grep -v '^$' | sort; }
exports_exactly() { diff <(exports "$1") <(printf '%s\n' "${@:2}" | sort); }
needs() { readelf -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | sort; }
needs_only() { needs "$1" | grep -vxE "$2" | nothing; }
dynamic_lacks() { ! readelf -d "$1" | grep -E "$2"; }
has_full_relro() { readelf -lW "$1" | grep -q GNU_RELRO && readelf -d "$1" | grep -qE 'BIND_NOW|FLAGS.* NOW'; }
stack_is_not_executable() { readelf -lW "$1" | awk '$1 == "GNU_STACK" { print $7 }' | grep -qx RW; }
keeps_no_tls() { ! readelf -lW "$1" | grep -w TLS; }
keeps_no_constructors() { readelf -dW "$1" | grep INIT_ARRAYSZ | grep -vE '\b8 \(bytes\)' | nothing; }

look_ups=(_nss_fieldusers_getpwnam_r _nss_fieldusers_getpwuid_r
	_nss_fieldusers_setpwent _nss_fieldusers_getpwent_r _nss_fieldusers_endpwent
	_nss_fieldusers_getgrnam_r _nss_fieldusers_getgrgid_r
	_nss_fieldusers_setgrent _nss_fieldusers_getgrent_r _nss_fieldusers_endgrent
	_nss_fieldusers_initgroups_dyn)
check "the NSS module exports the look-ups and nothing else" exports_exactly "$nss" "${look_ups[@]}"
check "the PAM module exports the six entry points and nothing else" exports_exactly "$pam" \
	pam_sm_authenticate pam_sm_setcred pam_sm_acct_mgmt \
	pam_sm_open_session pam_sm_close_session pam_sm_chauthtok
check "the NSS module needs libc alone" needs_only "$nss" 'libc\.so\.6|ld-linux.*'
check "the PAM module needs libc and libpam alone" needs_only "$pam" 'libc\.so\.6|libpam\.so\.0|ld-linux.*'
check "the gate needs what base needs alone: no database, no network" \
	needs_only "$B/bin/fieldauth-gate" 'libc\.so\.6|libsodium\.so\.[0-9]+|ld-linux.*'
check "the NSS module carries its soname" bash -c "readelf -d $nss | grep -q 'SONAME.*libnss_fieldusers.so.2'"
for so in "$nss" "$pam"; do
	name=$(basename "$so")
	check "$name has full RELRO" has_full_relro "$so"
	check "$name has no executable stack" stack_is_not_executable "$so"
	check "$name has no run path" dynamic_lacks "$so" 'RPATH|RUNPATH'
	check "$name has no thread-local storage" keeps_no_tls "$so"
	check "$name runs no constructor of its own" keeps_no_constructors "$so"
	check "$name has no text relocations" dynamic_lacks "$so" TEXTREL
done
# For 32-bit programs, where this machine has a compiler for them.
nss32=$B/i386/libnss_fieldusers.so.2
if [ -e "$nss32" ]; then
	check "the 32-bit NSS module exports the same" exports_exactly "$nss32" "${look_ups[@]}"
	check "the 32-bit NSS module needs libc alone" needs_only "$nss32" 'libc\.so\.6|ld-linux.*'
	check "the 32-bit NSS module has full RELRO" has_full_relro "$nss32"
	check "the 32-bit NSS module has no text relocations" dynamic_lacks "$nss32" TEXTREL
	check "the 32-bit NSS module keeps no thread-local storage" keeps_no_tls "$nss32"
	check "the 32-bit NSS module knows large files and late times" bash -c \
		"nm -D --undefined-only $nss32 | grep -wE 'fstat|fstatat|open|openat|pread|mmap|clock_gettime' | { ! grep .; }"
fi
check "the modules read no environment" bash -c \
	"nm -D --undefined-only $nss $pam | grep -wE 'getenv|secure_getenv|environ' | { ! grep .; }"
check "the NSS module allocates only for initgroups, and never logs or prints" bash -c \
	"nm -D --undefined-only $nss | grep -wE 'malloc|calloc|printf|fprintf|syslog|openlog|abort|exit|dlopen|getpwnam_r?|getpwuid_r?' | { ! grep .; }"
check "the helper reads no environment" bash -c \
	"git grep -nwE 'getenv|secure_getenv' -- pam_fieldauth store base snapshot nss_fieldusers | { ! grep .; }"
check "no shell is ever called" bash -c \
	"git grep -nwE '(system|popen|wordexp) *\\(' -- '*.c' ':!tests' ':!bench' | { ! grep .; }"
finish
