#include <errno.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/err.h"
#include "base/i18n.h"
#include "fieldctl/doctor/checks.h"
#include "fieldctl/doctor/doctor.h"
#include "fieldctl/frame/listing.h"

static const struct {
	const char *name;
	const char *what; /* N_(): what is well when nothing is said */
	void (*check)(struct doctor *doctor);
} checks[] = {
	{ "config", N_("fieldauth.conf can be read"), doctor_config },
	{ "key", N_("the machine key opens what it seals"), doctor_key },
	{ "database", N_("the database is whole and of this version"),
	    doctor_database },
	{ "terminal", N_("the database knows this terminal and whom it admits"),
	    doctor_terminal },
	{ "copies", N_("the database is copied every day"), doctor_copies },
	{ "snapshot", N_("the snapshot is whole and current"),
	    doctor_snapshot },
	{ "ids", N_("the id ranges are fieldauth's alone"), doctor_ids },
	{ "names", N_("the machine has no names or numbers of our people"),
	    doctor_names },
	{ "addresses", N_("every e-mail address is one person's"),
	    doctor_addresses },
	{ "kinds", N_("nobody has more than the person's kind can"),
	    doctor_kinds },
	{ "homes", N_("home folders are their people's own"), doctor_homes },
	{ "shells", N_("login shells exist and can be executed"),
	    doctor_shells },
	{ "files", N_("every file has its mode and owner"), doctor_files },
	{ "helper", N_("the sign-in helper starts"), doctor_helper },
	{ "gate", N_("screen lockers are answered"), doctor_gate },
	{ "name-service", N_("nsswitch.conf asks fieldauth after files"),
	    doctor_name_service },
	{ "pam", N_("PAM asks fieldauth where it must"), doctor_pam },
	{ "home", N_("home folders are made at the first sign-in"),
	    doctor_home },
	{ "sshd", N_("sshd leaves its verdicts to PAM"), doctor_sshd },
	{ "caches", N_("no cache stands between changes and look-ups"),
	    doctor_caches },
	{ "dictionary", N_("new passwords are checked against a dictionary"),
	    doctor_dictionary },
	{ "clock", N_("the clock goes right"), doctor_clock },
	{ "disk", N_("there is room on the disk"), doctor_disk },
	{ "worker", N_("the import worker has its own user"), doctor_worker },
	{ "sources", N_("the accounting connections work"), doctor_sources },
};

/* A file that can be read and names no terminal is a bad one where a name has
 * been kept: sign-ins go by that. */
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

/* Without a configuration or a database the other checks still run; with a
 * bad configuration, by what sign-ins go by. */
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
	    N_("check this file alone, before it becomes fieldauth.conf"),
	    false },
	OPTION_END,
};

static int
finish(struct doctor *doctor)
{
	int status = listing_result(doctor->ctl,
	    json_pack("{s:s, s:o}", "result", doctor_grade_name(doctor->worst),
		"checks", doctor->findings));

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
		doctor_well(&doctor, _("the file can become fieldauth.conf"));
	return finish(&doctor);
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
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		doctor.check = checks[i].name;
		doctor.grade = DOCTOR_OK;
		checks[i].check(&doctor);
		if (doctor.grade == DOCTOR_OK)
			doctor_well(&doctor, _(checks[i].what));
	}
	return finish(&doctor);
}
