/*
 * pam_fieldauth/signin/service: what the service's own PAM file says of it.
 * Layer: fieldauth-signin.  Users: serve, verdict.
 *
 * Two things make a service refuse our people, whoever they are: an option of
 * our module that is wrong there, and, for those who gave their e-mail
 * address, another module that would look for their name (pamconf/blind).
 */
#ifndef PAM_FIELDAUTH_SIGNIN_SERVICE_H
#define PAM_FIELDAUTH_SIGNIN_SERVICE_H

#include "pam_fieldauth/protocol.h"
#include "store/core/reason.h"

#define SERVICE_WHY_SIZE 320

/*
 * REASON_NONE, REASON_BAD_SERVICE or REASON_ALIAS; WHY is then a phrase for
 * the log, else "".  With PROTOCOL_ALIAS the service's stack is read, before
 * any secret is looked at and for unknown names as well, so that the time it
 * takes tells nothing.  A stack that cannot be read refuses.  WHY may name
 * the service and files and modules of root's, and nothing of the caller's.
 */
enum reason service_objection(
    const struct protocol_request *request, char why[SERVICE_WHY_SIZE]);

#endif
