/* The sender of a mail.  MUST: only a verified address of the person's own is
 * used; tested by test_sender. */
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "store/core/policy.h"
#include "store/mail/sender.h"
#include "store/people/org.h"
#include "store/people/user_mail.h"

int
mail_mailbox_split(
    const char *text, char name[MAIL_NAME_SIZE], char address[EMAIL_SIZE])
{
	const char *bracket = strrchr(text, '<');
	char *trimmed;
	size_t len;

	name[0] = '\0';
	if (email_find(text, address, EMAIL_SIZE) < 0)
		return FIELD_EINVAL;
	if (bracket == NULL)
		return FIELD_OK;
	if (!str_format(
		name, MAIL_NAME_SIZE, "%.*s", (int)(bracket - text), text))
		return FIELD_EINVAL;
	trimmed = str_trim(name);
	len = strlen(trimmed);
	if (len >= 2 && trimmed[0] == '"' && trimmed[len - 1] == '"') {
		trimmed[len - 1] = '\0';
		trimmed++;
	}
	memmove(name, trimmed, strlen(trimmed) + 1);
	return FIELD_OK;
}

static bool
has_same_domain(const char *a, const char *b)
{
	char folded_a[EMAIL_SIZE], folded_b[EMAIL_SIZE];

	return email_fold(a, folded_a, EMAIL_SIZE) == FIELD_OK &&
	    email_fold(b, folded_b, EMAIL_SIZE) == FIELD_OK &&
	    strcmp(strrchr(folded_a, '@'), strrchr(folded_b, '@')) == 0;
}

static int
use_own(struct store *store, const char *person_id, struct mail_sender *sender)
{
	char address[EMAIL_SIZE];
	int64_t verified_at = 0;
	struct user user;
	int rc = user_by_id(store, person_id, &user);

	if (rc == FIELD_ENOTFOUND || user.status != USER_ACTIVE ||
	    user.blocked || user.held)
		return rc == FIELD_ENOTFOUND ? FIELD_OK : rc;
	if (rc == FIELD_OK)
		rc = user_mail_identity(
		    store, person_id, address, &verified_at);
	if (rc != FIELD_OK || verified_at == 0)
		return rc;
	user_full_name(&user, sender->from_name, sizeof(sender->from_name));
	if (has_same_domain(address, sender->envelope_from))
		(void)str_copy(sender->from, EMAIL_SIZE, address);
	(void)str_copy(sender->reply_to, EMAIL_SIZE,
	    strcmp(sender->from, address) == 0 ? "" : address);
	return FIELD_OK;
}

static int
use_configured(
    struct store *store, const char *org_id, struct mail_sender *sender)
{
	const struct config *config = store_config(store);
	char ignored[MAIL_NAME_SIZE];
	struct org org;
	int rc = mail_mailbox_split(
	    config->mail_from, sender->from_name, sender->envelope_from);

	if (rc == FIELD_OK && config->mail_reply_to[0] != '\0')
		rc = mail_mailbox_split(
		    config->mail_reply_to, ignored, sender->reply_to);
	if (rc == FIELD_OK)
		rc = org_by_id(store, org_id, &org);
	if (rc != FIELD_OK)
		return rc;
	if (sender->from_name[0] == '\0')
		(void)str_copy(sender->from_name, sizeof(sender->from_name),
		    org.title[0] != '\0' ? org.title : org.name);
	(void)str_copy(sender->from, EMAIL_SIZE, sender->envelope_from);
	return FIELD_OK;
}

int
mail_sender_of(struct store *store, const char *org_id, const char *person_id,
    struct mail_sender *ret_sender)
{
	struct policies policies;
	int rc;

	*ret_sender = (struct mail_sender){ .from = "" };
	rc = use_configured(store, org_id, ret_sender);
	if (rc != FIELD_OK || person_id[0] == '\0')
		return rc;
	rc = policies_load(store, org_id, &policies);
	if (rc == FIELD_OK && policy_is(&policies, POLICY_OWN_SENDER, "yes"))
		rc = use_own(store, person_id, ret_sender);
	return rc;
}
