/*
 * fieldctl/machine/pam_gate: what a service's PAM stack requires from people of
 * fieldauth.
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

/* The options of RULE; they point into it. */
struct pamconf_options gate_options(const struct pamconf_rule *rule);

/*
 * The problem with the options of RULE, which is one of ours, as a sentence
 * without its full stop in BUF of GATE_WHY_SIZE; false: none.
 */
bool gate_option_fault(const struct pamconf_rule *rule, char *buf);

/* Why SERVICE does not accept e-mail addresses as login names, in the same
 * form; also false if the terminal accepts none at all.  READ_ERR: the result
 * of pamconf_service_read(). */
bool gate_alias_fault(const struct ctl *ctl, int read_err,
    const struct pamconf_service *service, char *buf);

/* Whether the program of SERVICE never passes the typed address to PAM: a
 * person named by address is then checked by login name. */
bool gate_gives_login_name(const char *service);

/*
 * Call SEE for each service in etc/pam.d that uses pam_fieldauth.so in auth or
 * account, complete or, with READ_ERR, as far as it could be read; in the order
 * of their names.
 */
void gate_each_service(const struct ctl *ctl,
    void (*see)(const char *name, int read_err,
	const struct pamconf_service *service, void *context),
    void *context);

/* Texts that were already printed: many services include one file. */
#define GATE_SAID_MAX 64
struct gate_said {
	char *texts[GATE_SAID_MAX];
	size_t count;
};

bool gate_is_new(struct gate_said *said, const char *text);
void gate_said_release(struct gate_said *said);

#endif
