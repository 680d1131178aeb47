#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/data/restore.h"
#include "fieldctl/frame/listing.h"
#include "fieldctl/frame/prompt.h"
#include "store/core/audit.h"
#include "store/db/backup.h"

const struct option_spec restore_options[] = {
	{ "dry-run", NULL, N_("only say what would happen"), false },
	{ "csv", NULL, N_("list as CSV (RFC 4180)"), false },
	OPTION_END,
};

static const struct listing_column columns[] = {
	{ "name", N_("COPY"), false },
	{ "made_at", N_("MADE"), false },
	{ "bytes", N_("BYTES"), true },
	{ "path", NULL, false },
	{ NULL, NULL, false },
};

static int
list_copies(struct ctl *ctl, const struct backup *backups, size_t count)
{
	struct listing *listing = listing_open(ctl, columns);

	if (listing == NULL)
		return ctl_failed(ctl, FIELD_ENOMEM, NULL);
	for (size_t i = 0; i < count; i++)
		listing_add(listing,
		    json_pack("{s:s, s:o, s:I, s:s}", "name", backups[i].name,
			"made_at", value_time(backups[i].made_at), "bytes",
			(json_int_t)backups[i].len, "path", backups[i].path));
	return listing_close(listing);
}

/* The path of the copy NAME, "latest", or itself a path; NULL: none. */
static const char *
find_copy(const struct backup *backups, size_t count, const char *name)
{
	if (name[0] == '/')
		return name;
	if (strcmp(name, "latest") == 0)
		return count > 0 ? backups[0].path : NULL;
	for (size_t i = 0; i < count; i++)
		if (strcmp(backups[i].name, name) == 0)
			return backups[i].path;
	return NULL;
}

/* The first change of the restored database says that it is one, and
 * publishes its snapshot. */
static int
say_restored(
    struct ctl *ctl, struct change *change, void *context, struct refusal *why)
{
	struct audit_entry entry = {
		.action = "database.restore", .subject = "", .org_id = ""
	};
	int rc = audit_append(change, &entry);

	(void)ctl;
	(void)context;
	(void)why;
	return rc == FIELD_OK ? change_touch_snapshot(change) : rc;
}

static int
fail_restore(struct ctl *ctl, int err, const char *path)
{
	char message[PATHS_MAX + 200];

	switch ((enum field_err)err) {
	case FIELD_ENOTFOUND:
		return ctl_reason(ctl, REASON_NO_SUCH_COPY, path, NULL);
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

static int
restore_from(struct ctl *ctl, const char *path)
{
	const struct ctl_work work = { .action = "database.restore",
		.apply = say_restored };
	int err,
	    code = prompt_destructive(
		ctl, _("Everything changed since that copy is lost.  Go on?"));

	if (code != EX_OK)
		return code;
	if (ctl->dry_run) {
		ctl_say(ctl, _("Would restore %s."), path);
		return EX_OK;
	}
	err = backup_restore(&ctl->paths, &ctl->config, path);
	if (err != FIELD_OK)
		return fail_restore(ctl, err, path);
	code = ctl_open_store(ctl, STORE_WRITE);
	if (code == EX_OK)
		code = ctl_change(ctl, &work);
	if (code != EX_OK)
		return code;
	ctl_say(ctl,
	    _("Restored from %s; what was there is kept as "
	      "%s.replaced."),
	    path, ctl->paths.db_file);
	return listing_result(ctl, json_pack("{s:s}", "restored", path));
}

int
restore_verb(struct ctl *ctl)
{
	struct backup *backups = NULL;
	const char *path;
	size_t count = 0;
	int code, err = backup_list(&ctl->paths, &backups, &count);

	if (err != FIELD_OK)
		return ctl_failed(ctl, err, NULL);
	if (ctl->arg_count == 0) {
		code = list_copies(ctl, backups, count);
	} else {
		path = find_copy(backups, count, ctl->args[0]);
		code = path != NULL ?
		    restore_from(ctl, path) :
		    ctl_reason(ctl, REASON_NO_SUCH_COPY, ctl->args[0], NULL);
	}
	free(backups);
	return code;
}
