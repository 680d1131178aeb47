/* Evaluates controls.  A mistake here could make a check report an open gate as
 * closed. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "pamconf/control.h"

#define BLANKS " \t\n"

static const struct {
	const char *word;
	enum pamconf_action action;
} actions[] = {
	{ "ignore", PAMCONF_IGNORE },
	{ "ok", PAMCONF_OK },
	{ "done", PAMCONF_DONE },
	{ "bad", PAMCONF_BAD },
	{ "die", PAMCONF_DIE },
	{ "reset", PAMCONF_RESET },
};

/* The four keywords: the action for success and new_authtok_reqd, and for all
 * other codes. */
static const struct {
	const char *word;
	enum pamconf_action good, rest;
} words[] = {
	{ "required", PAMCONF_OK, PAMCONF_BAD },
	{ "requisite", PAMCONF_OK, PAMCONF_DIE },
	{ "sufficient", PAMCONF_DONE, PAMCONF_IGNORE },
	{ "optional", PAMCONF_OK, PAMCONF_IGNORE },
};

static enum pamconf_action
action_of_word(size_t i, const char *code)
{
	if (strcmp(code, "success") == 0 ||
	    strcmp(code, "new_authtok_reqd") == 0)
		return words[i].good;
	if (strcmp(code, "ignore") == 0)
		return PAMCONF_IGNORE;
	return words[i].rest;
}

/* Parse the LEN bytes AT, after the '=', as an action; false: invalid. */
static bool
take_action(const char *at, size_t len, enum pamconf_action *ret_action,
    unsigned long *ret_jump)
{
	char *end;

	*ret_jump = 0;
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		if (strlen(actions[i].word) == len &&
		    strncmp(actions[i].word, at, len) == 0) {
			*ret_action = actions[i].action;
			return true;
		}
	if (len == 0 || *at < '0' || *at > '9')
		return false;
	*ret_jump = strtoul(at, &end, 10);
	*ret_action = PAMCONF_JUMP;
	return end == at + len && *ret_jump != 0;
}

/* Parse one "NAME=ACTION" of a list; blanks may surround the '='. */
struct item {
	const char *name;
	size_t name_len;
	enum pamconf_action action;
	unsigned long jump;
};

static bool
take_item(const char **at, struct item *ret_item)
{
	const char *from = *at + strspn(*at, BLANKS);
	size_t len;

	ret_item->name = from;
	ret_item->name_len = strcspn(from, BLANKS "=");
	from += ret_item->name_len;
	from += strspn(from, BLANKS);
	if (*from != '=')
		return false;
	from++;
	from += strspn(from, BLANKS);
	len = strcspn(from, BLANKS);
	*at = from + len;
	return take_action(from, len, &ret_item->action, &ret_item->jump);
}

static bool
is_named(const struct item *item, const char *name)
{
	return strlen(name) == item->name_len &&
	    strncmp(item->name, name, item->name_len) == 0;
}

/*
 * libpam processes the list from the left: an entry for a code overrides
 * `default`, which applies to codes without an entry so far.
 */
static enum pamconf_action
action_of_list(const char *at, const char *code, unsigned long *ret_jump)
{
	enum pamconf_action found = PAMCONF_BAD;
	bool is_set = false;
	struct item item;

	while (at[strspn(at, BLANKS)] != '\0') {
		if (!take_item(&at, &item)) {
			*ret_jump = 0;
			return PAMCONF_BAD;
		}
		if (!is_named(&item, code) &&
		    (is_set || !is_named(&item, "default")))
			continue;
		found = item.action;
		*ret_jump = item.jump;
		is_set = true;
	}
	return found;
}

enum pamconf_action
pamconf_action(const char *control, const char *code, unsigned long *ret_jump)
{
	*ret_jump = 0;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcasecmp(control, words[i].word) == 0)
			return action_of_word(i, code);
	return action_of_list(control, code, ret_jump);
}

bool
pamconf_is_final(const char *control, const char *code)
{
	unsigned long jump;
	enum pamconf_action action = pamconf_action(control, code, &jump);

	return action == PAMCONF_BAD || action == PAMCONF_DIE;
}
