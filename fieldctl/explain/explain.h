/*
 * fieldctl/explain/explain: whether a person would be admitted here now; if
 * not, which rule refuses and who can change that.
 * Layer: fieldctl.  Users: commands.
 *
 * The PAM files of the service are read here, as far as the caller can read
 * them; what they mean for the person is determined by a request
 * (control/explain).
 */
#ifndef FIELDCTL_EXPLAIN_EXPLAIN_H
#define FIELDCTL_EXPLAIN_EXPLAIN_H

#include "fieldctl/frame/ctl.h"

extern const struct option_spec explain_options[];

/* EX_OK when the person would be admitted, otherwise the rule's exit code. */
int explain_verb(struct ctl *ctl);

#endif
