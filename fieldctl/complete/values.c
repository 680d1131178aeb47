/* The possible values of each argument, as a table.  Values from the database
 * are obtained by requests, so that callers are only offered what they may
 * see. */
#include <dirent.h>
#include <grp.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/complete/values.h"
#include "fieldctl/frame/ask.h"
#include "fieldctl/frame/column.h"
#include "store/core/action.h"
#include "store/core/user.h"
#include "store/import/csv_column.h"
#include "store/mail/template.h"
#include "store/source/source.h"
#include "store/view/mail.h"

/* The source of a value; each function suggests what exists. */
struct origin {
	const char *verb; /* "fieldctl user restore"; NULL: any */
	const char *name;
	void (*offer)(
	    const struct completing *line, const struct origin *origin);
	/* Rows of a request: the members used as word and as help; and one
	 * parameter, or NULL. */
	const char *request, *word, *help;
	const char *param, *value;
	const char *const *words; /* a fixed set */
};

/* --- rows of requests -------------------------------------------------------- */

struct rows_to_offer {
	const struct completing *line;
	const struct origin *origin;
};

static const char *
text_of(const json_t *row, const char *key)
{
	const char *text = key != NULL ?
	    json_string_value(json_object_get(row, key)) :
	    NULL;

	return text != NULL ? text : "";
}

static bool
offer_row(json_t *row, void *context)
{
	const struct rows_to_offer *rows = context;

	offer_word(&rows->line->offer, text_of(row, rows->origin->word),
	    text_of(row, rows->origin->help));
	return true;
}

static void
from_rows(const struct completing *line, const struct origin *origin)
{
	struct rows_to_offer rows = { line, origin };
	const struct control_sink sink = { offer_row, &rows };
	struct control_answer answer;
	json_t *params = json_object();

	ask_text(
	    params, origin->param != NULL ? origin->param : "", origin->value);
	(void)ctl_ask(line->ctl, origin->request, params, &sink, &answer);
	control_answer_release(&answer);
}

/* Get the object that REQUEST returns for argument number AT as KEY; NULL, or
 * release it by json_decref(). */
static json_t *
object_of(
    const struct completing *line, const char *request, const char *key, int at)
{
	struct control_answer answer;
	json_t *params, *object = NULL;

	if (at >= line->arg_count)
		return NULL;
	params = json_object();
	ask_text(params, key, line->args[at]);
	if (ctl_ask(line->ctl, request, params, NULL, &answer) == EX_OK)
		object = json_incref(answer.result);
	control_answer_release(&answer);
	return object;
}

/* --- words ------------------------------------------------------------------- */

static void
from_words(const struct completing *line, const struct origin *origin)
{
	for (const char *const *word = origin->words; *word != NULL; word++)
		offer_word(&line->offer, *word, NULL);
}

static void
from_templates(const struct completing *line, const struct origin *origin)
{
	(void)origin;
	for (unsigned i = 0; i < MAIL_TEMPLATE_COUNT; i++)
		offer_word(&line->offer, mail_template_info(i)->name,
		    i18n_marked(mail_template_info(i)->help));
}

/* Each word of LIST, separated by SEPARATOR. */
static void
offer_list(const struct offer *offer, const char *list, const char *separator)
{
	char *copy = str_dup(list), *rest = copy;

	while (rest != NULL)
		offer_word(offer, strsep(&rest, separator), NULL);
	free(copy);
}

static void
as_files(const struct completing *line, const struct origin *origin)
{
	(void)origin;
	offer_files(&line->offer);
}

static void
from_copies(const struct completing *line, const struct origin *origin)
{
	offer_word(&line->offer, "latest", _("the newest copy"));
	from_rows(line, origin);
}

/* --- values that depend on earlier words
 * -------------------------------------- */

/* Complete the part after the last END in the typed word; the part before it is
 * kept in BEFORE.  False: there is no END. */
static bool
offer_behind(const struct completing *line, char end, struct strbuf *before,
    struct offer *ret_offer)
{
	const char *at = strrchr(line->offer.typed, end);

	*ret_offer = line->offer;
	if (at == NULL)
		return false;
	strbuf_puts(before, line->offer.before);
	strbuf_append(
	    before, line->offer.typed, (size_t)(at + 1 - line->offer.typed));
	if (before->failed)
		return false;
	ret_offer->before = before->bytes;
	ret_offer->typed = at + 1;
	return true;
}

/* "a,b,c" */
static void
offer_chosen(const struct completing *line, const char *values)
{
	struct strbuf before = STRBUF_INIT;
	struct offer offer;

	(void)offer_behind(line, ',', &before, &offer);
	offer_list(&offer, values, "|");
	strbuf_release(&before);
}

/* The columns of the verb's list. */
static void
from_columns(const struct completing *line, const struct origin *origin)
{
	const struct listing_column *column = line->option != NULL ?
	    line->option->columns :
	    NULL;
	struct strbuf before = STRBUF_INIT;
	struct offer offer;

	(void)origin;
	(void)offer_behind(line, ',', &before, &offer);
	for (; column != NULL && column->key != NULL; column++)
		offer_word(&offer, column->key,
		    column->header != NULL ? i18n_marked(column->header) :
					     NULL);
	strbuf_release(&before);
}

/* The values of the preceding policy; for a number or duration, its current
 * value and its default. */
static void
from_policy(const struct completing *line, const struct origin *origin)
{
	json_t *policy = object_of(line, "policy.show", "name", 0);
	const char *values = text_of(policy, "values");

	(void)origin;
	if (strchr(values, '|') != NULL) {
		offer_chosen(line, values);
	} else {
		offer_word(&line->offer, text_of(policy, "value"),
		    _("the present value"));
		offer_word(
		    &line->offer, text_of(policy, "default"), _("the default"));
	}
	json_decref(policy);
}

static bool
offer_levels(json_t *row, void *context)
{
	const struct completing *line = context;
	const char *module = line->arg_count > 1 ? line->args[1] : "";
	const json_t *levels = json_object_get(row, "levels"), *level;
	size_t i;

	if (strcmp(text_of(row, "module"), module) != 0)
		return true;
	json_array_foreach(levels, i, level) if (json_is_string(level))
	    offer_word(&line->offer, json_string_value(level), NULL);
	offer_list(&line->offer, text_of(row, "levels"), " ");
	return true;
}

/* The levels of the preceding module. */
static void
from_levels(const struct completing *line, const struct origin *origin)
{
	const struct control_sink sink = { offer_levels,
		(void *)(uintptr_t)line };
	struct control_answer answer;

	offer_word(&line->offer, "none", NULL);
	(void)ctl_ask(line->ctl, origin->request, NULL, &sink, &answer);
	control_answer_release(&answer);
}

/* The pinned fields of the preceding person. */
static void
from_pinned(const struct completing *line, const struct origin *origin)
{
	json_t *person = object_of(line, "user.show", "person", 0);
	const json_t *pinned = json_object_get(person, "pinned"), *field;
	size_t i;

	(void)origin;
	json_array_foreach(pinned, i, field) if (json_is_string(field))
	    offer_word(&line->offer, json_string_value(field), NULL);
	json_decref(person);
}

/* COLUMN=FIELD: the columns belong to a file; the fields are known. */
static void
from_fields(const struct completing *line, const struct origin *origin)
{
	struct strbuf before = STRBUF_INIT;
	struct offer offer;

	if (offer_behind(line, '=', &before, &offer))
		for (const char *const *word = origin->words; *word != NULL;
		     word++)
			offer_word(&offer, *word, NULL);
	strbuf_release(&before);
}

/* --- values on this machine
 * ---------------------------------------------------- */

static void
from_shells(const struct completing *line, const struct origin *origin)
{
	const char *shell;

	(void)origin;
	setusershell();
	for (shell = getusershell(); shell != NULL; shell = getusershell())
		offer_word(&line->offer, shell, NULL);
	endusershell();
}

/* As libpam finds them; editors leave files with a '~' or a '.'. */
static void
from_services(const struct completing *line, const struct origin *origin)
{
	DIR *folder = opendir("/etc/pam.d");
	const struct dirent *entry;

	(void)origin;
	if (folder == NULL)
		return;
	for (entry = readdir(folder); entry != NULL; entry = readdir(folder))
		if (strpbrk(entry->d_name, ".~") == NULL &&
		    strncmp(entry->d_name, "common-", strlen("common-")) != 0)
			offer_word(&line->offer, entry->d_name, NULL);
	(void)closedir(folder);
}

static void
offer_desktops(const struct offer *offer, const char *path)
{
	DIR *folder = opendir(path);
	const struct dirent *entry;
	char name[256];

	if (folder == NULL)
		return;
	for (entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
		const char *dot = strrchr(entry->d_name, '.');

		if (dot != NULL && strcmp(dot, ".desktop") == 0 &&
		    str_format(name, sizeof(name), "%.*s",
			(int)(dot - entry->d_name), entry->d_name))
			offer_word(offer, name, NULL);
	}
	(void)closedir(folder);
}

/* The folders that display managers search. */
static void
from_desktops(const struct completing *line, const struct origin *origin)
{
	(void)origin;
	offer_desktops(&line->offer, "/usr/share/wayland-sessions");
	offer_desktops(&line->offer, "/usr/share/xsessions");
}

/* Local groups only: fieldauth's own groups cannot be granted. */
static void
from_groups(const struct completing *line, const struct origin *origin)
{
	FILE *file = fopen("/etc/group", "re");
	const struct group *group;

	(void)origin;
	if (file == NULL)
		return;
	for (group = fgetgrent(file); group != NULL; group = fgetgrent(file))
		offer_word(&line->offer, group->gr_name, NULL);
	(void)fclose(file);
}

/* --- the table --------------------------------------------------------------- */

#define ROWS(name, request, word, help)                    \
	{                                                  \
		NULL, name, from_rows, request, word, help \
	}
#define PEOPLE(verb, name, param, value)                                    \
	{                                                                   \
		verb, name, from_rows, "user.list", "login", "name", param, \
		    value                                                   \
	}
#define WORDS(verb, name, list)                       \
	{                                             \
		verb, name, from_words, .words = list \
	}
/* Free text, which cannot be completed. */
#define FREE(name)               \
	{                        \
		NULL, name, NULL \
	}

/* If several match, the first applies. */
static const struct origin origins[] = {
	PEOPLE("fieldctl user restore", "PERSON", "status", "deleted"),
	PEOPLE("fieldctl user unblock", "PERSON", "status", "blocked"),
	PEOPLE("fieldctl user release", "PERSON", "status", "held"),
	PEOPLE("fieldctl user activate", "PERSON", "status", "inactive"),
	PEOPLE(NULL, "PERSON", NULL, NULL), PEOPLE(NULL, "LEAD", NULL, NULL),
	ROWS("ROLE", "role.list", "name", "title"),
	ROWS("SITE", "site.list", "name", "title"),
	ROWS("ORG", "org.list", "name", "title"),
	ROWS("SOURCE", "source.list", "source", "type"),
	ROWS("POLICY", "policy.list", "name", "help"),
	{ "fieldctl sync import", "NAME", from_rows, "source.list", "source",
	    "type" },
	{ NULL, "COPY", from_copies, "database.copies", "name", "made_at" },
	{ NULL, "LEVEL", from_levels, "perm.list" },
	{ "fieldctl policy", "VALUE", from_policy },
	{ "fieldctl user unpin", "FIELD", from_pinned },
	WORDS("fieldctl sync rule add", "FIELD", source_rule_fields),
	WORDS("fieldctl audit", "MODULE", audit_modules),
	WORDS("fieldctl me audit", "MODULE", audit_modules),
	ROWS("MODULE", "perm.list", "module", NULL),
	WORDS(NULL, "ACTION", audit_actions),
	WORDS(NULL, "KIND", user_kind_words),
	WORDS(NULL, "STATUS", user_state_words),
	WORDS(NULL, "SECRET", user_secret_words),
	WORDS(NULL, "INVITED", user_invited_words),
	WORDS(NULL, "STATE", mail_state_words),
	{ NULL, "COLUMN=FIELD", from_fields, .words = csv_field_words },
	{ NULL, "COLUMN[,COLUMN...]", from_columns },
	{ NULL, "FILE", as_files }, { NULL, "SHELL", from_shells },
	{ NULL, "SERVICE", from_services }, { NULL, "DESKTOP", from_desktops },
	{ NULL, "TEMPLATE", from_templates }, { NULL, "GROUP", from_groups },
	FREE("ADDRESS"), FREE("CODE"), FREE("DURATION"), FREE("EMAIL"),
	FREE("HASH"), FREE("ID"), FREE("KEY"), FREE("LANGUAGE"), FREE("LOGIN"),
	FREE("N"), FREE("NAME"), FREE("NEW"), FREE("NUMBER"), FREE("RECORD"),
	FREE("SEQ"), FREE("TEXT"), FREE("TIME"), FREE("VALUE"), FREE("WORD"),
	FREE("VERB"), /* from the table of verbs */
};

static const struct origin *
origin_of(const char *title, const char *name)
{
	for (size_t i = 0; i < sizeof(origins) / sizeof(origins[0]); i++)
		if (strcmp(origins[i].name, name) == 0 &&
		    (origins[i].verb == NULL ||
			strcmp(origins[i].verb, title) == 0))
			return &origins[i];
	return NULL;
}

/* "none" of "PERSON|none" stands for itself. */
static bool
is_literal(const char *name)
{
	return name[0] >= 'a' && name[0] <= 'z';
}

void
values_offer(const struct completing *line, const char *name)
{
	char *copy = str_dup(name), *rest = copy;

	while (rest != NULL) {
		const char *one = strsep(&rest, "|");
		const struct origin *origin = origin_of(line->title, one);

		if (is_literal(one))
			offer_word(&line->offer, one, NULL);
		else if (origin != NULL && origin->offer != NULL)
			origin->offer(line, origin);
	}
	free(copy);
}

bool
values_are_known(const char *title, const char *name)
{
	char *copy = str_dup(name), *rest = copy;
	bool known = copy != NULL;

	while (rest != NULL) {
		const char *one = strsep(&rest, "|");

		known = known &&
		    (is_literal(one) || origin_of(title, one) != NULL);
	}
	free(copy);
	return known;
}
