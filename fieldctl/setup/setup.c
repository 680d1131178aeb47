#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/frame/ask.h"
#include "fieldctl/frame/listing.h"
#include "fieldctl/frame/prompt.h"
#include "fieldctl/machine/conf_edit.h"
#include "fieldctl/person/option.h"
#include "fieldctl/setup/folders.h"
#include "fieldctl/setup/setup.h"
#include "fieldctl/setup/system.h"
#include "store/core/user.h"

#define CONF_MAX_LEN (256 * 1024)

const struct option_spec setup_options[] = {
	{ "org", "NAME", N_("organisation: a short name like acme"), false },
	{ "org-name", "TEXT", N_("its full name"), false },
	{ "admin", "LOGIN", N_("login name of the first super admin"), false },
	{ "admin-name", "NAME", N_("that person's first and last name"),
	    false },
	{ "admin-email", "ADDRESS", N_("that person's e-mail address"), false },
	{ "admin-password-file", "FILE",
	    N_("password: the file's first line ('-': standard input)"),
	    false },
	{ "terminal", "NAME", N_("name of this terminal"), false },
	{ "site", "NAME", N_("site at which it stands"), false },
	{ "system", NULL,
	    N_("let the operating system use it: nsswitch.conf, PAM"), false },
	{ "undo", NULL, N_("with --system: take that back"), false },
	{ "dry-run", NULL, N_("only say what would happen"), false },
	OPTION_END,
};

struct answers {
	char org[64], org_title[200];
	char admin[USER_LOGIN_SIZE], admin_name[2 * USER_TEXT_SIZE];
	char admin_email[USER_EMAIL_SIZE];
	char terminal[64], site[64];
	struct secret password;
};

/* --- asking ------------------------------------------------------------- */

struct question {
	const char *option;
	const char *text;     /* N_() */
	const char *fallback; /* NULL: an answer is needed; "": may be empty */
};

/* The option's value; else ask; else the fallback. */
static int
answer(struct ctl *ctl, const struct question *question, char *buf, size_t size)
{
	const char *given = option_text(&ctl->options, question->option);
	bool asks = prompt_is_possible(ctl) &&
	    !option_is_set(&ctl->options, "yes");

	if (given == NULL && asks) {
		if (prompt_line(ctl, _(question->text), question->fallback, buf,
			size) == FIELD_OK &&
		    (buf[0] != '\0' || question->fallback != NULL))
			return EX_OK;
		return ctl_usage(
		    ctl, _("An answer is needed: %s."), _(question->text));
	}
	if (given == NULL)
		given = question->fallback;
	if (given == NULL)
		return ctl_usage(
		    ctl, _("Setting up needs --%s."), question->option);
	if (str_copy(buf, size, given))
		return EX_OK;
	return ctl_usage(
	    ctl, _("The value of --%s is too long."), question->option);
}

static void
default_terminal(char *buf, size_t size)
{
	char host[65] = "";

	if (gethostname(host, sizeof(host) - 1) != 0)
		host[0] = '\0';
	host[strcspn(host, ".")] = '\0';
	if (host[0] == '\0' || !str_copy(buf, size, host))
		(void)str_copy(buf, size, "terminal");
}

static int
collect_answers(struct ctl *ctl, struct answers *answers)
{
	char terminal[64];
	const struct {
		struct question question;
		char *buf;
		size_t size;
	} table[] = {
		{ { "org", N_("Short name of the organisation"), NULL },
		    answers->org, sizeof(answers->org) },
		{ { "org-name", N_("Its full name"), answers->org },
		    answers->org_title, sizeof(answers->org_title) },
		{ { "admin", N_("Login name of the first super admin"), NULL },
		    answers->admin, sizeof(answers->admin) },
		{ { "admin-name", N_("First and last name"), NULL },
		    answers->admin_name, sizeof(answers->admin_name) },
		{ { "admin-email", N_("E-mail address"), "" },
		    answers->admin_email, sizeof(answers->admin_email) },
		{ { "terminal", N_("Name of this terminal"), terminal },
		    answers->terminal, sizeof(answers->terminal) },
		{ { "site", N_("Site at which it stands"), "" }, answers->site,
		    sizeof(answers->site) },
	};
	int status = EX_OK;

	default_terminal(terminal, sizeof(terminal));
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		status = answer(
		    ctl, &table[i].question, table[i].buf, table[i].size);
		if (status != EX_OK)
			return status;
	}
	return prompt_new_password(ctl,
	    option_text(&ctl->options, "admin-password-file"), answers->admin,
	    &answers->password);
}

/* --- fieldauth.conf ----------------------------------------------------- */

/* The file as it is, and as it will be. */
struct conf_change {
	char *before; /* NULL: there was none */
	size_t before_len;
	char *after;
};

static void
conf_change_release(struct conf_change *conf)
{
	free(conf->before);
	free(conf->after);
}

static int
conf_change_make(
    struct ctl *ctl, const struct answers *answers, struct conf_change *conf)
{
	const char *const keys[][2] = {
		{ "site", answers->site },
		{ "orgs", answers->org },
		{ "name", answers->terminal },
	};
	char *text;
	int rc = file_read(ctl->paths.conf_file, CONF_MAX_LEN, &conf->before,
	    &conf->before_len);

	if (rc != FIELD_OK && rc != FIELD_ENOTFOUND)
		return rc;
	text = strdup(conf->before != NULL ? conf->before : "");
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		char *next;

		if (text == NULL || keys[i][1][0] == '\0')
			continue;
		next = conf_edit_set(text, "terminal", keys[i][0], keys[i][1]);
		free(text);
		text = next;
	}
	conf->after = text;
	return text != NULL ? FIELD_OK : FIELD_ENOMEM;
}

static void
conf_change_undo(struct ctl *ctl, const struct conf_change *conf)
{
	if (conf->before != NULL)
		(void)file_replace(
		    ctl->paths.conf_file, conf->before, conf->before_len, 0644);
	else
		(void)unlink(ctl->paths.conf_file);
}

/* Write the file and load it, so that what follows sees what later calls
 * will see. */
static int
conf_change_apply(struct ctl *ctl, const struct conf_change *conf)
{
	int rc = file_replace(
	    ctl->paths.conf_file, conf->after, strlen(conf->after), 0644);
	int status;

	if (rc != FIELD_OK)
		return ctl_failed(ctl, rc, NULL);
	config_release(&ctl->config);
	ctl->has_config = false;
	status = ctl_load_config(ctl);
	if (status != EX_OK)
		conf_change_undo(ctl, conf);
	return status;
}

/* --- setting up --------------------------------------------------------- */

/* With the configuration in place: the key, the database, the rows. */
static int
make_terminal(struct ctl *ctl, const struct answers *answers,
    const struct person_name *name)
{
	json_t *params = json_object();

	ask_text(params, "org", answers->org);
	ask_text(params, "org_title", answers->org_title);
	ask_text(params, "terminal", answers->terminal);
	ask_text(params, "site", answers->site);
	ask_text(params, "admin", answers->admin);
	ask_text(params, "admin_first", name->first);
	ask_text(params, "admin_last", name->last);
	ask_text(params, "admin_email", answers->admin_email);
	ask_secret(params, "admin_password", &answers->password);
	return ctl_do(ctl, "terminal.setup", params);
}

static int
say_set_up(struct ctl *ctl, const struct answers *answers)
{
	ctl_say(ctl,
	    _("Organisation %s is set up on terminal %s; %s is its "
	      "super admin."),
	    answers->org, answers->terminal, answers->admin);
	return listing_result(ctl,
	    json_pack("{s:s, s:s, s:s, s:s, s:b}", "org", answers->org,
		"terminal", answers->terminal, "site", answers->site, "admin",
		answers->admin, "dry_run", ctl->dry_run));
}

static int
set_up(struct ctl *ctl, const struct answers *answers)
{
	struct conf_change conf = { NULL, 0, NULL };
	struct person_name name;
	int rc, status;

	if (person_name_split(answers->admin_name, &name) != FIELD_OK)
		return ctl_reason(
		    ctl, REASON_BAD_TEXT, _("name"), _("it is too long"));
	status = setup_folders(ctl);
	if (status != EX_OK)
		return status;
	rc = conf_change_make(ctl, answers, &conf);
	if (rc != FIELD_OK)
		status = ctl_failed(ctl, rc, NULL);
	else
		status = conf_change_apply(ctl, &conf);
	if (status == EX_OK) {
		status = make_terminal(ctl, answers, &name);
		if (status != EX_OK || ctl->dry_run)
			conf_change_undo(ctl, &conf);
	}
	conf_change_release(&conf);
	return status == EX_OK ? say_set_up(ctl, answers) : status;
}

/* Whether anything of an organisation was asked for. */
static bool
asks_for_org(const struct ctl *ctl)
{
	return option_is_set(&ctl->options, "org") ||
	    option_is_set(&ctl->options, "admin") ||
	    option_is_set(&ctl->options, "terminal");
}

int
setup_verb(struct ctl *ctl)
{
	struct answers answers = { .password = SECRET_INIT };
	bool system = option_is_set(&ctl->options, "system");
	int status = EX_OK;

	if (option_is_set(&ctl->options, "undo")) {
		if (system)
			return setup_system_undo(ctl);
		return ctl_usage(ctl,
		    _("--undo belongs to --system: the database is not "
		      "undone."));
	}
	if (!system || asks_for_org(ctl)) {
		/* a second setup must not even touch the configuration */
		status = ctl_do(ctl, "terminal.check", NULL);
		if (status == EX_OK)
			status = collect_answers(ctl, &answers);
		if (status == EX_OK)
			status = set_up(ctl, &answers);
		secret_release(&answers.password);
	}
	if (status == EX_OK && system)
		status = setup_system(ctl);
	return status;
}
