/*
 * fieldctl/explain/explain: would this person be let in here now, and if not, which
 * rule says so and who can change it.
 * Layer: fieldctl.  Users: commands.
 *
 * It gathers the same facts in the same way and asks the same rules as the
 * account phase of PAM, and leaves no trace in the log.
 */
#ifndef FIELDCTL_EXPLAIN_EXPLAIN_H
#define FIELDCTL_EXPLAIN_EXPLAIN_H

#include "fieldctl/frame/ctl.h"

extern const struct option_spec explain_options[];

/* EX_OK when the person would be let in, else the rule's exit code. */
int explain_verb(struct ctl *ctl);

#endif
