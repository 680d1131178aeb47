#!/bin/sh
# Print a C source that carries the migrations named on the command line, in
# order.  schema/NNNN-name.sql brings the database to user_version NNNN.
set -eu
printf '#include "store/db/migration.h"\n\n'
printf 'const struct migration migrations[] = {\n'
for f in "$@"; do
	n=$(basename "$f")
	printf '\t{ %d, "%s",\n' "$(printf '%s' "${n%%-*}" | sed 's/^0*//')" "$n"
	sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/\t    "/' -e 's/$/\\n"/' "$f"
	printf '\t},\n'
done
printf '};\n\nconst unsigned migration_count =\n'
printf '    sizeof(migrations) / sizeof(migrations[0]);\n'
