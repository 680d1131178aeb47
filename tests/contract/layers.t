#!/bin/bash
# The layers: who may include whom, and who may speak SQL, JSON or HTTP.
cd "$(dirname "$0")/../.." || exit 1
. tests/contract/tap.sh

# Includes of FOLDER's own files (not of its sub-folders unless named) that
# fall outside the pattern of what it may use.
strangers() {
	local files=$1 allowed=$2
	# shellcheck disable=SC2086
	grep -Hn '^#include "' $files |
		grep -vE "\"($allowed)|\"build_paths.h\"" | nothing
}
# A public header that only some files may include.
only_in() {
	local header=$1 allowed=$2
	git ls-files '*.c' '*.h' ':!tests' ':!bench' |
		xargs grep -ln "^#include <$header>" | grep -vE "$allowed" |
		nothing
}
no_libc_strangers() {
	# shellcheck disable=SC2086
	grep -HnE '^#include <(sodium|ini|idn2|uninorm|unictype|unistr\.|sqlite3|jansson|curl/|systemd/|libsmartcols)' $1 | nothing
}
sql_outside() {
	git ls-files '*.c' '*.h' ':!tests' ':!bench' |
		xargs grep -nE '"[^"]*\b(SELECT .* FROM|INSERT INTO|UPDATE [a-z_]+ SET|DELETE FROM|CREATE TABLE)\b' |
		nothing
}
tables_outside() {
	git grep -nE 'CREATE (TABLE|INDEX|TRIGGER)' -- '*.c' '*.h' '*.def' ':!tests' | nothing
}

check "base includes base alone" strangers "base/*.[ch]" 'base/'
check "conf includes base and itself" strangers "conf/*.[ch]" 'base/|conf/'
check "snapshot includes base and itself" strangers "snapshot/*.[ch]" 'base/|snapshot/'
check "the snapshot reader needs libc alone" no_libc_strangers \
	"$(ls snapshot/*.[ch] | grep -v writer | tr '\n' ' ')"
check "the snapshot reader includes nothing of base but codes" strangers \
	"$(ls snapshot/*.[ch] | grep -v writer | tr '\n' ' ')" 'snapshot/|base/err.h'
check "pamconf includes base and itself" strangers "pamconf/*.[ch]" 'base/|pamconf/'
check "the module's options need libc alone" strangers "pamconf/options.[ch]" 'pamconf/options.h'
check "store includes base, conf, snapshot and itself" strangers "store/*.[ch] store/*/*.[ch]" 'base/|conf/|snapshot/|store/'
check "nss_fieldusers includes the snapshot reader alone" strangers \
	"nss_fieldusers/*.[ch]" 'snapshot/|nss_fieldusers/'
check "what the module takes of base needs libc alone" strangers \
	"base/inherit.[ch] base/account.[ch] base/stream.[ch]" 'base/(account|err|inherit|stream).h'
check "the PAM module includes reader, protocol and options alone" strangers \
	"pam_fieldauth/*.[ch] pam_fieldauth/module/*.[ch]" 'snapshot/|pam_fieldauth/|pamconf/options.h|base/(account|err|inherit|stream).h'
check "fieldauth-signin includes store, pamconf and protocol" strangers \
	"pam_fieldauth/signin/*.[ch]" 'base/|conf/|snapshot/|store/|pamconf/|pam_fieldauth/'
check "the gate includes base, conf and the protocol alone" strangers \
	"gate/*.[ch]" 'base/|conf/|gate/|pam_fieldauth/protocol.h'
check "syncd includes store and its pipe" strangers "syncd/*.[ch]" 'base/|conf/|store/|syncd/'
check "no agent file includes the worker" bash -c \
	'grep -Hn "syncd/fetch/" syncd/*.[ch] syncd/pipe/*.[ch] | { ! grep .; }'
check "the worker never sees the store" strangers "syncd/fetch/*.[ch] syncd/fetch/*/*.[ch]" 'base/|conf/|syncd/fetch/|syncd/pipe/|wire/'
check "the pipe knows neither side" strangers "syncd/pipe/*.[ch]" 'base/|conf/|wire/|syncd/pipe/'
check "the wire includes base and itself" strangers "wire/*.[ch]" 'base/|conf/|wire/'
check "control includes store, the wire and base" strangers "control/*.[ch] control/*/*.[ch]" 'base/|conf/|wire/|store/|control/'
check "fieldctl includes control, store, pamconf and base" strangers "fieldctl/*.[ch] fieldctl/*/*.[ch]" 'base/|conf/|snapshot/|store/|control/|pamconf/|fieldctl/'
check "only store speaks to SQLite" only_in sqlite3.h '^store/'
check "only wire, control, syncd and fieldctl speak JSON" only_in jansson.h '^(wire|control|syncd|fieldctl)/'
check "only the worker's http and mail speak curl" only_in 'curl/curl.h' '^syncd/(fetch/http/http[a-z_]*|mail/[a-z_]+)\.[ch]$'
check "only base says what an address is" only_in '(idn2|uninorm|unictype).h' '^base/'
check "statements stand in store's tables alone" sql_outside
check "tables are defined in schema alone" tables_outside
finish
