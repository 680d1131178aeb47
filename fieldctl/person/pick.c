/* Selects people.  Visibility is not decided here. */
#include <sysexits.h>

#include "base/i18n.h"
#include "fieldctl/frame/ask.h"
#include "fieldctl/frame/prompt.h"
#include "fieldctl/person/columns.h"
#include "fieldctl/person/option.h"
#include "fieldctl/person/pick.h"

/* The first FLAG_COUNT of them have no value. */
static const char *const filters[] = { "all", "locked", "role", "status",
	"kind", "site", "secret", "invited" };
#define FILTER_COUNT (sizeof(filters) / sizeof(filters[0]))
#define FLAG_COUNT   2

bool
pick_is_filtered(const struct ctl *ctl)
{
	for (size_t i = 0; i < FILTER_COUNT; i++)
		if (option_is_set(&ctl->options, filters[i]))
			return true;
	return false;
}

/* Errors in the options are reported before a request is sent. */
static int
check_options(struct ctl *ctl, bool filtered, int name_count)
{
	int status;

	if (filtered && name_count > 0)
		return ctl_usage(ctl,
		    _("Name people, or select them by options, not both."));
	if (!filtered && name_count <= 0)
		return ctl_usage(ctl,
		    _("No person given: use a login name, an e-mail address, "
		      "an id, a uid, or options such as --role."));
	status = person_check_status(ctl);
	if (status == EX_OK)
		status = person_check_kind(ctl);
	if (status == EX_OK)
		status = person_check_secret(ctl);
	return status == EX_OK ? person_check_invited(ctl) : status;
}

static void
put_filter(const struct ctl *ctl, json_t *params)
{
	for (size_t i = 0; i < FLAG_COUNT; i++)
		ask_flag(ctl, params, filters[i]);
	for (size_t i = FLAG_COUNT; i < FILTER_COUNT; i++)
		ask_option(ctl, params, filters[i]);
}

static json_t *
names_of(const struct ctl *ctl, const struct pick *pick)
{
	json_t *params = json_object();

	ask_texts(params, "people", ctl->args, pick->name_count);
	return params;
}

static int
look(struct ctl *ctl, bool spare, struct pick *pick)
{
	struct control_answer answer;
	json_t *params = names_of(ctl, pick);
	int status;

	put_filter(ctl, params);
	if (spare)
		(void)json_object_set_new(params, "spare", json_true());
	status = ctl_rows(ctl, "user.choose", params, &pick->rows, &answer);
	pick->count = json_array_size(pick->rows);
	pick->spared = (size_t)json_integer_value(
	    json_object_get(answer.result, "spared"));
	control_answer_release(&answer);
	return status;
}

int
pick_people(struct ctl *ctl, int name_count, bool spare, bool look_first,
    struct pick *ret_pick)
{
	struct pick pick = {
		.by_filter = pick_is_filtered(ctl),
		.name_count = name_count > 0 ? name_count : 0,
		.count = name_count > 0 ? (size_t)name_count : 0,
	};
	int status = check_options(ctl, pick.by_filter, name_count);

	if (status == EX_OK && (pick.by_filter || look_first))
		status = look(ctl, spare, &pick);
	if (status != EX_OK) {
		pick_release(&pick);
		return status;
	}
	*ret_pick = pick; /* transferred */
	return EX_OK;
}

void
pick_release(struct pick *pick)
{
	json_decref(pick->rows);
	pick->rows = NULL;
}

json_t *
pick_ids(const struct pick *pick)
{
	json_t *params = json_object(), *ids = json_array();

	for (size_t i = 0; i < pick->count; i++)
		(void)json_array_append(
		    ids, json_object_get(json_array_get(pick->rows, i), "id"));
	(void)json_object_set_new(params, "people", ids);
	return params;
}

json_t *
pick_params(const struct ctl *ctl, const struct pick *pick)
{
	json_t *params;

	if (pick->rows == NULL)
		return names_of(ctl, pick);
	params = pick_ids(pick);
	if (pick->by_filter)
		put_filter(ctl, params);
	return params;
}

const char *
pick_first(const struct pick *pick)
{
	const char *login = json_string_value(
	    json_object_get(json_array_get(pick->rows, 0), "login"));

	return login != NULL ? login : "";
}

/* On standard error, like the question that follows. */
static void
show_people(struct ctl *ctl, const struct pick *pick)
{
	for (size_t i = 0; i < pick->count && i < PICK_SHOWN_MAX; i++) {
		const char *title = json_string_value(
		    json_object_get(json_array_get(pick->rows, i), "title"));

		fputs("  ", ctl->err);
		ctl_put_safe(ctl->err, title != NULL ? title : "");
		fputc('\n', ctl->err);
	}
	if (pick->count > PICK_SHOWN_MAX)
		fprintf(ctl->err, _("  and %zu more\n"),
		    pick->count - PICK_SHOWN_MAX);
}

int
pick_confirm(struct ctl *ctl, const struct pick *pick, const char *question)
{
	if (!ctl->dry_run && !option_is_set(&ctl->options, "yes") &&
	    prompt_is_possible(ctl) && pick->rows != NULL)
		show_people(ctl, pick);
	return prompt_destructive(ctl, question);
}

void
pick_say_missing(struct ctl *ctl, const struct pick *pick)
{
	if (pick->count == 0)
		listing_say_nothing(ctl, person_list_columns);
	if (pick->spared > 0)
		ctl_say(ctl, "%s", _("The last super admin was left out."));
}
