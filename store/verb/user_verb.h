/*
 * store/verb/user_verb: shared by the verbs about people.
 * Layer: store.  Users: user*.c, role*.c, place.c, plan*.c and source_rule.c
 * only.
 */
#ifndef STORE_VERB_USER_VERB_H
#define STORE_VERB_USER_VERB_H

#include "store/core/detail.h"
#include "store/access/actor.h"
#include "store/db/db.h"
#include "store/people/place.h"
#include "store/people/user.h"
#include "store/people/user_text.h"

/* One verb on one person in progress. */
struct user_verb {
	struct change *change;
	struct store *store;
	const char *action; /* 'user.block' */
	struct user user;
	struct policies policies;
	struct rules_actor actor;
	struct rules_subject subject; /* points to user */
};

/*
 * Load the person, the facts and the policies and ask the rules.
 * FIELD_ENOTFOUND (with *why NO_SUCH_PERSON), FIELD_EDENIED.
 */
int user_verb_begin(struct user_verb *verb, struct change *change,
    enum rules_verb id, const char *action, const char *person_id,
    struct refusal *why);

/* The same without asking the rules, for a verb that must read the person
 * first. */
int user_verb_load(struct user_verb *verb, struct change *change,
    const char *action, const char *person_id, struct refusal *why);
int user_verb_ask(
    struct user_verb *verb, enum rules_verb id, struct refusal *why);

/*
 * The end of a verb that has changed the rights or properties of the person:
 * refused if the organisation has lost its last super admin (S7); otherwise log
 * 'done' with DETAIL (or NULL), which is released in any case, and mark the
 * snapshot as outdated.
 */
int user_verb_finish(
    struct user_verb *verb, struct detail *detail, struct refusal *why);

/* Only the S7 check, for a verb that logs separately. */
int user_verb_keep_admins(struct user_verb *verb, struct refusal *why);

/* Log 'done', with the person's organisation.  DETAIL as above. */
int user_verb_audit(struct user_verb *verb, struct detail *detail);

/* Refuse if the person's kind does not allow what the person has: full access,
 * or one of their roles (R5, R10). */
int user_verb_check_kind(
    struct user_verb *verb, enum user_kind kind, struct refusal *why);

/* Run one statement with the person's id as its only parameter. */
int user_verb_run(struct user_verb *verb, enum sql_id id);
/* ... with id and the current time as parameters 1 and 2. */
int user_verb_stamp(struct user_verb *verb, enum sql_id id);
/* ... with id, the current time, and VALUE as parameters 1 to 3. */
int user_verb_set(struct user_verb *verb, enum sql_id id, int64_t value);

/* End sessions opened before now, and everything else that runs (X2). */
int user_verb_end_sessions(struct user_verb *verb);

/* If the person's account has expired at EXPIRES_AT (0: never), which *ret_ended
 * says: their codes become invalid, and their sessions end by the policy. */
int user_verb_expire(
    struct user_verb *verb, int64_t expires_at, bool *ret_ended);

/* place_assign() within another verb on the same person, which has been
 * loaded. */
int place_assign_within(
    struct user_verb *verb, const struct place *place, struct refusal *why);

/*
 * user_mail.c: notify the address in the person's user.mail_address that EMAIL
 * has been set ("" for none), CONFIRMED or pending; nothing if there was none.
 * When it is confirmed, codes that were mailed to the former address become
 * invalid.
 */
int user_mail_moves(struct user_verb *verb, const char *email, bool confirmed);

#endif
