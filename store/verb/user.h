/*
 * store/verb/user: verbs on people (U1-U8, S1-S7).
 * Layer: store.  Users: fieldctl, syncd through plan.
 *
 * Verbs take a change and a person's id, ask the rules, make the change and log
 * it.  All return FIELD_EDENIED with *why when a rule or the input forbids it,
 * FIELD_ENOTFOUND: no such person.
 */
#ifndef STORE_VERB_USER_H
#define STORE_VERB_USER_H

#include "store/core/change.h"
#include "store/core/user.h"

/* Fields that are NULL stay unchanged. */
struct user_edit {
	const char *first_name, *last_name, *email, *phone, *mobile, *title;
	const char *mobile_provider, *employee_number, *language;
	const char *street, *city, *region, *postcode, *country;
	const char *shell, *desktop, *landing;
	const char *lead_id; /* ""; the lead of the crew (R10) */
	const enum user_kind *kind;
	const int64_t *expires_at;
	/* Secrets may be sent to the address even though it is shared with an
	 * account of other rights.  Another address ends that. */
	const bool *shared_address_ok;
	bool pin; /* an administrator's edit pins the fields (A7) */
	/* An import sets the address, and an administrator has decided about a
	 * record that contained it. */
	bool address_vouched;
	/* Another person releases the address later in the same change: the
	 * caller must check that it is free then (user_take_email()). */
	bool address_later;
};
/* Call VISIT for each field that EDIT sets to a value and that nothing acts on
 * yet. */
void user_edit_each_not_yet(const struct user_edit *edit,
    void (*visit)(const char *field, void *context), void *context);

/* An address set by an import or by the person is pending (user_mail.h), unless
 * there was none before: a new person's first address is theirs. */
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
/* By delete_mode: hidden and restorable, or purged.  Secrets are erased
 * immediately.  With 'purge', a person who was hidden before can be purged
 * too. */
int user_delete(
    struct change *change, const char *person_id, struct refusal *why);
/* The person is active afterwards, without a secret; a block or hold stays. */
int user_restore(
    struct change *change, const char *person_id, struct refusal *why);
/*
 * For people whose expires_at has passed, or only PERSON_ID ("": all): end
 * their codes and, by the policy end_sessions_on, their sessions, once per
 * date.  *ret_count is their number.
 */
int user_end_expired(
    struct change *change, const char *person_id, size_t *ret_count);
/* Whether that would affect anyone. */
int user_expiry_is_due(
    struct store *store, const char *person_id, bool *ret_due);

#endif
