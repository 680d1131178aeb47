/*
 * Parses one line of a PAM file.  Must never be more lenient than libpam: a
 * line that libpam interprets differently would be judged by the wrong meaning.
 */
#include <string.h>
#include <strings.h>

#include "base/err.h"
#include "pamconf/rule.h"

#define BLANKS " \t\n"

/* --- lines ------------------------------------------------------------------ */

/* Whether the rest of the physical line AT continues in the next one: its last
 * byte except for blanks is a backslash.  Without it, *ret_len bytes count. */
static bool
is_continued(const char *at, size_t len, size_t *ret_len)
{
	while (len > 0 && strchr(BLANKS, at[len - 1]) != NULL)
		len--;
	*ret_len = len;
	if (len == 0 || at[len - 1] != '\\')
		return false;
	*ret_len = len - 1;
	return true;
}

/* Append the LEN bytes AT and a blank; false when out of room. */
static bool
append(
    char line[PAMCONF_LINE_SIZE], size_t *line_len, const char *at, size_t len)
{
	if (*line_len + len + 2 > PAMCONF_LINE_SIZE)
		return false;
	memcpy(line + *line_len, at, len);
	*line_len += len;
	line[(*line_len)++] = ' ';
	line[*line_len] = '\0';
	return true;
}

int
pamconf_line(const char *text, char line[PAMCONF_LINE_SIZE], size_t *ret_len)
{
	size_t first_len = strcspn(text, "\n"), line_len = 0;
	const char *at = text;

	line[0] = '\0';
	*ret_len = first_len + (text[first_len] == '\n' ? 1 : 0);
	for (;;) {
		size_t len = strcspn(at, "\n"), used, kept;
		size_t blanks = strspn(at, " \t");
		const char *comment = memchr(at, '#', len);
		bool more, empty = blanks == len || at[blanks] == '#';

		used = kept = comment != NULL ? (size_t)(comment - at) : len;
		more = comment == NULL && is_continued(at, used, &kept);
		if (!empty && !append(line, &line_len, at, kept))
			return FIELD_EINVAL;
		at += len + (at[len] == '\n' ? 1 : 0);
		/* empty lines within a continuation are skipped */
		if (!more && (!empty || line_len == 0))
			break;
		if (*at == '\0')
			return FIELD_EINVAL;
	}
	*ret_len = (size_t)(at - text);
	return FIELD_OK;
}

/* --- words ------------------------------------------------------------------ */

/*
 * Copy the next word at *at to WORD: up to a blank, or the text in brackets,
 * where `\]` stands for `]`.  False: there is none, or it does not fit.
 */
static bool
take_word(const char **at, char *word, size_t size)
{
	const char *from = *at + strspn(*at, BLANKS);
	bool bracket = *from == '[';
	size_t len = 0;

	if (*from == '\0')
		return false;
	from += bracket ? 1 : 0;
	while (*from != '\0' &&
	    (bracket ? *from != ']' : strchr(BLANKS, *from) == NULL)) {
		if (bracket && from[0] == '\\' && from[1] == ']')
			from++;
		if (len + 1 >= size)
			return false;
		word[len++] = *from++;
	}
	word[len] = '\0';
	/* unterminated bracket: libpam takes the rest of the line */
	if (bracket && *from != ']')
		return false;
	*at = from + (*from != '\0' ? 1 : 0);
	return true;
}

static bool
take_args(const char *at, struct pamconf_rule *rule)
{
	size_t used = 0;

	rule->arg_count = 0;
	while (at[strspn(at, BLANKS)] != '\0') {
		if (!take_word(
			&at, rule->args + used, sizeof(rule->args) - used))
			return false;
		used += strlen(rule->args + used) + 1;
		rule->arg_count++;
	}
	return true;
}

int
pamconf_rule_argv(
    const struct pamconf_rule *rule, const char *argv[PAMCONF_ARGS_MAX])
{
	const char *at = rule->args;

	for (size_t i = 0; i < rule->arg_count; i++) {
		argv[i] = at;
		at += strlen(at) + 1;
	}
	return (int)rule->arg_count;
}

/* --- rules ------------------------------------------------------------------ */

static const char *const types[PAMCONF_TYPE_COUNT] = {
	[PAMCONF_AUTH] = "auth",
	[PAMCONF_ACCOUNT] = "account",
	[PAMCONF_PASSWORD] = "password",
	[PAMCONF_SESSION] = "session",
};

const char *
pamconf_type_name(enum pamconf_type type)
{
	return types[type];
}

static bool
take_type(const char *word, enum pamconf_type *ret_type)
{
	word += word[0] == '-' ? 1 : 0; /* "a missing module is not an error" */
	for (size_t i = 0; i < PAMCONF_TYPE_COUNT; i++)
		if (strcasecmp(word, types[i]) == 0) {
			*ret_type = (enum pamconf_type)i;
			return true;
		}
	return false;
}

/* Keep only the last component of a module's path. */
static void
cut_folders(char *name)
{
	const char *slash = strrchr(name, '/');

	if (slash != NULL)
		memmove(name, slash + 1, strlen(slash + 1) + 1);
}

static enum pamconf_kind
kind_of(const char *control)
{
	if (strcasecmp(control, "include") == 0)
		return PAMCONF_INCLUDE;
	if (strcasecmp(control, "substack") == 0)
		return PAMCONF_SUBSTACK;
	return PAMCONF_MODULE;
}

int
pamconf_rule_parse(const char *line, struct pamconf_rule *ret_rule)
{
	struct pamconf_rule *rule = ret_rule;
	char word[32];

	if (!take_word(&line, word, sizeof(word)))
		return FIELD_EINVAL;
	if (strcmp(word, "@include") == 0) {
		rule->kind = PAMCONF_INCLUDE_ALL;
		rule->type = PAMCONF_AUTH;
		rule->control[0] = '\0';
	} else {
		if (!take_type(word, &rule->type) ||
		    !take_word(&line, rule->control, sizeof(rule->control)))
			return FIELD_EINVAL;
		rule->kind = kind_of(rule->control);
	}
	if (!take_word(&line, rule->name, sizeof(rule->name)) ||
	    !take_args(line, rule))
		return FIELD_EINVAL;
	if (rule->kind == PAMCONF_MODULE)
		cut_folders(rule->name);
	return rule->name[0] != '\0' ? FIELD_OK : FIELD_EINVAL;
}
