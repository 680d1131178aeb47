/*
 * store/verb/user: what is done to people (U1-U8, S1-S7).
 * Layer: store.  Users: fieldctl, syncd through plan.
 *
 * Verbs take a change and a person's id, ask rules, change, audit.  All give
 * FIELD_EDENIED with *why when a rule or the input forbids, FIELD_ENOTFOUND
 * when there is no such person.
 */
#ifndef STORE_VERB_USER_H
#define STORE_VERB_USER_H

#include "base/secret.h"
#include "store/core/change.h"
#include "store/core/user.h"

/* NULL fields stay as they are. */
struct user_edit {
	const char *first_name, *last_name, *email, *phone, *mobile, *title;
	const char *mobile_provider, *employee_number, *language;
	const char *street, *city, *region, *postcode, *country;
	const char *shell, *desktop, *landing;
	const char *lead_id; /* ""; whose crew the person is of (R10) */
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
/* Whether it gives anything at all. */
bool user_edit_gives_something(const struct user_edit *edit);

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

#endif
