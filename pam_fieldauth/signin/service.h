/*
 * pam_fieldauth/signin/service: checks the service's own PAM file.
 * Layer: fieldauth-signin.  Users: serve, verdict.
 *
 * A service refuses all of our people if an option of our module is invalid in
 * its PAM file.  It refuses e-mail addresses as user names if its stack has
 * another module that would look for the name (pamconf/blind).
 */
#ifndef PAM_FIELDAUTH_SIGNIN_SERVICE_H
#define PAM_FIELDAUTH_SIGNIN_SERVICE_H

#include "pam_fieldauth/protocol.h"
#include "store/core/reason.h"

#define SERVICE_WHY_SIZE 320

/*
 * REASON_NONE, REASON_BAD_SERVICE or REASON_ALIAS; WHY is then a phrase for the
 * log, otherwise "".  With PROTOCOL_ALIAS the service's stack is read before
 * any secret is checked, and for unknown names too, so that the time taken
 * reveals nothing.  A stack that cannot be read is refused.  WHY may name the
 * service, files and modules of root's, and nothing that the caller sent.
 */
enum reason service_objection(
    const struct protocol_request *request, char why[SERVICE_WHY_SIZE]);

#endif
