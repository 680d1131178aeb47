/*
 * fieldctl/frame/dialogue: a dialogue with syncd, one JSON object per line, as
 * defined in syncd/connect and syncd/mail_account.
 * Layer: fieldctl.  Users: sync/consent, sync/run, mail/connect.
 */
#ifndef FIELDCTL_FRAME_DIALOGUE_H
#define FIELDCTL_FRAME_DIALOGUE_H

#include <jansson.h>
#include <stdio.h>
#include <sys/types.h>

#include "fieldctl/frame/ctl.h"

struct dialogue {
	FILE *to, *from;
	pid_t pid;
};

/* Absolute path of syncd: the installed one, or with another root the one
 * beside this program.  BUF has PATHS_MAX bytes. */
const char *dialogue_program(const struct ctl *ctl, char *buf);

/* Start `syncd MODE SOURCE` (SOURCE may be NULL).  A field_err. */
int dialogue_open(struct ctl *ctl, const char *mode, const char *source,
    struct dialogue *ret_talk);

/* The next object, or NULL at the end; json_decref() it. */
json_t *dialogue_hear(struct dialogue *talk);

/* {"KEY":TEXT}.  A field_err. */
int dialogue_say(struct dialogue *talk, const char *key, const char *text);

/* Close and wait; returns the exit code. */
int dialogue_close(struct dialogue *talk);

#endif
