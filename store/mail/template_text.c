/* Checks and fills templates.  MUST: no value adds a header, a line to a subject
 * or a field; tested by test_template_text. */
#include <string.h>

#include "base/err.h"
#include "store/mail/template_text.h"

#define SUBJECT     "Subject: "
#define SUBJECT_LEN (sizeof(SUBJECT) - 1)

/* --- reading a line ----------------------------------------------------------- */

enum piece {
	PIECE_END,
	PIECE_TEXT,
	PIECE_FIELD,
	PIECE_UNKNOWN, /* a field that does not exist */
	PIECE_OPEN,    /* a brace without its other one */
};

/* The next piece of the line from *AT to END: its text, or its field. */
static enum piece
next_piece(const char **at, const char *end, const char **ret_start,
    size_t *ret_len, enum mail_field *ret_field)
{
	const char *start = *at, *close;
	char name[32];

	if (start == end)
		return PIECE_END;
	*ret_start = start;
	*ret_len = 1;
	if (end - start >= 2 && start[0] == start[1] &&
	    (*start == '{' || *start == '}')) {
		*at = start + 2;
		return PIECE_TEXT;
	}
	if (*start == '}')
		return PIECE_OPEN;
	if (*start != '{') {
		while (*at < end && **at != '{' && **at != '}')
			++*at;
		*ret_len = (size_t)(*at - start);
		return PIECE_TEXT;
	}
	close = memchr(start, '}', (size_t)(end - start));
	if (close == NULL)
		return PIECE_OPEN;
	*at = close + 1;
	*ret_len = (size_t)(*at - start);
	return str_format(name, sizeof(name), "%.*s", (int)(close - start - 1),
		   start + 1) &&
		mail_field_by_name(name, ret_field) == FIELD_OK ?
	    PIECE_FIELD :
	    PIECE_UNKNOWN;
}

/* --- checking ----------------------------------------------------------------- */

struct checking {
	enum mail_template id;
	bool by_text;
	int line;
	uint32_t shown; /* MAIL_BIT() of the fields in the body */
	struct template_problem *problem;
};

static int
complain(struct checking *checking, const char *why, const char *what,
    size_t what_len)
{
	struct template_problem *problem = checking->problem;

	problem->line = checking->line;
	if (what == NULL)
		(void)str_copy(problem->why, sizeof(problem->why), why);
	else if (!str_format(problem->why, sizeof(problem->why), "%s: %.*s",
		     why, (int)(what_len < 60 ? what_len : 60), what))
		(void)str_copy(problem->why, sizeof(problem->why), why);
	return FIELD_EINVAL;
}

static int
check_field(struct checking *checking, enum mail_field field)
{
	const struct mail_field_info *info = mail_field_info(field);
	const char *name = info->name;

	if (!(mail_template_fields(checking->id) & MAIL_BIT(field)))
		return complain(checking, "mails of this kind have no field",
		    name, strlen(name));
	if (checking->line != 1 || checking->by_text) {
		checking->shown |= MAIL_BIT(field);
		return FIELD_OK;
	}
	if (info->type == MAIL_TYPE_SECRET)
		return complain(checking, "a subject must not have the field",
		    name, strlen(name));
	if (info->type == MAIL_TYPE_LINES)
		return complain(
		    checking, "a subject is one line, not", name, strlen(name));
	return FIELD_OK;
}

static int
check_pieces(struct checking *checking, const char *at, const char *end)
{
	enum mail_field field;
	const char *start;
	size_t len;

	for (;;) {
		enum piece piece = next_piece(&at, end, &start, &len, &field);

		switch (piece) {
		case PIECE_END:
			return FIELD_OK;
		case PIECE_TEXT:
			break;
		case PIECE_OPEN:
			return complain(checking,
			    "a brace without its other one; write {{ or }} "
			    "for a brace",
			    NULL, 0);
		case PIECE_UNKNOWN:
			return complain(checking, "no such field", start, len);
		case PIECE_FIELD:
			if (check_field(checking, field) < 0)
				return FIELD_EINVAL;
			break;
		}
	}
}

static int
check_line(struct checking *checking, const char *line, size_t len)
{
	char copy[TEMPLATE_LINE_MAX + 1];

	if (len > TEMPLATE_LINE_MAX)
		return complain(
		    checking, "the line is longer than 500 bytes", NULL, 0);
	memcpy(copy, line, len);
	copy[len] = '\0';
	for (size_t i = 0; i < len; i++)
		if (copy[i] == '\t')
			copy[i] = ' ';
	if (strlen(copy) != len || !str_is_printable(copy))
		return complain(checking,
		    "the line has control characters or is not UTF-8", NULL, 0);
	if (checking->line == 1 && !checking->by_text) {
		if (strncmp(copy, SUBJECT, SUBJECT_LEN) != 0 ||
		    strspn(copy + SUBJECT_LEN, " ") ==
			strlen(copy + SUBJECT_LEN))
			return complain(checking,
			    "the first line must be 'Subject: ...'", NULL, 0);
	} else if (checking->line == 2 && !checking->by_text && len > 0) {
		return complain(
		    checking, "the second line must be empty", NULL, 0);
	}
	return check_pieces(checking, line, line + len);
}

int
template_check(enum mail_template id, bool by_text, const char *text,
    size_t len, struct template_problem *ret_problem)
{
	struct checking checking = {
		.id = id, .by_text = by_text, .problem = ret_problem
	};
	const char *at = text, *end = text + len;

	while (at < end) {
		const char *nl = memchr(at, '\n', (size_t)(end - at));
		const char *stop = nl != NULL ? nl : end;

		checking.line++;
		if (check_line(&checking, at, (size_t)(stop - at)) < 0)
			return FIELD_EINVAL;
		at = nl != NULL ? nl + 1 : end;
	}
	checking.line = 0;
	for (size_t i = 0; i < MAIL_FIELD_COUNT; i++) {
		const char *name = mail_field_info((enum mail_field)i)->name;

		if ((mail_template_info(id)->required & MAIL_BIT(i)) &&
		    !(checking.shown & MAIL_BIT(i)) &&
		    (!by_text ||
			mail_field_info((enum mail_field)i)->type ==
			    MAIL_TYPE_SECRET))
			return complain(&checking, "the field is missing", name,
			    strlen(name));
	}
	return len > 0 ? FIELD_OK : complain(&checking, "it is empty", NULL, 0);
}

/* --- filling ------------------------------------------------------------------ */

static bool
has_value(const struct template_values *values, enum mail_field field)
{
	return values->text[field] != NULL && values->text[field][0] != '\0';
}

/* Each line of a field of several lines gets the indent of its first. */
static void
put_value(struct strbuf *buf, const char *value, const char *line,
    enum mail_field_type type)
{
	size_t indent = strspn(line, " \t");

	for (; *value != '\0'; value++) {
		unsigned char c = (unsigned char)*value;

		if (c == '\n' && type == MAIL_TYPE_LINES) {
			strbuf_append(buf, "\n", 1);
			strbuf_append(buf, line, indent);
		} else if (c < 0x20 || c == 0x7f) {
			strbuf_append(buf, " ", 1);
		} else {
			strbuf_append(buf, value, 1);
		}
	}
}

/* False, and nothing is appended: the line has a field without a value. */
static bool
fill_line(struct strbuf *buf, const char *line, const char *end,
    const struct template_values *values)
{
	enum mail_field field;
	const char *at = line, *start;
	size_t len;
	enum piece piece;

	while (
	    (piece = next_piece(&at, end, &start, &len, &field)) != PIECE_END)
		if (piece == PIECE_FIELD && !has_value(values, field))
			return false;
	at = line;
	while (
	    (piece = next_piece(&at, end, &start, &len, &field)) != PIECE_END)
		if (piece == PIECE_FIELD)
			put_value(buf, values->text[field], line,
			    mail_field_info(field)->type);
		else
			strbuf_append(buf, start, len);
	return true;
}

/* One empty line between paragraphs, even if the lines between are left out. */
static void
fill_body(
    struct strbuf *buf, const char *at, const struct template_values *values)
{
	bool after_gap = true;

	while (*at != '\0') {
		const char *end = at + strcspn(at, "\n");
		bool is_gap = end == at;

		if (!(is_gap && after_gap) && fill_line(buf, at, end, values)) {
			strbuf_append(buf, "\n", 1);
			after_gap = is_gap;
		}
		at = *end != '\0' ? end + 1 : end;
	}
}

void
template_fill(const char *text, bool by_text,
    const struct template_values *values, struct strbuf *subject,
    struct strbuf *body)
{
	const char *at = text;

	if (!by_text) {
		const char *end = text + strcspn(text, "\n");

		if (!fill_line(subject, text + SUBJECT_LEN, end, values))
			strbuf_puts(subject, "fieldauth");
		at = *end != '\0' ? end + 1 : end;
	}
	fill_body(body, at, values);
}
