/* Evaluates PAM stacks for people of fieldauth.  Changes nothing. */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/machine/pam_gate.h"
#include "pamconf/control.h"
#include "store/people/permission.h"

#define PAM_FOLDER "/etc/pam.d/"

bool
gate_is_ours(const struct pamconf_rule *rule)
{
	return strcmp(rule->name, PAMCONF_OURS) == 0;
}

bool
gate_is_final(const struct pamconf_rule *rule)
{
	switch (rule->type) {
	case PAMCONF_AUTH:
		return pamconf_is_final(rule->control, "auth_err");
	case PAMCONF_ACCOUNT:
	case PAMCONF_SESSION:
		return pamconf_is_final(rule->control, "perm_denied");
	case PAMCONF_PASSWORD:
		return pamconf_is_final(rule->control, "authtok_err");
	case PAMCONF_TYPE_COUNT:
		break;
	}
	return false;
}

struct pamconf_options
gate_options(const struct pamconf_rule *rule)
{
	const char *argv[PAMCONF_ARGS_MAX];
	int argc = pamconf_rule_argv(rule, argv);

	return pamconf_options_read(argc, argv);
}

bool
gate_option_fault(const struct pamconf_rule *rule, char *buf)
{
	struct pamconf_options options = gate_options(rule);
	const char *type = pamconf_type_name(rule->type);

	switch (options.fault) {
	case PAMCONF_FAULT_NONE:
		break;
	case PAMCONF_FAULT_UNKNOWN:
		(void)snprintf(buf, GATE_WHY_SIZE,
		    _("PAM file '%1$s', %2$s: unknown option of pam_fieldauth.so: '%3$s'"),
		    rule->file, type, options.word);
		return true;
	case PAMCONF_FAULT_VALUE:
		(void)snprintf(buf, GATE_WHY_SIZE,
		    _("PAM file '%1$s', %2$s: the option '%3$s' of "
		      "pam_fieldauth.so does not name a permission"),
		    rule->file, type, options.word);
		return true;
	case PAMCONF_FAULT_TWICE:
		(void)snprintf(buf, GATE_WHY_SIZE,
		    _("PAM file '%1$s', %2$s: the option '%3$s' of pam_fieldauth.so is repeated"),
		    rule->file, type, options.word);
		return true;
	}
	if (options.required == NULL || permission_exists(options.required))
		return false;
	(void)snprintf(buf, GATE_WHY_SIZE,
	    _("PAM file '%1$s', %2$s: no such permission: '%3$s'"), rule->file,
	    type, options.required);
	return true;
}

bool
gate_alias_fault(const struct ctl *ctl, int read_err,
    const struct pamconf_service *service, char *buf)
{
	const struct pamconf_rule *reader;

	if (ctl->has_config && !ctl->config.email_sign_in)
		return false;
	if (read_err != FIELD_OK) {
		(void)snprintf(buf, GATE_WHY_SIZE,
		    _("its PAM file, or one that it includes, cannot be read"));
		return true;
	}
	reader = pamconf_name_reader(ctl->root, service);
	if (reader == NULL)
		return false;
	(void)snprintf(buf, GATE_WHY_SIZE,
	    _("%1$s (PAM file '%2$s', %3$s) may look at the user name"),
	    reader->name, reader->file, pamconf_type_name(reader->type));
	return true;
}

/* su(1), runuser(1), sudo(8), cron(8), atd(8) and systemd(1) look the person up
 * first, and pass the login name of the entry to PAM. */
bool
gate_gives_login_name(const char *service)
{
	static const char *const services[] = { "su", "su-l", "runuser",
		"runuser-l", "sudo", "sudo-i", "cron", "atd", "systemd-user" };

	for (size_t i = 0; i < sizeof(services) / sizeof(services[0]); i++)
		if (strcmp(services[i], service) == 0)
			return true;
	return false;
}

/* --- all services --------------------------------------------------------- */

static void
see_service(const struct ctl *ctl, const char *name,
    void (*see)(const char *name, int read_err,
	const struct pamconf_service *service, void *context),
    void *context)
{
	struct pamconf_service service;
	int rc = pamconf_service_read(ctl->root, name, &service);

	if (pamconf_service_has(&service, PAMCONF_AUTH, PAMCONF_OURS) ||
	    pamconf_service_has(&service, PAMCONF_ACCOUNT, PAMCONF_OURS))
		see(name, rc, &service, context);
	pamconf_service_release(&service);
}

/* common-* are not services: the files that include them are. */
void
gate_each_service(const struct ctl *ctl,
    void (*see)(const char *name, int read_err,
	const struct pamconf_service *service, void *context),
    void *context)
{
	const size_t folder_len = strlen(ctl->root) + strlen(PAM_FOLDER);
	char pattern[PATHS_MAX];
	glob_t files;

	if (!str_format(
		pattern, sizeof(pattern), "%s%s*", ctl->root, PAM_FOLDER) ||
	    glob(pattern, 0, NULL, &files) != 0)
		return;
	for (size_t i = 0; i < files.gl_pathc; i++) {
		const char *name = files.gl_pathv[i] + folder_len;

		if (strncmp(name, "common-", 7) != 0 &&
		    pamconf_is_service(name))
			see_service(ctl, name, see, context);
	}
	globfree(&files);
}

bool
gate_is_new(struct gate_said *said, const char *text)
{
	for (size_t i = 0; i < said->count; i++)
		if (strcmp(said->texts[i], text) == 0)
			return false;
	if (said->count < GATE_SAID_MAX) {
		said->texts[said->count] = strdup(text);
		said->count += said->texts[said->count] != NULL ? 1 : 0;
	}
	return true;
}

void
gate_said_release(struct gate_said *said)
{
	for (size_t i = 0; i < said->count; i++)
		free(said->texts[i]);
	said->count = 0;
}
