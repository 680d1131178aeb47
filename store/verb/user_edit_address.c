/* The address and the mobile number that secrets are sent to, in an edit. */
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "store/people/email.h"
#include "store/secret/code.h"
#include "store/verb/user_edit_inside.h"

/* An address set by an actor who may confirm it is confirmed (A4): that is
 * neither an import nor the person. */
static bool
is_vouched(const struct editing *editing, const struct user_edit *edit)
{
	switch (editing->verb.actor.kind) {
	case ACTOR_ROOT:
		return true;
	case ACTOR_PERSON:
		return strcmp(editing->verb.actor.id, editing->verb.user.id) !=
		    0;
	case ACTOR_SYNC:
		return edit->address_vouched;
	}
	return false;
}

static bool
is_same_address(const char *email, const char *folded)
{
	char other[USER_EMAIL_SIZE];

	if (email_fold(email, other, sizeof(other)) != FIELD_OK)
		other[0] = '\0';
	return strcmp(other, folded) == 0;
}

/* Another address; keeping the same one needs no permission. */
static int
take_new_email(
    struct editing *editing, const struct user_edit *edit, struct refusal *why)
{
	const struct user *before = &editing->verb.user;
	char had[USER_EMAIL_SIZE];
	int rc;

	memcpy(had, editing->email_folded, sizeof(had));
	rc = user_take_email(editing->verb.store,
	    edit->address_later ? NULL : &editing->verb.policies,
	    before->org_id, before->id, edit->email, editing->after.email,
	    editing->email_folded, why);
	return rc == FIELD_OK && strcmp(had, editing->email_folded) != 0 ?
	    actor_must_cover_address(
		editing->verb.change, editing->email_folded, why) :
	    rc;
}

/* Only an administrator who has all that the person has can allow secrets to be
 * sent to a shared address, and only to the one that the person has now. */
static int
take_shared_address(
    struct editing *editing, const struct user_edit *edit, struct refusal *why)
{
	const struct user *before = &editing->verb.user;
	struct user *after = &editing->after;
	bool moves = !is_same_address(before->email, editing->email_folded) ||
	    strcmp(before->mobile, after->mobile) != 0;

	if (edit->shared_address_ok == NULL) {
		after->shared_address_ok = before->shared_address_ok && !moves;
		return FIELD_OK;
	}
	after->shared_address_ok = *edit->shared_address_ok;
	return user_verb_ask(&editing->verb, VERB_USER_CONFIRM_EMAIL, why);
}

static int
take_email(
    struct editing *editing, const struct user_edit *edit, struct refusal *why)
{
	const struct user *before = &editing->verb.user;
	struct user *after = &editing->after;
	int rc;

	if (email_fold(before->email, editing->email_folded,
		sizeof(editing->email_folded)) != FIELD_OK)
		editing->email_folded[0] = '\0';
	if (edit->email == NULL)
		return FIELD_OK;
	editing->vouched = is_vouched(editing, edit);
	rc = strcmp(edit->email, before->email) == 0 ?
	    FIELD_OK :
	    take_new_email(editing, edit, why);
	if (rc == FIELD_OK && editing->vouched)
		(void)str_copy(after->mail_address, sizeof(after->mail_address),
		    after->email);
	return rc;
}

/* If the address to which mail goes changes, the former one is notified, unless
 * the new one is the same. */
static int
tell_of_address(struct editing *editing)
{
	const struct user *before = &editing->verb.user;

	if (is_same_address(before->mail_address, editing->email_folded) ||
	    (!editing->vouched &&
		is_same_address(before->email, editing->email_folded)))
		return FIELD_OK;
	return user_mail_moves(
	    &editing->verb, editing->after.email, editing->vouched);
}

int
user_edit_take_address(
    struct editing *editing, const struct user_edit *edit, struct refusal *why)
{
	int rc = take_email(editing, edit, why);

	return rc == FIELD_OK ? take_shared_address(editing, edit, why) : rc;
}

int
user_edit_follow_address(struct editing *editing)
{
	const struct user *before = &editing->verb.user;
	int rc = tell_of_address(editing);

	if (rc == FIELD_OK &&
	    (!is_same_address(before->email, editing->email_folded) ||
		strcmp(before->mobile, editing->after.mobile) != 0))
		rc = code_revoke_sent(editing->verb.change, before->id);
	return rc;
}
