/*
 * store/import/plan_inside: internals of a plan, shared by the files of
 * store/plan.
 * Layer: store.  Users: plan*.c only.
 *
 * A plan has its input (items) and one view: the database as it was when the
 * items were compared with it, and the resulting operations.  Applying creates
 * a second view within the write transaction; it is applied only if both have
 * the same hash.
 */
#ifndef STORE_IMPORT_PLAN_INSIDE_H
#define STORE_IMPORT_PLAN_INSIDE_H

#include "base/array.h"
#include "base/map.h"
#include "base/pool.h"
#include "store/access/actor.h"
#include "store/core/policy.h"
#include "store/import/plan.h"
#include "store/people/plan_field.h"

#define PLAN_HASH_LEN 32

/* Maximum length of identifiers: PIPE_ID_MAX of the worker's protocol. */
#define PLAN_ENTITY_MAX 40
#define PLAN_ID_MAX     128

/* Limit of the memory that a misbehaving worker can use: ten times the largest
 * import measured. */
#define PLAN_ROWS_MAX  1000000
#define PLAN_BYTES_MAX ((size_t)512 * 1024 * 1024)

/* The fields that accounting owns unless they are pinned (A7). */
/* An end date can be invalid as well. */
#define PLAN_FAULTS_MAX (PLAN_FIELD_COUNT + 1 + PLAN_LEFT_OUT_MAX)

struct plan_op;

/* Names of roles or sites; so many bytes with blanks between them. */
#define PLAN_NAMES_SIZE 1000
struct plan_names {
	const char *const *items;
	size_t count;
};

/* A record as received: trimmed, checked, one address selected. */
struct plan_item {
	const char *entity, *external_id;
	const char *field[PLAN_FIELD_COUNT]; /* "": not given */
	const char *email_folded;
	const char *name; /* for display */
	const char *department, *provider_role, *kind_hint;
	const char *const *groups;
	size_t group_count;
	const char *starts_on, *ends_on, *merged_to, *inactive_reason;
	bool active; /* according to the record, ignoring ends_on */
	bool state_unknown;
	int64_t line;
	const struct refusal *unfit; /* NULL: acceptable */
	/* Fields that are left out, each with its reason. */
	const struct refusal *fault[PLAN_FAULTS_MAX];
	size_t fault_count;
	unsigned char digest[PLAN_HASH_LEN];
	/* What a file gives a new person; "" and none where it does not say. */
	const char *wanted_login, *crew;
	struct plan_names roles, sites;
	char login[USER_LOGIN_SIZE]; /* the one that a new person gets */
	const struct plan_op *adder; /* the op of this plan that adds it */
};

/* Rows that could not be read, or were deleted. */
struct plan_mark {
	const char *entity, *external_id, *why;
	bool gone;
};

struct plan_link;

struct plan_person {
	const char *id, *login;
	const char *field[PLAN_FIELD_COUNT];
	const char *email_folded;
	/* the address to which mail goes */
	const char *mail_address, *mail_folded;
	enum user_status status;
	unsigned pins; /* bits by enum plan_field_id */
	bool privileged;
	bool imported; /* added by an import */
	bool blocked, held;
	enum user_kind kind;
	const char *lead_id;
	const struct plan_person *lead;      /* of whom a line is shown */
	const char *roles, *sites;           /* with blanks between them */
	struct plan_link *links;             /* from every source */
	struct plan_person *next_same_email; /* among those not deleted */
	struct plan_person *next_same_mail;
	struct plan_person *next_same_number;
	struct plan_person *next_same_bare;
	/* In this plan. */
	bool counted;  /* one of the source's active people */
	bool leaves;   /* is deactivated */
	bool expected; /* a record is linked to it by decision */
	bool moving;   /* whether they move is being determined */
	/* a record without a link that matches them */
	const struct plan_item *claim;
};

struct plan_link {
	const char *source_id, *entity, *external_id;
	struct plan_person *person;
	unsigned char digest[PLAN_HASH_LEN];
	bool active;
	/* its company is not connected; before that it was active */
	bool set_aside;
	const char *ends_on;
	/* The record's values when it was last applied; "": unknown. */
	const char *first_name, *last_name, *email_folded, *employee_number;
	const char *starts_on;
	int64_t missing_count, linked_at, seen_at;
	struct plan_link *next; /* of the same person */
	/* In this plan. */
	const struct plan_item *item;
	const struct plan_mark *mark;
	bool ours; /* from the plan's source */
	/* and from a company to which it was connected before */
	bool former;
	bool ends;      /* it becomes inactive upstream in this plan */
	bool inherited; /* its person continues with another record */
	bool waits;     /* or will, once an administrator decides so */
};

struct plan_rule {
	const char *match_field, *match_value;
	const char *kind, *role, *site;
	bool refuse, has_role, has_site, role_privileged;
	const char *author; /* an actor's id; "": not known */
	size_t position;    /* from 1 */
};

struct plan_decision {
	const char *entity, *external_id;
	const char *decision, *person_id;
	/* the person who had the record, or NULL */
	struct plan_person *taken_from;
	/* of the record when it was shown */
	unsigned char digest[PLAN_HASH_LEN];
	bool has_digest;
	const char *address; /* folded, as it was shown; "" for none */
	const char *login;   /* of a new person; "": made from the record */
};

struct plan_given;

/* The effect on one record and its person. */
struct plan_op {
	enum plan_action action;
	bool shown; /* false: bookkeeping only */
	/* Actions, in this order. */
	bool add, edit, activate, deactivate, set_link, set_missing;
	bool set_judged;
	bool new_end; /* the link gets another end date */
	bool decided; /* decided by an administrator for the record as it is */
	bool address_vouched; /* with its new address shown */
	bool address_pending; /* mail still goes to the former one */
	bool no_address;      /* with add: another person has the record's */
	bool link_active;
	int64_t missing_count;
	const struct plan_item *item; /* NULL for a missing person */
	struct plan_person *person;   /* NULL for new people */
	/* The op that adds the person of this one, which is a second record or
	 * an omitted field; NULL. */
	struct plan_op *with;
	struct plan_op *next_same_bare; /* for those that add a number */
	struct plan_link *link;
	struct plan_field *fields;
	size_t field_count;
	const char **candidates;
	size_t candidate_count;
	const char **sharers;
	size_t sharer_count;
	const char *returned, *heir;
	const struct refusal *why;
	const struct plan_given *given; /* with add */
	/* For an unreadable row, which is not a record. */
	const char *entity, *external_id, *name;
	char person_id[ID_SIZE]; /* of a new person, once they exist */
};

struct plan_view {
	struct pool pool;
	struct policies policies;
	struct map persons; /* id -> plan_person */
	struct map emails;  /* folded -> plan_person list */
	/* folded -> plan_person list, for mail addresses */
	struct map mails;
	struct map numbers;      /* employee number -> plan_person list */
	struct map bare_numbers; /* the same without leading zeros */
	struct map links;        /* (entity, external id) of this source */
	struct map new_emails;   /* folded -> plan_op that adds it */
	struct map takers;       /* folded -> plan_link whose person gets it */
	struct map new_numbers;  /* employee number -> plan_op that adds it */
	struct map new_bare_numbers; /* without its zeros -> plan_op list */
	struct map new_logins;       /* login -> plan_item that gets it */
	struct map wanted_logins;    /* login -> plan_item that names it */
	struct map verdicts;         /* (author, what) -> plan_verdict */
	struct counts next_numbers;  /* login without its number: the last */
	struct map decisions;        /* (entity, id) -> plan_decision */
	struct counts email_uses;    /* (entity, folded): new records */
	struct counts number_uses;   /* (entity, number): the same */
	struct map heirs; /* (entity, id) -> plan_link of the merged one */
	struct pointers all_links, rules, ops, lines;
	struct pointers takings; /* decisions that reassigned a record */
	size_t counts[PLAN_ACTION_COUNT];
	size_t deactivated, ending, added, email_changes, renames;
	size_t active_people; /* of this source, at present */
	bool had_links;       /* of this source: this is not its first run */
	bool super_admin_leaves;
	/* addresses move between people: release all first */
	bool swaps;
	char guard_why[200]; /* "": not guarded */
	char hash[2 * PLAN_HASH_LEN + 1];
};

/* A line, and its texts that are made as it is asked for. */
struct plan_shown {
	struct plan_line line;
	char roles[PLAN_NAMES_SIZE], sites[PLAN_NAMES_SIZE], state[60];
};

struct plan {
	struct store *store;
	struct source source;
	bool full_listing;
	struct actor author;
	char today[SOURCE_DAY_SIZE];
	struct pool pool;
	struct pointers items, marks;
	struct map by_id;    /* (entity, external id) -> plan_item */
	struct map complete; /* entity -> its name */
	struct pointers complete_names;
	struct map marked;    /* (entity, external id) -> plan_mark */
	struct map unnamed;   /* entity with unreadable rows that have no id */
	struct counts listed; /* entity: its rows */
	struct plan_view *view;
	struct plan_shown *shown; /* what plan_line_at() has just given */
};

/* plan_item.c: FIELD_EINVAL, FIELD_ENOMEM. */
int plan_item_make(struct plan *plan, const struct plan_record *record,
    struct plan_item **ret_item);

/* plan_load.c: reads the database, within the caller's transaction. */
int plan_load(struct plan *plan, struct plan_view *view);

/* plan_rule.c: what a new person gets; WHY when they are refused. */
struct plan_given {
	enum user_kind kind;
	struct plan_names roles, sites; /* the primary role first */
	const char *crew;               /* the lead's login name; "": none */
	const char *lead_id;            /* who is there already; "" */
	const struct plan_item *lead;   /* whom this plan adds; NULL */
	const struct plan_rule *rule;   /* that gave roles and sites; NULL */
	const struct refusal *why;
};
int plan_rule_apply(struct plan_view *view, const struct plan_item *item,
    struct plan_given *ret_given);

/* plan_match.c: the person of each record. */
enum plan_match_kind {
	MATCH_NONE,   /* none: skip it */
	MATCH_LINK,   /* by a stored link */
	MATCH_DIRECT, /* a file names the person's own id: no link needed */
	MATCH_PERSON, /* an existing person without a link */
	MATCH_WITH,   /* a person whom this plan adds */
	MATCH_NEW,
	MATCH_REFUSED,
	MATCH_UNDECIDED,
};
struct plan_match {
	enum plan_match_kind kind;
	struct plan_person *person;
	struct plan_op *with;
	struct plan_link *link;
	const struct refusal *why;
	struct plan_given given; /* for MATCH_NEW */
	const char **candidates;
	size_t candidate_count;
};
/* plan_identity.c: whether a record still describes its person. */
bool plan_same_name(const char *const *a, const char *const *b);
bool plan_other_name(const char *const *a, const char *const *b);
/* The record would set a different address for the person.  The record's
 * previous value does not matter: a run in which its address was still taken
 * has stored it anyway. */
bool plan_moves_address(
    const struct plan_person *person, const struct plan_link *link);
/* An employee number without its leading zeros. */
const char *plan_bare_number(const char *number);
/* A record of PERSON that leaves, or has a different address, in this plan;
 * NULL. */
const struct plan_link *plan_moving_record(const struct plan_person *person);
/* Another person who has the address EMAIL_FOLDED and, by *ret_link, a record
 * that leaves or releases it in this plan; NULL. */
/* *ret_why: why the record of LINK is not applied before an administrator has
 * decided; NULL if it may be.  *ret_other: the other person in question, or
 * NULL. */
int plan_identity(struct plan_view *view, const struct plan_link *link,
    const struct refusal **ret_why, const struct plan_person **ret_other);
/* An administrator has decided that ITEM, as it is now, describes PERSON. */
bool plan_is_decided(const struct plan_view *view, const struct plan_item *item,
    const struct plan_person *person);
/* ... and its address was shown with the decision. */
bool plan_is_vouched(const struct plan_view *view, const struct plan_item *item,
    const struct plan_person *person);

/* Both have employee numbers, and these differ. */
bool plan_other_number(const char *const *a, const char *const *b);

/* The record is of a person who works there once this plan is applied. */
bool plan_link_goes_on(const struct plan_link *link);

/* plan_prepare.c: before the first item is compared. */
int plan_prepare(struct plan *plan, struct plan_view *view);
/* The person that a file names by our own id, active or not; NULL. */
struct plan_person *plan_named_person(const struct plan *plan,
    const struct plan_view *view, const struct plan_item *item);

/* plan_find.c: the person of an unlinked record by address or number;
 * match->kind stays MATCH_NONE if there is none. */
int plan_find(struct plan_view *view, const struct plan_item *item,
    struct plan_match *match);
/* Undecided, with PERSON as the only candidate, for WHY; NULL: FIELD_ENOMEM. */
int plan_leave_one(struct plan_view *view, const struct plan_person *person,
    const struct refusal *why, struct plan_match *match);

int plan_match_item(struct plan *plan, struct plan_view *view,
    const struct plan_item *item, struct plan_match *ret_match);

/* plan_give.c: what a row of a file gives to the new person of OP in addition
 * to the rules, into GIVEN; OP is refused if the plan's author could not assign
 * it by a verb. */
int plan_give(struct plan *plan, struct plan_view *view, struct plan_op *op,
    struct plan_given *given);
/* After the diff: people whom the plan was to add and does not add cannot be
 * leads. */
int plan_settle_leads(struct plan_view *view);
/* A row of an existing person has a different login, role, site or crew: add a
 * line that they are not changed. */
int plan_tell_kept(struct plan_view *view, const struct plan_item *item,
    struct plan_person *person);
/* plan_names.c: split TEXT at blanks, ',', ';' and '|'; .failed of POOL is set
 * when out of memory. */
struct plan_names plan_split_names(struct pool *pool, const char *text);

/*
 * plan_right.c: *ret_why is NULL if AUTHOR could assign this to a new person of
 * KIND by a verb, and an import may.
 */
int plan_may_give_role(struct plan *plan, struct plan_view *view,
    const struct actor *author, enum user_kind kind, const char *role,
    const struct refusal **ret_why);
int plan_may_give_site(struct plan *plan, struct plan_view *view,
    const struct actor *author, enum user_kind kind, const char *site,
    const struct refusal **ret_why);
/* ... and if LEAD, NULL for one of the same file, can lead ITEM, by the rights
 * of the plan's author. */
int plan_may_give_lead(struct plan *plan, struct plan_view *view,
    const struct plan_item *item, enum user_kind kind, const struct user *lead,
    const struct refusal **ret_why);

/* plan_state.c: the person of OP after the plan, into the line that is
 * shown. */
void plan_fill_state(const struct plan *plan, const struct plan_op *op,
    struct plan_shown *shown);

/* plan_login.c: the login name of a new person.  The first function checks
 * whether there can be one: *ret_why is NULL if so. */
int plan_login_look(struct plan *plan, struct plan_view *view,
    const struct plan_item *item, const struct refusal **ret_why);
/* Before the items are compared: note the login names that their rows name. */
int plan_note_wanted(struct plan_view *view, struct plan_item *item);
/* OP is refused if its row names a login name that it cannot get. */
int plan_check_wanted(
    struct plan *plan, struct plan_view *view, struct plan_op *op);
int plan_login(
    struct plan *plan, struct plan_view *view, struct plan_item *item);

/* plan_claim.c: if two records disagree about a person, the older link takes
 * precedence; otherwise each run would undo the previous one. */
bool plan_is_followed(
    const struct plan_person *person, const struct plan_link *link);
/* Whether the person of OP may have the address of its record, by the same code
 * that checks it when it is written, and given this plan.  If so, the address
 * is assigned to the person and *ret_why is NULL. */
int plan_claim_email(struct plan *plan, struct plan_view *view,
    struct plan_op *op, const struct refusal **ret_why);

/* plan_fields.c: what the record of OP changes in its person, and the end
 * date. */
int plan_diff_fields(
    struct plan *plan, struct plan_view *view, struct plan_op *op);
int plan_diff_end(struct plan_view *view, struct plan_op *op);

/* plan_write.c: writes OP, within CHANGE. */
int plan_write_op(struct plan *plan, struct change *change, struct plan_op *op,
    struct refusal *why);

/* After all ops: the lead whom the plan has added as well. */
int plan_write_lead(
    struct change *change, const struct plan_op *op, struct refusal *why);

/* plan_log.c: totals and lines of the run RUN_ID, or NULL; and in the audit log
 * the person who overrode the guard. */
int plan_put_run(struct plan *plan, const char *run_id, const char *outcome,
    const char *message);
int plan_audit_accepted(struct plan *plan, struct change *change);
/* After the rows of its changes: that run has ended. */
int plan_audit_applied(struct plan *plan, struct change *change);

/* plan_diff.c: creates operations for items, then for missing people. */
int plan_diff(struct plan *plan, struct plan_view *view);
/*
 * plan_op.c: a new op, with ITEM if there is one.  The others fill an op that
 * leaves ITEM out (REFUSE, or UNDECIDED with its candidates), refuse OP, say
 * why something stays unchanged, or report a field that is left out while the
 * rest of the record is applied.  FIELD_ENOMEM.
 */
struct plan_op *plan_add_op(struct plan_view *view, enum plan_action action,
    const struct plan_item *item);
int plan_leave_out(struct plan_view *view, const struct plan_item *item,
    enum plan_action action, const struct plan_match *match);
int plan_refuse_op(struct plan_view *view, struct plan_op *op,
    enum reason reason, const char *about);
int plan_keep_why(struct plan_view *view, enum reason reason, const char *about,
    const struct refusal **ret_why);
int plan_note_fault(struct plan_view *view, const struct plan_item *item,
    struct plan_person *person, const struct refusal *why);
/* The person has an active record other than EXCEPT. */
bool plan_has_other_record(
    const struct plan_person *person, const struct plan_link *except);
/* The last step whenever a person leaves; the rules may refuse it. */
int plan_deactivate(
    struct plan *plan, struct plan_view *view, struct plan_op *op);

/* plan_absent.c: which records end because they are missing, before the items
 * are compared; and the resulting operations, after that. */
void plan_end_missing(const struct plan *plan, struct plan_view *view);
int plan_diff_absent(struct plan *plan, struct plan_view *view);

/* plan_address.c: other people with an address that a person gets; after the
 * diff. */
int plan_share_addresses(struct plan *plan, struct plan_view *view);

/* plan_guard.c, plan_hash.c */
size_t plan_complete_count(const struct plan *plan);
int plan_guard(const struct plan *plan, struct plan_view *view);
size_t plan_listed_count(const struct plan *plan, const char *entity);
void plan_hash_view(const struct plan *plan, struct plan_view *view);

/* plan.c: load, compare, evaluate, sum up. */
int plan_view_make(struct plan *plan, struct plan_view **ret_view);
void plan_view_free(struct plan_view *view);

/* Whether the record counts as a person who works there today. */
bool plan_item_is_active(const struct plan *plan, const struct plan_item *item);
/* A refusal in the view's pool; NULL when out of memory. */
const struct refusal *plan_refusal(
    struct pool *pool, enum reason reason, const char *a, const char *b);

#endif
