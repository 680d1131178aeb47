/* `setup --system`: PAM, through pam-auth-update(8). */
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/frame/program.h"
#include "fieldctl/machine/pam_stack.h"
#include "fieldctl/machine/undo.h"
#include "fieldctl/setup/folders.h"
#include "fieldctl/setup/pam.h"

#define TEXT_MAX_LEN (1024 * 1024)

static const struct {
	const char *type, *file;
} pam_files[] = {
	{ "auth", "/etc/pam.d/common-auth" },
	{ "account", "/etc/pam.d/common-account" },
	{ "password", "/etc/pam.d/common-password" },
	{ "session", "/etc/pam.d/common-session" },
	/* sudo, cron, at, systemd-user */
	{ "session", "/etc/pam.d/common-session-noninteractive" },
};
#define PAM_FILE_COUNT (sizeof(pam_files) / sizeof(pam_files[0]))

/* The files at one moment; NULL: there was none. */
struct pam_texts {
	char *text[PAM_FILE_COUNT];
};

static void
pam_texts_read(struct pam_texts *texts)
{
	for (size_t i = 0; i < PAM_FILE_COUNT; i++) {
		size_t len;

		texts->text[i] = NULL;
		(void)file_read(
		    pam_files[i].file, TEXT_MAX_LEN, &texts->text[i], &len);
	}
}

static void
pam_texts_release(struct pam_texts *texts)
{
	for (size_t i = 0; i < PAM_FILE_COUNT; i++)
		free(texts->text[i]);
}

/* What is wrong in the generated files; *ret_file says in which. */
static const char *
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

/* Whether an older profile of ours has made any of them. */
static bool
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

/* Whether any of our lines is there already. */
static bool
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

/* --- pam-auth-update ---------------------------------------------------- */

static int
run_pam_auth_update(struct ctl *ctl, const char *what)
{
	const char *const argv[] = { SETUP_PAM_AUTH_UPDATE, "--package", what,
		"fieldauth", "fieldauth-password", NULL };
	int exit_code = 0;
	int rc = run_program(ctl, argv, NULL, &exit_code);

	if (rc == FIELD_OK && exit_code == 0)
		return EX_OK;
	return ctl_problem(ctl, EX_OSERR, "pam_auth_update",
	    _("pam-auth-update failed."),
	    _("Run it by hand: pam-auth-update."));
}

static int
keep_all(struct ctl *ctl, bool after)
{
	for (size_t i = 0; i < PAM_FILE_COUNT; i++) {
		int rc = undo_keep(ctl, pam_files[i].file, after);

		if (rc != FIELD_OK && rc != FIELD_ENOTFOUND)
			return setup_failed_file(ctl, pam_files[i].file, rc);
	}
	return EX_OK;
}

/* Our lines are made anew: what was before us stays what it was, for files
 * that nobody else has changed since. */
static int
renew_all(struct ctl *ctl, const bool untouched[PAM_FILE_COUNT])
{
	for (size_t i = 0; i < PAM_FILE_COUNT; i++) {
		int rc = FIELD_OK;

		if (untouched[i])
			rc = undo_keep(ctl, pam_files[i].file, true);
		else
			undo_forget(ctl, pam_files[i].file);
		if (rc != FIELD_OK && rc != FIELD_ENOTFOUND)
			return setup_failed_file(ctl, pam_files[i].file, rc);
	}
	return EX_OK;
}

static void
forget_all(struct ctl *ctl)
{
	for (size_t i = 0; i < PAM_FILE_COUNT; i++)
		undo_forget(ctl, pam_files[i].file);
}

/* --- enabling ----------------------------------------------------------- */

static int
check_enabled(struct ctl *ctl)
{
	struct pam_texts texts;
	const char *file = "", *problem;
	char message[600];
	int status = EX_OK;

	pam_texts_read(&texts);
	problem = pam_texts_problem(&texts, &file);
	if (problem != NULL) {
		(void)str_format(
		    message, sizeof(message), "%s: %s.", file, _(problem));
		status = ctl_problem(ctl, EX_CONFIG, "pam_not_enabled", message,
		    _("If the files were edited by hand, pam-auth-update "
		      "leaves them alone: see pam-auth-update(8), --force."));
	}
	pam_texts_release(&texts);
	return status;
}

static void
take_back(struct ctl *ctl, const struct pam_texts *before, bool had_us)
{
	if (!had_us)
		(void)run_pam_auth_update(ctl, "--disable");
	for (size_t i = 0; i < PAM_FILE_COUNT; i++)
		if (before->text[i] != NULL)
			(void)undo_write(pam_files[i].file, before->text[i],
			    strlen(before->text[i]));
	if (!had_us)
		forget_all(ctl);
}

static int
enable(struct ctl *ctl, const struct pam_texts *before)
{
	bool had_us = pam_texts_have_us(before);
	bool untouched[PAM_FILE_COUNT];
	int status = EX_OK;

	for (size_t i = 0; i < PAM_FILE_COUNT; i++)
		untouched[i] = had_us &&
		    undo_is_untouched(ctl, pam_files[i].file);
	if (!had_us)
		status = keep_all(ctl, false);
	if (status == EX_OK)
		status = run_pam_auth_update(ctl, "--enable");
	if (status == EX_OK)
		status = check_enabled(ctl);
	if (status == EX_OK)
		status = had_us ? renew_all(ctl, untouched) :
				  keep_all(ctl, true);
	if (status != EX_OK)
		take_back(ctl, before, had_us);
	return status;
}

int
setup_pam_enable(struct ctl *ctl)
{
	struct pam_texts before;
	const char *file;
	int status = EX_OK;

	pam_texts_read(&before);
	if (pam_texts_problem(&before, &file) != NULL ||
	    pam_texts_are_outdated(&before))
		status = enable(ctl, &before);
	pam_texts_release(&before);
	return status;
}

/* --- disabling ---------------------------------------------------------- */

/* pam-auth-update leaves files alone that were edited by hand. */
static int
remove_by_hand(const char *file)
{
	char *text = NULL, *without = NULL;
	size_t len;
	int rc = file_read(file, TEXT_MAX_LEN, &text, &len);

	if (rc == FIELD_ENOTFOUND)
		return FIELD_OK;
	if (rc == FIELD_OK) {
		without = pam_stack_without_us(text);
		rc = without != NULL ? FIELD_OK : FIELD_ENOMEM;
	}
	if (rc == FIELD_OK && strcmp(text, without) != 0)
		rc = undo_write(file, without, strlen(without));
	free(text);
	free(without);
	return rc;
}

int
setup_pam_disable(struct ctl *ctl)
{
	bool untouched[PAM_FILE_COUNT];
	int status;

	for (size_t i = 0; i < PAM_FILE_COUNT; i++)
		untouched[i] = undo_is_untouched(ctl, pam_files[i].file);
	status = run_pam_auth_update(ctl, "--disable");
	if (status != EX_OK)
		return status;
	for (size_t i = 0; i < PAM_FILE_COUNT; i++) {
		int rc = untouched[i] ? undo_restore(ctl, pam_files[i].file) :
					remove_by_hand(pam_files[i].file);

		if (rc != FIELD_OK)
			return setup_failed_file(ctl, pam_files[i].file, rc);
	}
	forget_all(ctl);
	return EX_OK;
}
