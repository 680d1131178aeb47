/* Signs in at the provider of the mail account; OAuth itself is handled by
 * syncd. */
#include <string.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/i18n.h"
#include "fieldctl/frame/dialogue.h"
#include "fieldctl/frame/listing.h"
#include "fieldctl/frame/qr.h"
#include "fieldctl/mail/mail.h"

static const char *
text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text != NULL ? text : "";
}

static void
show_device(struct ctl *ctl, const json_t *step)
{
	fprintf(ctl->err, "%s\n\n",
	    _("Open this address in any browser, sign in with the account that "
	      "sends the mail, and enter the code:"));
	ctl_put_safe(ctl->err, text_of(step, "url"));
	fputs("\n\n    ", ctl->err);
	ctl_put_safe(ctl->err, text_of(step, "code"));
	fputs("\n\n", ctl->err);
	qr_print(ctl->err, text_of(step, "url"));
	fprintf(ctl->err, "%s\n", _("Waiting until you have agreed there."));
	fflush(ctl->err);
}

/* *ret_over: it was the last step. */
static int
take_step(struct ctl *ctl, const json_t *step, bool *ret_over)
{
	const json_t *error = json_object_get(step, "error");
	const char *name = text_of(step, "step");

	*ret_over = true;
	if (json_is_object(error))
		return ctl_problem(ctl, EX_UNAVAILABLE, text_of(error, "code"),
		    text_of(error, "message"), text_of(error, "hint"));
	if (strcmp(name, "connected") == 0) {
		ctl_say(ctl,
		    _("The mail account is connected.  Try it: fieldctl mail "
		      "test ADDRESS"));
		return listing_result(ctl, json_pack("{s:b}", "connected", 1));
	}
	if (strcmp(name, "device") != 0)
		return ctl_problem(ctl, EX_SOFTWARE, "no_report",
		    _("syncd exited without a report."), "");
	show_device(ctl, step);
	*ret_over = false;
	return EX_OK;
}

int
mail_connect_verb(struct ctl *ctl)
{
	struct dialogue dialogue;
	bool over = false;
	int exit_code, status = EX_OK;
	int rc = dialogue_open(ctl, "--connect-mail", NULL, &dialogue);

	if (rc != FIELD_OK)
		return ctl_failed(ctl, rc, NULL);
	while (!over) {
		json_t *step = dialogue_hear(&dialogue);

		status = take_step(ctl, step, &over);
		json_decref(step);
	}
	exit_code = dialogue_close(&dialogue);
	return status == EX_OK ? exit_code : status;
}
