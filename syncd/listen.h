/*
 * syncd/listen: what every talk with a worker has in common: tokens are made
 * durable and acknowledged, limits remembered, log lines passed on, errors
 * turned into what people are told.
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
	 * connection has no realm yet to seal them for, and keeps them here; if it
	 * fails, an older one goes on. */
	struct source_tokens *keep;
	char correlation_id[100]; /* of the last failure */
	bool heard;               /* the worker has said something */
	/* Called for each message that listen does not handle by itself;
	 * negative: stop with that error. */
	int (*take)(void *context, const struct pipe_message *message);
	void *context;
};

/*
 * Until the worker's done (FIELD_OK) or error.  FIELD_EAUTH: 'connect again'
 * (the platform has revoked the connection, and the source is marked broken),
 * or a new connection is refused; FIELD_ENET: try again later; FIELD_EINVAL:
 * an answer that makes no sense, or a worker that misbehaves; FIELD_EDENIED:
 * a setting; what TAKE returned; FIELD_EIO and others of the store.  *why has
 * the sentence.
 */
int listen_until_done(struct listen *listen, struct refusal *why);

#endif
