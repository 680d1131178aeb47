#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/doctor/doctor.h"
#include "fieldctl/frame/listing.h"

#define FILE_MAX_LEN (4 * 1024 * 1024)

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

static const char *
grade_name(enum doctor_grade grade)
{
	switch (grade) {
	case DOCTOR_OK:
		return "ok";
	case DOCTOR_WARN:
		return "warn";
	case DOCTOR_FAIL:
		return "fail";
	}
	return "fail";
}

static void
say_line(struct ctl *ctl, enum doctor_grade grade, const char *check,
    const char *message, const char *mend)
{
	static const char *const marks[] = { "ok  ", "warn", "FAIL" };

	fprintf(ctl->out, "%s  %-12s  ", marks[grade], check);
	ctl_put_safe(ctl->out, message);
	if (mend[0] != '\0') {
		fprintf(ctl->out, "\n%20s%s ", "", "\xe2\x86\x92");
		ctl_put_safe(ctl->out, mend);
	}
	fputc('\n', ctl->out);
}

/* WHERE, the members "file" and "line", is taken over; NULL: nowhere. */
static void
record(struct doctor *doctor, enum doctor_grade grade, const char *message,
    const char *mend, json_t *where)
{
	json_t *finding = json_pack("{s:s, s:s, s:o, s:o}", "check",
	    doctor->check, "result", grade_name(grade), "message",
	    listing_text(message), "remedy", listing_text(mend));

	if (where != NULL)
		(void)json_object_update(finding, where);
	json_decref(where);
	(void)json_array_append_new(doctor->findings, finding);
	if (doctor->ctl->format != CTL_JSON)
		say_line(doctor->ctl, grade, doctor->check, message, mend);
}

static void
note_grade(struct doctor *doctor, enum doctor_grade grade)
{
	if (grade > doctor->grade)
		doctor->grade = grade;
	if (grade > doctor->worst)
		doctor->worst = grade;
}

void
doctor_find(struct doctor *doctor, enum doctor_grade grade, const char *mend,
    const char *format, ...)
{
	char message[800];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	note_grade(doctor, grade);
	record(doctor, grade, message, mend, NULL);
}

void
doctor_find_in_file(struct doctor *doctor, enum doctor_grade grade,
    const char *mend, const char *file, int line, const char *why)
{
	char message[800];

	if (line > 0)
		(void)str_format(message, sizeof(message),
		    _("%1$s, line %2$d: %3$s."), file, line, why);
	else
		(void)str_format(
		    message, sizeof(message), _("%1$s: %2$s."), file, why);
	note_grade(doctor, grade);
	record(doctor, grade, message, mend,
	    json_pack("{s:o, s:i}", "file", listing_text(file), "line", line));
}

const char *
doctor_path(const struct doctor *doctor, const char *path, char *buf)
{
	if (!str_format(buf, PATHS_MAX, "%s%s", doctor->ctl->root, path))
		return path;
	return buf;
}

char *
doctor_read(const struct doctor *doctor, const char *path)
{
	char buf[PATHS_MAX], *text = NULL;
	size_t len;

	if (file_read(doctor_path(doctor, path, buf), FILE_MAX_LEN, &text,
		&len) != FIELD_OK)
		return NULL;
	return text;
}

/* A file that can be read and names no terminal is a bad one where a name has
 * been kept: sign-ins go by that. */
static int
load_config(struct doctor *doctor)
{
	struct ctl *ctl = doctor->ctl;
	struct config_problem problem;
	struct config kept;
	int err = config_load(ctl->paths.conf_file, &ctl->config, &problem);

	doctor->config_is_bad = err != FIELD_OK;
	if (err == FIELD_OK && ctl->config.terminal_name[0] != '\0')
		return err;
	if (config_load_terminal(ctl->paths.conf_file,
		ctl->paths.kept_conf_file, &kept, &doctor->reading,
		&problem) != FIELD_OK)
		return err;
	if (err == FIELD_OK && doctor->reading != CONFIG_KEPT)
		return err; /* no setup yet */
	if (err == FIELD_OK)
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
	int err;
	const struct store_options options = {
		.paths = &ctl->paths,
		.config = &ctl->config,
		.mode = STORE_READ,
	};

	err = load_config(doctor);
	ctl->has_config = err == FIELD_OK;
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
	    json_pack("{s:s, s:o}", "result", grade_name(doctor->worst),
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
		record(&doctor, DOCTOR_OK,
		    _("the file can become fieldauth.conf"), "", NULL);
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
			record(&doctor, DOCTOR_OK, _(checks[i].what), "", NULL);
	}
	return finish(&doctor);
}
