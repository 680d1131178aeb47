/* `setup`: from an empty machine to a terminal. */
#include <string.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/frame/ask.h"
#include "fieldctl/frame/listing.h"
#include "fieldctl/setup/answers.h"
#include "fieldctl/setup/conf.h"
#include "fieldctl/setup/folders.h"
#include "fieldctl/setup/preview.h"
#include "fieldctl/setup/setup.h"
#include "fieldctl/setup/system.h"

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
	{ "site", "NAME", N_("site where it is located"), false },
	{ "system", NULL,
	    N_("configure the operating system to use it: nsswitch.conf, PAM"),
	    false },
	{ "undo", NULL, N_("with --system: undo that"), false },
	{ "accept-clock", NULL,
	    N_("go by the clock from now on, after it was wrong"), false },
	{ "dry-run", NULL, N_("show what would change, and change nothing"),
	    false },
	OPTION_END,
};

/* --- setting up --------------------------------------------------------- */

/* A person who has lost their password on a Saturday needs one of them (N8). */
static void
say_issuers(struct ctl *ctl, const json_t *issuers)
{
	struct strbuf names = STRBUF_INIT;
	const json_t *name;
	size_t i;

	json_array_foreach(issuers, i, name) strbuf_printf(
	    &names, "%s%s", i > 0 ? ", " : "", json_string_value(name));
	ctl_say(ctl, _("Can give people a code at the terminal: %s"),
	    names.failed || names.len == 0 ? _("no one") : names.bytes);
	if (json_array_size(issuers) < 2)
		ctl_say(ctl, "%s",
		    _("Let a second person do so: fieldctl role assign PERSON ROLE, with a role that has codes.issue"));
	strbuf_release(&names);
}

static int
say_set_up(struct ctl *ctl, const struct answers *answers, const json_t *result)
{
	json_t *issuers = json_object_get(result, "code_issuers");

	ctl_say(ctl,
	    _("Organisation %s is set up on terminal %s; %s is its "
	      "super admin."),
	    answers->org, answers->terminal, answers->admin);
	say_issuers(ctl, issuers);
	if (!option_is_set(&ctl->options, "system"))
		ctl_say(ctl, "%s", _("Next: fieldctl setup --system"));
	return listing_result(ctl,
	    json_pack("{s:s, s:s, s:s, s:s, s:O, s:b}", "org", answers->org,
		"terminal", answers->terminal, "site", answers->site, "admin",
		answers->admin, "code_issuers", issuers, "dry_run", 0));
}

/* With the configuration in place: create the key, the database, the rows. */
static int
set_up(struct ctl *ctl, const struct answers *answers)
{
	struct control_answer answer = { 0 };
	struct setup_conf conf;
	int rc, status = setup_folders(ctl);

	if (status != EX_OK)
		return status;
	rc = setup_conf_make(ctl, answers, &conf);
	status = rc == FIELD_OK ? setup_conf_apply(ctl, &conf) :
				  ctl_failed(ctl, rc, NULL);
	if (status == EX_OK) {
		status = ctl_ask(ctl, "terminal.setup", answers_params(answers),
		    NULL, &answer);
		if (status != EX_OK)
			setup_conf_undo(ctl, &conf);
	}
	setup_conf_release(&conf);
	if (status == EX_OK)
		status = say_set_up(ctl, answers, answer.result);
	control_answer_release(&answer);
	return status;
}

/* --- only saying so ------------------------------------------------------ */

static void
put_steps(struct preview *preview, const struct answers *answers)
{
	const struct paths *paths = &preview->ctl->paths;

	setup_folders_preview(preview);
	if (file_exists(paths->key_file) == FIELD_ENOTFOUND)
		preview_step(
		    preview, _("make the machine key %s"), paths->key_file);
	preview_step(preview,
	    _("make the database %s, with organisation %s, terminal %s and super "
	      "admin %s"),
	    paths->db_file, answers->org, answers->terminal, answers->admin);
	preview_step(preview, _("publish the people and groups in %s"),
	    paths->snapshot_file);
}

static int
preview_set_up(struct ctl *ctl, const struct answers *answers)
{
	struct setup_conf conf;
	struct preview preview;
	int rc = setup_conf_make(ctl, answers, &conf);
	int status = rc == FIELD_OK ? EX_OK : ctl_failed(ctl, rc, NULL);

	if (status == EX_OK) {
		preview_init(&preview, ctl);
		preview_file(&preview, ctl->paths.conf_file, conf.after);
		put_steps(&preview, answers);
		preview_say(&preview);
		ctl_say(ctl,
		    _("Organisation %s would be set up on terminal %s; %s "
		      "would be its super admin."),
		    answers->org, answers->terminal, answers->admin);
		status = listing_result(ctl,
		    preview_json(&preview,
			json_pack("{s:s, s:s, s:s, s:s, s:b}", "org",
			    answers->org, "terminal", answers->terminal, "site",
			    answers->site, "admin", answers->admin, "dry_run",
			    1)));
		preview_release(&preview);
	}
	setup_conf_release(&conf);
	return status;
}

/* --- the verb -------------------------------------------------------------- */

/* Whether any option about an organisation was given. */
static bool
asks_for_org(const struct ctl *ctl)
{
	static const char *const options[] = { "org", "org-name", "admin",
		"admin-name", "admin-email", "admin-password-file", "terminal",
		"site" };

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		if (option_is_set(&ctl->options, options[i]))
			return true;
	return false;
}

static int
set_up_org(struct ctl *ctl)
{
	struct answers answers;
	int status = answers_collect(ctl, &answers);

	if (status == EX_OK)
		status = ctl->dry_run ? preview_set_up(ctl, &answers) :
					set_up(ctl, &answers);
	answers_release(&answers);
	return status;
}

/* For a terminal whose clock was set wrongly: what doctor says of it. */
static int
accept_clock(struct ctl *ctl)
{
	struct control_answer answer;
	int status = ctl_ask(ctl, "terminal.clock", NULL, NULL, &answer);

	if (status == EX_OK) {
		ctl_say(ctl, "%s",
		    _("From now on this terminal goes by its clock."));
		status = listing_result(ctl, json_incref(answer.result));
	}
	control_answer_release(&answer);
	return status;
}

int
setup_verb(struct ctl *ctl)
{
	const bool system = option_is_set(&ctl->options, "system");
	const bool undo = option_is_set(&ctl->options, "undo");
	int status = EX_OK;

	if (option_is_set(&ctl->options, "accept-clock"))
		return system || undo || asks_for_org(ctl) ?
		    ctl_usage(ctl,
			_("--accept-clock is used without other options.")) :
		    accept_clock(ctl);
	if (undo && !system)
		return ctl_usage(ctl,
		    _("--undo requires --system; the database cannot be undone."));
	if (undo && asks_for_org(ctl))
		return ctl_usage(ctl,
		    _("--system --undo takes no options about an "
		      "organisation."));
	if (undo)
		return setup_system_undo(ctl);
	if (!system || asks_for_org(ctl))
		status = set_up_org(ctl);
	if (status != EX_OK || !system)
		return status;
	status = setup_system(ctl);
	if (status != EX_OK && !ctl->dry_run && asks_for_org(ctl))
		ctl_warn(ctl, "not_in_use",
		    _("The organisation is set up, but this machine does not "
		      "use it yet."),
		    _("Next: fieldctl setup --system"));
	return status;
}
