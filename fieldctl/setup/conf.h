/*
 * fieldctl/setup/conf: what `setup` writes into fieldauth.conf.
 * Layer: fieldctl.  Users: answers, setup.
 */
#ifndef FIELDCTL_SETUP_CONF_H
#define FIELDCTL_SETUP_CONF_H

#include "fieldctl/frame/ctl.h"
#include "fieldctl/setup/answer.h"

/* The file as it is, and as it will be. */
struct setup_conf {
	char *before; /* NULL: there was none */
	size_t before_len;
	char *after;
};

/* Read the file, and put the answers that are known into [terminal].  Nothing is
 * written.  A field_err; release *ret_conf in any case. */
int setup_conf_make(struct ctl *ctl, const struct answers *answers,
    struct setup_conf *ret_conf);
void setup_conf_release(struct setup_conf *conf);

/* Whether the answers would be read back as they are.  EX_OK; EX_DATAERR, or
 * another code, after saying why. */
int setup_conf_check(struct ctl *ctl, const struct answers *answers);

/* Write the file and load it, so that what follows sees what later calls will
 * see.  EX_OK, or a code after saying why; the file is then as before. */
int setup_conf_apply(struct ctl *ctl, const struct setup_conf *conf);
void setup_conf_undo(struct ctl *ctl, const struct setup_conf *conf);

#endif
