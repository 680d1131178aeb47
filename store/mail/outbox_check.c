/*
 * Whether a row may still be sent.  Time passes between its cause and its
 * sending.  MUST: nothing is mailed to a person who was blocked or deleted, and
 * no secret to an address that is no longer theirs; tested by test_outbox_send.
 */
#include <string.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "store/mail/outbox_inside.h"
#include "store/mail/phone.h"
#include "store/people/user_mail.h"

static bool
is_same_address(const char *a, const char *b)
{
	char folded_a[EMAIL_SIZE], folded_b[EMAIL_SIZE];

	return email_fold(a, folded_a, EMAIL_SIZE) == FIELD_OK &&
	    email_fold(b, folded_b, EMAIL_SIZE) == FIELD_OK &&
	    strcmp(folded_a, folded_b) == 0;
}

static bool
is_same_number(const char *a, const char *b)
{
	char digits_a[PHONE_SIZE], digits_b[PHONE_SIZE];

	return phone_digits(a, digits_a) && phone_digits(b, digits_b) &&
	    strcmp(digits_a, digits_b) == 0;
}

/* The person's address for mails of this kind, as it is now. */
static int
current_address(struct store *store, const struct outbox_row *row,
    const struct user *user, char ret[USER_EMAIL_SIZE])
{
	int64_t verified_at;

	ret[0] = '\0';
	if (row->by_text) {
		(void)str_copy(ret, USER_EMAIL_SIZE, user->mobile);
		return FIELD_OK;
	}
	switch (mail_template_info(row->template)->recipient) {
	case MAIL_TO_PERSON:
	case MAIL_TO_ADMINS:
		return user_mail_address(store, user->id, ret);
	case MAIL_TO_PENDING:
		(void)str_copy(ret, USER_EMAIL_SIZE, user->email);
		return FIELD_OK;
	case MAIL_TO_SENDER:
		return user_mail_identity(store, user->id, ret, &verified_at);
	case MAIL_TO_ADDRESS:
		(void)str_copy(ret, USER_EMAIL_SIZE, row->address);
		return FIELD_OK;
	}
	return FIELD_EINVAL;
}

static const char *
check_address(const struct outbox_row *row, const char *current)
{
	if (current[0] == '\0')
		return row->by_text ? N_("the person has no mobile number") :
				      N_("the person has no address");
	if (row->address[0] == '\0' ||
	    (row->by_text ? is_same_number(row->address, current) :
			    is_same_address(row->address, current)))
		return NULL;
	return N_("the person has another address now");
}

static const char *
check_secret(const struct outbox_row *row, const struct mail_fields *fields,
    const struct user *user, int64_t now_s)
{
	int64_t expires_at = fields->time_s[MAIL_FIELD_EXPIRES];

	if (expires_at != 0 && expires_at <= now_s)
		return N_("it has expired");
	if (row->has_code && !row->code_is_valid)
		return N_("the code was used or replaced");
	if (fields->text[MAIL_FIELD_PASSWORD] != NULL &&
	    (user->stored_secret != USER_SECRET_TEMPORARY ||
		user->secret_expires_at != expires_at))
		return N_("the password was used or replaced");
	return NULL;
}

int
outbox_check(struct store *store, const struct outbox_row *row,
    const struct mail_fields *fields, struct user *ret_user,
    char ret_to[USER_EMAIL_SIZE], const char **ret_why)
{
	int rc = FIELD_OK;

	*ret_user = (struct user){ .id = "" };
	*ret_why = NULL;
	if (row->person_id[0] != '\0')
		rc = user_by_id(store, row->person_id, ret_user);
	if (rc != FIELD_OK)
		return rc;
	if (ret_user->status == USER_DELETED)
		*ret_why = N_("the person was deleted");
	else if (ret_user->blocked)
		*ret_why = N_("the person is blocked");
	else
		*ret_why = check_secret(
		    row, fields, ret_user, store_now_s(store));
	rc = current_address(store, row, ret_user, ret_to);
	if (rc == FIELD_OK && *ret_why == NULL)
		*ret_why = check_address(row, ret_to);
	return rc;
}
