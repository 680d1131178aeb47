/*
 * fieldctl/setup/pam_texts: the PAM files into which our profiles are inserted.
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

/* The state of the files; NULL: the file did not exist. */
struct pam_texts {
	char *text[PAM_FILE_COUNT];
};

void pam_texts_read(struct pam_texts *texts);
void pam_texts_release(struct pam_texts *texts);

/* The problem in the generated files; *ret_file is the file.  An N_() sentence
 * without its full stop, or NULL. */
const char *pam_texts_problem(
    const struct pam_texts *texts, const char **ret_file);

/* Whether any of them was generated from an older profile of ours. */
bool pam_texts_are_outdated(const struct pam_texts *texts);

/* Whether any of our lines already exists. */
bool pam_texts_have_us(const struct pam_texts *texts);

#endif
