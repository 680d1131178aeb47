/*
 * syncd/mailer: sends what is due in the outbox, by fieldauth-mail.
 * Layer: syncd (store, pipe).  Users: syncd/main (`syncd --send-mail', which
 * the agent runs), syncd/once, syncd/agent_mail.
 *
 * Codes first, then invitations, then notices.  Each outcome is durable before
 * the next mail is given to the worker: a crash in between repeats one mail,
 * with the same Message-ID.  At most `per_minute' within any minute.
 */
#ifndef SYNCD_MAILER_H
#define SYNCD_MAILER_H

#include <stdbool.h>
#include <stdint.h>

#include "syncd/program.h"

/* Whether this terminal sends mail or texts at all. */
bool mailer_is_configured(const struct config *config);

/* Send what is due.  EX_OK, also if some of it failed and is to be sent later;
 * otherwise the exit code, and the reason was logged. */
int mailer_run(struct program *program);

/* When there is something to do, possibly in the past; 0: nothing. */
int mailer_next_at(
    struct store *store, const struct config *config, int64_t *ret_at);

#endif
