/*
 * store/people/user: people and what is done to them (U1-U8, S1-S7).
 * Layer: store.  Users: fieldctl, syncd through plan, fieldauth-signin.
 *
 * Verbs take a change and a person's id, ask rules, change, audit.  All give
 * FIELD_EDENIED with *why when a rule or the input forbids, FIELD_ENOTFOUND
 * when there is no such person.
 */
#ifndef STORE_USER_H
#define STORE_USER_H

#include <stdint.h>

#include "base/email.h"
#include "base/secret.h"
#include "store/change.h"

/* Longest texts in bytes with their NUL.  LOGIN: useradd(8)'s 32. */
#define USER_LOGIN_SIZE 33
#define USER_TEXT_SIZE  256
#define USER_EMAIL_SIZE EMAIL_SIZE

enum user_kind {
	USER_INTERNAL,
	USER_EXTERNAL,
	USER_FIELDWORKER,
	USER_SUBWORKER,
};
enum user_status { USER_ACTIVE, USER_INACTIVE, USER_DELETED };

const char *user_kind_name(enum user_kind kind);
int user_kind_by_name(const char *name, enum user_kind *ret_kind);
/* R5: those who work in the field never have full access. */
bool user_kind_takes_full_access(enum user_kind kind);
const char *user_status_name(enum user_status status);
int user_status_by_name(const char *name, enum user_status *ret_status);

struct user {
	char id[ID_SIZE], org_id[ID_SIZE], lead_id[ID_SIZE];
	char login[USER_LOGIN_SIZE];
	uint32_t uid;
	enum user_kind kind;
	enum user_status status;
	bool blocked, held, must_change;
	bool full_access; /* as the kind allows it (R5) */
	bool purged;
	char first_name[USER_TEXT_SIZE], last_name[USER_TEXT_SIZE];
	char email[USER_EMAIL_SIZE];
	int64_t email_verified_at; /* of mail_address; 0: never, as below */
	/* Where mail goes, store/people/user_mail.h; another than email while
	 * that is pending. */
	char mail_address[USER_EMAIL_SIZE];
	bool email_pending;
	char email_by[ID_SIZE + 60]; /* an actor's id: who gave email */
	int64_t email_at;
	char phone[USER_TEXT_SIZE], mobile[USER_TEXT_SIZE];
	char title[USER_TEXT_SIZE], employee_number[USER_TEXT_SIZE];
	char home[USER_TEXT_SIZE], shell[USER_TEXT_SIZE];
	char desktop[USER_TEXT_SIZE], landing[USER_TEXT_SIZE];
	int64_t session_epoch;
	int64_t expires_at, last_sign_in_at;
	char last_sign_in_method[USER_TEXT_SIZE];
	int64_t created_at, updated_at, deactivated_at, deleted_at;
	int64_t version;
};

int user_by_id(struct store *store, const char *id, struct user *ret_user);
/* Live people and deleted ones alike. */
int user_by_login(
    struct store *store, const char *login, struct user *ret_user);
int user_by_uid(struct store *store, uint32_t uid, struct user *ret_user);

/*
 * What an administrator typed: login name, e-mail address or id.  An address
 * means the one live person who has it, else the one deleted; if it fits more
 * than one, FIELD_EDENIED with *why naming them.  FIELD_ENOTFOUND fills *why
 * too.
 */
int user_find(struct store *store, const char *who, struct user *ret_user,
    struct refusal *why);

/* Filters of `user list` (U4); NULL or negative: any.  TEXT filters are
 * substrings without case. */
struct user_filter {
	const char *org_id;
	int status; /* enum user_status; -1: all but deleted */
	bool with_deleted;
	int kind, blocked, held;
	const char *role; /* name */
	const char *name, *email;
	int64_t signed_in_before; /* 0: any */
	bool never_signed_in;
};

/*
 * Ordered by login; the caller frees the array.  A struct user has some 4 kB:
 * for lists that may be long, user_each().
 */
int user_list(struct store *store, const struct user_filter *filter,
    struct user **ret_users, size_t *ret_count);

/* One person of a list with the names of its roles, the primary one first,
 * and of its sites. */
struct user_listed {
	const struct user *user;
	const char *const *roles;
	size_t role_count;
	const char *const *sites;
	size_t site_count;
};

/*
 * The same list one by one, in constant memory: three ordered passes side by
 * side, not a query for each person.  What VISIT is given lives during the
 * call; it returns false to stop, and does not list people itself.
 */
int user_each(struct store *store, const struct user_filter *filter,
    bool (*visit)(const struct user_listed *listed, void *context),
    void *context);

/* What hangs on a person: shown before it is deleted (S4).  Open sessions are
 * also those whose record is still in RUN_DIR. */
struct user_ties {
	int64_t open_sessions, crew, delegations, approval_groups;
};
int user_count_ties(
    struct store *store, const char *person_id, struct user_ties *ret_ties);

/* Names of roles or sites of a person, each NUL-terminated one after another;
 * free() the block.  Ordered, the primary role first. */
struct name_list {
	char **names;
	size_t count;
};
int user_roles(
    struct store *store, const char *person_id, struct name_list *ret_names);
int user_sites(
    struct store *store, const char *person_id, struct name_list *ret_names);
/* A copy of NAME at the end; FIELD_ENOMEM leaves the list as it was. */
int name_list_add(struct name_list *list, const char *name);
void name_list_release(struct name_list *list);

struct user_new {
	const char *org_id;
	const char *login; /* NULL: derived from the name */
	const char *first_name, *last_name;
	const char *email, *phone, *mobile, *title, *employee_number;
	enum user_kind kind;
	/* hold: -1 by policy (hold_new_*, hold_imported), 0 active, 1 held */
	int hold;
	bool must_change;
	const char *const *roles; /* names; the first is the primary one */
	size_t role_count;
	const struct secret *password; /* NULL: none yet */
	const char *site;              /* name, or NULL */
	bool imported;
	bool address_later; /* as in struct user_edit */
};

/* Allocate uid and login, insert, give roles, set the password. */
int user_add(struct change *change, const struct user_new *in,
    struct user *ret_user, struct refusal *why);

/* NULL fields stay as they are. */
struct user_edit {
	const char *first_name, *last_name, *email, *phone, *mobile, *title;
	const char *employee_number, *shell, *desktop, *landing;
	const enum user_kind *kind;
	const int64_t *expires_at;
	bool pin; /* an administrator's edit pins the fields (A7) */
	/* An import sets the address, and an administrator has decided about a
	 * record that showed it. */
	bool address_vouched;
	/* Others give the address up later in the same change: that it is free
	 * then is for the caller to ask (user_take_email()). */
	bool address_later;
};
/* An address that an import or the person itself gives is pending
 * (user_mail.h), unless nobody had one before: a new person's is its own. */
int user_edit(struct change *change, const char *person_id,
    const struct user_edit *edit, struct refusal *why);

int user_activate(
    struct change *change, const char *person_id, struct refusal *why);
int user_deactivate(
    struct change *change, const char *person_id, struct refusal *why);
int user_block(
    struct change *change, const char *person_id, struct refusal *why);
int user_unblock(
    struct change *change, const char *person_id, struct refusal *why);
int user_hold(
    struct change *change, const char *person_id, struct refusal *why);
int user_release(
    struct change *change, const char *person_id, struct refusal *why);
/* By delete_mode: hidden and restorable, or purged.  Secrets die at once.  With
 * 'purge' somebody who was hidden before can be purged too. */
int user_delete(
    struct change *change, const char *person_id, struct refusal *why);
/* Comes out active and without a secret; a block or hold of its own stays. */
int user_restore(
    struct change *change, const char *person_id, struct refusal *why);
/*
 * Those whose expires_at has passed, or PERSON_ID ("": everybody): what is open
 * ends, by the policy end_sessions_on, once for each date.  *ret_count were
 * ended.
 */
int user_end_expired(
    struct change *change, const char *person_id, size_t *ret_count);
/* Whether that would look at anybody. */
int user_expiry_is_due(
    struct store *store, const char *person_id, bool *ret_due);
/* Given by an administrator (L7): quality is checked, codes end by policy. */
int user_set_password(struct change *change, const char *person_id,
    const struct secret *password, bool must_change, struct refusal *why);

/*
 * Whether LOGIN may be a person's: ^[a-z_][a-z0-9_-]{0,31}$, no group-kind
 * prefix, not 'assignable', not a user or group of the machine from another
 * source than fieldauth, not taken, not a reserved word.  FIELD_EDENIED with
 * *why.
 */
int user_check_login(
    struct store *store, const char *login, struct refusal *why);

#endif
