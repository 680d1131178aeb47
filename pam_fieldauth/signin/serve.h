/*
 * pam_fieldauth/signin/serve: one request, one answer.
 * Layer: fieldauth-signin.  Users: main.
 */
#ifndef PAM_FIELDAUTH_SIGNIN_SERVE_H
#define PAM_FIELDAUTH_SIGNIN_SERVE_H

/* How long the whole request may take to arrive; nothing is open before. */
#define SERVE_READ_MS  10000
#define SERVE_WRITE_MS 5000

/*
 * Serve the connected stream socket FD.  The identity is the peer's uid from
 * the kernel (SO_PEERCRED): root may ask anything, everybody else may have
 * itself authenticated and its own account judged.  Exit status for main.
 */
int serve(int fd);

#endif
