/*
 * store/import/plan_inside: how a plan is built, shared by the files of store/plan.
 * Layer: store.  Users: plan*.c alone.
 *
 * A plan holds what came in (items) and one view: the database as it was when
 * the items were compared with it, and the operations that follow.  Applying
 * makes a second view within the write transaction; only when both come to
 * the same hash is it carried out.
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

/* Longest identifiers: PIPE_ID_MAX of the worker's protocol. */
#define PLAN_ENTITY_MAX 40
#define PLAN_ID_MAX     128

/* What a worker gone mad may fill of our memory: ten times the largest import
 * that is measured. */
#define PLAN_ROWS_MAX  1000000
#define PLAN_BYTES_MAX ((size_t)512 * 1024 * 1024)

/* The fields that accounting owns until they are pinned (A7). */
/* A last day can be bad as well. */
#define PLAN_FAULTS_MAX (PLAN_FIELD_COUNT + 1 + PLAN_LEFT_OUT_MAX)

/* A record as it came: trimmed, checked, one address chosen. */
struct plan_item {
	const char *entity, *external_id;
	const char *field[PLAN_FIELD_COUNT]; /* "": not said */
	const char *email_folded;
	const char *name; /* for people to read */
	const char *department, *provider_role, *kind_hint;
	const char *const *groups;
	size_t group_count;
	const char *starts_on, *ends_on, *merged_to, *inactive_reason;
	bool active; /* as the record says, without regard to ends_on */
	bool state_unknown;
	int64_t line;
	const struct refusal *unfit; /* NULL: can be taken */
	/* Fields that are left out, each with its reason. */
	const struct refusal *fault[PLAN_FAULTS_MAX];
	size_t fault_count;
	unsigned char digest[PLAN_HASH_LEN];
	char login[USER_LOGIN_SIZE]; /* the one that a new person gets */
};

/* Rows that could not be read, or are gone for good. */
struct plan_mark {
	const char *entity, *external_id, *why;
	bool gone;
};

struct plan_link;

struct plan_person {
	const char *id, *login;
	const char *field[PLAN_FIELD_COUNT];
	const char *email_folded;
	const char *mail_address, *mail_folded; /* where its mail goes */
	enum user_status status;
	unsigned pins; /* bits by enum plan_field_id */
	bool privileged;
	bool imported;                       /* added by an import */
	struct plan_link *links;             /* of every source */
	struct plan_person *next_same_email; /* of those not deleted */
	struct plan_person *next_same_mail;
	struct plan_person *next_same_number;
	struct plan_person *next_same_bare;
	/* In this plan. */
	bool counted;  /* among the source's active people */
	bool leaves;   /* is deactivated */
	bool expected; /* a record is linked to it by decision */
	bool moving;   /* being asked whether it moves */
	const struct plan_item *claim; /* a record not linked yet that is it */
};

struct plan_link {
	const char *source_id, *entity, *external_id;
	struct plan_person *person;
	unsigned char digest[PLAN_HASH_LEN];
	bool active;
	bool set_aside; /* its company is not connected; else it was active */
	const char *ends_on;
	/* What the record said when it was last applied; "": not known. */
	const char *first_name, *last_name, *email_folded, *employee_number;
	const char *starts_on;
	int64_t missing_count, linked_at, seen_at;
	struct plan_link *next; /* of the same person */
	/* In this plan. */
	const struct plan_item *item;
	const struct plan_mark *mark;
	bool ours;      /* of the plan's source */
	bool former;    /* and of a company that it was connected to before */
	bool ends;      /* upstream activity ends with this plan */
	bool inherited; /* its person goes on with another record */
	bool waits;     /* or will, when an administrator says so */
};

struct plan_rule {
	const char *match_field, *match_value;
	const char *kind, *role, *site;
	bool refuse, has_role, has_site, role_privileged;
};

struct plan_decision {
	const char *entity, *external_id;
	const char *decision, *person_id;
	struct plan_person *taken_from;      /* whose record it was, or NULL */
	unsigned char digest[PLAN_HASH_LEN]; /* of the record as it was seen */
	bool has_digest;
	const char *address; /* folded: that it showed; "" for none */
};

struct plan_given;

/* What happens to one record and its person. */
struct plan_op {
	enum plan_action action;
	bool shown; /* false: bookkeeping only */
	/* What is done, in this order. */
	bool add, edit, activate, deactivate, set_link, set_missing;
	bool set_judged;
	bool new_end; /* the link gets another last day */
	bool decided; /* by an administrator, about the record as it is */
	bool address_vouched; /* with its new address before his eyes */
	bool address_pending; /* mail goes on to the one before */
	bool no_address;      /* with add: another has the record's */
	bool link_active;
	int64_t missing_count;
	const struct plan_item *item; /* NULL for somebody missing */
	struct plan_person *person;   /* NULL for new people */
	/* The op that adds the person of this one, which is a second record or a
	 * field that is left out; NULL. */
	struct plan_op *with;
	struct plan_op *next_same_bare; /* of those that add a number */
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
	/* For what is no record: an unreadable row. */
	const char *entity, *external_id, *name;
	char person_id[ID_SIZE]; /* of a new person, once it is there */
};

struct plan_view {
	struct pool pool;
	struct policies policies;
	struct map persons;      /* id -> plan_person */
	struct map emails;       /* folded -> plan_person list */
	struct map mails;        /* folded -> plan_person list, of others */
	struct map numbers;      /* employee number -> plan_person list */
	struct map bare_numbers; /* the same without leading zeros */
	struct map links;        /* (entity, external id) of this source */
	struct map new_emails;   /* folded -> plan_op that adds it */
	struct map takers;       /* folded -> plan_link whose person gets it */
	struct map new_numbers;  /* employee number -> plan_op that adds it */
	struct map new_bare_numbers; /* without its zeros -> plan_op list */
	struct map new_logins;       /* login -> plan_item that gets it */
	struct counts next_numbers;  /* login without its number: the last */
	struct map decisions;        /* (entity, id) -> plan_decision */
	struct counts email_uses;    /* (entity, folded): new records */
	struct counts number_uses;   /* (entity, number): the same */
	struct map heirs; /* (entity, id) -> plan_link of its loser */
	struct pointers all_links, rules, ops, lines;
	struct pointers
	    takings; /* decisions that took a record from somebody */
	size_t counts[PLAN_ACTION_COUNT];
	size_t deactivated, ending, added, email_changes, renames;
	size_t active_people; /* of this source, as they are now */
	bool had_links;       /* of this source: not its first run */
	bool super_admin_leaves;
	bool swaps;          /* addresses change hands: free them all first */
	char guard_why[200]; /* "": not guarded */
	char hash[2 * PLAN_HASH_LEN + 1];
};

struct plan {
	struct store *store;
	struct source source;
	bool full_listing;
	char today[SOURCE_DAY_SIZE];
	struct pool pool;
	struct pointers items, marks;
	struct map by_id;    /* (entity, external id) -> plan_item */
	struct map complete; /* entity -> its name */
	struct pointers complete_names;
	struct map marked;    /* (entity, external id) -> plan_mark */
	struct map unnamed;   /* entity with unreadable rows without an id */
	struct counts listed; /* entity: its rows */
	struct plan_view *view;
	struct plan_line *shown; /* what plan_line_at() has just given */
};

/* plan_item.c: FIELD_EINVAL, FIELD_ENOMEM. */
int plan_item_make(struct plan *plan, const struct plan_record *record,
    struct plan_item **ret_item);

/* plan_load.c: the database's side, within a transaction of the caller. */
int plan_load(struct plan *plan, struct plan_view *view);

/* plan_rule.c: what a new person gets; WHY when it is refused. */
struct plan_given {
	enum user_kind kind;
	const char *role, *site; /* "" for none */
	const struct refusal *why;
};
int plan_rule_apply(struct plan_view *view, const struct plan_item *item,
    struct plan_given *ret_given);

/* plan_match.c: which person each record is. */
enum plan_match_kind {
	MATCH_NONE,   /* nobody: skip it */
	MATCH_LINK,   /* by stored link */
	MATCH_DIRECT, /* a file names the person's own id: needs no link */
	MATCH_PERSON, /* an existing person, not linked yet */
	MATCH_WITH,   /* a person that this plan adds */
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
/* plan_identity.c: whether a record is still about its person. */
bool plan_same_name(const char *const *a, const char *const *b);
bool plan_other_name(const char *const *a, const char *const *b);
/* The record would give the person another address than it has.  What the
 * record said before does not matter: a run in which its address was still
 * taken has noted it all the same. */
bool plan_moves_address(
    const struct plan_person *person, const struct plan_link *link);
/* An employee number without its leading zeros. */
const char *plan_bare_number(const char *number);
/* A record of PERSON that leaves, or says another address, in this very plan;
 * NULL. */
const struct plan_link *plan_moving_record(const struct plan_person *person);
/* Whoever else has the address EMAIL_FOLDED and by *ret_link, a record of its
 * own, leaves or gives it up in this plan; NULL. */
/* *ret_why: why the record of LINK is not applied before an administrator has
 * decided, NULL when it may be.  *ret_other: the other person in question, or
 * NULL. */
int plan_identity(struct plan_view *view, const struct plan_link *link,
    const struct refusal **ret_why, const struct plan_person **ret_other);
/* An administrator has said that ITEM, as it is now, is about PERSON. */
bool plan_is_decided(const struct plan_view *view, const struct plan_item *item,
    const struct plan_person *person);
/* ... and that said so beside its address. */
bool plan_is_vouched(const struct plan_view *view, const struct plan_item *item,
    const struct plan_person *person);

/* Each has an employee number, and not the same. */
bool plan_other_number(const char *const *a, const char *const *b);

/* The record means somebody who works there once this plan is done. */
bool plan_link_goes_on(const struct plan_link *link);

/* plan_prepare.c: before the first item is compared. */
int plan_prepare(struct plan *plan, struct plan_view *view);
/* Whom a file names by our own id, active or not; NULL. */
struct plan_person *plan_named_person(const struct plan *plan,
    const struct plan_view *view, const struct plan_item *item);

/* plan_find.c: whom an unlinked record means by its address or number;
 * match->kind stays MATCH_NONE where that is nobody. */
int plan_find(struct plan_view *view, const struct plan_item *item,
    struct plan_match *match);
/* Undecided about PERSON alone, for WHY; NULL: FIELD_ENOMEM. */
int plan_leave_one(struct plan_view *view, const struct plan_person *person,
    const struct refusal *why, struct plan_match *match);

int plan_match_item(struct plan *plan, struct plan_view *view,
    const struct plan_item *item, struct plan_match *ret_match);

/* plan_login.c: the login name of a new person. */
int plan_login(
    struct plan *plan, struct plan_view *view, struct plan_item *item);

/* plan_claim.c: where two records differ about one person the older link is
 * believed, or each run would undo what the last one did. */
bool plan_is_followed(
    const struct plan_person *person, const struct plan_link *link);
/* Whether the person of OP may have the address of its record, asked of the
 * same code that will be asked when it is written, and of this plan; it is
 * the person's then.  *ret_why is NULL if so. */
int plan_claim_email(struct plan *plan, struct plan_view *view,
    struct plan_op *op, const struct refusal **ret_why);

/* plan_fields.c: what the record of OP changes of its person, and its last
 * day. */
int plan_diff_fields(
    struct plan *plan, struct plan_view *view, struct plan_op *op);
int plan_diff_end(struct plan_view *view, struct plan_op *op);

/* plan_write.c: OP, within CHANGE. */
int plan_write_op(struct plan *plan, struct change *change, struct plan_op *op,
    struct refusal *why);

/* plan_log.c: totals and lines of the run RUN_ID, or NULL; and in the audit
 * log who has gone past the guard. */
int plan_put_run(struct plan *plan, const char *run_id, const char *outcome,
    const char *message);
int plan_audit_accepted(struct plan *plan, struct change *change);
/* After the rows of what it changed: that run is over. */
int plan_audit_applied(struct plan *plan, struct change *change);

/* plan_diff.c: operations out of items, then out of who is missing. */
int plan_diff(struct plan *plan, struct plan_view *view);
/*
 * plan_op.c: a new op, ITEM's if there is one; the rest of them fill one that
 * leaves ITEM out (REFUSE, or UNDECIDED with its candidates), refuses OP, says
 * why a thing stays as it is, or tells of a field that is left out while the
 * record goes on.  FIELD_ENOMEM.
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
/* Another record of the person than EXCEPT goes on. */
bool plan_has_other_record(
    const struct plan_person *person, const struct plan_link *except);
/* The last step of every leaving, which the rules may refuse. */
int plan_deactivate(
    struct plan *plan, struct plan_view *view, struct plan_op *op);

/* plan_absent.c: which records end by being missing, before the items are
 * compared; and what is done about them, after. */
void plan_end_missing(const struct plan *plan, struct plan_view *view);
int plan_diff_absent(struct plan *plan, struct plan_view *view);

/* plan_address.c: who else has the address that somebody gets; after the
 * diff. */
int plan_share_addresses(struct plan *plan, struct plan_view *view);

/* plan_guard.c, plan_hash.c */
size_t plan_complete_count(const struct plan *plan);
int plan_guard(const struct plan *plan, struct plan_view *view);
size_t plan_listed_count(const struct plan *plan, const char *entity);
void plan_hash_view(const struct plan *plan, struct plan_view *view);

/* plan.c: load, compare, judge, sum up. */
int plan_view_make(struct plan *plan, struct plan_view **ret_view);
void plan_view_free(struct plan_view *view);

/* Whether the record counts as somebody who works there today. */
bool plan_item_is_active(const struct plan *plan, const struct plan_item *item);
/* A refusal in the view's pool; NULL when out of memory. */
const struct refusal *plan_refusal(
    struct pool *pool, enum reason reason, const char *a, const char *b);

#endif
