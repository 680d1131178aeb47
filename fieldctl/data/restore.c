#include <string.h>
#include <sysexits.h>

#include "base/i18n.h"
#include "fieldctl/data/restore.h"
#include "fieldctl/frame/ask.h"
#include "fieldctl/frame/listing.h"
#include "fieldctl/frame/prompt.h"

static const struct listing_column columns[] = {
	{ "name", N_("COPY"), 0 },
	{ "made_at", N_("MADE"), COLUMN_TIME },
	{ "bytes", N_("BYTES"), COLUMN_NUMBER },
	{ "path", NULL, 0 },
	LISTING_END(N_("No copies of the database.")),
};

const struct option_spec restore_options[] = {
	{ "dry-run", NULL, N_("only say what would happen"), false },
	LISTING_OPTIONS(columns),
	OPTION_END,
};

static const char *
path_of(const json_t *copy)
{
	return json_string_value(json_object_get(copy, "path"));
}

/* The path of the copy NAME, "latest", or itself a path; NULL: none. */
static const char *
find_copy(const json_t *copies, const char *name)
{
	const json_t *copy;
	size_t i;

	if (name[0] == '/')
		return name;
	if (strcmp(name, "latest") == 0)
		return path_of(json_array_get(copies, 0));
	json_array_foreach(copies, i,
	    copy) if (strcmp(json_string_value(json_object_get(copy, "name")),
			  name) == 0) return path_of(copy);
	return NULL;
}

static int
restore_from(struct ctl *ctl, const char *path)
{
	struct control_answer answer;
	json_t *params = json_object();
	int status;

	ask_text(params, "copy", path);
	status = ctl_ask(ctl, "database.restore", params, NULL, &answer);
	if (status == EX_OK && ctl->dry_run) {
		ctl_say(ctl, _("Would restore %s."), path);
	} else if (status == EX_OK) {
		ctl_say(ctl,
		    _("Restored from %s; what was there is kept as "
		      "%s.replaced."),
		    path, ctl->paths.db_file);
		status = listing_result(ctl, json_incref(answer.result));
	}
	control_answer_release(&answer);
	return status;
}

static int
confirm_and_restore(struct ctl *ctl, const char *path)
{
	int status = prompt_destructive(
	    ctl, _("Everything changed since that copy is lost.  Go on?"));

	return status == EX_OK ? restore_from(ctl, path) : status;
}

int
restore_verb(struct ctl *ctl)
{
	struct control_answer answer;
	const char *path;
	json_t *copies;
	int status;

	if (ctl->arg_count == 0)
		return ctl_list(ctl, "database.copies", NULL, columns);
	status = ctl_rows(ctl, "database.copies", NULL, &copies, &answer);
	if (status == EX_OK) {
		path = find_copy(copies, ctl->args[0]);
		status = path != NULL ?
		    confirm_and_restore(ctl, path) :
		    ctl_reason(ctl, REASON_NO_SUCH_COPY, ctl->args[0], NULL);
	}
	json_decref(copies);
	control_answer_release(&answer);
	return status;
}
