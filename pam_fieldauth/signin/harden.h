/*
 * pam_fieldauth/signin/harden: out of reach of whoever started the host.
 * Layer: fieldauth-signin.  Users: main.
 */
#ifndef PAM_FIELDAUTH_SIGNIN_HARDEN_H
#define PAM_FIELDAUTH_SIGNIN_HARDEN_H

/*
 * The very first thing: not dumpable, no environment, an own umask and folder,
 * everything of base/inherit at its safe value, and out of any control group
 * that a person may freeze.  What the kernel refuses is left as it is: none of
 * it decides who is let in.
 */
void harden(void);

#endif
