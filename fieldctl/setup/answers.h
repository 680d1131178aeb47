/*
 * fieldctl/setup/answers: the input of `setup`, from options and questions.
 * Layer: fieldctl.  Users: setup.
 *
 * Nothing is changed here.  Options are checked first, then each answer when it
 * is typed, by the request "terminal.check"; after a refused answer the
 * question is repeated, and the others stay.
 */
#ifndef FIELDCTL_SETUP_ANSWERS_H
#define FIELDCTL_SETUP_ANSWERS_H

#include <jansson.h>

#include "fieldctl/frame/ctl.h"
#include "fieldctl/setup/answer.h"

/* EX_OK, or a code after reporting the reason.  Release *ret_answers in any
 * case. */
int answers_collect(struct ctl *ctl, struct answers *ret_answers);
void answers_release(struct answers *answers);

/* The parameters of "terminal.setup"; required answers that are still "" are
 * left out, as not known yet.  NULL when out of memory. */
json_t *answers_params(const struct answers *answers);

#endif
