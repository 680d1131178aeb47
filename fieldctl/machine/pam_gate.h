/*
 * fieldctl/machine/pam_gate: what a service's PAM stack asks of people of fieldauth.
 * Layer: fieldctl.  Users: explain, doctor, setup --system.
 */
#ifndef FIELDCTL_MACHINE_PAM_GATE_H
#define FIELDCTL_MACHINE_PAM_GATE_H

#include "fieldctl/frame/ctl.h"
#include "pamconf/blind.h"
#include "pamconf/options.h"
#include "store/core/reason.h"

#define GATE_WHY_SIZE 512

/* Whether RULE is one of pam_fieldauth.so. */
bool gate_is_ours(const struct pamconf_rule *rule);

/* Whether a refusal by RULE is final. */
bool gate_is_final(const struct pamconf_rule *rule);

/* The options of RULE, which point into it. */
struct pamconf_options gate_options(const struct pamconf_rule *rule);

/*
 * What is wrong with the options of RULE, one of ours, as a sentence without
 * its full stop in BUF of GATE_WHY_SIZE; false: nothing.
 */
bool gate_option_fault(const struct pamconf_rule *rule, char *buf);

/* Why SERVICE takes no e-mail address for a login name, in the same way; false
 * also where the terminal takes none at all.  READ_ERR: what
 * pamconf_service_read() gave. */
bool gate_alias_fault(const struct ctl *ctl, int read_err,
    const struct pamconf_service *service, char *buf);

/* Whether the program that belongs to SERVICE never gives PAM the address that
 * was typed: there, whoever is named by it is judged by the login name. */
bool gate_gives_login_name(const char *service);

/*
 * SEE each service of etc/pam.d that asks pam_fieldauth.so in auth or account,
 * whole or, with READ_ERR, as far as it could be read; in the order of their
 * names.
 */
void gate_each_service(const struct ctl *ctl,
    void (*see)(const char *name, int read_err,
	const struct pamconf_service *service, void *context),
    void *context);

/* Texts that were said already: many services include one file. */
#define GATE_SAID_MAX 64
struct gate_said {
	char *texts[GATE_SAID_MAX];
	size_t count;
};

bool gate_is_new(struct gate_said *said, const char *text);
void gate_said_release(struct gate_said *said);

#endif
