/* The readers of a mail or text to a person.  MUST: no code reaches a reader who
 * thereby gains rights; tested by test_mail_secret. */
#include <string.h>

#include "base/err.h"
#include "store/access/held.h"
#include "store/access/mail_secret.h"
#include "store/mail/gateway.h"
#include "store/mail/phone.h"
#include "store/people/user.h"
#include "store/people/user_mail.h"

/* Whether both accounts have the same rights. */
static int
is_equal(struct store *store, const struct user *a, const struct user *b,
    bool *ret_equal)
{
	struct held *of_a = NULL, *of_b = NULL;
	char missing[HELD_MISSING_SIZE];
	int rc = held_load(store, a, &of_a);

	if (rc == FIELD_OK)
		rc = held_load(store, b, &of_b);
	if (rc == FIELD_OK)
		*ret_equal = held_covers(of_a, of_b, missing) &&
		    held_covers(of_b, of_a, missing);
	held_free(of_a);
	held_free(of_b);
	return rc;
}

/* Refuse if one of the accounts OTHERS has other rights. */
static int
check_others(struct store *store, const struct user *user,
    const struct name_list *others, const char *address, struct refusal *why)
{
	struct user other;
	bool equal = true;
	int rc = FIELD_OK;

	for (size_t i = 0; rc == FIELD_OK && i < others->count; i++) {
		rc = user_by_id(store, others->names[i], &other);
		if (rc == FIELD_OK)
			rc = is_equal(store, user, &other, &equal);
		if (rc == FIELD_OK && !equal)
			/* The actor may not know that the other exists. */
			return refuse(
			    why, REASON_SHARED_ADDRESS, address, NULL);
	}
	return rc;
}

/* The ids of the other accounts with the address, unless that is allowed. */
static int
check_address(struct store *store, const struct user *user, const char *address,
    struct refusal *why)
{
	struct query *query = db_query(store, SQL_MAIL_SHARERS);
	struct name_list others = { 0 };
	int rc;

	db_bind_text(query, 1, user->id);
	rc = name_list_read(&others, query);
	if (rc >= 0)
		rc = check_others(store, user, &others, address, why);
	name_list_release(&others);
	return rc;
}

/* Numbers are compared by their digits: one is written in many ways. */
static int
check_number(struct store *store, const struct user *user, const char *phone,
    struct refusal *why)
{
	struct query *query = db_query(store, SQL_MOBILE_SHARERS);
	struct name_list others = { 0 };
	char digits[PHONE_SIZE];
	int rc;

	db_bind_text(query, 1, user->id);
	for (rc = db_step(query); rc == 1; rc = db_step(query))
		if (phone_digits(
			db_text(query, MOBILE_SHARER_MOBILE), digits) &&
		    strcmp(digits, phone) == 0) {
			rc = name_list_add(
			    &others, db_text(query, MOBILE_SHARER_ID));
			if (rc < 0)
				break;
		}
	db_done(query);
	if (rc >= 0)
		rc = check_others(store, user, &others, user->mobile, why);
	name_list_release(&others);
	return rc;
}

static int
check_text(struct store *store, const struct user *user, struct refusal *why)
{
	char phone[PHONE_SIZE];

	if (!phone_digits(user->mobile, phone))
		return refuse(why, REASON_NO_MOBILE, NULL, NULL);
	if (!gateway_sends(store_config(store), user->mobile_provider))
		return refuse(
		    why, REASON_NO_TEXT_GATEWAY, user->mobile_provider, NULL);
	return check_number(store, user, phone, why);
}

static int
check_mail(struct store *store, const struct user *user, struct refusal *why)
{
	char address[USER_EMAIL_SIZE];
	int rc;

	if (!config_sends_mail(store_config(store)))
		return refuse(why, REASON_NO_MAIL_SERVER, NULL, NULL);
	rc = user_mail_address(store, user->id, address);
	if (rc == FIELD_OK && address[0] == '\0')
		return refuse(why, REASON_NO_MAIL_ADDRESS, user->login, NULL);
	return rc == FIELD_OK ? check_address(store, user, address, why) : rc;
}

int
mail_may_carry_secret(struct store *store, const struct user *user,
    bool by_text, struct refusal *why)
{
	return by_text ? check_text(store, user, why) :
			 check_mail(store, user, why);
}
