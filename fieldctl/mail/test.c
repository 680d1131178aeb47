/* Sends a test mail, and waits for the server's answer. */
#include <string.h>
#include <sysexits.h>
#include <time.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "fieldctl/frame/ask.h"
#include "fieldctl/frame/listing.h"
#include "fieldctl/mail/mail.h"

/* The agent looks at once; a server may keep a client waiting (greylisting). */
#define WAIT_MS (60 * 1000)
#define STEP_MS 300

static const char *
text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text != NULL ? text : "";
}

static bool
is_open(const json_t *mail)
{
	const char *state = text_of(mail, "state");

	return strcmp(state, "waiting") == 0 || strcmp(state, "sending") == 0;
}

/* The mail ID once it is closed, or as it is when the time is up. */
static int
wait_for(struct ctl *ctl, const char *id, struct control_answer *ret_answer)
{
	const struct timespec step = { .tv_nsec = STEP_MS * 1000000L };
	int64_t deadline_ms = clock_monotonic_ms() + WAIT_MS;
	int status;

	for (;;) {
		json_t *params = json_object();

		ask_text(params, "id", id);
		status = ctl_ask(ctl, "mail.show", params, NULL, ret_answer);
		if (status != EX_OK || !is_open(ret_answer->result) ||
		    clock_monotonic_ms() >= deadline_ms)
			return status;
		control_answer_release(ret_answer);
		(void)nanosleep(&step, NULL);
	}
}

static int
tell(struct ctl *ctl, const json_t *mail)
{
	const char *words = text_of(mail, "words");

	if (strcmp(text_of(mail, "state"), "sent") == 0) {
		ctl_say(ctl,
		    _("The server has accepted the mail to %1$s: %2$s"),
		    text_of(mail, "address"), words);
		return EX_OK;
	}
	if (is_open(mail))
		return ctl_problem(ctl, EX_TEMPFAIL, "mail_waits",
		    _("The mail has not been sent yet."),
		    _("Is the agent running (systemctl status fieldauth-syncd)? "
		      "See: fieldctl mail."));
	return ctl_problem(ctl, EX_UNAVAILABLE, "mail_not_sent", words,
	    _("See [mail] in fieldauth.conf(5)."));
}

int
mail_test_verb(struct ctl *ctl)
{
	struct control_answer queued, mail = { 0 };
	json_t *params = json_object();
	int status;

	ask_text(params, "address", ctl->args[0]);
	ask_option(ctl, params, "org");
	status = ctl_ask(ctl, "mail.test", params, NULL, &queued);
	if (status == EX_OK)
		status = wait_for(ctl, text_of(queued.result, "id"), &mail);
	if (status == EX_OK)
		status = tell(ctl, mail.result);
	if (status == EX_OK)
		status = listing_result(ctl, json_incref(mail.result));
	control_answer_release(&mail);
	control_answer_release(&queued);
	return status;
}
