#!/bin/bash
# The layers: which room may use which, by includes and by symbols, and who may
# speak SQL, JSON or HTTP.  The order of the rooms is in the table `rooms'.
cd "$(dirname "$0")/../.." || exit 1
. tests/contract/tap.sh

rooms() { tests/contract/rooms.py "$1"; }
# Statements in strings, on one line or begun there.
sql_outside() {
	git grep -nE '"[^"]*\b(SELECT .* FROM|INSERT INTO|UPDATE [a-z_]+ SET|DELETE FROM|REPLACE INTO)\b|"[[:space:]]*(SELECT|INSERT|UPDATE|DELETE|REPLACE|WITH)[[:space:]"]' \
		-- '*.c' '*.h' '*.def' ':!tests' ':!bench' ':!store/db/sql_*.def' | nothing
}
tables_outside() {
	git grep -nE 'CREATE (TEMP |TEMPORARY |VIRTUAL )?(TABLE|(UNIQUE )?INDEX|TRIGGER|VIEW)|ALTER TABLE|DROP TABLE' \
		-- '*.c' '*.h' '*.def' ':!tests' ':!bench' | nothing
}

check "each file is in one room, and no room is empty" rooms places
check "no file includes one of a room above its own" rooms includes
check "no object uses a symbol of a room above its own" rooms symbols
check "no two objects define one symbol" rooms names
check "no way leads from a file back to it, by includes and symbols" rooms circles
check "each library is spoken to where the table says so" rooms libraries
check "statements stand in store's tables alone" sql_outside
check "tables are defined in schema alone" tables_outside
finish
