/*
 * fieldctl/explain/explanation: the result of user.explain as text.
 * Layer: fieldctl.  Users: explain.
 */
#ifndef FIELDCTL_EXPLAIN_EXPLANATION_H
#define FIELDCTL_EXPLAIN_EXPLANATION_H

#include <jansson.h>

#include "fieldctl/frame/ctl.h"

/* For people, on ctl->out. */
void explanation_say(struct ctl *ctl, const json_t *answer);

#endif
