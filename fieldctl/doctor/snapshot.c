/* The snapshot: whether it is trusted, and which people it leaves out. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/doctor/doctor.h"
#include "snapshot/reader.h"
#include "store/publish/publish.h"

/* --- snapshot ----------------------------------------------------------- */

/* The reader trusts the file only in a folder that only its owner can write:
 * see snapshot/reader.h. */
static bool
folder_is_trusted(struct doctor *doctor, const char *snapshot)
{
	char folder[PATHS_MAX], mend[PATHS_MAX + 40];
	const char *problem = NULL;
	struct stat st, file;

	(void)str_copy(folder, sizeof(folder), snapshot);
	*strrchr(folder, '/') = '\0';
	if (lstat(folder, &st) != 0)
		return true; /* the file is missing as well */
	if (!S_ISDIR(st.st_mode)) {
		problem = _("it is not a folder");
		(void)str_copy(mend, sizeof(mend),
		    _("Replace it by the folder itself, then: fieldctl publish"));
	} else if ((st.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
		problem = _("it is writable by users other than its owner");
		(void)str_format(mend, sizeof(mend), "chmod go-w %s", folder);
	} else if (lstat(snapshot, &file) == 0 && file.st_uid != st.st_uid) {
		problem = _("the snapshot in it belongs to another user");
		(void)str_format(mend, sizeof(mend), "chown root:root %s %s",
		    folder, snapshot);
	}
	if (problem != NULL)
		doctor_find(doctor, DOCTOR_FAIL, mend,
		    _("%1$s is not trusted, so people of fieldauth cannot be looked up: %2$s."),
		    folder, problem);
	return problem == NULL;
}

void
doctor_snapshot(struct doctor *doctor)
{
	static struct snapshot_cache cache = SNAPSHOT_CACHE_INIT;
	static const char mend[] = "fieldctl publish";
	const char *path = doctor->ctl->paths.snapshot_file;
	const struct snapshot_source source = { path };
	struct snapshot_view view;
	enum snapshot_status status;

	if (!folder_is_trusted(doctor, path))
		return;
	status = snapshot_enter(&cache, &source, &view);
	switch (status) {
	case SNAPSHOT_OK:
		snapshot_leave(&view);
		break;
	case SNAPSHOT_NONE:
	case SNAPSHOT_MISSING:
		doctor_find(
		    doctor, DOCTOR_FAIL, mend, _("%s is missing."), path);
		return;
	case SNAPSHOT_DAMAGED:
		doctor_find(doctor, DOCTOR_FAIL, mend,
		    _("%s is damaged, or it is writable by users other than its owner."),
		    path);
		return;
	case SNAPSHOT_UNREADABLE:
	case SNAPSHOT_AGAIN:
		doctor_find(
		    doctor, DOCTOR_FAIL, mend, _("%s cannot be read."), path);
		return;
	}
	if (doctor->ctl->store == NULL)
		doctor_skip(doctor,
		    _("the snapshot is whole, but was not compared: the "
		      "database cannot be opened"));
	else if (publish_is_due(doctor->ctl->store))
		doctor_find(doctor, DOCTOR_WARN, mend,
		    _("%s is older than the database."), path);
}

/* --- names -------------------------------------------------------------- */

static void
note_entry(struct doctor *doctor, const struct publish_gap *gap)
{
	char mend[200];

	(void)str_format(mend, sizeof(mend),
	    _("Rename or remove the local user or group, then: fieldctl "
	      "publish; see: fieldctl explain %s"),
	    gap->name);
	doctor_find(doctor, DOCTOR_WARN, mend,
	    _("'%s' is not shown to the machine: %s"), gap->name,
	    i18n_marked(gap->why));
}

static void
note_grant(struct doctor *doctor, const struct publish_gap *gap)
{
	char mend[200];

	(void)str_format(mend, sizeof(mend), "fieldctl role ungrant %s %s",
	    gap->role, gap->name);
	doctor_find(doctor, DOCTOR_WARN, mend,
	    _("The role %1$s has the local group '%2$s', but does not grant it: %3$s."),
	    gap->role, gap->name, i18n_marked(gap->why));
}

/* Not an error, but programs that read the list should be known. */
static void
note_members(struct doctor *doctor, const struct publish_gap *gap)
{
	char mend[200];

	(void)str_format(mend, sizeof(mend),
	    _("No action needed: id(1) and all permission checks use the complete list; see: fieldctl user list"));
	doctor_find(doctor, DOCTOR_WARN, mend,
	    _("The group %1$s has %3$u members and lists the first %2$u: some programs treat a group with a longer list as missing."),
	    gap->name, (unsigned)gap->listed, (unsigned)gap->members);
}

static void
note_gap(const struct publish_gap *gap, void *context)
{
	switch (gap->kind) {
	case GAP_ENTRY:
		note_entry(context, gap);
		break;
	case GAP_GRANT:
		note_grant(context, gap);
		break;
	case GAP_MEMBERS:
		note_members(context, gap);
		break;
	}
}

void
doctor_names(struct doctor *doctor)
{
	if (doctor->ctl->store != NULL &&
	    publish_gaps(doctor->ctl->store, note_gap, doctor) != FIELD_OK)
		doctor_find(doctor, DOCTOR_FAIL, "",
		    _("The machine's users could not be compared."));
}
