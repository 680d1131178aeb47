/*
 * Writes rows.  Text that was typed into a name must never run as a formula in
 * the spreadsheet that opens the file.
 */
#include <string.h>
#include <strings.h>

#include "store/import/csv_inside.h"

/* Characters that begin a formula in Excel and LibreOffice, or that they skip
 * before one; the last four are full-width forms, which Excel also accepts. */
static const char *const formula_starts[] = { "=", "+", "-", "@", "\t", "\r",
	"\n", "\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d", "\xef\xbc\xa0" };

static bool
starts_formula(const char *text)
{
	for (size_t i = 0;
	     i < sizeof(formula_starts) / sizeof(formula_starts[0]); i++)
		if (strncmp(text, formula_starts[i],
			strlen(formula_starts[i])) == 0)
			return true;
	return false;
}

/* A telephone number is at worst a sum. */
static bool
is_number(const char *text)
{
	return text[strspn(text, "+0123456789 ()[].-")] == '\0';
}

/* It must not look like the first line of the file. */
static bool
says_separator(const char *text)
{
	return strncasecmp(text, "sep=", 4) == 0;
}

static bool
needs_mark(const char *text)
{
	return text[0] == CSV_MARK || says_separator(text) ||
	    (starts_formula(text) && !is_number(text));
}

const char *
csv_unmarked(const char *text)
{
	return text[0] == CSV_MARK &&
		(text[1] == CSV_MARK || says_separator(text + 1) ||
		    starts_formula(text + 1)) ?
	    text + 1 :
	    text;
}

static bool
needs_quotes(const char *text)
{
	/* A byte order mark in a field must not look like that of the file. */
	return text[strcspn(text, ",;\t\"\r\n")] != '\0' || text[0] == ' ' ||
	    strncmp(text, CSV_BOM, strlen(CSV_BOM)) == 0 ||
	    (text[0] != '\0' && text[strlen(text) - 1] == ' ');
}

static void
put_mark(struct strbuf *buf, const char *text)
{
	const char mark = CSV_MARK;

	if (needs_mark(text))
		strbuf_append(buf, &mark, 1);
}

void
csv_put_row(struct strbuf *buf, const char *const *fields, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *text = fields[i];

		if (i > 0)
			strbuf_puts(buf, ",");
		/* A row of one empty field would be an empty line. */
		if (!needs_quotes(text) && !(count == 1 && text[0] == '\0')) {
			put_mark(buf, text);
			strbuf_puts(buf, text);
			continue;
		}
		strbuf_puts(buf, "\"");
		put_mark(buf, text);
		for (; *text != '\0'; text++)
			strbuf_append(buf, *text == '"' ? "\"\"" : text,
			    *text == '"' ? 2 : 1);
		strbuf_puts(buf, "\"");
	}
	strbuf_puts(buf, "\r\n");
}
