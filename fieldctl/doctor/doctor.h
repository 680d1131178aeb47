/*
 * fieldctl/doctor/doctor: the checks, and what they say.
 * Layer: fieldctl.  Users: the checks beside it, checks.
 *
 * One function each.  A check says only what is not well, or that it could not
 * look (doctor_skip); one that says neither is well.  No check changes anything.
 */
#ifndef FIELDCTL_DOCTOR_DOCTOR_H
#define FIELDCTL_DOCTOR_DOCTOR_H

#include <jansson.h>
#include <stdbool.h>

#include "fieldctl/frame/ctl.h"

enum doctor_grade { DOCTOR_OK, DOCTOR_WARN, DOCTOR_FAIL };

struct doctor {
	struct ctl *ctl;
	const char *check;       /* name of the running check */
	enum doctor_grade grade; /* the most severe finding */
	enum doctor_grade worst; /* of all checks */
	bool skipped;            /* it has said that it could not look */
	bool brief;        /* count skipped checks, but do not list them */
	const char *cause; /* a check that failed before; NULL: none */
	json_t *findings;
	int store_err; /* the reason why ctl->store is NULL */
	bool config_is_bad;
	enum config_reading reading; /* the state of ctl->config in that case */
};

const char *doctor_grade_name(enum doctor_grade grade);

/* Report a finding: MEND is the command or step that corrects it. */
void doctor_find(struct doctor *doctor, enum doctor_grade grade,
    const char *mend, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The same for a line of a file; LINE 0: for the file as a whole. */
void doctor_find_in_file(struct doctor *doctor, enum doctor_grade grade,
    const char *mend, const char *file, int line, const char *why);

/* Say that the check, or a part of it, did not look, and why. */
void doctor_skip(struct doctor *doctor, const char *because);

/* "not checked: the database cannot be opened" */
const char *doctor_no_database(void);

/* Print the findings for people: the first cause first, then what may follow
 * from it, then what is well, and what was skipped. */
void doctor_print(const struct doctor *doctor);
/* How many findings have RESULT: "ok", "warn", "fail", "skipped". */
size_t doctor_count(const struct doctor *doctor, const char *result);

/* Report that the check has passed. */
void doctor_well(struct doctor *doctor, const char *message);

/* PATH below the root being examined; BUF has PATHS_MAX bytes. */
const char *doctor_path(
    const struct doctor *doctor, const char *path, char *buf);

/* The text of the file PATH below the root, which the caller frees; NULL if it
 * does not exist.  Symbolic links are not followed. */
char *doctor_read(const struct doctor *doctor, const char *path);

/* system.c: the configuration of the operating system */
void doctor_name_service(struct doctor *doctor);
void doctor_sshd(struct doctor *doctor);
void doctor_caches(struct doctor *doctor);

/* pam.c */
void doctor_pam(struct doctor *doctor);
void doctor_home(struct doctor *doctor);

/* files.c: installed files */
void doctor_files(struct doctor *doctor);
void doctor_helper(struct doctor *doctor);
void doctor_worker(struct doctor *doctor);
void doctor_dictionary(struct doctor *doctor);
void doctor_disk(struct doctor *doctor);

/* gate.c: the sockets for callers other than root */
void doctor_gate(struct doctor *doctor);

/* data.c: configuration, key, database */
/* Whether STORE has no organisation: a setup that was refused leaves it so. */
bool doctor_is_empty(struct store *store);
void doctor_config(struct doctor *doctor);
/* Report problems in the file PATH, which is not installed yet. */
void doctor_config_file(struct doctor *doctor, const char *path);
void doctor_key(struct doctor *doctor);
void doctor_database(struct doctor *doctor);
void doctor_terminal(struct doctor *doctor);
void doctor_copies(struct doctor *doctor);
void doctor_clock(struct doctor *doctor);

/* snapshot.c: the file used for look-ups */
void doctor_snapshot(struct doctor *doctor);
void doctor_names(struct doctor *doctor);

/* people.c */
void doctor_addresses(struct doctor *doctor);
void doctor_codes(struct doctor *doctor);
void doctor_homes(struct doctor *doctor);
void doctor_shells(struct doctor *doctor);
/* [terminal] shell alone. */
void doctor_default_shell(struct doctor *doctor, const struct config *config);
void doctor_kinds(struct doctor *doctor);

/* locks.c */
void doctor_locks(struct doctor *doctor);

/* ids.c */
void doctor_ids(struct doctor *doctor);

/* mail.c */
void doctor_mail(struct doctor *doctor);

/* sources.c */
void doctor_sources(struct doctor *doctor);

#endif
