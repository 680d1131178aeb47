/*
 * fieldctl/setup/pam_texts: the files of PAM that our profiles are put into.
 * Layer: fieldctl.  Users: pam, pam_trial.
 */
#ifndef FIELDCTL_SETUP_PAM_TEXTS_H
#define FIELDCTL_SETUP_PAM_TEXTS_H

#include <stdbool.h>
#include <stddef.h>

#define PAM_FILE_COUNT 5

struct pam_file {
	const char *type, *file;
};
extern const struct pam_file pam_files[PAM_FILE_COUNT];

/* The files at one moment; NULL: there was none. */
struct pam_texts {
	char *text[PAM_FILE_COUNT];
};

void pam_texts_read(struct pam_texts *texts);
void pam_texts_release(struct pam_texts *texts);

/* What is wrong in the generated files; *ret_file says in which.  An N_()
 * sentence without its stop, or NULL. */
const char *pam_texts_problem(
    const struct pam_texts *texts, const char **ret_file);

/* Whether an older profile of ours has made any of them. */
bool pam_texts_are_outdated(const struct pam_texts *texts);

/* Whether any of our lines is there already. */
bool pam_texts_have_us(const struct pam_texts *texts);

#endif
