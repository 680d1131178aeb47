/*
 * store/import/csv: the format itself; what columns mean is in csv_people.c.
 */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/i18n.h"
#include "store/import/csv.h"

static const char byte_order_mark[] = "\xef\xbb\xbf"; /* U+FEFF */

struct csv_reader {
	const char *at, *end;
	int64_t line; /* of AT */
	char separator;
	struct strbuf text;            /* the row's fields with their NULs */
	size_t starts[CSV_COLUMN_MAX]; /* of the fields, in TEXT */
	const char *fields[CSV_COLUMN_MAX];
	size_t count;
	bool failed;
	struct csv_problem problem;
};

static int
fail(struct csv_reader *reader, int64_t line, const char *why)
{
	reader->failed = true;
	reader->problem.line = line;
	(void)str_copy(reader->problem.why, sizeof(reader->problem.why), why);
	return FIELD_EINVAL;
}

/* The line of the first byte that is no text. */
static int64_t
bad_line(const char *bytes, size_t len)
{
	int64_t line = 1;

	while (len > 0) {
		const char *end = memchr(bytes, '\n', len);
		size_t n = end != NULL ? (size_t)(end - bytes) + 1 : len;

		/* A newline is never within a character of UTF-8. */
		if (!str_is_utf8(bytes, n))
			return line;
		bytes += n;
		len -= n;
		line++;
	}
	return 0;
}

/* Whichever separator the header has most of, outside quotes. */
static char
find_separator(const char *at, const char *end)
{
	static const char separators[] = { ',', ';', '\t' };
	size_t counts[3] = { 0 }, best = 0;
	bool quoted = false;

	for (; at < end && (quoted || (*at != '\n' && *at != '\r')); at++) {
		if (*at == '"')
			quoted = !quoted;
		for (size_t i = 0; !quoted && i < 3; i++)
			counts[i] += *at == separators[i];
	}
	for (size_t i = 1; i < 3; i++)
		if (counts[i] > counts[best])
			best = i;
	return separators[best];
}

int
csv_open(const char *bytes, size_t len, struct csv_reader **ret_reader,
    struct csv_problem *ret_problem)
{
	struct csv_reader *reader;
	int64_t line = bad_line(bytes, len);

	if (line != 0) {
		ret_problem->line = line;
		(void)str_copy(ret_problem->why, sizeof(ret_problem->why),
		    _("the text is not UTF-8, or holds a NUL byte"));
		return FIELD_EINVAL;
	}
	reader = calloc(1, sizeof(*reader));
	if (reader == NULL)
		return FIELD_ENOMEM;
	reader->at = bytes;
	reader->end = bytes + len;
	reader->line = 1;
	if (len >= strlen(byte_order_mark) &&
	    memcmp(bytes, byte_order_mark, strlen(byte_order_mark)) == 0)
		reader->at += strlen(byte_order_mark);
	reader->separator = find_separator(reader->at, reader->end);
	*ret_reader = reader; /* transferred */
	return FIELD_OK;
}

void
csv_close(struct csv_reader *reader)
{
	if (reader == NULL)
		return;
	strbuf_release(&reader->text);
	free(reader);
}

/* Past a line end at AT; false when there is none.  A CR alone is none. */
static bool
take_line_end(struct csv_reader *reader)
{
	size_t left = (size_t)(reader->end - reader->at);

	if (left >= 2 && reader->at[0] == '\r' && reader->at[1] == '\n')
		reader->at += 2;
	else if (left >= 1 && reader->at[0] == '\n')
		reader->at += 1;
	else
		return false;
	reader->line++;
	return true;
}

static bool
at_field_end(const struct csv_reader *reader)
{
	const char *at = reader->at;

	return at == reader->end || *at == reader->separator || *at == '\n' ||
	    (*at == '\r' && reader->end - at >= 2 && at[1] == '\n');
}

static int
take_quoted(struct csv_reader *reader)
{
	int64_t line = reader->line;

	reader->at++; /* the quote */
	for (;;) {
		const char *start = reader->at;
		const char *quote = memchr(
		    start, '"', (size_t)(reader->end - start));

		if (quote == NULL)
			return fail(reader, line,
			    _("a quote is opened and never closed"));
		for (const char *p = start; p < quote; p++)
			reader->line += *p == '\n';
		strbuf_append(&reader->text, start, (size_t)(quote - start));
		reader->at = quote + 1;
		if (reader->at == reader->end || *reader->at != '"')
			break;
		strbuf_append(&reader->text, "\"", 1);
		reader->at++;
	}
	if (!at_field_end(reader))
		return fail(reader, reader->line,
		    _("there is text after a closing quote"));
	return FIELD_OK;
}

static int
take_bare(struct csv_reader *reader)
{
	const char *start = reader->at;

	while (!at_field_end(reader)) {
		if (*reader->at == '"')
			return fail(reader, reader->line,
			    _("there is a quote within a field that does not "
			      "begin with one"));
		if (*reader->at == '\r')
			return fail(reader, reader->line,
			    _("there is a carriage return without a line "
			      "feed"));
		reader->at++;
	}
	strbuf_append(&reader->text, start, (size_t)(reader->at - start));
	return FIELD_OK;
}

static int
take_field(struct csv_reader *reader)
{
	size_t start = reader->text.len;
	int rc;

	if (reader->count == CSV_COLUMN_MAX)
		return fail(reader, reader->line,
		    _("there are too many "
		      "columns"));
	reader->starts[reader->count++] = start;
	rc = reader->at < reader->end && *reader->at == '"' ?
	    take_quoted(reader) :
	    take_bare(reader);
	if (rc < 0)
		return rc;
	if (reader->text.len - start > CSV_FIELD_MAX)
		return fail(reader, reader->line, _("a field is too long"));
	strbuf_append(&reader->text, "", 1); /* its NUL */
	return reader->text.failed ? FIELD_ENOMEM : FIELD_OK;
}

static int
take_row(struct csv_reader *reader)
{
	for (;;) {
		int rc = take_field(reader);

		if (rc < 0)
			return rc;
		if (reader->at == reader->end || take_line_end(reader))
			return FIELD_OK;
		reader->at++; /* the separator */
	}
}

int
csv_next(struct csv_reader *reader, struct csv_row *ret_row,
    struct csv_problem *ret_problem)
{
	int64_t line;
	int rc = FIELD_OK;

	while (!reader->failed && take_line_end(reader))
		continue;
	if (!reader->failed && reader->at == reader->end)
		return 0;
	line = reader->line;
	reader->text.len = reader->count = 0;
	if (!reader->failed)
		rc = take_row(reader);
	if (reader->failed) {
		*ret_problem = reader->problem;
		return FIELD_EINVAL;
	}
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < reader->count; i++)
		reader->fields[i] = reader->text.bytes + reader->starts[i];
	*ret_row = (struct csv_row){ reader->fields, reader->count, line };
	return 1;
}

static bool
needs_quotes(const char *text)
{
	/* A byte order mark of its own must not be taken for the file's. */
	return text[strcspn(text, ",;\t\"\r\n")] != '\0' || text[0] == ' ' ||
	    strncmp(text, byte_order_mark, strlen(byte_order_mark)) == 0 ||
	    (text[0] != '\0' && text[strlen(text) - 1] == ' ');
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
			strbuf_puts(buf, text);
			continue;
		}
		strbuf_puts(buf, "\"");
		for (; *text != '\0'; text++)
			strbuf_append(buf, *text == '"' ? "\"\"" : text,
			    *text == '"' ? 2 : 1);
		strbuf_puts(buf, "\"");
	}
	strbuf_puts(buf, "\r\n");
}
