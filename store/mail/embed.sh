#!/bin/sh
# Print a C source that carries the English templates below the folder named on
# the command line: NAME.txt for mails, text/NAME.txt for texts.
set -eu
printf '#include "store/mail/builtin.h"\n\n'
printf 'const struct mail_builtin mail_builtins[] = {\n'
for f in "$1"/*.txt "$1"/text/*.txt; do
	by_text=false
	case $f in */text/*) by_text=true ;; esac
	printf '\t{ "%s", %s,\n' "$(basename "$f" .txt)" "$by_text"
	sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/\t    "/' -e 's/$/\\n"/' "$f"
	printf '\t},\n'
done
printf '};\n\nconst unsigned mail_builtin_count =\n'
printf '    sizeof(mail_builtins) / sizeof(mail_builtins[0]);\n'
