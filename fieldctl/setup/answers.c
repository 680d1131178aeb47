/* The questions of `setup`: asked, checked at once, and repeated after an
 * invalid answer.  Nothing may be changed before the last of them has been
 * answered. */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/frame/ask.h"
#include "fieldctl/frame/prompt.h"
#include "fieldctl/person/option.h"
#include "fieldctl/setup/answers.h"
#include "fieldctl/setup/conf.h"

struct question {
	const char *option;
	const char *text;     /* N_() */
	const char *fallback; /* NULL: an answer is required; "": optional */
	char *buf;
	size_t size;
	bool known;
};

#define QUESTION_COUNT 7

struct asking {
	struct ctl *ctl;
	struct answers *answers;
	char terminal[64]; /* the name of this machine */
	struct question questions[QUESTION_COUNT];
};

static void
default_terminal(char *buf, size_t size)
{
	char host[65] = "";

	if (gethostname(host, sizeof(host) - 1) != 0)
		host[0] = '\0';
	host[strcspn(host, ".")] = '\0';
	/* host names are not case-sensitive (RFC 4343), a terminal's is
	 * lower-case */
	for (char *p = host; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	if (host[0] == '\0' || !str_copy(buf, size, host))
		(void)str_copy(buf, size, "terminal");
}

static void
prepare(struct asking *asking, struct ctl *ctl, struct answers *answers)
{
	const struct question questions[QUESTION_COUNT] = {
		{ "org", N_("Short name of the organisation, such as acme"),
		    NULL, answers->org, sizeof(answers->org), false },
		{ "org-name", N_("Full name of the organisation"), answers->org,
		    answers->org_title, sizeof(answers->org_title), false },
		{ "admin",
		    N_("Login name of the first super admin, such as ada"),
		    NULL, answers->admin, sizeof(answers->admin), false },
		{ "admin-name", N_("First and last name of that person"), NULL,
		    answers->admin_name, sizeof(answers->admin_name), false },
		{ "admin-email", N_("E-mail address of that person (optional)"),
		    "", answers->admin_email, sizeof(answers->admin_email),
		    false },
		{ "terminal", N_("Name of this terminal"), asking->terminal,
		    answers->terminal, sizeof(answers->terminal), false },
		{ "site",
		    N_("Site where it stands, such as depot-north (optional)"),
		    "", answers->site, sizeof(answers->site), false },
	};

	asking->ctl = ctl;
	asking->answers = answers;
	default_terminal(asking->terminal, sizeof(asking->terminal));
	memcpy(asking->questions, questions, sizeof(questions));
}

/* --- checking ----------------------------------------------------------------- */

json_t *
answers_params(const struct answers *answers)
{
	const char *const texts[][2] = {
		{ "org", answers->org },
		{ "org_title", answers->org_title },
		{ "admin", answers->admin },
		{ "terminal", answers->terminal },
	};
	struct person_name name = { NULL, NULL, "" };
	json_t *params = json_object();

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (texts[i][1][0] != '\0')
			ask_text(params, texts[i][0], texts[i][1]);
	if (answers->admin_name[0] != '\0') {
		/* one that is too long is refused by the check of all
		 * answers */
		if (person_name_split(answers->admin_name, &name) != FIELD_OK)
			name.first = answers->admin_name;
		ask_text(params, "admin_first",
		    name.first != NULL ? name.first : "");
		ask_text(
		    params, "admin_last", name.last != NULL ? name.last : "");
	}
	ask_text(params, "admin_email", answers->admin_email);
	ask_text(params, "site", answers->site);
	if (answers->password.len > 0)
		ask_secret(params, "admin_password", &answers->password);
	return params;
}

/* Check what is known so far; earlier answers have been accepted, so a refusal
 * concerns the latest. */
static int
check_all(struct ctl *ctl, const struct answers *answers)
{
	int status = setup_conf_check(ctl, answers);

	return status == EX_OK ?
	    ctl_do(ctl, "terminal.check", answers_params(answers)) :
	    status;
}

static int
check_answer(
    struct ctl *ctl, const char *answer, void *context, bool *ret_again)
{
	const struct asking *asking = context;
	int status = check_all(ctl, asking->answers);

	(void)answer; /* already in place */
	*ret_again = status == EX_DATAERR;
	return status;
}

/* --- options ------------------------------------------------------------------ */

static int
say_option(struct ctl *ctl, int status, const char *option)
{
	if (ctl->format != CTL_JSON)
		fprintf(ctl->err, _("          It is the value of --%s.\n"),
		    option);
	return status;
}

static int
take_options(struct asking *asking)
{
	struct ctl *ctl = asking->ctl;

	for (size_t i = 0; i < QUESTION_COUNT; i++) {
		struct question *question = &asking->questions[i];
		const char *given = option_text(
		    &ctl->options, question->option);
		int status;

		if (given == NULL)
			continue;
		if (given[0] == '\0' && question->fallback == NULL)
			return ctl_usage(ctl, _("The value of --%s is empty."),
			    question->option);
		if (!str_copy(question->buf, question->size,
			given[0] != '\0' ? given : question->fallback))
			return ctl_usage(ctl,
			    _("The value of --%s is too long."),
			    question->option);
		question->known = true;
		status = check_all(ctl, asking->answers);
		if (status != EX_OK)
			return say_option(ctl, status, question->option);
	}
	return EX_OK;
}

/* Without a terminal, everything that has no default must have been given. */
static int
take_defaults(struct asking *asking)
{
	struct ctl *ctl = asking->ctl;
	struct strbuf missing = STRBUF_INIT;
	int status = EX_OK;

	for (size_t i = 0; i < QUESTION_COUNT; i++) {
		struct question *question = &asking->questions[i];

		if (question->known)
			continue;
		if (question->fallback == NULL)
			strbuf_printf(&missing, "%s --%s",
			    missing.len > 0 ? "," : "", question->option);
		else
			(void)str_copy(
			    question->buf, question->size, question->fallback);
	}
	if (!ctl->dry_run &&
	    !option_is_set(&ctl->options, "admin-password-file"))
		strbuf_printf(&missing, "%s --admin-password-file",
		    missing.len > 0 ? "," : "");
	if (missing.len > 0)
		status = ctl_usage(ctl,
		    _("Missing options:%s; without --yes, setup asks for them at "
		      "a terminal."),
		    missing.bytes);
	else if (missing.failed)
		status = ctl_failed(ctl, FIELD_ENOMEM, NULL);
	strbuf_release(&missing);
	return status == EX_OK ? check_all(ctl, asking->answers) : status;
}

/* --- questions ---------------------------------------------------------------- */

static int
ask_questions(struct asking *asking)
{
	struct ctl *ctl = asking->ctl;
	int status = EX_OK;

	fprintf(ctl->err, "%s\n",
	    _("Setting this terminal up.  The Enter key takes what is in "
	      "brackets, and leaves an\noptional answer empty.  Nothing is "
	      "changed before the last answer; Control-C stops."));
	for (size_t i = 0; status == EX_OK && i < QUESTION_COUNT; i++) {
		struct question *question = &asking->questions[i];
		const struct prompt prompt = {
			.question = i18n_marked(question->text),
			.fallback = question->fallback,
			.check = check_answer,
			.context = asking,
		};

		if (!question->known)
			status = prompt_answer(
			    ctl, &prompt, question->buf, question->size);
	}
	return status;
}

static int
take_password(struct ctl *ctl, const struct secret *password, void *context,
    bool *ret_again)
{
	struct answers *answers = context;
	int status;

	if (secret_init(&answers->password, password->bytes, password->len) !=
	    FIELD_OK)
		return ctl_failed(ctl, FIELD_ENOMEM, NULL);
	status = check_all(ctl, answers);
	if (status != EX_OK)
		secret_release(&answers->password);
	*ret_again = status == EX_DATAERR;
	return status;
}

void
answers_release(struct answers *answers)
{
	secret_release(&answers->password);
}

int
answers_collect(struct ctl *ctl, struct answers *ret_answers)
{
	const char *file = option_text(&ctl->options, "admin-password-file");
	const bool asks = prompt_is_possible(ctl) &&
	    !option_is_set(&ctl->options, "yes");
	struct asking asking;
	int status;

	memset(ret_answers, 0, sizeof(*ret_answers));
	prepare(&asking, ctl, ret_answers);
	/* no questions on a terminal that has been set up */
	status = check_all(ctl, ret_answers);
	if (status == EX_OK)
		status = take_options(&asking);
	if (status == EX_OK)
		status = asks ? ask_questions(&asking) : take_defaults(&asking);
	/* a dry run creates no administrator, who would need one */
	if (status != EX_OK || (ctl->dry_run && file == NULL))
		return status;
	return prompt_new_password(
	    ctl, file, ret_answers->admin, take_password, ret_answers);
}
