/* `setup --system`: nsswitch.conf, the worker's user, folders, units. */
#include <grp.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/account.h"
#include "base/err.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/str.h"
#include "build_paths.h"
#include "fieldctl/frame/listing.h"
#include "fieldctl/frame/program.h"
#include "fieldctl/frame/prompt.h"
#include "fieldctl/machine/hook.h"
#include "fieldctl/machine/nsswitch.h"
#include "fieldctl/machine/pam_gate.h"
#include "fieldctl/machine/undo.h"
#include "fieldctl/setup/folders.h"
#include "fieldctl/setup/pam.h"
#include "fieldctl/setup/system.h"
#include "store/publish/caches.h"

#define NSSWITCH_CONF "/etc/nsswitch.conf"
#define SYSTEMCTL     "/usr/bin/systemctl"
#define WORKER        "fieldauth-fetch"
#define TEXT_MAX_LEN  (1024 * 1024)

/* --- before anything ---------------------------------------------------- */

static int
check_machine(struct ctl *ctl, bool needs_files)
{
	static const char *const files[] = {
		FIELDAUTH_NSSDIR "/libnss_fieldusers.so.2",
		FIELDAUTH_PAMDIR "/pam_fieldauth.so",
		FIELDAUTH_LIBEXECDIR "/fieldauth-signin",
		FIELDAUTH_LIBEXECDIR "/fieldauth-gate",
		FIELDAUTH_LIBEXECDIR "/fieldauth-control",
		FIELDAUTH_PAMCONFDIR "/fieldauth",
		FIELDAUTH_PAMCONFDIR "/fieldauth-password",
		SETUP_PAM_AUTH_UPDATE,
	};
	char message[400];

	if (ctl->root[0] != '\0')
		return ctl_usage(ctl,
		    _("--system works on this machine alone, never below "
		      "FIELDAUTH_ROOT."));
	for (size_t i = 0; needs_files && i < sizeof(files) / sizeof(files[0]);
	     i++) {
		if (access(files[i], R_OK) == 0)
			continue;
		(void)str_format(
		    message, sizeof(message), _("%s is missing."), files[i]);
		return ctl_problem(ctl, EX_CONFIG, "not_installed", message,
		    _("Install fieldauth first: make install."));
	}
	return EX_OK;
}

/* The user as which the import worker runs (sysusers.d has the same). */
static int
make_worker_user(struct ctl *ctl)
{
	static const char *const argv[] = { "/usr/sbin/useradd", "--system",
		"--user-group", "--no-create-home", "--home-dir",
		"/nonexistent", "--shell", "/usr/sbin/nologin", "--comment",
		"fieldauth import worker", WORKER, NULL };
	struct account worker;
	int exit_code = 0, rc;

	rc = account_find(WORKER, &worker);
	if (rc == FIELD_OK)
		return EX_OK;
	if (rc != FIELD_ENOTFOUND)
		return ctl_problem(ctl, EX_OSERR, "no_answer",
		    _("Whether there is a system user fieldauth-fetch could "
		      "not be found out."),
		    _("See getent passwd fieldauth-fetch; then try again."));
	rc = run_program(ctl, argv, NULL, &exit_code);
	if (rc == FIELD_OK && exit_code == 0)
		return EX_OK;
	return ctl_problem(ctl, EX_OSERR, "no_worker_user",
	    _("The system user fieldauth-fetch could not be made."),
	    _("Make it with useradd --system, then try again."));
}

/* --- another prefix ----------------------------------------------------- */

static int
remove_links(struct ctl *ctl)
{
	int status = EX_OK;

	for (size_t i = 0; i < hook_count; i++) {
		int rc = hook_unlink(&hooks[i]);

		if (rc != FIELD_OK)
			status = setup_failed_file(ctl, hooks[i].system, rc);
	}
	return status;
}

static int
make_links(struct ctl *ctl)
{
	char message[400];

	for (size_t i = 0; i < hook_count; i++) {
		int rc = hook_link(&hooks[i]);

		if (rc == FIELD_OK)
			continue;
		(void)remove_links(ctl);
		if (rc != FIELD_EEXIST)
			return setup_failed_file(ctl, hooks[i].system, rc);
		(void)str_format(message, sizeof(message),
		    _("%s is there already, and is not ours."),
		    hooks[i].system);
		return ctl_problem(ctl, EX_CONFIG, "installed_twice", message,
		    _("Uninstall the other fieldauth first."));
	}
	return EX_OK;
}

/* --- nsswitch.conf ------------------------------------------------------ */

/* A file that names us in part is not what it was before us. */
static int
write_nsswitch(struct ctl *ctl, const char *before, const char *after)
{
	char *without = nsswitch_remove(before);
	bool keeps = without != NULL && strcmp(without, before) == 0;
	int rc = FIELD_OK;

	free(without);
	if (keeps)
		rc = undo_keep(ctl, NSSWITCH_CONF, false);
	else
		undo_forget(ctl, NSSWITCH_CONF);
	if (rc == FIELD_OK)
		rc = undo_write(NSSWITCH_CONF, after, strlen(after));
	if (rc == FIELD_OK && keeps)
		rc = undo_keep(ctl, NSSWITCH_CONF, true);
	return rc;
}

static int
edit_nsswitch(struct ctl *ctl)
{
	char *text = NULL, *edited = NULL;
	size_t len = 0;
	int rc = file_read(NSSWITCH_CONF, TEXT_MAX_LEN, &text, &len);

	if (rc == FIELD_OK) {
		edited = nsswitch_add(text);
		rc = edited != NULL ? FIELD_OK : FIELD_ENOMEM;
	}
	if (rc == FIELD_OK && strcmp(text, edited) != 0)
		rc = write_nsswitch(ctl, text, edited);
	free(text);
	free(edited);
	return rc == FIELD_OK ? EX_OK :
				setup_failed_file(ctl, NSSWITCH_CONF, rc);
}

static int
unedit_nsswitch(struct ctl *ctl)
{
	char *text = NULL, *edited = NULL;
	size_t len = 0;
	int rc;

	if (undo_is_untouched(ctl, NSSWITCH_CONF)) {
		rc = undo_restore(ctl, NSSWITCH_CONF);
	} else {
		rc = file_read(NSSWITCH_CONF, TEXT_MAX_LEN, &text, &len);
		if (rc == FIELD_OK) {
			edited = nsswitch_remove(text);
			rc = edited != NULL ? FIELD_OK : FIELD_ENOMEM;
		}
		if (rc == FIELD_OK && strcmp(text, edited) != 0)
			rc = undo_write(NSSWITCH_CONF, edited, strlen(edited));
		free(text);
		free(edited);
	}
	if (rc != FIELD_OK)
		return setup_failed_file(ctl, NSSWITCH_CONF, rc);
	undo_forget(ctl, NSSWITCH_CONF);
	return EX_OK;
}

/* --- the service manager ------------------------------------------------ */

static void
switch_units(struct ctl *ctl, const char *what)
{
	const char *const reload[] = { SYSTEMCTL, "daemon-reload", NULL };
	const char *const units[] = { SYSTEMCTL, what, "--now",
		"fieldauth-verify.socket", "fieldauth-control.socket",
		"syncd.service", NULL };
	/* The one that runs may be of an earlier version; and the service
	 * manager opens no socket of a service that runs. */
	const char *const gate[] = { SYSTEMCTL, "stop",
		"fieldauth-gate.service", NULL };
	int exit_code = 0;

	if (access("/run/systemd/system", F_OK) != 0)
		return; /* sd_booted(3): another service manager, or none */
	(void)run_program(ctl, reload, NULL, &exit_code);
	(void)run_program(ctl, gate, NULL, &exit_code);
	if (run_program(ctl, units, NULL, &exit_code) != FIELD_OK ||
	    exit_code != 0)
		ctl_say(ctl,
		    _("The units could not be switched: systemctl %s "
		      "fieldauth-verify.socket fieldauth-control.socket "
		      "syncd.service"),
		    what);
}

/* Who was nobody until now, or is from now on: caches know that too. */
static void
tell_caches(struct ctl *ctl)
{
	if (caches_tell(CACHES_SOCKET, CACHES_TIMEOUT_MS) != FIELD_OK)
		ctl_warn_caches(ctl);
}

/* --- the two verbs ------------------------------------------------------ */

struct services {
	struct ctl *ctl;
	struct gate_said said;
};

static void
say_service(const char *name, int read_err,
    const struct pamconf_service *service, void *context)
{
	struct services *services = context;
	char why[GATE_WHY_SIZE];

	if (gate_alias_fault(services->ctl, read_err, service, why) &&
	    gate_is_new(&services->said, why))
		ctl_say(services->ctl,
		    _("PAM service '%1$s': people cannot sign in with their "
		      "e-mail addresses: %2$s."),
		    name, why);
}

/* Before the first person is refused for it. */
static void
say_services(struct ctl *ctl)
{
	struct services services = { .ctl = ctl };

	gate_each_service(ctl, say_service, &services);
	gate_said_release(&services.said);
}

static int
say_system(struct ctl *ctl, bool enabled)
{
	ctl_say(ctl, "%s",
	    enabled ? _("This machine signs people in through fieldauth: "
			"nsswitch.conf and PAM are set.") :
		      _("This machine does not use fieldauth any more: "
			"nsswitch.conf and PAM are as before."));
	return listing_result(ctl,
	    json_pack(
		"{s:b, s:b}", "system", enabled, "dry_run", ctl->dry_run));
}

int
setup_system(struct ctl *ctl)
{
	int status = check_machine(ctl, true);

	if (status == EX_OK)
		status = prompt_destructive(ctl,
		    _("Change nsswitch.conf and the PAM files of this "
		      "machine?"));
	if (status != EX_OK || ctl->dry_run)
		return status != EX_OK ? status : say_system(ctl, true);
	status = setup_folders(ctl);
	if (status == EX_OK)
		status = make_worker_user(ctl);
	if (status == EX_OK)
		status = make_links(ctl);
	if (status == EX_OK)
		status = edit_nsswitch(ctl);
	if (status != EX_OK)
		return status;
	status = setup_pam_enable(ctl);
	if (status != EX_OK) {
		/* Nobody may be left with half of it. */
		(void)unedit_nsswitch(ctl);
		(void)remove_links(ctl);
		return status;
	}
	switch_units(ctl, "enable");
	tell_caches(ctl);
	say_services(ctl);
	return say_system(ctl, true);
}

int
setup_system_undo(struct ctl *ctl)
{
	int status = check_machine(ctl, false);

	if (status == EX_OK)
		status = prompt_destructive(ctl,
		    _("Keep people of fieldauth from signing in on this "
		      "machine?"));
	if (status != EX_OK || ctl->dry_run)
		return status != EX_OK ? status : say_system(ctl, false);
	status = setup_pam_disable(ctl);
	if (status == EX_OK)
		status = unedit_nsswitch(ctl);
	if (status != EX_OK)
		return status;
	switch_units(ctl, "disable");
	tell_caches(ctl);
	status = remove_links(ctl);
	if (status != EX_OK)
		return status;
	return say_system(ctl, false);
}
