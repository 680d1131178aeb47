/*
 * store/source_decide: administrators' decisions about records (A4), and the
 * end date of a record (A8).
 */
#include <stdlib.h>
#include <string.h>

#include "base/email.h"
#include "base/err.h"
#include "base/i18n.h"
#include "base/array.h"
#include "base/local.h"
#include "base/pool.h"
#include "base/str.h"
#include "store/access/actor.h"
#include "store/core/audit.h"
#include "store/core/detail.h"
#include "store/source/source_inside.h"
#include "store/verb/user.h"

static const char *
decision_name(enum source_decision decision)
{
	switch (decision) {
	case SOURCE_LINK:
		return "link";
	case SOURCE_ADD:
		return "add";
	case SOURCE_IGNORE:
		return "ignore";
	}
	return "";
}

struct decided {
	const char *entity, *external_id;
	const char *decision;
	const char *person_id; /* "" unless it is linked */
	const char *login;     /* "" unless one is given */
};

static int
audit_decision(struct change *change, const struct source *source,
    const struct decided *decided)
{
	const char *person_id = decided->person_id;
	struct detail detail = DETAIL_INIT;

	detail_text(&detail, "source", source->name);
	detail_text(&detail, "decision", decided->decision);
	detail_text(&detail, "entity", decided->entity);
	detail_text(&detail, "external_id", decided->external_id);
	detail_text(&detail, "person", person_id);
	if (decided->login[0] != '\0')
		detail_text(&detail, "login", decided->login);
	return audit_append(change,
	    &(struct audit_entry){ .action = "source.decide",
		.subject = person_id[0] != '\0' ? person_id : source->id,
		.org_id = source->org_id,
		.detail = &detail });
}

static int
check_person(struct change *change, const struct source *source,
    const char *person_id, struct refusal *why)
{
	struct user user;
	int rc = user_by_id(change_store(change), person_id, &user);

	if (rc == FIELD_ENOTFOUND)
		return refuse(why, REASON_NO_SUCH_PERSON, person_id, NULL);
	if (rc < 0)
		return rc;
	if (strcmp(user.org_id, source->org_id) != 0)
		return refuse(why, REASON_OTHER_ORG, user.login, NULL);
	if (user.status == USER_DELETED)
		return refuse(why, REASON_IS_DELETED, user.login, NULL);
	/* From now on the record determines where their codes are sent. */
	return actor_must_cover(change, &user, why);
}

static int
put_decision(struct change *change, const struct source *source,
    const struct decided *decided)
{
	struct store *store = change_store(change);
	struct query *query = db_query(store, SQL_DECISION_PUT);
	int rc;

	db_bind_text(query, 1, source->id);
	db_bind_text(query, 2, decided->entity);
	db_bind_text(query, 3, decided->external_id);
	db_bind_text(query, 4, decided->decision);
	db_bind_text(query, 5, decided->person_id);
	db_bind_text(query, 6, change_actor(change)->id);
	db_bind_int(query, 7, store_now_s(store));
	db_bind_text(query, 8, source->realm);
	db_bind_text(query, 9, decided->login);
	rc = db_run(query);
	if (rc < 0)
		return rc;
	query = db_query(store, SQL_LINK_DROP_OTHER);
	db_bind_text(query, 1, source->id);
	db_bind_text(query, 2, decided->entity);
	db_bind_text(query, 3, decided->external_id);
	db_bind_text(query, 4, decided->person_id);
	db_bind_text(query, 5, source->realm);
	return db_run(query);
}

/* The names of the record kinds of the source: pipe_entity_name() of the
 * worker, and CSV_ENTITY. */
static const char *const *
entities_of(const struct source *source)
{
	static const char *const quickbooks[] = { "employee", "vendor", NULL };
	static const char *const xero[] = { "user", "contact", "payroll",
		NULL };
	static const char *const file[] = { "person", NULL };

	if (source->is_csv)
		return file;
	return source->type == CONFIG_XERO ? xero : quickbooks;
}

/* Check the person that is linked, or the login name of a new person. */
static int
check_about(struct change *change, const struct source *source,
    const struct decided *decided, struct refusal *why)
{
	if (decided->person_id[0] != '\0')
		return check_person(change, source, decided->person_id, why);
	if (decided->login[0] != '\0')
		return user_check_login(
		    change_store(change), decided->login, why);
	return FIELD_OK;
}

int
source_decide(struct change *change, const char *source_id, const char *entity,
    const char *external_id, enum source_decision decision, const char *about,
    struct refusal *why)
{
	const bool links = decision == SOURCE_LINK;
	struct decided decided = { entity, external_id, decision_name(decision),
		"", "" };
	struct source source;
	int rc = source_for_change(change, source_id, &source, why);

	if (links)
		decided.person_id = about;
	else if (decision == SOURCE_ADD && about != NULL)
		decided.login = about;
	if (rc == FIELD_OK && decided.person_id == NULL)
		return FIELD_EINVAL;
	if (rc == FIELD_OK && !oneof_has(entities_of(&source), entity))
		return refuse_value(why, REASON_BAD_CHOICE, entity,
		    _("kind of record"), oneof_words(entities_of(&source)));
	if (rc == FIELD_OK)
		rc = check_about(change, &source, &decided, why);
	if (rc == FIELD_OK)
		rc = put_decision(change, &source, &decided);
	if (rc == FIELD_OK)
		rc = audit_decision(change, &source, &decided);
	return rc;
}

/* --- decisions for all records with one address --------------------------- */

struct undecided {
	const char *entity, *external_id;
};

static int
list_undecided(struct store *store, const struct source *source,
    const char *folded, struct pool *pool, struct pointers *records)
{
	struct query *query = db_query(store, SQL_UNDECIDED_AT_ADDRESS);
	int rc;

	db_bind_text(query, 1, source->id);
	db_bind_text(query, 2, folded);
	db_bind_text(query, 3, source->realm);
	rc = db_step(query);
	while (rc == 1) {
		struct undecided *record = pool_alloc(pool, sizeof(*record));

		if (record == NULL || pointers_add(records, record) < 0) {
			rc = FIELD_ENOMEM;
			break;
		}
		record->entity = pool_text(
		    pool, db_text(query, UNDECIDED_ENTITY));
		record->external_id = pool_text(
		    pool, db_text(query, UNDECIDED_EXTERNAL_ID));
		rc = db_step(query);
	}
	db_done(query);
	return rc == FIELD_OK && pool->failed ? FIELD_ENOMEM : rc;
}

int
source_decide_address(struct change *change, const char *source_id,
    const char *email, enum source_decision decision, size_t *ret_count,
    struct refusal *why)
{
	struct pointers records = { 0 };
	struct pool pool = { 0 };
	char folded[EMAIL_SIZE];
	struct source source;
	int rc = source_for_change(change, source_id, &source, why);

	if (rc == FIELD_OK && decision == SOURCE_LINK)
		return FIELD_EINVAL;
	if (rc == FIELD_OK)
		rc = email_fold(email, folded, sizeof(folded));
	if (rc == FIELD_EINVAL)
		return refuse(why, REASON_BAD_EMAIL, email, NULL);
	if (rc == FIELD_OK)
		rc = list_undecided(
		    change_store(change), &source, folded, &pool, &records);
	for (size_t i = 0; rc == FIELD_OK && i < records.count; i++) {
		const struct undecided *record = records.items[i];

		rc = source_decide(change, source_id, record->entity,
		    record->external_id, decision, NULL, why);
	}
	if (rc == FIELD_OK)
		*ret_count = records.count;
	pointers_release(&records);
	pool_release(&pool);
	return rc;
}

int
source_undecide(struct change *change, const char *source_id,
    const char *entity, const char *external_id, struct refusal *why)
{
	struct store *store = change_store(change);
	struct source source;
	struct query *query;
	int rc = source_for_change(change, source_id, &source, why);

	if (rc < 0)
		return rc;
	query = db_query(store, SQL_DECISION_DROP);
	db_bind_text(query, 1, source_id);
	db_bind_text(query, 2, entity);
	db_bind_text(query, 3, external_id);
	rc = db_run(query);
	if (rc < 0)
		return rc;
	if (db_changes(store) == 0)
		return FIELD_ENOTFOUND;
	return audit_decision(change, &source,
	    &(struct decided){ entity, external_id, "none", "", "" });
}

/* --- end dates ------------------------------------------------------------ */

char *
source_today(const struct store *store, char buf[SOURCE_DAY_SIZE])
{
	char day[LOCAL_DAY_SIZE];

	if (!str_copy(buf, SOURCE_DAY_SIZE,
		local_format_day(store_now_s(store), day)))
		(void)str_copy(buf, SOURCE_DAY_SIZE, "1970-01-01");
	return buf;
}

struct leaver {
	const char *source_id, *entity, *external_id, *person_id, *realm;
	bool active, stays;
};

static int
list_leavers(struct store *store, struct pool *pool, struct pointers *leavers)
{
	struct query *query = db_query(store, SQL_LEAVERS_DUE);
	char today[SOURCE_DAY_SIZE];
	int rc;

	db_bind_text(query, 1, source_today(store, today));
	rc = db_step(query);
	while (rc == 1) {
		struct leaver *leaver = pool_alloc(pool, sizeof(*leaver));

		if (leaver == NULL || pointers_add(leavers, leaver) < 0) {
			rc = FIELD_ENOMEM;
			break;
		}
		leaver->source_id = pool_text(
		    pool, db_text(query, LEAVER_SOURCE_ID));
		leaver->entity = pool_text(pool, db_text(query, LEAVER_ENTITY));
		leaver->external_id = pool_text(
		    pool, db_text(query, LEAVER_EXTERNAL_ID));
		leaver->person_id = pool_text(
		    pool, db_text(query, LEAVER_PERSON_ID));
		leaver->realm = pool_text(pool, db_text(query, LEAVER_REALM));
		leaver->active = db_int(query, LEAVER_ACTIVE) != 0;
		leaver->stays = db_int(query, LEAVER_STAYS) != 0;
		rc = db_step(query);
	}
	db_done(query);
	return rc == FIELD_OK && pool->failed ? FIELD_ENOMEM : rc;
}

/* Ask the rules in advance: a refused verb would abort the change, and with it
 * the deactivation of all others. */
static int
may_deactivate(struct store *store, const char *person_id, bool *ret_may)
{
	struct rules_actor actor = { .kind = ACTOR_SYNC };
	struct rules_subject subject;
	struct policies policies;
	struct user user;
	int rc = user_by_id(store, person_id, &user);

	if (rc == FIELD_OK)
		rc = policies_load(store, user.org_id, &policies);
	if (rc == FIELD_OK)
		rc = actor_subject_facts(store, &user, &subject);
	if (rc == FIELD_OK)
		*ret_may = rules_may(&actor, VERB_USER_DEACTIVATE, &subject,
			       &policies) == REASON_NONE;
	return rc;
}

static int
end_leaver(struct change *change, const struct leaver *leaver,
    const char **last_id, size_t *count)
{
	struct store *store = change_store(change);
	struct refusal why;
	struct query *query;
	bool may = false;
	int rc;

	if (leaver->active && !leaver->stays &&
	    strcmp(leaver->person_id, *last_id) != 0) {
		rc = may_deactivate(store, leaver->person_id, &may);
		if (rc < 0 || !may)
			return rc;
		rc = user_deactivate(change, leaver->person_id, &why);
		if (rc < 0)
			return rc;
		*last_id = leaver->person_id;
		(*count)++;
	}
	query = db_query(store, SQL_LEAVER_END);
	db_bind_text(query, 1, leaver->source_id);
	db_bind_text(query, 2, leaver->entity);
	db_bind_text(query, 3, leaver->external_id);
	db_bind_text(query, 4, leaver->realm);
	return db_run(query);
}

int
source_end_leavers(struct change *change, size_t *ret_count)
{
	struct pointers leavers = { 0 };
	struct pool pool = { 0 };
	const char *last_id = "";
	size_t count = 0;
	int rc = list_leavers(change_store(change), &pool, &leavers);

	for (size_t i = 0; rc == FIELD_OK && i < leavers.count; i++)
		rc = end_leaver(change, leavers.items[i], &last_id, &count);
	pointers_release(&leavers);
	pool_release(&pool);
	if (rc == FIELD_OK)
		*ret_count = count;
	return rc;
}

/* When DAY is over, in the zone of the machine; 0 when it is not a date. */
static int64_t
end_of_day(const char *day)
{
	struct local_time when;

	return local_parse(day, &when) == FIELD_OK ? when.end_s : 0;
}

int
source_next_leaver(struct store *store, int64_t *ret_at)
{
	struct query *query = db_query(store, SQL_LEAVER_NEXT);
	int64_t at = 0;
	int rc = db_step(query);

	if (rc == 1 && !db_is_null(query, ONLY_COLUMN))
		at = end_of_day(db_text(query, ONLY_COLUMN));
	db_done(query);
	if (rc < 0)
		return rc;
	*ret_at = at;
	return FIELD_OK;
}
