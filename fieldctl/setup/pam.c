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
#include "fieldctl/setup/pam_texts.h"
#include "fieldctl/setup/pam_trial.h"

#define TEXT_MAX_LEN (1024 * 1024)

/* --- pam-auth-update ---------------------------------------------------- */

static int
run_pam_auth_update(struct ctl *ctl, const char *what)
{
	if (pam_auth_update(ctl, what) == FIELD_OK)
		return EX_OK;
	return ctl_problem(ctl, EX_OSERR, "pam_auth_update",
	    _("pam-auth-update failed."),
	    _("Run it manually: pam-auth-update"));
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

/* Our lines are generated again: the original state stays the same, for files
 * that no one else has changed since. */
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
check_texts(struct ctl *ctl, const struct pam_texts *texts)
{
	const char *file = "", *problem = pam_texts_problem(texts, &file);
	char message[600];

	if (problem == NULL)
		return EX_OK;
	(void)str_format(
	    message, sizeof(message), "%s: %s.", file, i18n_marked(problem));
	return ctl_problem(ctl, EX_CONFIG, "pam_not_enabled", message,
	    _("pam-auth-update does not change files that were edited manually: see pam-auth-update(8), --force."));
}

static int
check_enabled(struct ctl *ctl)
{
	struct pam_texts texts;
	int status;

	pam_texts_read(&texts);
	status = check_texts(ctl, &texts);
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

static bool
are_to_be_changed(const struct pam_texts *texts)
{
	const char *file;

	return pam_texts_problem(texts, &file) != NULL ||
	    pam_texts_are_outdated(texts);
}

int
setup_pam_enable(struct ctl *ctl)
{
	struct pam_texts before;
	int status = EX_OK;

	pam_texts_read(&before);
	if (are_to_be_changed(&before))
		status = enable(ctl, &before);
	pam_texts_release(&before);
	return status;
}

/* --- disabling ---------------------------------------------------------- */

/* pam-auth-update does not change files that were edited by hand. */
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

/* --- only saying so ------------------------------------------------------ */

static void
say_untried(struct preview *preview, const char *what)
{
	preview_step(preview,
	    _("run %s --package %s fieldauth fieldauth-password; what it makes "
	      "of the PAM files cannot be shown here, without a private copy of "
	      "them"),
	    SETUP_PAM_AUTH_UPDATE, what);
}

int
setup_pam_enable_preview(struct preview *preview)
{
	struct ctl *ctl = preview->ctl;
	struct pam_texts texts;
	int rc, status = EX_OK;
	bool changes;

	pam_texts_read(&texts);
	changes = are_to_be_changed(&texts);
	pam_texts_release(&texts);
	if (!changes)
		return EX_OK;
	rc = pam_trial(ctl, "--enable", &texts);
	if (rc != FIELD_OK) {
		say_untried(preview, "--enable");
		return EX_OK;
	}
	status = check_texts(ctl, &texts);
	for (size_t i = 0; status == EX_OK && i < PAM_FILE_COUNT; i++)
		if (texts.text[i] != NULL)
			preview_file(preview, pam_files[i].file, texts.text[i]);
	pam_texts_release(&texts);
	return status;
}

/* As setup_pam_disable() leaves FILE, which has TEXT after pam-auth-update. */
static void
put_disabled(struct preview *preview, const char *file, const char *text)
{
	char *after = NULL;
	size_t len = 0;

	if (undo_is_untouched(preview->ctl, file))
		(void)undo_read(preview->ctl, file, &after, &len);
	else if (text != NULL)
		after = pam_stack_without_us(text);
	if (after != NULL)
		preview_file(preview, file, after);
	free(after);
}

void
setup_pam_disable_preview(struct preview *preview)
{
	struct pam_texts texts = { { NULL } };
	bool needs_trial = false;

	for (size_t i = 0; i < PAM_FILE_COUNT; i++)
		needs_trial = needs_trial ||
		    !undo_is_untouched(preview->ctl, pam_files[i].file);
	if (needs_trial &&
	    pam_trial(preview->ctl, "--disable", &texts) != FIELD_OK)
		say_untried(preview, "--disable");
	for (size_t i = 0; i < PAM_FILE_COUNT; i++)
		put_disabled(preview, pam_files[i].file, texts.text[i]);
	pam_texts_release(&texts);
}
