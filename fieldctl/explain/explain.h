/*
 * fieldctl/explain/explain: would this person be let in here now, and if not,
 * which rule says so and who can change it.
 * Layer: fieldctl.  Users: commands.
 *
 * What the PAM files of the service ask is read here, as far as the caller can
 * read them; what it means for the person is a request (control/explain).
 */
#ifndef FIELDCTL_EXPLAIN_EXPLAIN_H
#define FIELDCTL_EXPLAIN_EXPLAIN_H

#include "fieldctl/frame/ctl.h"

extern const struct option_spec explain_options[];

/* EX_OK when the person would be let in, else the rule's exit code. */
int explain_verb(struct ctl *ctl);

#endif
