/*
 * Requests for a sign-in code.  MUST: what a caller can observe does not depend
 * on the name; tested by tests/system/equal-work.bats and codes.bats.
 */
#include <sodium.h>
#include <string.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "store/access/mail_secret.h"
#include "store/core/audit.h"
#include "store/core/detail.h"
#include "store/mail/outbox.h"
#include "store/secret/code.h"
#include "store/secret/secret.h"
#include "store/signin/ask_code.h"
#include "store/signin/budget.h"
#include "store/signin/code_service.h"
#include "store/signin/proof.h"

#define ACTION_ASK "sign-in.code"

/* What is mailed. */
enum mailing { MAILING_NOTHING, MAILING_CODE, MAILING_TEXT, MAILING_LOGINS };

/* --- whether ------------------------------------------------------------------ */

/* A person who may sign in here, apart from what the code itself settles. */
static bool
may_come_in(const struct standing *standing)
{
	const enum reason reason = rules_may_sign_in(&standing->in);

	return reason == REASON_NONE || reason == REASON_MUST_CHANGE ||
	    reason == REASON_NO_SECRET || reason == REASON_EMAIL_UNVERIFIED;
}

/* An address of several accounts gets their names instead of a code: the person
 * who reads its mail may be another than the one for whom it was requested. */
static int
by_address(
    struct store *store, const struct user *user, enum mailing *ret_mailing)
{
	struct query *query = db_query(store, SQL_MAIL_SHARED);
	struct refusal why;
	bool shared;
	int rc;

	db_bind_text(query, 1, user->id);
	rc = db_step(query);
	shared = rc == 1;
	db_done(query);
	if (rc >= 0)
		rc = mail_may_carry_secret(store, user, false, &why);
	if (rc == FIELD_OK)
		*ret_mailing = shared ? MAILING_LOGINS : MAILING_CODE;
	else if (rc == FIELD_EDENIED && why.reason == REASON_SHARED_ADDRESS)
		*ret_mailing = MAILING_LOGINS;
	return rc == FIELD_EDENIED ? FIELD_OK : rc;
}

/* Where there is no mail for the person, their mobile number (N8). */
static int
by_text(struct store *store, const struct user *user, enum mailing *ret_mailing)
{
	struct refusal why;
	int rc = mail_may_carry_secret(store, user, true, &why);

	if (rc == FIELD_OK && *ret_mailing == MAILING_NOTHING)
		*ret_mailing = MAILING_TEXT;
	return rc == FIELD_EDENIED ? FIELD_OK : rc;
}

static int
decide(struct store *store, const struct signin_request *request,
    const struct standing *standing, bool within, const struct user *target,
    enum mailing *ret_mailing)
{
	bool open;
	int rc = by_address(store, target, ret_mailing);

	if (rc == FIELD_OK)
		rc = by_text(store, target, ret_mailing);
	if (rc == FIELD_OK)
		rc = code_service_permits(
		    store, request, target, &standing->policies, &open);
	if (rc == FIELD_OK &&
	    !(open && within && standing->found && !request->is_copy &&
		may_come_in(standing)))
		*ret_mailing = MAILING_NOTHING;
	return rc;
}

/* --- what --------------------------------------------------------------------- */

static const char *
where(const struct signin_request *request)
{
	switch (signin_origin(request).kind) {
	case ORIGIN_ADDRESS:
		return request->address;
	case ORIGIN_CALLER:
		return _("a program that is running on this terminal");
	case ORIGIN_CONSOLE:
	case ORIGIN_KIND_END:
		break;
	}
	return _("the screen of this terminal");
}

static struct outbox_new
mail_for(struct store *store, const struct signin_request *request,
    const struct user *user, enum mail_template template)
{
	struct outbox_new mail = { .template = template,
		.org_id = user->org_id,
		.person_id = user->id };

	mail.fields.time_s[MAIL_FIELD_WHEN] = store_now_s(store);
	mail.fields.text[MAIL_FIELD_WHERE] = where(request);
	mail.fields.text[MAIL_FIELD_SERVICE] = request->service;
	return mail;
}

static int
mail_code(struct change *change, const struct signin_request *request,
    const struct user *user, const struct policies *policies, bool by_text)
{
	struct store *store = change_store(change);
	struct outbox_new mail = mail_for(
	    store, request, user, MAIL_SIGN_IN_CODE);
	struct code_new code = { .person_id = user->id,
		.kind = CODE_SIGN_IN,
		.delivery = by_text ? "text" : "mail",
		.terminal = store_config(store)->terminal_name,
		.source_kind = origin_kind_name(signin_origin(request).kind),
		.valid_s = policy_number(policies, POLICY_CODE_TTL) };
	char text[CODE_SIZE], id[ID_SIZE], folded[EMAIL_SIZE];
	int rc;

	/* of a person without an address: the same work, to be undone */
	if (email_fold(user->mail_address, folded, sizeof(folded)) != FIELD_OK)
		folded[0] = '\0';
	code.email_folded = by_text ? "" : folded;
	mail.by_text = by_text;
	rc = code_make(change, &code, text, id);
	if (rc == FIELD_OK) {
		mail.code_id = id;
		mail.fields.text[MAIL_FIELD_CODE] = text;
		mail.fields.time_s[MAIL_FIELD_EXPIRES] = store_now_s(store) +
		    code.valid_s;
		rc = outbox_queue(change, &mail);
	}
	sodium_memzero(text, sizeof(text));
	return rc;
}

/* One a line. */
static int
list_logins(
    struct store *store, const struct user *user, char *buf, size_t size)
{
	struct query *query = db_query(store, SQL_MAIL_LOGINS);
	size_t len = 0;
	int rc;

	buf[0] = '\0';
	db_bind_text(query, 1, user->id);
	for (rc = db_step(query); rc == 1; rc = db_step(query)) {
		if (!str_format(buf + len, size - len, "%s%s",
			len > 0 ? "\n" : "", db_text(query, ONLY_COLUMN)))
			break;
		len += strlen(buf + len);
	}
	db_done(query);
	return rc < 0 ? rc : FIELD_OK;
}

static int
mail_logins(struct change *change, const struct signin_request *request,
    const struct user *user)
{
	struct store *store = change_store(change);
	struct outbox_new mail = mail_for(
	    store, request, user, MAIL_SEVERAL_ACCOUNTS);
	char logins[20 * USER_LOGIN_SIZE];
	int rc = list_logins(store, user, logins, sizeof(logins));

	mail.address = user->mail_address;
	mail.fields.text[MAIL_FIELD_LOGINS] = logins;
	return rc == FIELD_OK ? outbox_queue(change, &mail) : rc;
}

static int
audit(struct change *change, const struct user *user, enum mailing mailing)
{
	struct detail detail = DETAIL_INIT;
	struct audit_entry entry = { .action = ACTION_ASK,
		.subject = user->id,
		.org_id = user->org_id,
		.detail = &detail };

	detail_text(
	    &detail, "delivery", mailing == MAILING_TEXT ? "text" : "mail");
	if (mailing == MAILING_LOGINS)
		detail_bool(&detail, "logins", true);
	return audit_append(change, &entry);
}

/* --- the same work for all ------------------------------------------------------ */

static int
run(struct store *store, enum sql_id statement)
{
	return db_run(db_query(store, statement));
}

/* Make and queue it; without a mailing too, and then undo it.  SQLite writes the
 * pages of what was undone, as they were: tests/system/equal-work.bats. */
static int
carry_out(struct change *change, const struct signin_request *request,
    const struct user *target, const struct policies *policies,
    enum mailing mailing, int *ret_why)
{
	struct store *store = change_store(change);
	int why, rc = run(store, SQL_PART_BEGIN);

	if (rc < 0)
		return rc;
	why = mailing == MAILING_LOGINS ?
	    mail_logins(change, request, target) :
	    mail_code(
		change, request, target, policies, mailing == MAILING_TEXT);
	if (why == FIELD_OK)
		why = audit(change, target, mailing);
	if (mailing == MAILING_NOTHING || why < 0)
		rc = run(store, SQL_PART_UNDO);
	if (rc == FIELD_OK)
		rc = run(store, SQL_PART_END);
	*ret_why = mailing == MAILING_NOTHING ? FIELD_OK : why;
	return rc;
}

static int
decide_and_carry_out(struct change *change,
    const struct signin_request *request, bool within, int *ret_why)
{
	struct store *store = change_store(change);
	enum mailing mailing = MAILING_NOTHING;
	struct standing standing;
	struct policies defaults;
	struct user decoy;
	const struct user *target = &standing.user;
	int rc = standing_load(store, request, &standing);

	policies_init(&defaults);
	if (rc == FIELD_OK && !standing.found) {
		standing.policies = defaults;
		target = &decoy;
		rc = standing_find_decoy(store, &decoy);
	}
	if (rc == FIELD_OK)
		rc = decide(
		    store, request, &standing, within, target, &mailing);
	if (rc == FIELD_OK)
		rc = carry_out(change, request, target, &standing.policies,
		    mailing, ret_why);
	standing_release(&standing);
	return rc;
}

/* As for an attempt with a wrong password, which sshd sends in place of the word
 * for a user whom it will not admit. */
static int
spend(struct store *store, const struct signin_request *request,
    const struct secret *typed, struct user *ret_user)
{
	struct standing standing;
	int rc = proof_load(store, request, &standing);

	*ret_user = standing.user;
	if (rc == FIELD_OK && request->make_room != NULL)
		rc = request->make_room(
		    secret_costs_memory(&standing.costs), request->context);
	if (rc == FIELD_OK)
		rc = secret_spend_all(typed, &standing.costs);
	standing_release(&standing);
	return rc;
}

int
ask_code(struct store *store, const struct signin_request *request,
    const struct secret *typed, int *ret_why)
{
	struct change *change;
	struct actor actor;
	struct user user;
	bool within = false;
	int rc = budget_take(store, request, &within);

	*ret_why = FIELD_OK;
	if (rc == FIELD_OK)
		rc = spend(store, request, typed, &user);
	if (rc < 0)
		return rc;
	actor = proof_actor(request, &user);
	rc = change_begin(store, &actor, &change);
	if (rc < 0)
		return rc;
	return change_end(
	    change, decide_and_carry_out(change, request, within, ret_why));
}

int
ask_nothing(struct store *store, const struct signin_request *request,
    const struct secret *typed)
{
	struct user user;
	int rc = proof_count_unknown(store, request->service, 0);

	if (rc == FIELD_OK)
		rc = spend(store, request, typed, &user);
	if (rc < 0)
		return rc;
	rc = db_begin(store);
	if (rc < 0)
		return rc;
	rc = run(store, SQL_DECOY_WRITE);
	if (rc == FIELD_OK)
		rc = db_commit(store);
	if (rc < 0)
		db_rollback(store);
	return rc;
}
