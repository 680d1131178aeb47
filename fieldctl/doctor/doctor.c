#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

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

static void
say_line(struct ctl *ctl, enum doctor_grade grade, const char *check,
    const char *message, const char *mend)
{
	static const char *const marks[] = { "ok  ", "warn", "FAIL" };

	fprintf(ctl->out, "%s  %-12s  ", marks[grade], check);
	ctl_put_local(ctl->out, message);
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
	    doctor->check, "result", doctor_grade_name(grade), "message",
	    value_text(message), "remedy", value_text(mend));

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
	    json_pack("{s:o, s:i}", "file", value_text(file), "line", line));
}

void
doctor_well(struct doctor *doctor, const char *message)
{
	record(doctor, DOCTOR_OK, message, "", NULL);
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
