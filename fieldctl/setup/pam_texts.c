/* The texts of PAM's common-* files.  They are only read here. */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "fieldctl/machine/pam_stack.h"
#include "fieldctl/setup/pam_texts.h"

#define TEXT_MAX_LEN (1024 * 1024)

const struct pam_file pam_files[PAM_FILE_COUNT] = {
	{ "auth", "/etc/pam.d/common-auth" },
	{ "account", "/etc/pam.d/common-account" },
	{ "password", "/etc/pam.d/common-password" },
	{ "session", "/etc/pam.d/common-session" },
	/* sudo, cron, at, systemd-user */
	{ "session", "/etc/pam.d/common-session-noninteractive" },
};

void
pam_texts_read(struct pam_texts *texts)
{
	for (size_t i = 0; i < PAM_FILE_COUNT; i++) {
		size_t len;

		texts->text[i] = NULL;
		(void)file_read(
		    pam_files[i].file, TEXT_MAX_LEN, &texts->text[i], &len);
	}
}

void
pam_texts_release(struct pam_texts *texts)
{
	for (size_t i = 0; i < PAM_FILE_COUNT; i++)
		free(texts->text[i]);
}

const char *
pam_texts_problem(const struct pam_texts *texts, const char **ret_file)
{
	for (size_t i = 0; i < PAM_FILE_COUNT; i++) {
		struct pam_stack stack = { .count = 0 };
		const char *problem;

		if (texts->text[i] != NULL)
			pam_stack_read(
			    texts->text[i], pam_files[i].type, &stack);
		problem = pam_stack_problem(&stack, pam_files[i].type);
		if (problem != NULL) {
			*ret_file = pam_files[i].file;
			return problem;
		}
	}
	return NULL;
}

bool
pam_texts_are_outdated(const struct pam_texts *texts)
{
	for (size_t i = 0; i < PAM_FILE_COUNT; i++) {
		struct pam_stack stack = { .count = 0 };

		if (pam_files[i].type == NULL || texts->text[i] == NULL)
			continue;
		pam_stack_read(texts->text[i], pam_files[i].type, &stack);
		if (pam_stack_outdated(&stack, pam_files[i].type) != NULL)
			return true;
	}
	return false;
}

bool
pam_texts_have_us(const struct pam_texts *texts)
{
	bool have = false;

	for (size_t i = 0; i < PAM_FILE_COUNT; i++) {
		char *without = texts->text[i] != NULL ?
		    pam_stack_without_us(texts->text[i]) :
		    NULL;

		have = have ||
		    (without != NULL && strcmp(without, texts->text[i]) != 0);
		free(without);
	}
	return have;
}
