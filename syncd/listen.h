/*
 * syncd/listen: the part common to all conversations with a worker: tokens are
 * stored durably and acknowledged, limits saved, log lines forwarded, errors
 * converted to sentences.
 * Layer: syncd.  Users: syncd/run, syncd/connect.
 */
#ifndef SYNCD_LISTEN_H
#define SYNCD_LISTEN_H

#include "store/source/source.h"
#include "syncd/worker.h"

struct listen {
	struct store *store;
	const struct source *source;
	struct worker *worker;
	/* NULL: tokens are stored before they are acknowledged.  A first
	 * connection has no realm yet to seal them for, and keeps them here; if
	 * it fails, an older connection stays. */
	struct source_tokens *keep;
	char correlation_id[100]; /* of the last failure */
	bool heard;               /* the worker has sent a message */
	/* Called for each message that listen does not handle itself; a
	 * negative result stops with that error. */
	int (*take)(void *context, const struct pipe_message *message);
	void *context;
};

/*
 * Run until the worker's done (FIELD_OK) or error.  FIELD_EAUTH: 'connect
 * again' (the platform has revoked the connection, and the source is marked
 * broken), or a new connection is refused; FIELD_ENET: try again later;
 * FIELD_EINVAL: an invalid response, or a misbehaving worker; FIELD_EDENIED: a
 * setting; the result of TAKE; FIELD_EIO and other errors of the store.  *why
 * has the sentence.
 */
int listen_until_done(struct listen *listen, struct refusal *why);

#endif
