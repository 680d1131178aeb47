/*
 * store/source/source: the state of accounting connections: tokens at rest,
 * cursor, run log, limits (A1, A2, A5).
 * Layer: store.  Users: syncd, control/source, plan.
 */
#ifndef STORE_SOURCE_SOURCE_H
#define STORE_SOURCE_SOURCE_H

#include "base/secret.h"
#include "store/core/change.h"
#include "store/people/user.h"

struct source {
	char id[ID_SIZE], org_id[ID_SIZE];
	char name[50];
	enum config_source_type type; /* unused when is_csv */
	bool is_csv;                  /* its people come from a file (A11) */
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

/* The source of [source NAME]; its row is created when a change first uses it.
 * FIELD_ENOTFOUND: no such section, or no row yet. */
int source_by_name(
    struct store *store, const char *name, struct source *ret_source);
int source_by_id(
    struct store *store, const char *id, struct source *ret_source);
int source_ensure(struct change *change, const char *name,
    struct source *ret_source, struct refusal *why);
/* The same for people from a file, which needs no section: NAME is the name of
 * the row, and must not be that of a section.  It must belong to ORG_ID, or
 * FIELD_EDENIED.  The data of the file relies on the acting person, whose right
 * to it is checked here. */
int source_ensure_csv(struct change *change, const char *name,
    const char *org_id, struct source *ret_source, struct refusal *why);
/* Create the source of a file before any file was imported, so that rules can
 * be added without the right to import.  NAME must not be that of a section. */
int source_ensure_file(struct change *change, const char *name,
    const char *org_id, struct source *ret_source, struct refusal *why);
/* The default source of the people of a file. */
#define SOURCE_FILE_NAME "file"
/* The time before which the platform allows no calls; 0: calls are allowed.  A
 * time beyond any limit of a platform comes from a clock that was set back
 * since. */
int64_t source_blocked_until(const struct source *source, int64_t now_s);
/* Ordered by name; the caller frees the array. */
int source_list(
    struct store *store, struct source **ret_sources, size_t *ret_count);

/*
 * Connect: seal and store tokens and realm, clear 'broken'.  A company other
 * than the one whose people are linked is refused (OTHER_COMPANY), unless
 * REPLACE: then those links end, with all decisions about records, and no
 * person is matched to the new company's records without an administrator's
 * decision.
 */
int source_connect(struct change *change, const char *source_id,
    const char *realm, const char *realm_title,
    const struct source_tokens *tokens, bool replace, struct refusal *why);
int source_disconnect(
    struct change *change, const char *source_id, struct refusal *why);

/* Get the unsealed tokens.  FIELD_ENOTFOUND: not connected. */
int source_load_tokens(struct store *store, const char *source_id,
    struct source_tokens *ret_tokens);
/* Store rotated tokens: durable on return, in a separate transaction.
 * FIELD_ENOTFOUND: disconnected in the meantime. */
int source_save_tokens(struct store *store, const char *source_id,
    const struct source_tokens *tokens);
/* Mark as 'connect again', with an event in the outbox for the admins. */
int source_mark_broken(
    struct store *store, const char *source_id, const char *why_text);

/* Limits that survive a restart, and the schedule. */
struct source_limits {
	int64_t blocked_until; /* 0: not blocked */
	const char *blocked_why;
	int64_t budget_left; /* -1: unknown */
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
	char message[1000], correlation_id[100];
};

/*
 * Exclude other runs and connections of the source until *ret_fd is closed: a
 * run would overwrite new tokens with renewed old ones.  FIELD_EBUSY with *why
 * RUN_UNDER_WAY.
 */
int source_take_lock(struct store *store, const char *source_name, int *ret_fd,
    struct refusal *why);
/* With that lock held: mark an earlier run without an end as interrupted. */
int sync_run_start(struct store *store, const char *source_id,
    const char *trigger, bool full_listing, char *ret_run_id);
/*
 * Record a run of ACTOR's that ended without a plan being applied: 'failed' for
 * REASON, 'guarded', 'previewed', 'unchanged'.  Only the first of consecutive
 * failures is logged; otherwise a network outage of a week would fill the log.
 * From the SYNC_FAILING_RUNS-th in a row, the administrators are told by mail,
 * once a day.
 */
#define SYNC_FAILING_RUNS 3
int sync_run_end(struct store *store, const struct actor *actor,
    const struct sync_run *run, enum reason reason);
/* Newest first; SOURCE_ID NULL for all; LIMIT 0: all.  free() the array. */
int sync_run_list(struct store *store, const char *source_id, int64_t limit,
    struct sync_run **ret_runs, size_t *ret_count);
/* The lines of a run that were refused or left undecided, in the order of the
 * plan; the row is valid during the call, which returns false to stop. */
struct sync_run_line {
	const char *action, *entity, *external_id, *name, *reason;
};
int sync_run_lines(struct store *store, const char *run_id,
    bool (*visit)(const struct sync_run_line *line, void *context),
    void *context);

/*
 * Store an administrator's decision for a record that matching could not settle
 * (sync resolve): LINK it to the person with the id ABOUT, ADD it as a separate
 * person with the login name ABOUT (NULL: made from the record), or IGNORE it.
 * The next run applies it.  An existing link of the record to another
 * person ends, so that a wrong one can be corrected.  FIELD_EDENIED with *why.
 */
enum source_decision { SOURCE_LINK, SOURCE_ADD, SOURCE_IGNORE };
int source_decide(struct change *change, const char *source_id,
    const char *entity, const char *external_id, enum source_decision decision,
    const char *person_id, struct refusal *why);
/*
 * The same, ADD or IGNORE, for every record without a person that a run left
 * undecided because of the address EMAIL and that has no decision yet: a
 * family, or a file with the office's address in each row.  *ret_count: their
 * number; 0 is not an error.  FIELD_EDENIED with *why: EMAIL is not an address.
 */
int source_decide_address(struct change *change, const char *source_id,
    const char *email, enum source_decision decision, size_t *ret_count,
    struct refusal *why);
/* Remove a decision; FIELD_ENOTFOUND. */
int source_undecide(struct change *change, const char *source_id,
    const char *entity, const char *external_id, struct refusal *why);

/* What a rule may look at; ended by NULL. */
extern const char *const source_rule_fields[];

/*
 * Mapping rules (A3, A10): the first that matches a new person sets kind, role
 * and site, or refuses the person.  They apply to new people only: accounting
 * never changes the kind, role or site of an existing person.
 */
struct source_rule {
	char id[ID_SIZE];
	int64_t position;     /* from 1 */
	char match_field[16]; /* 'any', 'entity', 'kind', 'title', ... */
	char match_value[USER_TEXT_SIZE]; /* compared without case */
	char kind[16];                    /* or "" */
	char role[33], site[33];          /* names, or "" */
	bool refuse;
};
struct source_rule_new {
	/* 0: after the others; otherwise later ones are shifted */
	int64_t position;
	const char *match_field, *match_value;
	const char *kind, *role, *site; /* NULL or "": nothing */
	const char *crew; /* refused: crews cannot be mapped yet */
	bool invite;      /* refused: invitations cannot be mapped yet */
	bool refuse;
};
/* FIELD_EDENIED with *why: unknown field, kind, role or site, a privileged
 * role, a rule without an effect. */
int source_rule_add(struct change *change, const char *source_id,
    const struct source_rule_new *in, struct refusal *why);
int source_rule_remove(struct change *change, const char *source_id,
    int64_t position, struct refusal *why);
/* Ordered by position; free() the array. */
int source_rule_list(struct store *store, const char *source_id,
    struct source_rule **ret_rules, size_t *ret_count);

/*
 * The current date ("2026-11-24"), in the zone of the machine (tzset(3)).
 * Accounting's dates have no zone: a person who works in California until the
 * 24th has not left when it is the 25th in London.
 */
#define SOURCE_DAY_SIZE sizeof("2026-11-24")
char *source_today(const struct store *store, char buf[SOURCE_DAY_SIZE]);

/*
 * Deactivate in CHANGE people whose last day in accounting has passed and who
 * have no other active record (A8).  For syncd's regular round, so that an end
 * date needs no run.  The guard does not apply: each date was in a plan.
 * *ret_count is the number of people deactivated; those protected by a rule
 * (the last super admin) stay.
 */
int source_end_leavers(struct change *change, size_t *ret_count);
/* When the next such day will have passed, 0 for none: for syncd's timer. */
int source_next_leaver(struct store *store, int64_t *ret_at);

#endif
