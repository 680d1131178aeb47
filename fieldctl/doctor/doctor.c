#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/doctor/doctor.h"
#include "fieldctl/frame/listing.h"

#define FILE_MAX_LEN (4 * 1024 * 1024)

const char *
doctor_grade_name(enum doctor_grade grade)
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

/* WHERE, the members "file" and "line", is taken over; NULL: nowhere. */
static void
record(struct doctor *doctor, const char *result, const char *message,
    const char *mend, json_t *where)
{
	json_t *finding = json_pack("{s:s, s:s, s:o, s:o}", "check",
	    doctor->check, "result", result, "message", value_text(message),
	    "remedy", value_text(mend));

	if (doctor->cause != NULL)
		(void)json_object_set_new(
		    finding, "follows_from", json_string(doctor->cause));
	if (where != NULL)
		(void)json_object_update(finding, where);
	json_decref(where);
	(void)json_array_append_new(doctor->findings, finding);
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
	record(doctor, doctor_grade_name(grade), message, mend, NULL);
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
	record(doctor, doctor_grade_name(grade), message, mend,
	    json_pack("{s:o, s:i}", "file", value_text(file), "line", line));
}

void
doctor_well(struct doctor *doctor, const char *message)
{
	doctor->cause = NULL; /* it has done no harm here */
	record(doctor, doctor_grade_name(DOCTOR_OK), message, "", NULL);
}

void
doctor_skip(struct doctor *doctor, const char *because)
{
	doctor->skipped = true;
	record(doctor, "skipped", because, "", NULL);
}

const char *
doctor_no_database(void)
{
	return _("not checked: the database cannot be opened");
}

/* --- for people ------------------------------------------------------------- */

static const char *
text_of(const json_t *finding, const char *key)
{
	const char *text = json_string_value(json_object_get(finding, key));

	return text != NULL ? text : "";
}

static void
print_finding(struct ctl *ctl, const char *mark, const json_t *finding)
{
	const char *mend = text_of(finding, "remedy");
	const char *cause = text_of(finding, "follows_from");

	fprintf(ctl->out, "%s  %-12s  ", mark, text_of(finding, "check"));
	ctl_put_local(ctl->out, text_of(finding, "message"));
	if (cause[0] != '\0')
		fprintf(ctl->out, _("  (may follow from: %s)"), cause);
	if (mend[0] != '\0') {
		fprintf(ctl->out, "\n%20s%s ", "", "\xe2\x86\x92");
		ctl_put_safe(ctl->out, mend);
	}
	fputc('\n', ctl->out);
}

/* Those with RESULT that do, or do not, follow from another. */
static void
print_those(const struct doctor *doctor, const char *result, const char *mark,
    bool follow)
{
	const json_t *finding;
	size_t i;

	json_array_foreach(doctor->findings, i,
	    finding) if (strcmp(text_of(finding, "result"), result) == 0 &&
	    (json_object_get(finding, "follows_from") != NULL) == follow)
	    print_finding(doctor->ctl, mark, finding);
}

size_t
doctor_count(const struct doctor *doctor, const char *result)
{
	const json_t *finding;
	size_t i, count = 0;

	json_array_foreach(doctor->findings, i, finding)
	    count += strcmp(text_of(finding, "result"), result) == 0;
	return count;
}

void
doctor_print(const struct doctor *doctor)
{
	for (int follow = 0; follow < 2; follow++) {
		print_those(doctor, "fail", "FAIL", follow);
		print_those(doctor, "warn", "warn", follow);
	}
	print_those(doctor, "ok", "ok  ", false);
	for (int follow = 0; follow < 2 && !doctor->brief; follow++)
		print_those(doctor, "skipped", "skip", follow);
	fprintf(doctor->ctl->out,
	    _("Failed: %zu, warnings: %zu, ok: %zu, skipped: %zu.\n"),
	    doctor_count(doctor, "fail"), doctor_count(doctor, "warn"),
	    doctor_count(doctor, "ok"), doctor_count(doctor, "skipped"));
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
