/*
 * pam_fieldauth/module/module: what the six entry points share.
 * Layer: module.  Users: auth.c, account.c, password.c, session.c.
 */
#ifndef PAM_FIELDAUTH_MODULE_MODULE_H
#define PAM_FIELDAUTH_MODULE_MODULE_H

#include "pam_fieldauth/module/options.h"
#include "pam_fieldauth/module/person.h"
#include "pam_fieldauth/protocol.h"

/* What libpam looks up; everything else is hidden. */
#define MODULE_ENTRY __attribute__((visibility("default")))

/* Names of pam_set_data(3). */
#define MODULE_METHOD  "fieldauth_method"
#define MODULE_SESSION "fieldauth_session"

/* What the host asks for. */
enum module_phase {
	MODULE_AUTHENTICATE,
	MODULE_SETCRED,
	MODULE_ACCOUNT,
	MODULE_PASSWORD,
	MODULE_OPEN_CLOSE,
	MODULE_PHASE_COUNT,
};

/* What PHASE says of a name by whose it is, and of nothing else: PAM_SUCCESS
 * for ours alone, and the phase goes on. */
int module_code(enum module_phase phase, enum whose whose);

/* Everything but the secrets: verb, person, PAM items, require=.
 * PAM_SYSTEM_ERR: libpam would not give an item. */
int module_request(pam_handle_t *pamh, enum protocol_verb verb,
    const struct person *person, const struct options *options,
    struct protocol_request *ret_request);

/* Keep a copy of TEXT until pam_end(), which wipes it.  PAM_BUF_ERR. */
int module_keep(pam_handle_t *pamh, const char *name, const char *text);
/* It, or "". */
const char *module_kept(pam_handle_t *pamh, const char *name);

/* The account phase's question.  PAM_SUCCESS: *ret_answer has the verdict. */
int module_ask_account(pam_handle_t *pamh, const struct person *person,
    const struct options *options, uint32_t flags,
    struct protocol_answer *ret_answer);

/* The helper's code for one of ours; OTHERWISE for those codes that would hand
 * the person on to the modules behind, and for what is no code. */
int module_verdict(const struct protocol_answer *answer, int otherwise);

/* With `debug`: a line, never of a secret. */
void module_debug(
    pam_handle_t *pamh, const struct options *options, const char *what);

#endif
