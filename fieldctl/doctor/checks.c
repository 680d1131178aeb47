#include <errno.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/err.h"
#include "base/i18n.h"
#include "fieldctl/doctor/checks.h"
#include "fieldctl/doctor/doctor.h"
#include "fieldctl/frame/listing.h"

/* What a check looks at; without it there is nothing to say. */
enum check_needs { LOOKS_BY_ITSELF, LOOKS_AT_CONFIG, LOOKS_AT_DATABASE };

/* Causes stand before what may follow from them. */
static const struct check {
	const char *name;
	const char *what; /* N_(): what is correct if nothing is reported */
	void (*check)(struct doctor *doctor);
	enum check_needs needs;
	const char *causes[4]; /* checks whose failure may explain it */
} checks[] = {
	{ "disk", N_("there is free space on the disk"), doctor_disk,
	    LOOKS_BY_ITSELF, { NULL } },
	{ "files", N_("every file has its mode and owner"), doctor_files,
	    LOOKS_BY_ITSELF, { NULL } },
	{ "config", N_("fieldauth.conf can be read"), doctor_config,
	    LOOKS_BY_ITSELF, { NULL } },
	{ "key", N_("the machine key opens what it seals"), doctor_key,
	    LOOKS_BY_ITSELF, { "disk" } },
	{ "database", N_("the database is undamaged and of this version"),
	    doctor_database, LOOKS_AT_CONFIG, { "disk", "config" } },
	{ "clock", N_("the clock is synchronised"), doctor_clock,
	    LOOKS_BY_ITSELF, { NULL } },
	{ "terminal",
	    N_("the database has this terminal and the organisations it admits"),
	    doctor_terminal, LOOKS_AT_DATABASE, { "config", "database" } },
	{ "copies", N_("the database is copied every day"), doctor_copies,
	    LOOKS_AT_DATABASE, { "disk", "database", "clock" } },
	{ "snapshot", N_("the snapshot is undamaged and current"),
	    doctor_snapshot, LOOKS_BY_ITSELF, { "disk", "database" } },
	{ "ids", N_("the id ranges are used only by fieldauth"), doctor_ids,
	    LOOKS_AT_CONFIG, { "config" } },
	{ "names",
	    N_("no local user or group has the name or number of a person"),
	    doctor_names, LOOKS_AT_DATABASE, { "database" } },
	{ "addresses", N_("each e-mail address belongs to one person"),
	    doctor_addresses, LOOKS_AT_DATABASE, { "database" } },
	{ "kinds", N_("no one has more rights than their kind allows"),
	    doctor_kinds, LOOKS_AT_DATABASE, { "database" } },
	{ "locks", N_("no one is locked after failed attempts"), doctor_locks,
	    LOOKS_AT_DATABASE, { "database" } },
	{ "codes", N_("several people can give others a code at the terminal"),
	    doctor_codes, LOOKS_AT_DATABASE, { "database" } },
	{ "homes", N_("home folders belong to their people"), doctor_homes,
	    LOOKS_AT_DATABASE, { "database" } },
	{ "shells", N_("login shells exist and can be executed"), doctor_shells,
	    LOOKS_AT_CONFIG, { "database" } },
	{ "helper", N_("the sign-in helper starts"), doctor_helper,
	    LOOKS_BY_ITSELF, { "files" } },
	{ "gate", N_("the gate answers at its sockets"), doctor_gate,
	    LOOKS_BY_ITSELF, { "files", "helper" } },
	{ "name-service", N_("nsswitch.conf has fieldusers after files"),
	    doctor_name_service, LOOKS_BY_ITSELF, { NULL } },
	{ "pam", N_("PAM uses fieldauth where required"), doctor_pam,
	    LOOKS_BY_ITSELF, { NULL } },
	{ "home", N_("home folders are created at the first sign-in"),
	    doctor_home, LOOKS_BY_ITSELF, { "pam" } },
	{ "sshd", N_("sshd uses PAM"), doctor_sshd, LOOKS_BY_ITSELF, { NULL } },
	{ "caches", N_("no cache delays changes of users and groups"),
	    doctor_caches, LOOKS_BY_ITSELF, { NULL } },
	{ "dictionary", N_("new passwords are checked against a dictionary"),
	    doctor_dictionary, LOOKS_BY_ITSELF, { NULL } },
	{ "worker", N_("the workers of syncd have their own users"),
	    doctor_worker, LOOKS_AT_CONFIG, { "config" } },
	{ "sources", N_("the accounting connections work"), doctor_sources,
	    LOOKS_AT_DATABASE, { "database", "clock", "worker" } },
	{ "mail", N_("mail can be sent, and was"), doctor_mail,
	    LOOKS_AT_DATABASE, { "database", "clock", "worker" } },
};

#define CHECK_COUNT (sizeof(checks) / sizeof(checks[0]))

/* A file that can be read but names no terminal is treated as invalid if a name
 * has been saved: sign-ins use the saved one. */
static int
load_config(struct doctor *doctor)
{
	struct ctl *ctl = doctor->ctl;
	struct config_problem problem;
	struct config kept;
	int rc = config_load(ctl->paths.conf_file, &ctl->config, &problem);

	doctor->config_is_bad = rc != FIELD_OK;
	if (rc == FIELD_OK && ctl->config.terminal_name[0] != '\0')
		return rc;
	if (config_load_terminal(ctl->paths.conf_file,
		ctl->paths.kept_conf_file, &kept, &doctor->reading,
		&problem) != FIELD_OK)
		return rc;
	if (rc == FIELD_OK && doctor->reading != CONFIG_KEPT)
		return rc; /* no setup yet */
	if (rc == FIELD_OK)
		config_release(&ctl->config);
	doctor->config_is_bad = true;
	ctl->config = kept;
	return FIELD_OK;
}

/* Without a configuration or a database the other checks still run; with an
 * invalid configuration, they use the settings that sign-ins use. */
static void
open_quietly(struct doctor *doctor)
{
	struct ctl *ctl = doctor->ctl;
	int rc;
	const struct store_options options = {
		.paths = &ctl->paths,
		.config = &ctl->config,
		.mode = STORE_READ,
	};

	rc = load_config(doctor);
	ctl->has_config = rc == FIELD_OK;
	if (!ctl->has_config)
		doctor->store_err = FIELD_EINVAL;
	if (ctl->has_config)
		doctor->store_err = store_open(&options, &ctl->store);
	if (doctor->store_err != FIELD_OK)
		ctl->store = NULL;
}

const struct option_spec doctor_options[] = {
	{ "config", N_("FILE"),
	    N_("only check this file, before it is installed as fieldauth.conf"),
	    false },
	OPTION_END,
};

static int
finish(struct doctor *doctor)
{
	int status;

	if (doctor->ctl->format != CTL_JSON)
		doctor_print(doctor);
	status = listing_result(doctor->ctl,
	    json_pack("{s:s, s:{s:I, s:I, s:I, s:I}, s:o}", "result",
		doctor_grade_name(doctor->worst), "counts", "ok",
		(json_int_t)doctor_count(doctor, "ok"), "warn",
		(json_int_t)doctor_count(doctor, "warn"), "fail",
		(json_int_t)doctor_count(doctor, "fail"), "skipped",
		(json_int_t)doctor_count(doctor, "skipped"), "checks",
		doctor->findings));
	if (status == EX_OK && doctor->worst == DOCTOR_FAIL)
		status = EX_CONFIG;
	return status;
}

static int
check_config_file(struct ctl *ctl, const char *path)
{
	struct doctor doctor = {
		.ctl = ctl, .findings = json_array(), .check = "config"
	};

	if (access(path, R_OK) != 0) {
		json_decref(doctor.findings);
		return ctl_problem(
		    ctl, EX_NOINPUT, "no_file", path, strerror(errno));
	}
	doctor_config_file(&doctor, path);
	if (doctor.grade == DOCTOR_OK)
		doctor_well(
		    &doctor, _("the file can be installed as fieldauth.conf"));
	return finish(&doctor);
}

/* --- all of them ------------------------------------------------------------- */

/* setup makes key and database together: with the key alone, the database has
 * been lost. */
static bool
is_set_up(const struct doctor *doctor)
{
	const struct ctl *ctl = doctor->ctl;

	if (ctl->store != NULL)
		return !doctor_is_empty(ctl->store);
	return access(ctl->paths.db_file, F_OK) == 0 ||
	    access(ctl->paths.key_file, F_OK) == 0;
}

/* Only this finding is reported: nothing else can be checked before it is
 * corrected. */
static void
find_not_set_up(struct doctor *doctor)
{
	doctor->check = "setup";
	doctor_find(doctor, DOCTOR_FAIL, "fieldctl setup",
	    _("fieldauth is not set up on this terminal."));
	doctor->cause = "setup";
	doctor->brief = true;
	for (size_t i = 0; i < CHECK_COUNT; i++) {
		doctor->check = checks[i].name;
		doctor_skip(doctor, _("not checked: fieldauth is not set up"));
	}
}

/* Whether the check NAME has failed. */
static bool
has_failed(const struct doctor *doctor, const char *name)
{
	const json_t *finding;
	size_t i;

	json_array_foreach(doctor->findings, i,
	    finding) if (strcmp(json_string_value(json_object_get(finding,
				    "check")),
			     name) == 0 &&
	    strcmp(json_string_value(json_object_get(finding, "result")),
		"fail") == 0) return true;
	return false;
}

static const char *
find_cause(const struct doctor *doctor, const struct check *check)
{
	for (size_t i = 0; i < 4 && check->causes[i] != NULL; i++)
		if (has_failed(doctor, check->causes[i]))
			return check->causes[i];
	return NULL;
}

/* NULL: it can look. */
static const char *
why_not(const struct doctor *doctor, const struct check *check)
{
	if (check->needs >= LOOKS_AT_CONFIG && !doctor->ctl->has_config)
		return _("not checked: fieldauth.conf cannot be used");
	if (check->needs == LOOKS_AT_DATABASE && doctor->ctl->store == NULL)
		return doctor_no_database();
	return NULL;
}

static void
run_check(struct doctor *doctor, const struct check *check)
{
	const char *because = why_not(doctor, check);

	doctor->check = check->name;
	doctor->grade = DOCTOR_OK;
	doctor->skipped = false;
	doctor->cause = find_cause(doctor, check);
	if (because != NULL)
		doctor_skip(doctor, because);
	else
		check->check(doctor);
	if (doctor->grade == DOCTOR_OK && !doctor->skipped)
		doctor_well(doctor, i18n_marked(check->what));
}

int
doctor_verb(struct ctl *ctl)
{
	struct doctor doctor = { .ctl = ctl, .findings = json_array() };
	const char *file = option_text(&ctl->options, "config");

	if (file != NULL) {
		json_decref(doctor.findings);
		return check_config_file(ctl, file);
	}
	open_quietly(&doctor);
	if (!is_set_up(&doctor)) {
		find_not_set_up(&doctor);
		return finish(&doctor);
	}
	for (size_t i = 0; i < CHECK_COUNT; i++)
		run_check(&doctor, &checks[i]);
	return finish(&doctor);
}
