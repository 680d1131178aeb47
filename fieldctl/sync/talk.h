/*
 * fieldctl/sync/talk: a dialogue with syncd, one JSON object per line, as
 * defined in syncd/connect.
 * Layer: fieldctl.  Users: sync_consent.
 */
#ifndef FIELDCTL_SYNC_TALK_H
#define FIELDCTL_SYNC_TALK_H

#include <jansson.h>
#include <stdio.h>
#include <sys/types.h>

#include "fieldctl/frame/ctl.h"

struct sync_talk {
	FILE *to, *from;
	pid_t pid;
};

/* Start `syncd MODE SOURCE`.  A field_err. */
int sync_talk_open(struct ctl *ctl, const char *mode, const char *source,
    struct sync_talk *ret_talk);

/* The next object, or NULL at the end; json_decref() it. */
json_t *sync_talk_hear(struct sync_talk *talk);

/* {"KEY":TEXT}.  A field_err. */
int sync_talk_say(struct sync_talk *talk, const char *key, const char *text);

/* Close and wait; returns the exit code. */
int sync_talk_close(struct sync_talk *talk);

#endif
