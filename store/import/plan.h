/*
 * store/import/plan: plans what an import would change, and applies it
 * (A3-A10).
 * Layer: store.  Users: syncd, fieldctl sync resolve, CSV import.
 *
 * Records are added in the provider's order; plan_make() compares them with the
 * database in one read transaction; plan_apply() applies exactly that plan in
 * one write transaction, or fails with FIELD_ECONFLICT.  Everything in a record
 * is untrusted: lengths, encodings, ids, dates.
 */
#ifndef STORE_IMPORT_PLAN_H
#define STORE_IMPORT_PLAN_H

#include "store/core/change.h"
#include "store/people/user.h"
#include "store/source/source.h"

/* One person in accounting.  Strings are "" when unknown; the plan copies
 * them. */
/* Names of fields that could not be read. */
#define PLAN_LEFT_OUT_MAX 16

struct plan_record {
	const char *entity, *external_id;
	const char *first_name, *last_name, *display_name;
	const char *email, *phone, *mobile, *title, *department;
	const char *employee_number;
	const char *provider_role;
	const char *const *contact_groups;
	size_t contact_group_count;
	/* The kind according to the provider: "employee", "contractor", "user",
	 * "adviser", "company", "customer", or "".  Rules match it as 'kind';
	 * without a rule the first gives internal, the second and third
	 * external and internal; the last three are refused unless a rule
	 * admits an adviser; a customer never is (A10). */
	const char *kind_hint;
	bool active;
	const char *inactive_reason;
	const char *starts_on; /* ISO date: first day, or ""; NULL is "" */
	const char *ends_on;   /* ISO date: last day, or "" */
	const char *merged_to; /* external_id of the winner, or "" */
	int64_t line;          /* CSV: line number; else 0 */
	/* A file's, for new people; NULL is "".  ROLES and SITES are names with
	 * blanks, ',', ';' or '|' between them, the primary role first; CREW is
	 * the login name of the lead. */
	const char *login, *roles, *sites, *crew;
	const char *const *left_out; /* at most PLAN_LEFT_OUT_MAX */
	size_t left_out_count;
	/* The record has no known word about whether the person works there:
	 * this is reported, and does not readmit leavers. */
	bool state_unknown;
};

enum plan_action {
	PLAN_ADD,
	PLAN_CHANGE,
	PLAN_LINK,
	PLAN_DEACTIVATE,
	PLAN_REACTIVATE,
	PLAN_REFUSE,
	PLAN_UNDECIDED,
	PLAN_MISSING, /* reported; deactivated after missing_runs */
	PLAN_ACTION_COUNT,
};
const char *plan_action_name(enum plan_action action);

struct plan_field {
	const char *name, *old_value, *new_value;
	bool pinned; /* differs, and stays unchanged (A7) */
};

struct plan_line {
	enum plan_action action;
	const char *entity, *external_id;
	const char *person_id; /* "" for new people */
	const char *login;     /* the current one, or the one it would get */
	const char *name;
	/* What the person is once the plan is done: "" where that is unknown.
	 * ROLES and SITES are names with blanks between them, CREW is a login
	 * name, STATE is as in `user list`. */
	const char *email, *kind, *roles, *sites, *crew, *state;
	struct refusal why; /* reason and sentence; NONE if self-explanatory */
	const struct plan_field *fields;
	size_t field_count;
	const char *const *candidates; /* candidates, for UNDECIDED */
	size_t candidate_count;
	/* Login names of other people who have, or get by this plan, the
	 * address that the person gets: it then cannot be used to sign in
	 * (U7). */
	const char *const *sharers;
	size_t sharer_count;
	/* The address that the person loses and several had, and the login name
	 * of the only person who still has it; NULL, NULL. */
	const char *returned, *heir;
	/* The new address must be confirmed by an administrator: until then
	 * mail goes to MAIL_ADDRESS, "" for nowhere (user_mail.h). */
	bool email_pending;
	const char *mail_address;
	int64_t line;
};

struct plan;

int plan_new(struct store *store, const char *source_id, bool full_listing,
    struct plan **ret_plan);
void plan_free(struct plan *plan);

/*
 * The author of the logins, roles, sites and crews that records name: a row
 * with more than the author could assign by a verb is refused.  Without this
 * call the import itself is the author, which may assign everything except
 * privileged roles.
 */
void plan_set_author(struct plan *plan, const struct actor *author);

/* FIELD_EINVAL when the record is invalid (no id, a repeated id with different
 * contents): the run fails as a whole.  FIELD_ENOMEM. */
int plan_add_record(struct plan *plan, const struct plan_record *record);

/*
 * The listing of ENTITY was full and complete: a linked person of it without a
 * record is missing.  Without this call no person of ENTITY is.
 */
int plan_set_complete(struct plan *plan, const char *entity);

/* A row that exists but could not be read: reported with WHY, and its person is
 * neither changed nor missing. */
int plan_add_unreadable(struct plan *plan, const char *entity,
    const char *external_id, const char *why);

/* A record that the provider says was deleted: treated as missing from a
 * complete listing. */
int plan_add_gone(
    struct plan *plan, const char *entity, const char *external_id);

/* Compare.  The guard is evaluated here (A9). */
int plan_make(struct plan *plan);

size_t plan_line_count(const struct plan *plan);
/* Valid until the next call; its texts until the next plan_make(), plan_apply()
 * or the plan's release. */
const struct plan_line *plan_line_at(const struct plan *plan, size_t index);
size_t plan_count(const struct plan *plan, enum plan_action action);
/* Whether applying it would change people (not only bookkeeping). */
bool plan_is_empty(const struct plan *plan);
/* 64 hex digits computed from everything that the plan would do. */
const char *plan_hash(const struct plan *plan);
/* True with a sentence when the guard stops it. */
bool plan_is_guarded(const struct plan *plan, const char **ret_why);

struct plan_outcome {
	const char *cursor; /* the provider's new one, or NULL */
	const char *run_id;
	const char *accept_hash; /* --accept-plan, or NULL */
};
/* A guarded plan changes nothing: write the run log and notify the admins
 * (outbox), in a separate transaction. */
int plan_report_guarded(
    struct plan *plan, struct store *store, const char *run_id);

/* Record who accepts a plan that the guard stops: an audit row in a separate
 * transaction, before plan_apply(). */
int plan_log_acceptance(struct plan *plan, const struct actor *by);

/*
 * Apply, and store cursor, links and run log in CHANGE.  FIELD_EDENIED with
 * *why GUARDED unless accept_hash is the plan's; FIELD_ECONFLICT when the
 * database has changed since plan_make().
 */
int plan_apply(struct plan *plan, struct change *change,
    const struct plan_outcome *outcome, struct refusal *why);

/* The stored data of the plan's source about a record: a link, with the names
 * that the record had when it was last applied, or only a decision. */
struct plan_memory {
	bool known;
	char first_name[USER_TEXT_SIZE], last_name[USER_TEXT_SIZE];
};
int plan_recall(struct plan *plan, const char *entity, const char *external_id,
    struct plan_memory *ret_memory);

#endif
