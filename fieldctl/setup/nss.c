/* `setup --system`: nsswitch.conf(5).  The original is kept, so that undoing
 * the change restores its exact bytes. */
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/file.h"
#include "fieldctl/machine/nsswitch.h"
#include "fieldctl/machine/undo.h"
#include "fieldctl/setup/folders.h"
#include "fieldctl/setup/nss.h"

#define NSSWITCH_CONF "/etc/nsswitch.conf"
#define TEXT_MAX_LEN  (1024 * 1024)

/* The present and the new contents of the file; free() both. */
static int
read_edited(
    const struct ctl *ctl, bool enable, char **ret_before, char **ret_after)
{
	size_t len = 0;
	int rc = file_read(NSSWITCH_CONF, TEXT_MAX_LEN, ret_before, &len);

	if (rc != FIELD_OK)
		return rc;
	if (!enable && undo_is_untouched(ctl, NSSWITCH_CONF))
		return undo_read(ctl, NSSWITCH_CONF, ret_after, &len);
	*ret_after = enable ? nsswitch_add(*ret_before) :
			      nsswitch_remove(*ret_before);
	return *ret_after != NULL ? FIELD_OK : FIELD_ENOMEM;
}

/* A file that partly contains our changes is not the original. */
static int
write_nsswitch(struct ctl *ctl, const char *before, const char *after)
{
	char *without = nsswitch_remove(before);
	bool keeps = without != NULL && strcmp(without, before) == 0;
	int rc = FIELD_OK;

	free(without);
	if (keeps)
		rc = undo_keep(ctl, NSSWITCH_CONF, false);
	else
		undo_forget(ctl, NSSWITCH_CONF);
	if (rc == FIELD_OK)
		rc = undo_write(NSSWITCH_CONF, after, strlen(after));
	if (rc == FIELD_OK && keeps)
		rc = undo_keep(ctl, NSSWITCH_CONF, true);
	return rc;
}

int
setup_nss_enable(struct ctl *ctl)
{
	char *before = NULL, *after = NULL;
	int rc = read_edited(ctl, true, &before, &after);

	if (rc == FIELD_OK && strcmp(before, after) != 0)
		rc = write_nsswitch(ctl, before, after);
	free(before);
	free(after);
	return rc == FIELD_OK ? EX_OK :
				setup_failed_file(ctl, NSSWITCH_CONF, rc);
}

int
setup_nss_disable(struct ctl *ctl)
{
	char *before = NULL, *after = NULL;
	int rc = read_edited(ctl, false, &before, &after);

	if (rc == FIELD_OK && strcmp(before, after) != 0)
		rc = undo_write(NSSWITCH_CONF, after, strlen(after));
	free(before);
	free(after);
	if (rc != FIELD_OK)
		return setup_failed_file(ctl, NSSWITCH_CONF, rc);
	undo_forget(ctl, NSSWITCH_CONF);
	return EX_OK;
}

int
setup_nss_preview(struct preview *preview, bool enable)
{
	char *before = NULL, *after = NULL;
	int rc = read_edited(preview->ctl, enable, &before, &after);

	if (rc == FIELD_OK)
		preview_file(preview, NSSWITCH_CONF, after);
	free(before);
	free(after);
	return rc == FIELD_OK ?
	    EX_OK :
	    setup_failed_file(preview->ctl, NSSWITCH_CONF, rc);
}
