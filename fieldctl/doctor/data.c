/* The configuration, the key, the database, its copies, the clock. */
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/doctor/doctor.h"
#include "store/archive/archive.h"
#include "store/db/backup.h"
#include "store/db/db_keep.h"
#include "store/db/db_time.h"
#include "store/people/org.h"
#include "store/people/place.h"
#include "store/people/terminal.h"
#include "store/secret/secret.h"

#define COPY_AGE_S (INT64_C(3) * 24 * 60 * 60)

/* how far the clock may be behind the newest recorded time */
#define BACK_S 120

static void
note_problem(const struct config_problem *problem, void *context)
{
	doctor_find_in_file(context, DOCTOR_FAIL,
	    _("Correct that line; see fieldauth.conf(5)."), problem->file,
	    problem->line, problem->why);
}

static void
find_no_name(struct doctor *doctor, enum doctor_grade grade, const char *path)
{
	doctor_find_in_file(doctor, grade,
	    _("Set it to the name given to fieldctl setup."), path, 0,
	    _("[terminal] has no 'name'"));
}

static void
find_not_yet(const char *section, const char *key, void *context)
{
	doctor_find(context, DOCTOR_WARN,
	    _("It can stay there for a later version."),
	    _("[%1$s] %2$s is not acted on yet."), section, key);
}

/* A line of a console, or of a phone on which a terminal is open, has no room
 * for more beside the reason. */
#define HELP_MAX_WIDTH 60

static void
check_help(struct doctor *doctor, const struct config *config)
{
	size_t width = 0;

	for (const char *at = config->help; *at != '\0'; at++)
		if (((unsigned char)*at & 0xc0) != 0x80) /* RFC 3629 */
			width++;
	if (width > HELP_MAX_WIDTH)
		doctor_find(doctor, DOCTOR_WARN,
		    _("Choose a name and a number, such as: Maria 555-0100"),
		    _("[terminal] help has %zu characters: some screens cut it off after %d."),
		    width, HELP_MAX_WIDTH);
}

void
doctor_config(struct doctor *doctor)
{
	struct config_problem problem = { .line = 0 };
	struct config config;
	const char *path = doctor->ctl->paths.conf_file;
	int rc;

	if (!doctor->config_is_bad) {
		config_each_not_yet(&doctor->ctl->config, find_not_yet, doctor);
		check_help(doctor, &doctor->ctl->config);
		return;
	}
	rc = config_load(path, &config, &problem);
	if (rc == FIELD_OK) {
		config_release(&config);
		find_no_name(doctor, DOCTOR_FAIL, path);
	} else if (rc == FIELD_EINVAL)
		note_problem(&problem, doctor);
	else
		doctor_find(doctor, DOCTOR_FAIL, "", _("%s: %s."), path,
		    field_strerror(rc));
	if (!doctor->ctl->has_config)
		doctor_find(doctor, DOCTOR_FAIL, "",
		    _("No valid [terminal] and [ids] have been saved: people of fieldauth cannot sign in."));
	else if (doctor->reading == CONFIG_KEPT)
		doctor_find(doctor, DOCTOR_FAIL, "",
		    _("Sign-ins use the last valid [terminal] and [ids]."));
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
	    _("Choose a range from which nothing else assigns ids."), path, 0,
	    text);
}

void
doctor_config_file(struct doctor *doctor, const char *path)
{
	struct config_problem problem;
	struct config config, whole;
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
	if (config_load(path, &whole, &problem) == FIELD_OK) {
		config_each_not_yet(&whole, find_not_yet, doctor);
		config_release(&whole);
	}
	check_help(doctor, &config);
	doctor_default_shell(doctor, &config);
	check_range(doctor, path, "uid", config.uid_min, config.uid_max);
	check_range(doctor, path, "gid", config.gid_min, config.gid_max);
	if (config.terminal_name[0] == '\0')
		find_no_name(doctor, DOCTOR_WARN, path);
}

void
doctor_key(struct doctor *doctor)
{
	static const char probe[] = "doctor";
	const struct paths *paths = &doctor->ctl->paths;
	struct secret opened = SECRET_INIT;
	unsigned char *blob = NULL;
	size_t blob_len = 0;
	int rc = secret_seal(
	    paths, probe, probe, sizeof(probe), &blob, &blob_len);

	if (rc == FIELD_OK)
		rc = secret_open(paths, probe, blob, blob_len, &opened);
	if (rc == FIELD_ENOTFOUND)
		doctor_find(doctor, DOCTOR_FAIL,
		    _("Restore it from a copy of the machine; without it, "
		      "run fieldctl sync connect again."),
		    _("%s is missing: tokens and codes cannot be read."),
		    paths->key_file);
	else if (rc != FIELD_OK)
		doctor_find(doctor, DOCTOR_FAIL,
		    _("It must have 32 bytes, mode 0600 and belong to root: restore it from a copy."),
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
		    _("There is no copy here; with a copy from elsewhere, run: fieldctl restore FILE"));
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
	struct archive_fault fault = { .seq = 0 };

	if (archive_verify_all(doctor->ctl->store, &fault) != FIELD_ECORRUPT)
		return;
	if (fault.file[0] == '\0')
		doctor_find(doctor, DOCTOR_FAIL,
		    _("Compare with a copy of the database; find out who had "
		      "root."),
		    _("The audit log was changed at row %lld."),
		    (long long)fault.seq);
	else
		doctor_find(doctor, DOCTOR_FAIL,
		    _("Put back a copy of the file; find out who had root."),
		    _("The archive %1$s of the audit log is missing or was "
		      "changed, from row %2$lld on."),
		    fault.file, (long long)fault.seq);
}

bool
doctor_is_empty(struct store *store)
{
	struct org *orgs = NULL;
	size_t count = 0;
	int rc = org_list(store, &orgs, &count);

	free(orgs);
	return rc == FIELD_OK && count == 0;
}

void
doctor_database(struct doctor *doctor)
{
	char hint[200];
	int rc;

	if (doctor->ctl->store == NULL) {
		explain_unopened(doctor);
		return;
	}
	rc = store_check_integrity(doctor->ctl->store);
	if (rc != FIELD_OK) {
		doctor_find(doctor, DOCTOR_FAIL,
		    restore_hint(doctor, hint, sizeof(hint)),
		    _("%s is damaged: %s."), doctor->ctl->paths.db_file,
		    store_last_error(doctor->ctl->store));
		return;
	}
	check_audit(doctor);
	if (doctor_is_empty(doctor->ctl->store)) {
		doctor_find(doctor, DOCTOR_FAIL, "fieldctl setup",
		    _("The database has no organisation."));
		return;
	}
}

/* No person is assigned to a site of that name, which site_gate requires. */
static void
check_site(struct doctor *doctor)
{
	const char *name = doctor->ctl->config.terminal_site;
	struct place place;
	char mend[200];

	if (name[0] == '\0' ||
	    place_by_name(doctor->ctl->store, "site", name, &place) !=
		FIELD_ENOTFOUND)
		return;
	(void)str_format(mend, sizeof(mend),
	    _("Correct fieldauth.conf, or: fieldctl site add %s"), name);
	doctor_find(doctor, DOCTOR_FAIL, mend,
	    _("[terminal] site: no such site: '%s'."), name);
}

/* [terminal] name, orgs and site: a wrong value refuses people. */
void
doctor_terminal(struct doctor *doctor)
{
	struct refusal problem;
	char sentence[400], hint[200];

	if (doctor->ctl->store == NULL || doctor_is_empty(doctor->ctl->store))
		return;
	check_site(doctor);
	if (terminal_problem(doctor->ctl->store, &problem) != FIELD_OK ||
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
	const bool listed = backup_list(&doctor->ctl->paths, &backups,
				&count) == FIELD_OK;

	if (!listed)
		doctor_find(doctor, DOCTOR_FAIL, "",
		    _("The copies of the database could not be listed."));
	/* The key is as old as the terminal: a new terminal has no copy yet. */
	else if (count == 0 && stat(doctor->ctl->paths.key_file, &st) == 0 &&
	    st.st_mtime > long_ago)
		doctor_skip(doctor,
		    _("not checked: this terminal was set up in the last "
		      "days; for a copy now: fieldctl backup"));
	else if (count == 0 || backups[0].made_at < long_ago)
		doctor_find(doctor, DOCTOR_WARN,
		    "systemctl enable --now syncd.service",
		    _("There is no copy of the database from the last days: "
		      "the agent makes one a day."));
	free(backups);
}

/* --- clock -------------------------------------------------------------- */

/* Whether the clock and the latest time that the database has seen disagree. */
static bool
find_disagreement(struct doctor *doctor, const char *mend)
{
	const int64_t now_s = clock_now_s(&clock_system);
	const int64_t seen_s = db_keep_seen_s(doctor->ctl->store);
	char iso[CLOCK_ISO_SIZE];

	(void)clock_format_iso(seen_s, iso);
	if (seen_s > now_s + BACK_S) {
		doctor_find(doctor, DOCTOR_WARN, mend,
		    _("The clock is behind the latest time that this terminal has seen, %s: rules go by that time.  Set the clock; if it is right: fieldctl setup --accept-clock"),
		    iso);
		return true;
	}
	if (now_s - seen_s > DB_TIME_JUMP_MAX_S) {
		doctor_find(doctor, DOCTOR_WARN,
		    "fieldctl setup --accept-clock",
		    _("The clock is more than a year ahead of the latest time that this terminal has seen, %s: if it is set back, what has expired since then becomes valid again."),
		    iso);
		return true;
	}
	return false;
}

void
doctor_clock(struct doctor *doctor)
{
	static const char mend[] = "timedatectl set-ntp true";
	struct timex timex = { .modes = 0 };

	if (doctor->ctl->store != NULL && find_disagreement(doctor, mend))
		return;
	/* The kernel knows whether its clock is synchronised. */
	if (adjtimex(&timex) == TIME_ERROR || (timex.status & STA_UNSYNC) != 0)
		doctor_find(doctor, DOCTOR_WARN, mend,
		    _("The clock is not synchronised."));
	else if (doctor->ctl->store == NULL)
		doctor_skip(doctor,
		    _("the clock is synchronised, but was not compared with "
		      "the latest time seen: the database cannot be opened"));
}
