/* The configuration of PAM: our profiles, and the services that use them. */
#include <stdlib.h>

#include "base/i18n.h"
#include "fieldctl/doctor/doctor.h"
#include "fieldctl/machine/pam_gate.h"
#include "fieldctl/machine/pam_stack.h"

#define SETUP_SYSTEM "fieldctl setup --system"

/* One of the files that pam-auth-update(8) generates from our profiles. */
static void
check_common_file(struct doctor *doctor, const char *type, const char *file)
{
	struct pam_stack stack = { .count = 0 };
	char *text = doctor_read(doctor, file);
	const char *problem, *outdated;

	if (text == NULL) {
		doctor_find(doctor, DOCTOR_FAIL, SETUP_SYSTEM,
		    _("%s cannot be read."), file);
		return;
	}
	pam_stack_read(text, type, &stack);
	free(text);
	problem = pam_stack_problem(&stack, type);
	outdated = pam_stack_outdated(&stack, type);
	if (problem != NULL)
		doctor_find(doctor, DOCTOR_FAIL,
		    SETUP_SYSTEM "; pam-auth-update --force", "%s: %s.", file,
		    i18n_marked(problem));
	else if (outdated != NULL)
		doctor_find(doctor, DOCTOR_WARN, SETUP_SYSTEM, "%s: %s.", file,
		    i18n_marked(outdated));
}

static void
check_common_files(struct doctor *doctor)
{
	check_common_file(doctor, "auth", "/etc/pam.d/common-auth");
	check_common_file(doctor, "account", "/etc/pam.d/common-account");
	check_common_file(doctor, "password", "/etc/pam.d/common-password");
	check_common_file(doctor, "session", "/etc/pam.d/common-session");
	check_common_file(
	    doctor, "session", "/etc/pam.d/common-session-noninteractive");
}

/* --- services ------------------------------------------------------------ */

struct services {
	struct doctor *doctor;
	struct gate_said said;
};

static void
check_options(struct services *services, const struct pamconf_service *service)
{
	char why[GATE_WHY_SIZE];

	for (size_t i = 0; i < service->count; i++)
		if (gate_is_ours(&service->rules[i]) &&
		    gate_option_fault(&service->rules[i], why) &&
		    gate_is_new(&services->said, why))
			doctor_find(services->doctor, DOCTOR_FAIL,
			    _("See the options in pam_fieldauth(8)."),
			    _("%s: people of fieldauth are refused there."),
			    why);
}

static void
check_service(const char *name, int read_err,
    const struct pamconf_service *service, void *context)
{
	struct services *services = context;
	char why[GATE_WHY_SIZE];

	check_options(services, service);
	if (gate_alias_fault(services->doctor->ctl, read_err, service, why) &&
	    gate_is_new(&services->said, why))
		doctor_find(services->doctor, DOCTOR_WARN,
		    _("People sign in there with their login names; see "
		      "pam_fieldauth(8)."),
		    _("PAM service '%1$s': people cannot sign in with their "
		      "e-mail addresses: %2$s."),
		    name, why);
}

static void
check_services(struct doctor *doctor)
{
	struct services services = { .doctor = doctor };

	gate_each_service(doctor->ctl, check_service, &services);
	gate_said_release(&services.said);
}

void
doctor_pam(struct doctor *doctor)
{
	check_common_files(doctor);
	check_services(doctor);
}

void
doctor_home(struct doctor *doctor)
{
	char *text = doctor_read(doctor, "/etc/pam.d/common-session");
	struct pam_stack stack = { .count = 0 };

	if (text != NULL)
		pam_stack_read(text, "session", &stack);
	free(text);
	if (!pam_stack_has(&stack, "pam_mkhomedir.so") &&
	    !pam_stack_has(&stack, "pam_oddjob_mkhomedir.so"))
		doctor_find(doctor, DOCTOR_WARN,
		    "pam-auth-update --enable mkhomedir",
		    _("No module creates home folders: people start in / until theirs is created manually."));
}
