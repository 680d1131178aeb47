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
#include "fieldctl/machine/pam_gate.h"
#include "fieldctl/setup/folders.h"
#include "fieldctl/setup/nss.h"
#include "fieldctl/setup/pam.h"
#include "fieldctl/setup/pam_trial.h"
#include "fieldctl/setup/preview.h"
#include "fieldctl/setup/system.h"
#include "store/publish/caches.h"

#define SYSTEMCTL "/usr/bin/systemctl"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* The system users of syncd's workers, as in sysusers.d. */
static const struct {
	const char *name, *comment;
} workers[] = {
	{ "fieldauth-fetch", "fieldauth import worker" },
	{ "fieldauth-mail", "fieldauth mail worker" },
};

/* --- preconditions ------------------------------------------------------ */

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
		    _("--system only configures this machine, and cannot be used with FIELDAUTH_ROOT."));
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

/* The user of a worker, NAME, with its COMMENT. */
static int
make_worker_user(struct ctl *ctl, const char *name, const char *comment)
{
	const char *const argv[] = { "/usr/sbin/useradd", "--system",
		"--user-group", "--no-create-home", "--home-dir",
		"/nonexistent", "--shell", "/usr/sbin/nologin", "--comment",
		comment, name, NULL };
	char message[200], hint[200];
	struct account worker;
	int exit_code = 0, rc;

	rc = account_find(name, &worker);
	if (rc == FIELD_OK)
		return EX_OK;
	if (rc != FIELD_ENOTFOUND) {
		(void)str_format(message, sizeof(message),
		    _("It is not known whether the system user %s exists."),
		    name);
		(void)str_format(hint, sizeof(hint),
		    _("See getent passwd %s; then try again."), name);
		return ctl_problem(ctl, EX_OSERR, "no_answer", message, hint);
	}
	rc = run_program(ctl, argv, NULL, &exit_code);
	if (rc == FIELD_OK && exit_code == 0)
		return EX_OK;
	(void)str_format(message, sizeof(message),
	    _("The system user %s could not be created."), name);
	return ctl_problem(ctl, EX_OSERR, "no_worker_user", message,
	    _("Create it with useradd --system, then try again."));
}

static int
make_worker_users(struct ctl *ctl)
{
	int status = EX_OK;

	for (size_t i = 0; status == EX_OK && i < COUNT(workers); i++)
		status = make_worker_user(
		    ctl, workers[i].name, workers[i].comment);
	return status;
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
say_installed_twice(struct ctl *ctl, const struct hook *hook)
{
	char message[400];

	(void)str_format(message, sizeof(message),
	    _("%s exists already and belongs to another installation."),
	    hook->system);
	return ctl_problem(ctl, EX_CONFIG, "installed_twice", message,
	    _("Uninstall the other fieldauth first."));
}

static int
make_links(struct ctl *ctl)
{
	for (size_t i = 0; i < hook_count; i++) {
		int rc = hook_link(&hooks[i]);

		if (rc == FIELD_OK)
			continue;
		(void)remove_links(ctl);
		return rc == FIELD_EEXIST ?
		    say_installed_twice(ctl, &hooks[i]) :
		    setup_failed_file(ctl, hooks[i].system, rc);
	}
	return EX_OK;
}

static int
preview_links(struct preview *preview, bool enable)
{
	for (size_t i = 0; i < hook_count; i++) {
		const char *path = hooks[i].system;
		int rc = enable ? hook_check(&hooks[i]) : FIELD_OK;

		if (rc == FIELD_EEXIST)
			return say_installed_twice(preview->ctl, &hooks[i]);
		if (rc == FIELD_ENOTFOUND)
			preview_step(preview, _("make the link %s to %s"), path,
			    hooks[i].installed);
		if (!enable && hook_is_linked(&hooks[i]))
			preview_step(preview, _("remove the link %s"), path);
	}
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
	/* A running service may be of an earlier version, and the service
	 * manager opens no socket of a running service. */
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
		    _("The units could not be enabled or disabled: systemctl %s "
		      "fieldauth-verify.socket fieldauth-control.socket "
		      "syncd.service"),
		    what);
}

/* Caches may hold that these names do not exist, or that they do. */
static void
tell_caches(struct ctl *ctl)
{
	if (caches_tell(CACHES_SOCKET, CACHES_TIMEOUT_MS) != FIELD_OK)
		ctl_warn_caches(ctl);
}

/* --- messages ----------------------------------------------------------- */

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

/* Before the first person is refused because of it. */
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
	    enabled ?
		_("This machine now uses fieldauth: nsswitch.conf and PAM are configured.") :
		_("This machine no longer uses fieldauth: nsswitch.conf "
		  "and PAM are as before."));
	if (enabled)
		ctl_say(ctl, "%s",
		    file_exists(ctl->paths.db_file) == FIELD_ENOTFOUND ?
			_("Next: fieldctl setup, for the organisation and its "
			  "first administrator") :
			_("Next: fieldctl doctor; then add people: fieldctl "
			  "sync import FILE.csv, or fieldctl user add"));
	return listing_result(
	    ctl, json_pack("{s:b, s:b}", "system", enabled, "dry_run", 0));
}

/* --- only saying so ----------------------------------------------------- */

static void
preview_units(struct preview *preview, const char *what)
{
	if (access("/run/systemd/system", F_OK) == 0)
		preview_step(preview,
		    _("run systemctl %s --now fieldauth-verify.socket "
		      "fieldauth-control.socket syncd.service"),
		    what);
}

static int
collect_preview(struct preview *preview, bool enable)
{
	struct account worker;
	int status;

	status = setup_nss_preview(preview, enable);
	if (status == EX_OK && enable)
		status = setup_pam_enable_preview(preview);
	else if (status == EX_OK)
		setup_pam_disable_preview(preview);
	if (enable) {
		setup_folders_preview(preview);
		for (size_t i = 0; i < COUNT(workers); i++)
			if (account_find(workers[i].name, &worker) ==
			    FIELD_ENOTFOUND)
				preview_step(preview,
				    _("make the system user %s"),
				    workers[i].name);
	}
	if (status == EX_OK)
		status = preview_links(preview, enable);
	preview_units(preview, enable ? "enable" : "disable");
	return status;
}

static int
preview_system(struct ctl *ctl, bool enable)
{
	struct preview preview;
	int status;

	preview_init(&preview, ctl);
	status = collect_preview(&preview, enable);
	if (status == EX_OK) {
		preview_say(&preview);
		ctl_say(ctl, "%s",
		    enable ? _("This machine would sign people in through "
			       "fieldauth.") :
			     _("This machine would no longer use fieldauth."));
		status = listing_result(ctl,
		    preview_json(&preview,
			json_pack(
			    "{s:b, s:b}", "system", enable, "dry_run", 1)));
	}
	preview_release(&preview);
	return status;
}

/* --- the two verbs ------------------------------------------------------ */

int
setup_system(struct ctl *ctl)
{
	int status = check_machine(ctl, true);

	if (status == EX_OK && ctl->dry_run)
		return preview_system(ctl, true);
	if (status == EX_OK)
		status = prompt_destructive(ctl,
		    _("Change nsswitch.conf and the PAM files of this "
		      "machine?"));
	if (status == EX_OK)
		status = setup_folders(ctl);
	if (status == EX_OK)
		status = make_worker_users(ctl);
	if (status == EX_OK)
		status = make_links(ctl);
	if (status == EX_OK)
		status = setup_nss_enable(ctl);
	if (status != EX_OK)
		return status;
	status = setup_pam_enable(ctl);
	if (status != EX_OK) {
		/* Half of it must not be left. */
		(void)setup_nss_disable(ctl);
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

	if (status == EX_OK && ctl->dry_run)
		return preview_system(ctl, false);
	if (status == EX_OK)
		status = prompt_destructive(ctl,
		    _("Prevent people of fieldauth from signing in on this machine?"));
	if (status == EX_OK)
		status = setup_pam_disable(ctl);
	if (status == EX_OK)
		status = setup_nss_disable(ctl);
	if (status != EX_OK)
		return status;
	switch_units(ctl, "disable");
	tell_caches(ctl);
	status = remove_links(ctl);
	return status == EX_OK ? say_system(ctl, false) : status;
}
