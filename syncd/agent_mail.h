/*
 * syncd/agent_mail: when the agent sends mail.
 * Layer: syncd (store, libsystemd).  Users: syncd/agent.
 *
 * A child, `syncd --send-mail', runs when something in the outbox is due.  That
 * is looked up after each commit that the log records (/run/fieldauth/events),
 * at most once a second, and otherwise at the time for which the next row or
 * the next try is due: there is no regular tick.
 */
#ifndef SYNCD_AGENT_MAIL_H
#define SYNCD_AGENT_MAIL_H

#include <stdbool.h>
#include <systemd/sd-event.h>

#include "syncd/program.h"

struct agent_mail;

/* GONE is called with CONTEXT when a child has exited.  Returns 0 or a negative
 * errno. */
int agent_mail_start(sd_event *loop, struct program *program,
    void (*gone)(void *context), void *context, struct agent_mail **ret_mail);
/* NULL is allowed. */
void agent_mail_free(struct agent_mail *mail);

/* Look up what is due, after a change of the configuration. */
void agent_mail_check(struct agent_mail *mail);
/* Whether events are watched.  If not, agent_mail_check() must be called from
 * time to time. */
bool agent_mail_watches(const struct agent_mail *mail);

/* Whether a child is running; if so, send it SIGNAL. */
bool agent_mail_signal(struct agent_mail *mail, int signal);

#endif
