#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "fieldctl/csv.h"

static bool
needs_quotes(const char *text)
{
	size_t len = strlen(text);

	return strpbrk(text, "\",\r\n") != NULL ||
	    (len > 0 && (text[0] == ' ' || text[len - 1] == ' '));
}

void
csv_put(FILE *stream, const char *text, bool first)
{
	if (!first)
		fputc(',', stream);
	if (!needs_quotes(text)) {
		fputs(text, stream);
		return;
	}
	fputc('"', stream);
	for (; *text != '\0'; text++) {
		if (*text == '"')
			fputc('"', stream);
		fputc(*text, stream);
	}
	fputc('"', stream);
}

void
csv_end(FILE *stream)
{
	fputs("\r\n", stream);
}
