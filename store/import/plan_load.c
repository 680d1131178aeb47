/*
 * store/plan_load: reads the database for a comparison, as a whole in a few
 * ordered passes: a query per record would cost more than the import.
 */
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "store/import/plan_inside.h"
#include "store/people/plan_field.h"

/* What a pass does with each row of a statement. */
typedef int load_row(
    struct plan *plan, struct plan_view *view, struct query *query);

static int
load_all(struct plan *plan, struct plan_view *view, enum sql_id id,
    const char *key, load_row *row)
{
	struct query *query = db_query(plan->store, id);
	int rc;

	db_bind_text(query, 1, key);
	rc = db_step(query);
	while (rc == 1) {
		rc = row(plan, view, query);
		if (rc == FIELD_OK)
			rc = db_step(query);
	}
	db_done(query);
	return rc;
}

static int
add_to_list(struct map *map, const char *key, struct plan_person *person,
    struct plan_person **next)
{
	void **head;

	if (key[0] == '\0' || person->status == USER_DELETED)
		return FIELD_OK;
	head = map_at(map, key, "");
	if (head == NULL)
		return FIELD_ENOMEM;
	*next = *head;
	*head = person;
	return FIELD_OK;
}

static int
load_person(struct plan *plan, struct plan_view *view, struct query *query)
{
	struct pool *pool = &view->pool;
	struct plan_person *person = pool_alloc(pool, sizeof(*person));
	void **at;

	(void)plan;
	if (person == NULL)
		return FIELD_ENOMEM;
	person->id = pool_text(pool, db_text(query, PLAN_PERSON_ID));
	person->login = pool_text(pool, db_text(query, PLAN_PERSON_LOGIN));
	for (int i = 0; i < PLAN_FIELD_COUNT; i++)
		person->field[i] = pool_text(
		    pool, db_text(query, PLAN_PERSON_FIRST_NAME + i));
	person->email_folded = pool_text(
	    pool, db_text(query, PLAN_PERSON_EMAIL_FOLDED));
	/* The schema's CHECK allows no other word. */
	person->status = USER_DELETED;
	(void)user_status_by_name(
	    db_text(query, PLAN_PERSON_STATUS), &person->status);
	person->privileged = db_int(query, PLAN_PERSON_FULL_ACCESS) != 0;
	person->mail_address = pool_text(
	    pool, db_text(query, PLAN_PERSON_MAIL_ADDRESS));
	person->mail_folded = pool_text(
	    pool, db_text(query, PLAN_PERSON_MAIL_FOLDED));
	person->imported = db_int(query, PLAN_PERSON_IMPORTED) != 0;
	person->blocked = db_int(query, PLAN_PERSON_BLOCKED) != 0;
	person->held = db_int(query, PLAN_PERSON_HELD) != 0;
	(void)user_kind_by_name(
	    db_text(query, PLAN_PERSON_KIND), &person->kind);
	person->lead_id = pool_text(pool, db_text(query, PLAN_PERSON_LEAD_ID));
	person->roles = person->sites = "";
	at = map_at(&view->persons, person->id, "");
	if (at == NULL || pool->failed)
		return FIELD_ENOMEM;
	*at = person;
	if (add_to_list(&view->emails, person->email_folded, person,
		&person->next_same_email) < 0)
		return FIELD_ENOMEM;
	if (strcmp(person->mail_folded, person->email_folded) != 0 &&
	    add_to_list(&view->mails, person->mail_folded, person,
		&person->next_same_mail) < 0)
		return FIELD_ENOMEM;
	if (add_to_list(&view->numbers, person->field[PLAN_EMPLOYEE_NUMBER],
		person, &person->next_same_number) < 0)
		return FIELD_ENOMEM;
	return add_to_list(&view->bare_numbers,
	    plan_bare_number(person->field[PLAN_EMPLOYEE_NUMBER]), person,
	    &person->next_same_bare);
}

static int
load_pin(struct plan *plan, struct plan_view *view, struct query *query)
{
	struct plan_person *person = map_get(
	    &view->persons, db_text(query, PLAN_PIN_PERSON_ID), "");
	const char *field = db_text(query, PLAN_PIN_FIELD);

	(void)plan;
	if (person == NULL)
		return FIELD_OK;
	for (unsigned i = 0; i < PLAN_FIELD_COUNT; i++)
		if (strcmp(plan_field_names[i], field) == 0)
			person->pins |= 1u << i;
	return FIELD_OK;
}

static int
load_privileged(struct plan *plan, struct plan_view *view, struct query *query)
{
	struct plan_person *person = map_get(
	    &view->persons, db_text(query, ONLY_COLUMN), "");

	(void)plan;
	if (person != NULL)
		person->privileged = true;
	return FIELD_OK;
}

/* NAME behind those that are there. */
static int
add_name(struct pool *pool, const char **names, const char *name)
{
	char text[1000];

	if ((*names)[0] == '\0')
		*names = pool_text(pool, name);
	else if (str_format(text, sizeof(text), "%s %s", *names, name))
		*names = pool_text(pool, text);
	return pool->failed ? FIELD_ENOMEM : FIELD_OK;
}

static int
load_role(struct plan *plan, struct plan_view *view, struct query *query)
{
	struct plan_person *person = map_get(
	    &view->persons, db_text(query, PLAN_NAME_PERSON_ID), "");

	(void)plan;
	return person == NULL ? FIELD_OK :
				add_name(&view->pool, &person->roles,
				    db_text(query, PLAN_NAME_NAME));
}

static int
load_site(struct plan *plan, struct plan_view *view, struct query *query)
{
	struct plan_person *person = map_get(
	    &view->persons, db_text(query, PLAN_NAME_PERSON_ID), "");

	(void)plan;
	return person == NULL ? FIELD_OK :
				add_name(&view->pool, &person->sites,
				    db_text(query, PLAN_NAME_NAME));
}

/* The texts of a link that is matched to a record are mostly the record's, and
 * are not stored twice. */
static void
name_link(struct plan *plan, struct plan_view *view, struct query *query,
    struct plan_link *link)
{
	const char *entity = db_text(query, PLAN_LINK_ENTITY);
	const char *external_id = db_text(query, PLAN_LINK_EXTERNAL_ID);
	const struct plan_item *item = NULL;

	if (link->ours && !link->former)
		item = map_get(&plan->by_id, entity, external_id);
	link->item = item;
	if (item != NULL) {
		link->entity = item->entity;
		link->external_id = item->external_id;
		return;
	}
	link->entity = pool_text(&view->pool, entity);
	link->external_id = pool_text(&view->pool, external_id);
}

static int
load_link(struct plan *plan, struct plan_view *view, struct query *query)
{
	struct pool *pool = &view->pool;
	struct plan_person *person = map_get(
	    &view->persons, db_text(query, PLAN_LINK_PERSON_ID), "");
	const char *source_id = db_text(query, PLAN_LINK_SOURCE_ID);
	struct plan_link *link;
	const void *digest;
	size_t digest_len;
	void **at;

	if (person == NULL)
		return FIELD_OK; /* of another organisation */
	link = pool_alloc(pool, sizeof(*link));
	if (link == NULL)
		return FIELD_ENOMEM;
	link->ours = strcmp(source_id, plan->source.id) == 0;
	link->former = link->ours &&
	    strcmp(db_text(query, PLAN_LINK_REALM), plan->source.realm) != 0;
	link->source_id = link->ours ? plan->source.id :
				       pool_text(pool, source_id);
	name_link(plan, view, query, link);
	link->person = person;
	digest = db_blob(query, PLAN_LINK_DIGEST, &digest_len);
	if (digest_len == sizeof(link->digest))
		memcpy(link->digest, digest, digest_len);
	link->active = db_int(query, PLAN_LINK_ACTIVE) != 0;
	link->ends_on = pool_text(pool, db_text(query, PLAN_LINK_ENDS_ON));
	/* Its end date has passed; matching checks the record again. */
	link->ends = link->ends_on[0] != '\0' &&
	    strcmp(link->ends_on, plan->today) < 0;
	link->missing_count = db_int(query, PLAN_LINK_MISSING_COUNT);
	link->linked_at = db_int(query, PLAN_LINK_LINKED_AT);
	link->first_name = pool_text(
	    pool, db_text(query, PLAN_LINK_FIRST_NAME));
	link->last_name = pool_text(pool, db_text(query, PLAN_LINK_LAST_NAME));
	link->email_folded = pool_text(
	    pool, db_text(query, PLAN_LINK_EMAIL_FOLDED));
	link->employee_number = pool_text(
	    pool, db_text(query, PLAN_LINK_EMPLOYEE_NUMBER));
	link->starts_on = pool_text(pool, db_text(query, PLAN_LINK_STARTS_ON));
	link->seen_at = db_int(query, PLAN_LINK_SEEN_AT);
	link->set_aside = db_int(query, PLAN_LINK_SET_ASIDE) != 0;
	link->next = person->links;
	person->links = link;
	if (pool->failed || pointers_add(&view->all_links, link) < 0)
		return FIELD_ENOMEM;
	if (!link->ours || link->former)
		return FIELD_OK;
	at = map_at(&view->links, link->entity, link->external_id);
	if (at == NULL)
		return FIELD_ENOMEM;
	*at = link;
	return FIELD_OK;
}

static int
load_decision(struct plan *plan, struct plan_view *view, struct query *query)
{
	struct pool *pool = &view->pool;
	struct plan_decision *decision = pool_alloc(pool, sizeof(*decision));
	const void *digest;
	size_t digest_len;
	void **at;

	(void)plan;
	if (decision == NULL)
		return FIELD_ENOMEM;
	decision->decision = pool_text(
	    pool, db_text(query, PLAN_DECISION_DECISION));
	decision->person_id = pool_text(
	    pool, db_text(query, PLAN_DECISION_PERSON_ID));
	digest = db_blob(query, PLAN_DECISION_DIGEST, &digest_len);
	decision->has_digest = digest_len == sizeof(decision->digest);
	if (decision->has_digest)
		memcpy(decision->digest, digest, digest_len);
	decision->address = pool_text(
	    pool, db_text(query, PLAN_DECISION_ADDRESS));
	decision->taken_from = map_get(
	    &view->persons, db_text(query, PLAN_DECISION_TAKEN_FROM), "");
	decision->login = pool_text(pool, db_text(query, PLAN_DECISION_LOGIN));
	decision->entity = pool_text(
	    pool, db_text(query, PLAN_DECISION_ENTITY));
	decision->external_id = pool_text(
	    pool, db_text(query, PLAN_DECISION_EXTERNAL_ID));
	if (decision->taken_from != NULL &&
	    pointers_add(&view->takings, decision) < 0)
		return FIELD_ENOMEM;
	at = map_at(&view->decisions, decision->entity, decision->external_id);
	if (at == NULL || pool->failed)
		return FIELD_ENOMEM;
	*at = decision;
	return FIELD_OK;
}

static int
load_rule(struct plan *plan, struct plan_view *view, struct query *query)
{
	struct pool *pool = &view->pool;
	struct plan_rule *rule = pool_alloc(pool, sizeof(*rule));

	(void)plan;
	if (rule == NULL)
		return FIELD_ENOMEM;
	rule->match_field = pool_text(
	    pool, db_text(query, PLAN_RULE_MATCH_FIELD));
	rule->match_value = pool_text(
	    pool, db_text(query, PLAN_RULE_MATCH_VALUE));
	rule->kind = pool_text(pool, db_text(query, PLAN_RULE_KIND));
	rule->refuse = db_int(query, PLAN_RULE_REFUSE) != 0;
	rule->has_role = db_int(query, PLAN_RULE_HAS_ROLE) != 0;
	rule->role = pool_text(pool, db_text(query, PLAN_RULE_ROLE));
	rule->role_privileged = db_int(query, PLAN_RULE_ROLE_PRIVILEGED) != 0;
	rule->has_site = db_int(query, PLAN_RULE_HAS_SITE) != 0;
	rule->site = pool_text(pool, db_text(query, PLAN_RULE_SITE));
	rule->author = pool_text(pool, db_text(query, PLAN_RULE_AUTHOR));
	rule->position = view->rules.count + 1;
	if (pool->failed)
		return FIELD_ENOMEM;
	return pointers_add(&view->rules, rule);
}

int
plan_load(struct plan *plan, struct plan_view *view)
{
	const char *org_id = plan->source.org_id;
	const struct {
		enum sql_id id;
		const char *key;
		load_row *row;
	} passes[] = {
		{ SQL_PLAN_PERSONS, org_id, load_person },
		{ SQL_PLAN_PINS, org_id, load_pin },
		{ SQL_PLAN_PRIVILEGED, org_id, load_privileged },
		{ SQL_PLAN_ROLES, org_id, load_role },
		{ SQL_PLAN_SITES, org_id, load_site },
		{ SQL_PLAN_LINKS, org_id, load_link },
		{ SQL_PLAN_DECISIONS, plan->source.id, load_decision },
		{ SQL_PLAN_RULES, plan->source.id, load_rule },
	};
	int rc = policies_load(plan->store, org_id, &view->policies);

	for (size_t i = 0;
	     rc == FIELD_OK && i < sizeof(passes) / sizeof(passes[0]); i++)
		rc = load_all(
		    plan, view, passes[i].id, passes[i].key, passes[i].row);
	return rc;
}

int
plan_recall(struct plan *plan, const char *entity, const char *external_id,
    struct plan_memory *ret_memory)
{
	struct query *query = db_query(plan->store, SQL_RECORD_RECALL);
	struct plan_memory memory = { .known = false };
	int rc;

	db_bind_text(query, 1, plan->source.id);
	db_bind_text(query, 2, entity);
	db_bind_text(query, 3, external_id);
	db_bind_text(query, 4, plan->source.realm);
	rc = db_step(query);
	if (rc == 1) {
		memory.known = true;
		(void)str_copy(memory.first_name, sizeof(memory.first_name),
		    db_text(query, RECALL_FIRST_NAME));
		(void)str_copy(memory.last_name, sizeof(memory.last_name),
		    db_text(query, RECALL_LAST_NAME));
	}
	db_done(query);
	if (rc < 0)
		return rc;
	*ret_memory = memory;
	return FIELD_OK;
}
