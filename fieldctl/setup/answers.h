/*
 * fieldctl/setup/answers: what `setup` has to know, from options and questions.
 * Layer: fieldctl.  Users: setup.
 *
 * Nothing is changed here.  Options are checked first, then each answer when it is
 * typed, by the request "terminal.check"; an answer that is refused is asked for
 * again, and all others stay.
 */
#ifndef FIELDCTL_SETUP_ANSWERS_H
#define FIELDCTL_SETUP_ANSWERS_H

#include <jansson.h>

#include "fieldctl/frame/ctl.h"
#include "fieldctl/setup/answer.h"

/* EX_OK, or a code after saying why.  Release *ret_answers in any case. */
int answers_collect(struct ctl *ctl, struct answers *ret_answers);
void answers_release(struct answers *answers);

/* The parameters of "terminal.setup"; answers that are "" and must not be are left
 * out, as not known yet.  NULL when out of memory. */
json_t *answers_params(const struct answers *answers);

#endif
