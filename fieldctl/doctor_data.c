/* The configuration, the key, the database, the snapshot, the clock. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/doctor.h"
#include "snapshot/reader.h"
#include "store/audit.h"
#include "store/db/backup.h"
#include "store/people/alias.h"
#include "store/people/beyond_kind.h"
#include "store/people/home.h"
#include "store/people/org.h"
#include "store/people/place.h"
#include "store/people/user_mail.h"
#include "store/publish/publish.h"
#include "store/signin/secret.h"

#define COPY_AGE_S (INT64_C(3) * 24 * 60 * 60)

#define BACK_S 120 /* how far the clock may be behind what it has written */

static void
note_problem(const struct config_problem *problem, void *context)
{
	doctor_find_in_file(context, DOCTOR_FAIL,
	    _("Correct that line; see fieldauth.conf(5)."), problem->file,
	    problem->line, problem->why);
}

void
doctor_config(struct doctor *doctor)
{
	struct config_problem problem = { .line = 0 };
	struct config config;
	const char *path = doctor->ctl->paths.conf_file;
	int err;

	if (!doctor->config_is_bad)
		return;
	err = config_load(path, &config, &problem);
	if (err == FIELD_OK)
		config_release(&config);
	else if (err == FIELD_EINVAL)
		note_problem(&problem, doctor);
	else
		doctor_find(doctor, DOCTOR_FAIL, "", _("%s: %s."), path,
		    field_strerror(err));
	if (!doctor->ctl->has_config)
		doctor_find(doctor, DOCTOR_FAIL, "",
		    _("No good reading of [terminal] and [ids] has been kept: "
		      "nobody can sign in."));
	else if (doctor->reading == CONFIG_KEPT)
		doctor_find(doctor, DOCTOR_FAIL, "",
		    _("People sign in by the last good [terminal] and "
		      "[ids]."));
}

static void
check_range(struct doctor *doctor, const char *path, const char *name,
    uint32_t min, uint32_t max)
{
	const char *why = config_id_range_problem(min, max);
	char text[300];

	if (why == NULL)
		return;
	(void)str_format(
	    text, sizeof(text), "[ids] %s: %u-%u: %s", name, min, max, why);
	doctor_find_in_file(doctor, DOCTOR_FAIL,
	    _("Choose a range that nothing else gives ids from."), path, 0,
	    text);
}

void
doctor_config_file(struct doctor *doctor, const char *path)
{
	struct config_problem problem;
	struct config config;
	enum config_reading reading;

	if (config_check(path, note_problem, doctor) != FIELD_OK) {
		doctor_find(doctor, DOCTOR_FAIL, "", _("%s: %s."), path,
		    field_strerror(FIELD_ENOMEM));
		return;
	}
	/* "/": nothing is kept there */
	if (config_load_terminal(path, "/", &config, &reading, &problem) !=
	    FIELD_OK)
		return;
	check_range(doctor, path, "uid", config.uid_min, config.uid_max);
	check_range(doctor, path, "gid", config.gid_min, config.gid_max);
	if (config.terminal_name[0] == '\0')
		doctor_find_in_file(doctor, DOCTOR_WARN,
		    _("Give the name that fieldctl setup gave it."), path, 0,
		    _("[terminal] has no 'name'"));
}

void
doctor_key(struct doctor *doctor)
{
	static const char probe[] = "doctor";
	const struct paths *paths = &doctor->ctl->paths;
	struct secret opened = SECRET_INIT;
	unsigned char *blob = NULL;
	size_t blob_len = 0;
	int err = secret_seal(
	    paths, probe, probe, sizeof(probe), &blob, &blob_len);

	if (err == FIELD_OK)
		err = secret_open(paths, probe, blob, blob_len, &opened);
	if (err == FIELD_ENOTFOUND)
		doctor_find(doctor, DOCTOR_FAIL,
		    _("Restore it from a copy of the machine; without it, "
		      "run fieldctl sync connect again."),
		    _("%s is missing: tokens and codes cannot be read."),
		    paths->key_file);
	else if (err != FIELD_OK)
		doctor_find(doctor, DOCTOR_FAIL,
		    _("It must be 32 bytes, mode 0600, of root: restore it."),
		    _("%s is not usable."), paths->key_file);
	secret_release(&opened);
	free(blob);
}

/* --- database ----------------------------------------------------------- */

/* "fieldctl restore NAME" with the newest copy, or what else to do. */
static const char *
restore_hint(const struct doctor *doctor, char *buf, size_t size)
{
	struct backup *backups = NULL;
	size_t count = 0;

	if (backup_list(&doctor->ctl->paths, &backups, &count) == FIELD_OK &&
	    count > 0)
		(void)str_format(
		    buf, size, "fieldctl restore %s", backups[0].name);
	else
		(void)str_copy(buf, size,
		    _("There is no copy: fieldctl restore FILE, with one from "
		      "elsewhere."));
	free(backups);
	return buf;
}

static void
explain_unopened(struct doctor *doctor)
{
	const char *path = doctor->ctl->paths.db_file;
	char hint[200];

	(void)restore_hint(doctor, hint, sizeof(hint));
	switch ((enum field_err)doctor->store_err) {
	case FIELD_ENOTFOUND:
		doctor_find(doctor, DOCTOR_FAIL,
		    access(doctor->ctl->paths.key_file, F_OK) == 0 ?
			hint :
			"fieldctl setup",
		    _("%s is missing."), path);
		break;
	case FIELD_EVERSION:
		doctor_find(doctor, DOCTOR_FAIL, hint,
		    _("%s was made by a newer fieldauth: install that, or "
		      "restore an older copy."),
		    path);
		break;
	case FIELD_EINVAL:
		doctor_find(doctor, DOCTOR_WARN, "",
		    _("Not looked at, since fieldauth.conf is wrong."));
		break;
	case FIELD_ECORRUPT:
		doctor_find(
		    doctor, DOCTOR_FAIL, hint, _("%s is damaged."), path);
		break;
	case FIELD_OK:
	case FIELD_EEXIST:
	case FIELD_EDENIED:
	case FIELD_EBUSY:
	case FIELD_ENOMEM:
	case FIELD_EIO:
	case FIELD_EFULL:
	case FIELD_ECONFLICT:
	case FIELD_ENET:
	case FIELD_EAUTH:
		doctor_find(doctor, DOCTOR_FAIL, "", _("%s: %s."), path,
		    field_strerror(doctor->store_err));
		break;
	}
}

static void
check_audit(struct doctor *doctor)
{
	int64_t bad_seq = 0;

	if (audit_verify(doctor->ctl->store, &bad_seq) == FIELD_ECORRUPT)
		doctor_find(doctor, DOCTOR_FAIL,
		    _("Compare with a copy of the database; find out who had "
		      "root."),
		    _("The audit log was changed at row %lld."),
		    (long long)bad_seq);
}

static bool
is_empty(struct store *store)
{
	struct org *orgs = NULL;
	size_t count = 0;
	int err = org_list(store, &orgs, &count);

	free(orgs);
	return err == FIELD_OK && count == 0;
}

void
doctor_database(struct doctor *doctor)
{
	char hint[200];
	int err;

	if (doctor->ctl->store == NULL) {
		explain_unopened(doctor);
		return;
	}
	err = store_check_integrity(doctor->ctl->store);
	if (err != FIELD_OK) {
		doctor_find(doctor, DOCTOR_FAIL,
		    restore_hint(doctor, hint, sizeof(hint)),
		    _("%s is damaged: %s."), doctor->ctl->paths.db_file,
		    store_last_error(doctor->ctl->store));
		return;
	}
	check_audit(doctor);
	if (is_empty(doctor->ctl->store)) {
		doctor_find(doctor, DOCTOR_FAIL, "fieldctl setup",
		    _("The database has no organisation."));
		return;
	}
}

/* [terminal] name and orgs: a wrong word there keeps people out. */
void
doctor_terminal(struct doctor *doctor)
{
	struct refusal problem;
	char sentence[400], hint[200];

	if (doctor->ctl->store == NULL || is_empty(doctor->ctl->store) ||
	    terminal_problem(doctor->ctl->store, &problem) != FIELD_OK ||
	    problem.reason == REASON_NONE)
		return;
	doctor_find(doctor, DOCTOR_FAIL,
	    refusal_hint(&problem, hint, sizeof(hint)), "%s",
	    refusal_sentence(&problem, sentence, sizeof(sentence)));
}

/* --- copies ------------------------------------------------------------- */

void
doctor_copies(struct doctor *doctor)
{
	const int64_t long_ago = clock_now_s(&clock_system) - COPY_AGE_S;
	struct backup *backups = NULL;
	struct stat st;
	size_t count = 0;

	/* The key is as old as the terminal: a new one has no copy yet. */
	if (doctor->ctl->store == NULL ||
	    stat(doctor->ctl->paths.key_file, &st) != 0 ||
	    st.st_mtime > long_ago)
		return;
	if (backup_list(&doctor->ctl->paths, &backups, &count) == FIELD_OK &&
	    (count == 0 || backups[0].made_at < long_ago))
		doctor_find(doctor, DOCTOR_WARN,
		    "systemctl enable --now syncd.service",
		    _("There is no copy of the database from the last days: "
		      "the agent makes one a day."));
	free(backups);
}

/* --- snapshot ----------------------------------------------------------- */

/* The reader believes the file only in a folder that its owner alone writes:
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
		return true; /* then the file is missing as well */
	if (!S_ISDIR(st.st_mode)) {
		problem = _("it is not a folder");
		(void)str_copy(mend, sizeof(mend),
		    _("Put the folder itself in its place, then: fieldctl "
		      "publish"));
	} else if ((st.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
		problem = _("others than its owner can write it");
		(void)str_format(mend, sizeof(mend), "chmod go-w %s", folder);
	} else if (lstat(snapshot, &file) == 0 && file.st_uid != st.st_uid) {
		problem = _("the snapshot in it belongs to another user");
		(void)str_format(mend, sizeof(mend), "chown root:root %s %s",
		    folder, snapshot);
	}
	if (problem != NULL)
		doctor_find(doctor, DOCTOR_FAIL, mend,
		    _("%1$s is not trusted, so that people of fieldauth are "
		      "not found: %2$s."),
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
		    _("%s is damaged, or others than its owner can write it."),
		    path);
		return;
	case SNAPSHOT_UNREADABLE:
	case SNAPSHOT_AGAIN:
		doctor_find(
		    doctor, DOCTOR_FAIL, mend, _("%s cannot be read."), path);
		return;
	}
	if (doctor->ctl->store != NULL && publish_is_due(doctor->ctl->store))
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
	    _("'%s' is not shown to the machine: %s"), gap->name, _(gap->why));
}

static void
note_grant(struct doctor *doctor, const struct publish_gap *gap)
{
	char mend[200];

	(void)str_format(mend, sizeof(mend), "fieldctl role ungrant %s %s",
	    gap->role, gap->name);
	doctor_find(doctor, DOCTOR_WARN, mend,
	    _("The role %1$s carries the local group '%2$s', which it does "
	      "not give: %3$s."),
	    gap->role, gap->name, _(gap->why));
}

/* Nothing is wrong; but whoever reads the list should know. */
static void
note_members(struct doctor *doctor, const struct publish_gap *gap)
{
	char mend[200];

	(void)str_format(mend, sizeof(mend),
	    _("Nothing to do: id(1) and every check of rights know all "
	      "members; see: fieldctl user list"));
	doctor_find(doctor, DOCTOR_WARN, mend,
	    _("The group %1$s has %3$u members and lists the first %2$u: some "
	      "programs take a group with a longer list for absent."),
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

/* --- addresses ---------------------------------------------------------- */

static bool
note_shared(const char *email, const char *logins, void *context)
{
	doctor_find(context, DOCTOR_WARN,
	    _("They sign in by their login names; or give them addresses of "
	      "their own: fieldctl user edit LOGIN --email ADDRESS"),
	    _("The address %s is no login name, since several people have "
	      "it: %s"),
	    email, logins);
	return true;
}

struct pending {
	char logins[300];
	size_t count;
};

static bool
note_pending(const char *login, void *context)
{
	struct pending *pending = context;
	size_t len = strlen(pending->logins);

	if (len + strlen(login) + sizeof(", ") < sizeof(pending->logins) - 5)
		(void)str_format(pending->logins + len,
		    sizeof(pending->logins) - len, "%s%s", len > 0 ? ", " : "",
		    login);
	else if (len > 0 && pending->logins[len - 1] != '.')
		(void)str_format(pending->logins + len,
		    sizeof(pending->logins) - len, ", ...");
	pending->count++;
	return true;
}

static void
find_pending(struct doctor *doctor)
{
	struct pending pending = { "", 0 };

	if (user_each_pending_email(
		doctor->ctl->store, note_pending, &pending) != FIELD_OK)
		doctor_find(doctor, DOCTOR_FAIL, "",
		    _("The addresses could not be compared."));
	else if (pending.count > 0)
		doctor_find(doctor, DOCTOR_WARN,
		    _("Ask them, then: fieldctl user confirm-email LOGIN..."),
		    _("New addresses that nobody has confirmed: %zu.  Mail "
		      "goes on to the ones before: %s"),
		    pending.count, pending.logins);
}

void
doctor_addresses(struct doctor *doctor)
{
	if (doctor->ctl->store != NULL)
		find_pending(doctor);
	if (doctor->ctl->store != NULL &&
	    alias_each_shared(doctor->ctl->store, note_shared, doctor) !=
		FIELD_OK)
		doctor_find(doctor, DOCTOR_FAIL, "",
		    _("The addresses could not be compared."));
}

/* --- home folders ------------------------------------------------------- */

static void
note_home(struct doctor *doctor, const struct user *user, const char *path,
    enum home_state state, uint32_t owner)
{
	char take[200], close_to[PATHS_MAX + 20];

	(void)str_format(take, sizeof(take),
	    "fieldctl user edit %s --take-home", user->login);
	(void)str_format(close_to, sizeof(close_to), "chmod %s %s",
	    state == HOME_OPEN ? "o-w" : "g-w", path);
	switch (state) {
	case HOME_MISSING:
	case HOME_FINE:
		break;
	case HOME_FOREIGN:
		doctor_find(doctor, DOCTOR_WARN, take,
		    _("%s belongs to uid %lu: %s cannot sign in."), path,
		    (unsigned long)owner, user->login);
		break;
	case HOME_NO_FOLDER:
		doctor_find(doctor, DOCTOR_WARN, _("Move it away."),
		    _("%s is no folder: %s cannot sign in."), path,
		    user->login);
		break;
	case HOME_OPEN:
		doctor_find(doctor, DOCTOR_WARN, close_to,
		    _("Everybody can write %s: %s cannot sign in."), path,
		    user->login);
		break;
	case HOME_GROUP_OPEN:
		doctor_find(doctor, DOCTOR_WARN, close_to,
		    _("A group can write %s, the home folder of %s."), path,
		    user->login);
		break;
	}
}

static bool
check_home(const struct user_listed *listed, void *context)
{
	struct doctor *doctor = context;
	const struct user *user = listed->user;
	char path[PATHS_MAX], full[PATHS_MAX];
	enum home_state state = HOME_FINE;
	uint32_t owner = 0;

	(void)home_path(&doctor->ctl->config, user, path, sizeof(path));
	if (home_look(doctor_path(doctor, path, full), user->uid, &state,
		&owner) != FIELD_OK)
		doctor_find(doctor, DOCTOR_WARN, "",
		    _("%s, the home folder of %s, cannot be looked at."), path,
		    user->login);
	else
		note_home(doctor, user, path, state, owner);
	return true;
}

void
doctor_homes(struct doctor *doctor)
{
	const struct user_filter all = {
		.status = -1, .kind = -1, .blocked = -1, .held = -1
	};

	if (doctor->ctl->store != NULL &&
	    user_each(doctor->ctl->store, &all, check_home, doctor) != FIELD_OK)
		doctor_find(doctor, DOCTOR_FAIL, "",
		    _("The home folders could not be compared."));
}

/* --- kinds -------------------------------------------------------------- */

static bool
note_beyond(const struct beyond_kind *found, void *context)
{
	char mend[200];

	if (found->role == NULL) {
		doctor_find(context, DOCTOR_WARN,
		    _("It has no effect; decide what the person is: fieldctl "
		      "user edit LOGIN --kind KIND"),
		    _("%1$s has full access, which no %2$s can have."),
		    found->login, user_kind_name(found->kind));
		return true;
	}
	(void)str_format(mend, sizeof(mend), "fieldctl role unassign %s %s",
	    found->login, found->role);
	doctor_find(context, DOCTOR_WARN, mend,
	    _("%1$s has the role %3$s, whose power no %2$s can have."),
	    found->login, user_kind_name(found->kind), found->role);
	return true;
}

void
doctor_kinds(struct doctor *doctor)
{
	if (doctor->ctl->store != NULL &&
	    beyond_kind_each(doctor->ctl->store, note_beyond, doctor) !=
		FIELD_OK)
		doctor_find(doctor, DOCTOR_FAIL, "",
		    _("The kinds of people could not be compared."));
}

/* --- clock -------------------------------------------------------------- */

static bool
take_time(const struct audit_row *row, void *context)
{
	*(int64_t *)context = row->at;
	return false;
}

void
doctor_clock(struct doctor *doctor)
{
	static const char mend[] = "timedatectl set-ntp true";
	const struct audit_filter newest = { .limit = 1 };
	struct timex timex = { .modes = 0 };
	int64_t last_at = 0, now_s = clock_now_s(&clock_system);

	if (doctor->ctl->store != NULL)
		(void)audit_list(
		    doctor->ctl->store, &newest, take_time, &last_at);
	if (last_at > now_s + BACK_S) {
		char iso[CLOCK_ISO_SIZE];

		doctor_find(doctor, DOCTOR_FAIL, mend,
		    _("The clock is behind the last event in the log, %s: "
		      "locks, codes and expiry go wrong."),
		    clock_format_iso(last_at, iso));
		return;
	}
	/* The kernel knows whether anything keeps its clock right. */
	if (adjtimex(&timex) == TIME_ERROR || (timex.status & STA_UNSYNC) != 0)
		doctor_find(doctor, DOCTOR_WARN, mend,
		    _("Nothing keeps the clock right (not synchronised)."));
}
