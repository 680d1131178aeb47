#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "fieldctl/machine/conf_edit.h"

static const char *
skip_blanks(const char *at, const char *end)
{
	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	return at;
}

/* Whether the line from AT to END is `[SECTION]`. */
static bool
is_section(const char *at, const char *end, const char *section)
{
	size_t len = strlen(section);

	at = skip_blanks(at, end);
	return at < end && *at == '[' && (size_t)(end - at) >= len + 2 &&
	    strncmp(at + 1, section, len) == 0 && at[1 + len] == ']';
}

static bool
is_any_section(const char *at, const char *end)
{
	at = skip_blanks(at, end);
	return at < end && *at == '[';
}

/* Whether the line sets KEY. */
static bool
sets_key(const char *at, const char *end, const char *key)
{
	size_t len = strlen(key);

	at = skip_blanks(at, end);
	if ((size_t)(end - at) < len || strncmp(at, key, len) != 0)
		return false;
	at = skip_blanks(at + len, end);
	return at < end && (*at == '=' || *at == ':');
}

struct conf_place {
	size_t start, end; /* of the line to replace; equal: insert */
	bool found;        /* the section exists */
};

static struct conf_place
find_place(const char *text, const char *section, const char *key)
{
	struct conf_place place = { .found = false };
	const char *line = text;

	while (*line != '\0') {
		const char *end = strchrnul(line, '\n');
		const char *next = *end == '\n' ? end + 1 : end;

		if (place.found && is_any_section(line, end))
			break;
		if (place.found && sets_key(line, end, key)) {
			place.start = (size_t)(line - text);
			place.end = (size_t)(next - text);
			break;
		}
		if (!place.found && is_section(line, end, section)) {
			place.found = true;
			place.start = place.end = (size_t)(next - text);
		}
		line = next;
	}
	return place;
}

char *
conf_edit_set(
    const char *text, const char *section, const char *key, const char *value)
{
	struct conf_place place = find_place(text, section, key);
	struct strbuf out = STRBUF_INIT;
	size_t len = strlen(text);

	if (!place.found)
		place.start = place.end = len;
	strbuf_append(&out, text, place.start);
	if (place.start > 0 && text[place.start - 1] != '\n')
		strbuf_puts(&out, "\n");
	if (!place.found)
		strbuf_printf(&out, "%s[%s]\n", len > 0 ? "\n" : "", section);
	strbuf_printf(&out, "%s = %s\n", key, value);
	strbuf_append(&out, text + place.end, len - place.end);
	return strbuf_take(&out);
}
