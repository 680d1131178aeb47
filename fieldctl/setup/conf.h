/*
 * fieldctl/setup/conf: the settings that `setup` writes to fieldauth.conf.
 * Layer: fieldctl.  Users: answers, setup.
 */
#ifndef FIELDCTL_SETUP_CONF_H
#define FIELDCTL_SETUP_CONF_H

#include "fieldctl/frame/ctl.h"
#include "fieldctl/setup/answer.h"

/* The present and the new contents of the file. */
struct setup_conf {
	char *before; /* NULL: it did not exist */
	size_t before_len;
	char *after;
};

/* Read the file, and put the known answers into [terminal].  Nothing is
 * written.  A field_err; release *ret_conf in any case. */
int setup_conf_make(struct ctl *ctl, const struct answers *answers,
    struct setup_conf *ret_conf);
void setup_conf_release(struct setup_conf *conf);

/* Whether the answers would be parsed back unchanged.  EX_OK; EX_DATAERR, or
 * another code, after reporting the reason. */
int setup_conf_check(struct ctl *ctl, const struct answers *answers);

/* Write the file and load it, so that the next steps see what later calls will
 * see.  EX_OK, or a code after reporting the reason; the file is then
 * unchanged. */
int setup_conf_apply(struct ctl *ctl, const struct setup_conf *conf);
void setup_conf_undo(struct ctl *ctl, const struct setup_conf *conf);

#endif
