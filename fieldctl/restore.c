#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/listing.h"
#include "fieldctl/prompt.h"
#include "fieldctl/restore.h"
#include "store/backup.h"
#include "store/publish.h"

const struct option_spec restore_options[] = {
	{ "yes", NULL, N_("do not ask"), false },
	{ "dry-run", NULL, N_("only say what would happen"), false },
	{ "csv", NULL, N_("list as CSV (RFC 4180)"), false },
	OPTION_END,
};

static const struct listing_column backup_columns[] = {
	{ "name", N_("COPY"), false },
	{ "made_at", N_("MADE"), false },
	{ "bytes", N_("BYTES"), true },
	{ "path", N_("FILE"), false },
	{ NULL, NULL, false },
};

static int
list_copies(struct ctl *ctl, const struct backup *backups, size_t count)
{
	struct listing *listing = listing_open(ctl, backup_columns);

	for (size_t i = 0; i < count; i++)
		listing_add(listing, json_pack("{s:s, s:o, s:I, s:s}",
		    "name", backups[i].name,
		    "made_at", listing_time(backups[i].made_at),
		    "bytes", (json_int_t)backups[i].len,
		    "path", backups[i].path));
	return listing_close(listing);
}

/* A name of the list, or a file of its own. */
static const char *
path_of(const char *copy, const struct backup *backups, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(backups[i].name, copy) == 0)
			return backups[i].path;
	return copy;
}

static int
fail_restore(struct ctl *ctl, int err, const char *path)
{
	char message[PATHS_MAX + 200];

	switch ((enum field_err)err) {
	case FIELD_ENOTFOUND:
		(void)str_format(message, sizeof(message),
		    _("There is no copy '%s'."), path);
		return ctl_problem(ctl, EX_NOINPUT, "no_such_copy", message,
		    _("See: fieldctl restore."));
	case FIELD_ECORRUPT:
		(void)str_format(message, sizeof(message),
		    _("'%s' is no whole database of fieldauth."), path);
		return ctl_problem(ctl, EX_DATAERR, "damaged_copy", message,
		    _("Choose another: fieldctl restore."));
	case FIELD_EBUSY:
		return ctl_problem(ctl, EX_TEMPFAIL, "in_use",
		    _("The database is in use."),
		    _("Stop what writes to it, such as syncd, and try "
		      "again."));
	case FIELD_OK:
	case FIELD_EINVAL:
	case FIELD_EEXIST:
	case FIELD_EDENIED:
	case FIELD_ENOMEM:
	case FIELD_EIO:
	case FIELD_EVERSION:
	case FIELD_EFULL:
	case FIELD_ECONFLICT:
	case FIELD_ENET:
	case FIELD_EAUTH:
		break;
	}
	return ctl_failed(ctl, err, NULL);
}

/* What the machine sees follows at once. */
static int
publish_restored(struct ctl *ctl, const char *path)
{
	int err, status = ctl_open_store(ctl, STORE_WRITE);

	if (status != EX_OK)
		return status;
	err = publish(ctl->store, true);
	if (err != FIELD_OK)
		return ctl_failed(ctl, err, NULL);
	ctl_say(ctl, _("Restored from %s, and published.  What was there is "
		       "kept as %s.replaced."), path, ctl->paths.db_file);
	return listing_result(ctl, json_pack("{s:s}", "restored", path));
}

static int
restore(struct ctl *ctl, const char *path)
{
	int err, status = prompt_destructive(ctl,
	    _("Replace the database?  Changes since the copy are lost."));

	if (status != EX_OK)
		return status;
	if (ctl->dry_run) {
		ctl_say(ctl, _("Would restore %s."), path);
		return EX_OK;
	}
	err = backup_restore(&ctl->paths, &ctl->config, path);
	if (err != FIELD_OK)
		return fail_restore(ctl, err, path);
	return publish_restored(ctl, path);
}

int
restore_verb(struct ctl *ctl)
{
	struct backup *backups = NULL;
	size_t count = 0;
	int err = backup_list(&ctl->paths, &backups, &count);
	int status;

	if (err != FIELD_OK)
		return ctl_failed(ctl, err, NULL);
	if (ctl->arg_count == 0)
		status = list_copies(ctl, backups, count);
	else
		status = restore(ctl, path_of(ctl->args[0], backups, count));
	free(backups);
	return status;
}
