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
	{ "kind", N_("KIND"), 0 },
	LISTING_END(N_("There are no copies of the database yet.  Make one "
		       "with: fieldctl backup")),
};

const struct option_spec backup_options[] = {
	{ "dry-run", NULL, N_("only report what would happen"), false },
	OPTION_END,
};

const struct option_spec restore_options[] = {
	{ "dry-run", NULL, N_("only report what would happen"), false },
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
		    _("Restored from %s; the previous database is kept as %s.replaced."),
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
	    ctl, _("All changes since that copy will be lost.  Continue?"));

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
		if (path != NULL)
			status = confirm_and_restore(ctl, path);
		else if (json_array_size(copies) == 0)
			status = ctl_reason(ctl, REASON_NO_COPIES, NULL, NULL);
		else
			status = ctl_reason(
			    ctl, REASON_NO_SUCH_COPY, ctl->args[0], NULL);
	}
	json_decref(copies);
	control_answer_release(&answer);
	return status;
}

static void
say_made(struct ctl *ctl, const json_t *copy)
{
	ctl_say(ctl,
	    _("Copied the database to %1$s (%2$lld bytes), and checked the "
	      "copy."),
	    path_of(copy),
	    (long long)json_integer_value(json_object_get(copy, "bytes")));
	ctl_say(ctl,
	    _("The newest %lld copies that were made by this command are "
	      "kept.  Go back with: fieldctl restore %s"),
	    (long long)json_integer_value(json_object_get(copy, "kept")),
	    json_string_value(json_object_get(copy, "name")));
}

int
backup_verb(struct ctl *ctl)
{
	struct control_answer answer;
	int status = ctl_ask(
	    ctl, "database.backup", json_object(), NULL, &answer);

	if (status == EX_OK && ctl->dry_run)
		ctl_say(ctl, "%s", _("Would copy the database."));
	else if (status == EX_OK)
		say_made(ctl, answer.result);
	if (status == EX_OK)
		status = listing_result(ctl, json_incref(answer.result));
	control_answer_release(&answer);
	return status;
}
