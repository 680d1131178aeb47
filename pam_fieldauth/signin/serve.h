/*
 * pam_fieldauth/signin/serve: answers one request.
 * Layer: fieldauth-signin.  Users: main.
 */
#ifndef PAM_FIELDAUTH_SIGNIN_SERVE_H
#define PAM_FIELDAUTH_SIGNIN_SERVE_H

/* Time within which the whole request must arrive; nothing is open before. */
#define SERVE_READ_MS  10000
#define SERVE_WRITE_MS 5000

/*
 * Serve the connected stream socket FD.  The caller's identity is the peer's
 * uid from the kernel (SO_PEERCRED): root may send any request, other users may
 * authenticate and check their own account.  Returns the exit status for main.
 */
int serve(int fd);

#endif
