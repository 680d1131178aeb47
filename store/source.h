/*
 * store/source: the state of accounting connections: tokens at rest, cursor,
 * run log, limits (A1, A2, A5).
 * Layer: store.  Users: syncd, fieldctl sync, plan.
 */
#ifndef STORE_SOURCE_H
#define STORE_SOURCE_H

#include "base/secret.h"
#include "store/change.h"

struct source {
	char id[ID_SIZE], org_id[ID_SIZE];
	char name[50];
	enum config_source_type type;
	char realm[128], realm_title[200];
	bool connected;
	char scopes[400];
	int64_t access_expires_at, refresh_expires_at; /* 0: unknown */
	int64_t connected_at, broken_at;
	char broken_why[200];
	char cursor[1024];
	int64_t full_at, full_count, data_at;
	int64_t blocked_until;
	char blocked_why[100];
	int64_t budget_left; /* calls left today; -1: unknown */
	int64_t budget_known_at;
	int64_t recent_calls, recent_at; /* in the minute before recent_at */
	int64_t failure_count, next_run_at;
};

struct source_tokens {
	struct secret access, refresh;
	int64_t access_expires_at, refresh_expires_at; /* 0: unknown */
	char scopes[400];
};
void source_tokens_release(struct source_tokens *tokens);

/* The source of [source NAME]; its row is made when it is first asked for by
 * a change.  FIELD_ENOTFOUND: no such section, or no row yet. */
int source_by_name(struct store *store, const char *name,
    struct source *ret_source);
int source_ensure(struct change *change, const char *name,
    struct source *ret_source, struct refusal *why);
int source_list(struct store *store, struct source **ret_sources,
    size_t *ret_count);

/* Connect: seal and store tokens and realm, clear 'broken'. */
int source_connect(struct change *change, const char *source_id,
    const char *realm, const char *realm_title,
    const struct source_tokens *tokens, struct refusal *why);
int source_disconnect(struct change *change, const char *source_id,
    struct refusal *why);

/* The sealed tokens, opened.  FIELD_ENOTFOUND: not connected. */
int source_load_tokens(struct store *store, const char *source_id,
    struct source_tokens *ret_tokens);
/* Rotation: durable when it returns, in a transaction of its own. */
int source_save_tokens(struct store *store, const char *source_id,
    const struct source_tokens *tokens);
/* 'connect again', with an event in the outbox for the admins. */
int source_mark_broken(struct store *store, const char *source_id,
    const char *why_text);

/* Limits that survive a restart, and the schedule. */
struct source_limits {
	int64_t blocked_until;  /* 0: not blocked */
	const char *blocked_why;
	int64_t budget_left;    /* -1: unknown */
	int64_t budget_known_at;
	int64_t recent_calls, recent_at;
};
int source_save_limits(struct store *store, const char *source_id,
    const struct source_limits *limits);
int source_save_schedule(struct store *store, const char *source_id,
    int64_t next_run_at, int64_t failure_count);

/* The run log. */
struct sync_run {
	char id[ID_SIZE], source_name[50];
	int64_t started_at, finished_at;
	char trigger[16], outcome[16], plan_hash[65];
	bool full_listing;
	int64_t seen, added, changed, linked, deactivated, reactivated;
	int64_t refused, undecided;
	char message[400], correlation_id[100];
};
int sync_run_start(struct store *store, const char *source_id,
    const char *trigger, bool full_listing, char *ret_run_id);
/* A run that ends without a plan being applied: 'failed', 'guarded',
 * 'previewed', 'unchanged'. */
int sync_run_end(struct store *store, const struct sync_run *run);
/* Newest first; SOURCE_ID NULL for all. */
int sync_run_list(struct store *store, const char *source_id, int64_t limit,
    struct sync_run **ret_runs, size_t *ret_count);

#endif
