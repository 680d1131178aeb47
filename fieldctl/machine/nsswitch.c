#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "fieldctl/machine/nsswitch.h"

/* One word of a line: a service, or an action in brackets. */
struct word {
	const char *at;
	size_t len;
};

/* The next word of [*at, end), where a comment ends the line. */
static bool
next_word(const char **at, const char *end, struct word *ret_word)
{
	const char *start = *at, *stop;

	while (start < end && strchr(" \t", *start) != NULL)
		start++;
	if (start == end || *start == '#')
		return false;
	stop = start;
	if (*stop == '[') {
		while (stop < end && *stop != ']')
			stop++;
		stop += stop < end ? 1 : 0;
	} else {
		while (stop < end && strchr(" \t#[", *stop) == NULL)
			stop++;
	}
	ret_word->at = start;
	ret_word->len = (size_t)(stop - start);
	*at = stop;
	return true;
}

static bool
word_is(const struct word *word, const char *text)
{
	return word->len == strlen(text) &&
	    strncmp(word->at, text, word->len) == 0;
}

static bool
word_is_local(const struct word *word)
{
	return word_is(word, "files") || word_is(word, "compat");
}

/* The start of the services if the line from LINE to END is DATABASE's. */
static const char *
services_of(const char *line, const char *end, const char *database)
{
	size_t len = strlen(database);

	while (line < end && strchr(" \t", *line) != NULL)
		line++;
	if ((size_t)(end - line) <= len || strncmp(line, database, len) != 0 ||
	    line[len] != ':')
		return NULL;
	return line + len + 1;
}

static bool
is_our_database(const char *line, const char *end, const char **ret_services)
{
	static const char *const databases[] = { "passwd", "group",
		"initgroups" };

	for (size_t i = 0; i < sizeof(databases) / sizeof(databases[0]); i++) {
		*ret_services = services_of(line, end, databases[i]);
		if (*ret_services != NULL)
			return true;
	}
	return false;
}

/* --- adding ------------------------------------------------------------- */

/* The position of the service in a line without it: after files and its
 * actions; without files, at the start. */
static const char *
place_in(const char *services, const char *end)
{
	const char *at = services, *place = services;
	struct word word;
	bool behind_files = false;

	while (next_word(&at, end, &word)) {
		if (word_is(&word, NSSWITCH_SERVICE))
			return NULL;
		if (word_is_local(&word)) {
			behind_files = true;
			place = at;
		} else if (word.at[0] == '[' && behind_files) {
			place = at;
		} else {
			behind_files = false;
		}
	}
	return place;
}

char *
nsswitch_add(const char *text)
{
	static const char *const needed[] = { "passwd", "group" };
	struct strbuf out = STRBUF_INIT;
	const char *line = text;

	strbuf_puts(&out, "");
	while (*line != '\0') {
		const char *end = strchrnul(line, '\n');
		const char *next = *end == '\n' ? end + 1 : end;
		const char *services, *place = NULL;

		if (is_our_database(line, end, &services))
			place = place_in(services, end);
		if (place != NULL) {
			strbuf_append(&out, line, (size_t)(place - line));
			strbuf_puts(&out, " " NSSWITCH_SERVICE);
			line = place;
		}
		strbuf_append(&out, line, (size_t)(next - line));
		line = next;
	}
	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
		if (nsswitch_has(text, needed[i]))
			continue;
		if (out.len > 0 && !out.failed &&
		    out.bytes[out.len - 1] != '\n')
			strbuf_puts(&out, "\n");
		strbuf_printf(
		    &out, "%s: files " NSSWITCH_SERVICE "\n", needed[i]);
	}
	return strbuf_take(&out);
}

/* --- removing ----------------------------------------------------------- */

/* Copy [line, end) to OUT without the service and the preceding blanks. */
static void
copy_without(
    struct strbuf *out, const char *line, const char *services, const char *end)
{
	const char *at = services, *copied = line;
	struct word word;

	while (next_word(&at, end, &word)) {
		const char *start = word.at;

		if (!word_is(&word, NSSWITCH_SERVICE))
			continue;
		while (start > services && strchr(" \t", start[-1]) != NULL)
			start--;
		strbuf_append(out, copied, (size_t)(start - copied));
		copied = at;
	}
	strbuf_append(out, copied, (size_t)(end - copied));
}

char *
nsswitch_remove(const char *text)
{
	struct strbuf out = STRBUF_INIT;
	const char *line = text;

	strbuf_puts(&out, "");
	while (*line != '\0') {
		const char *end = strchrnul(line, '\n');
		const char *next = *end == '\n' ? end + 1 : end;
		const char *services;

		if (is_our_database(line, end, &services))
			copy_without(&out, line, services, end);
		else
			strbuf_append(&out, line, (size_t)(end - line));
		strbuf_append(&out, end, (size_t)(next - end));
		line = next;
	}
	return strbuf_take(&out);
}

/* --- inspecting ---------------------------------------------------------- */

/* The services of the first line of DATABASE; *ret_end is the line's end. */
static const char *
find_line(const char *text, const char *database, const char **ret_end)
{
	const char *line = text;

	while (*line != '\0') {
		const char *end = strchrnul(line, '\n');
		const char *services = services_of(line, end, database);

		if (services != NULL) {
			*ret_end = end;
			return services;
		}
		line = *end == '\n' ? end + 1 : end;
	}
	return NULL;
}

bool
nsswitch_has(const char *text, const char *database)
{
	const char *end;

	return find_line(text, database, &end) != NULL;
}

/* Whether the action in brackets ends the look-up of a name that files does not
 * have: [NOTFOUND=return], or [!SUCCESS=return]. */
static bool
ends_search(const struct word *action)
{
	char text[100];

	if (action->len >= sizeof(text))
		return false;
	memcpy(text, action->at, action->len);
	text[action->len] = '\0';
	return strcasestr(text, "notfound=return") != NULL ||
	    strcasestr(text, "!success=return") != NULL;
}

enum nsswitch_state
nsswitch_look(const char *text, const char *database)
{
	const char *end, *at = find_line(text, database, &end);
	bool after_files = false, blocked = false;
	struct word word;

	while (at != NULL && next_word(&at, end, &word)) {
		if (word_is(&word, NSSWITCH_SERVICE)) {
			if (!after_files)
				return NSSWITCH_EARLY;
			return blocked ? NSSWITCH_BLOCKED : NSSWITCH_GOOD;
		}
		if (word_is_local(&word))
			after_files = true;
		else if (word.at[0] == '[' && ends_search(&word))
			blocked = true;
	}
	return NSSWITCH_ABSENT;
}
