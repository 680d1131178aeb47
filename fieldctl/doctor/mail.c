/* Mail: the files of [mail] and [text], the templates, and what was not sent. */
#include <string.h>
#include <sys/stat.h>

#include "base/err.h"
#include "base/i18n.h"
#include "fieldctl/doctor/doctor.h"
#include "store/mail/template_load.h"
#include "store/view/mail.h"

#define HOUR_S INT64_C(3600)

/* --- files ---------------------------------------------------------------------- */

/* PATH, which KEY gives, holds a secret unless IS_PUBLIC. */
static void
check_file(
    struct doctor *doctor, const char *key, const char *path, bool is_public)
{
	char full[PATHS_MAX], mend[PATHS_MAX + 64];
	struct stat status;

	if (path[0] == '\0')
		return;
	if (stat(doctor_path(doctor, path, full), &status) != 0 ||
	    !S_ISREG(status.st_mode)) {
		doctor_find(doctor, DOCTOR_FAIL,
		    _("Create it; see fieldauth.conf(5)."),
		    _("%1$s: no such file: '%2$s'"), key, path);
	} else if (!is_public &&
	    (status.st_uid != 0 || (status.st_mode & 077) != 0)) {
		(void)str_format(mend, sizeof(mend),
		    "chown root:root %s; chmod 0600 %s", path, path);
		doctor_find(doctor, DOCTOR_FAIL, mend,
		    _("%1$s: other users than root can read or replace '%2$s'."),
		    key, path);
	}
}

static void
check_login(struct doctor *doctor, const struct config *config)
{
	if (config->mail_auth == CONFIG_AUTH_PASSWORD &&
	    (config->mail_username[0] != '\0') !=
		(config->mail_password_file[0] != '\0'))
		doctor_find(doctor, DOCTOR_FAIL,
		    _("Set both, or none; see fieldauth.conf(5)."),
		    _("[mail] has only one of username and password_file."));
	else if (config->mail_auth == CONFIG_AUTH_XOAUTH2 &&
	    config->mail_username[0] == '\0')
		doctor_find(doctor, DOCTOR_FAIL,
		    _("Set it to the mailbox; see fieldauth.conf(5)."),
		    _("[mail] auth = xoauth2 needs a username."));
}

static void
note_template(
    const char *file, const struct template_problem *problem, void *context)
{
	doctor_find_in_file(context, DOCTOR_WARN,
	    _("Correct it, see fieldauth-templates(5); until then the built-in "
	      "text is used."),
	    file, problem->line, problem->why);
}

/* --- what was not sent ---------------------------------------------------------- */

struct count {
	int64_t count, before_s;
};

static bool
count_row(const struct mail_row *row, void *context)
{
	struct count *count = context;

	count->count += row->created_at < count->before_s;
	return true;
}

static void
check_outbox(struct doctor *doctor)
{
	struct store *store = doctor->ctl->store;
	const struct viewer viewer = viewer_root(store);
	const int64_t now_s = store_now_s(store);
	struct count given_up = { 0, now_s + 1 };
	struct count waiting = { 0, now_s - HOUR_S };
	struct refusal why;

	if (view_mail_each(&viewer, MAIL_GIVEN_UP, 0, -1, count_row, &given_up,
		&why) != FIELD_OK ||
	    view_mail_each(&viewer, MAIL_WAITING, 0, -1, count_row, &waiting,
		&why) != FIELD_OK) {
		doctor_skip(doctor, doctor_no_database());
		return;
	}
	if (given_up.count > 0)
		doctor_find(doctor, DOCTOR_WARN,
		    "fieldctl mail list --state given-up",
		    _("Mail that could not be sent in the last month: %lld."),
		    (long long)given_up.count);
	if (waiting.count > 0 && config_sends_mail(&doctor->ctl->config))
		doctor_find(doctor, DOCTOR_WARN,
		    "fieldctl mail list --state waiting",
		    _("Mail that has waited for more than an hour: %lld."),
		    (long long)waiting.count);
}

void
doctor_mail(struct doctor *doctor)
{
	const struct config *config = &doctor->ctl->config;

	if (template_check_files(&doctor->ctl->paths, note_template, doctor) !=
	    FIELD_OK)
		doctor_skip(doctor, _("not checked: the templates"));
	if (!config_sends_mail(config) && !config_sends_text(config)) {
		doctor_skip(doctor,
		    _("not checked: no mail server is configured; see [mail] "
		      "in fieldauth.conf(5)"));
		return;
	}
	check_login(doctor, config);
	check_file(
	    doctor, "[mail] password_file", config->mail_password_file, false);
	check_file(doctor, "[mail] client_secret_file",
	    config->mail_client_secret_file, false);
	check_file(doctor, "[mail] ca_file", config->mail_ca_file, true);
	check_file(
	    doctor, "[text] header_file", config->text_header_file, false);
	check_file(doctor, "[text] ca_file", config->text_ca_file, true);
	check_outbox(doctor);
}
