/*
 * Parses the CSV format; csv_people.c interprets the columns.  Input that is
 * not valid CSV must never be repaired silently.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/err.h"
#include "base/i18n.h"
#include "store/import/csv_inside.h"

struct csv_reader {
	char *copy; /* the file's, if it had to be converted */
	const char *at, *end;
	int64_t line; /* of AT */
	char separator;
	bool separator_is_said;        /* by a first line */
	struct strbuf text;            /* the row's fields with their NULs */
	size_t starts[CSV_COLUMN_MAX]; /* of the fields, in TEXT */
	const char *fields[CSV_COLUMN_MAX];
	size_t count;
	bool failed;
	struct csv_problem problem;
};

int
csv_fail(struct csv_problem *problem, int64_t line, const char *format,
    const char *about)
{
	char shown[120];

	/* The texts come from outside. */
	if (!str_copy(shown, sizeof(shown), about) || !str_is_printable(shown))
		(void)str_copy(shown, sizeof(shown), "?");
	problem->line = line;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	(void)str_format(problem->why, sizeof(problem->why), format, shown);
#pragma GCC diagnostic pop
	return FIELD_EINVAL;
}

void
csv_put_shown(struct strbuf *buf, const char *text)
{
	size_t len = strlen(text);

	/* cut between two characters */
	if (len > 60)
		for (len = 60; (text[len] & 0xc0) == 0x80;)
			len--;
	if (str_is_printable(text))
		strbuf_printf(buf, "'%.*s'", (int)len, text);
	else
		strbuf_puts(buf, "'?'");
}

static int
fail(struct csv_reader *reader, int64_t line, const char *why)
{
	reader->failed = true;
	reader->problem.line = line;
	(void)str_copy(reader->problem.why, sizeof(reader->problem.why), why);
	return FIELD_EINVAL;
}

/* '|' only if a first line selects it: names and departments contain it. */
#define SEPARATORS ",;\t|"

/* The separator that occurs most often in the header, outside quotes. */
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

/* The separator of which the line at AT consists up to its end, with which a
 * spreadsheet pads the row; '\0': none.  False if there is anything else. */
static bool
is_filled_up(const char *at, const char *end, char *ret_separator)
{
	const char fill = at < end && memchr(SEPARATORS, *at, 4) != NULL ? *at :
									   '\0';

	while (fill != '\0' && at < end && *at == fill)
		at++;
	if (at < end && *at == '\r')
		at++;
	*ret_separator = fill;
	return at == end || *at == '\n';
}

/*
 * Excel's own first line, "sep=;", which it writes and reads; also as saved by
 * another spreadsheet: quoted, and padded to the width of the other rows with a
 * separator of its own, which is then that of the file.
 */
static void
take_separator_line(struct csv_reader *reader)
{
	const char *at = reader->at, *end = reader->end;
	bool quoted = at < end && *at == '"';
	char said, fill;

	at += quoted;
	if (end - at < 5 + quoted || strncasecmp(at, "sep=", 4) != 0 ||
	    memchr(SEPARATORS, at[4], 4) == NULL || (quoted && at[5] != '"'))
		return;
	said = at[4];
	at += 5 + quoted;
	if (!is_filled_up(at, end, &fill))
		return;
	reader->separator = fill != '\0' ? fill : said;
	reader->separator_is_said = true;
	at = memchr(at, '\n', (size_t)(end - at));
	reader->at = at != NULL ? at + 1 : end;
	reader->line++;
}

/* Takes ownership of COPY. */
static int
open_text(
    const char *bytes, size_t len, char *copy, struct csv_reader **ret_reader)
{
	struct csv_reader *reader = calloc(1, sizeof(*reader));

	if (reader == NULL) {
		free(copy);
		return FIELD_ENOMEM;
	}
	reader->copy = copy;
	reader->at = bytes;
	reader->end = bytes + len;
	reader->line = 1;
	if (len >= strlen(CSV_BOM) &&
	    memcmp(bytes, CSV_BOM, strlen(CSV_BOM)) == 0)
		reader->at += strlen(CSV_BOM);
	take_separator_line(reader);
	if (reader->separator == '\0')
		reader->separator = find_separator(reader->at, reader->end);
	*ret_reader = reader; /* transferred */
	return FIELD_OK;
}

int
csv_open(const char *bytes, size_t len, struct csv_reader **ret_reader,
    struct csv_problem *ret_problem)
{
	char *copy = NULL;
	int rc = csv_decode(&bytes, &len, &copy, ret_problem);

	return rc < 0 ? rc : open_text(bytes, len, copy, ret_reader);
}

int
csv_open_ansi(const char *bytes, size_t len, struct csv_reader **ret_reader)
{
	char *copy = NULL;
	int rc = csv_decode_ansi(bytes, len, &copy, &len);

	return rc < 0 ? rc : open_text(copy, len, copy, ret_reader);
}

struct csv_place
csv_place(const struct csv_reader *reader)
{
	return (struct csv_place){ reader->at, reader->line };
}

void
csv_go_back(struct csv_reader *reader, struct csv_place place)
{
	reader->at = place.at;
	reader->line = place.line;
	reader->failed = false;
}

char
csv_separator(const struct csv_reader *reader)
{
	return reader->separator;
}

void
csv_set_separator(struct csv_reader *reader, char separator)
{
	if (!reader->separator_is_said)
		reader->separator = separator;
}

void
csv_close(struct csv_reader *reader)
{
	if (reader == NULL)
		return;
	strbuf_release(&reader->text);
	free(reader->copy);
	free(reader);
}

/* Skip a line end at AT; false if there is none.  A CR alone is not one. */
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

/* 1: a row in reader->fields; 0: the end; or FIELD_EINVAL, FIELD_ENOMEM. */
static int
read_row(struct csv_reader *reader, int64_t *ret_line)
{
	int rc;

	while (take_line_end(reader))
		continue;
	if (reader->at == reader->end)
		return 0;
	*ret_line = reader->line;
	reader->text.len = reader->count = 0;
	rc = take_row(reader);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < reader->count; i++)
		reader->fields[i] = csv_unmarked(
		    reader->text.bytes + reader->starts[i]);
	return 1;
}

int
csv_next(struct csv_reader *reader, struct csv_row *ret_row,
    struct csv_problem *ret_problem)
{
	int64_t line = 0;
	int rc = FIELD_EINVAL;

	if (!reader->failed)
		rc = read_row(reader, &line);
	if (reader->failed)
		*ret_problem = reader->problem;
	if (rc == 1)
		*ret_row = (struct csv_row){ reader->fields, reader->count,
			line };
	return rc;
}
