/*
 * pam_fieldauth/module/module: shared by the six entry points.
 * Layer: module.  Users: auth.c, account.c, password.c, session.c.
 */
#ifndef PAM_FIELDAUTH_MODULE_MODULE_H
#define PAM_FIELDAUTH_MODULE_MODULE_H

#include "pam_fieldauth/module/options.h"
#include "pam_fieldauth/module/person.h"
#include "pam_fieldauth/protocol.h"

/* Marks the symbols that libpam looks up; all others are hidden. */
#define MODULE_ENTRY __attribute__((visibility("default")))

/* Names of pam_set_data(3). */
#define MODULE_METHOD     "fieldauth_method"
#define MODULE_BY_CODE    "fieldauth_by_code"
#define MODULE_SESSION    "fieldauth_session"
#define MODULE_BY_SESSION "fieldauth_by_session"

/* The host's request. */
enum module_phase {
	MODULE_AUTHENTICATE,
	MODULE_SETCRED,
	MODULE_ACCOUNT,
	MODULE_PASSWORD,
	MODULE_OPEN_CLOSE,
	MODULE_PHASE_COUNT,
};

/* The result of PHASE for a name, by its owner alone: PAM_SUCCESS only for our
 * people, and the phase continues. */
int module_code(enum module_phase phase, enum whose whose);

/* Fill in everything but the secrets: verb, person, PAM items, require=.
 * PAM_SYSTEM_ERR: libpam did not provide an item. */
int module_request(pam_handle_t *pamh, enum protocol_verb verb,
    const struct person *person, const struct options *options,
    struct protocol_request *ret_request);

/* Keep a copy of TEXT until pam_end(), which wipes it.  PAM_BUF_ERR. */
int module_keep(pam_handle_t *pamh, const char *name, const char *text);
/* The copy, or "". */
const char *module_kept(pam_handle_t *pamh, const char *name);

/* Whether this process is sshd, or its program for sessions. */
bool module_is_sshd(void);

/*
 * The id of the sign-in, for the phases that follow, which the helper resolves;
 * "" if this module has not authenticated the person.  It is in the PAM
 * environment until the session is opened: sshd authenticates in a process of its
 * own, and passes only this environment back.
 */
int module_set_sign_in(pam_handle_t *pamh, const char *id);
const char *module_sign_in(pam_handle_t *pamh);
void module_forget_sign_in(pam_handle_t *pamh);

/* Ask the helper for the account phase.  PAM_SUCCESS: *ret_answer has the
 * verdict. */
int module_ask_account(pam_handle_t *pamh, const struct person *person,
    const struct options *options, uint32_t flags,
    struct protocol_answer *ret_answer);

/* The helper's code for one of our people; OTHERWISE for codes that would pass
 * the person to the modules behind, and for invalid codes. */
int module_verdict(const struct protocol_answer *answer, int otherwise);

/* With `debug`: log a line, never with a secret. */
void module_debug(
    pam_handle_t *pamh, const struct options *options, const char *what);

#endif
