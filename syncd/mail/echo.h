/*
 * syncd/mail/echo: removes from a server's words the code that it was sent.
 * Layer: mail.  Users: run.
 *
 * A filter that refuses a mail may quote it.  The words are stored, shown to
 * administrators and logged.
 */
#ifndef SYNCD_MAIL_ECHO_H
#define SYNCD_MAIL_ECHO_H

/* Replace in WORDS each run that may be a code or a temporary password, groups
 * of letters and digits joined by dashes, and is part of SENT (NULL: nothing)
 * by "...". */
void echo_hide(char *words, const char *sent);

#endif
