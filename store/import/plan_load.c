/*
 * store/plan_load: the database's side of a comparison, read whole in a few
 * ordered passes: a query for each record would cost more than the import.
 */
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "store/import/plan_inside.h"
#include "store/people/plan_field.h"

/* What a pass over a statement's rows does with each. */
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
	person->id = pool_text(pool, db_text(query, 0));
	person->login = pool_text(pool, db_text(query, 1));
	for (int i = 0; i < PLAN_FIELD_COUNT; i++)
		person->field[i] = pool_text(pool, db_text(query, 2 + i));
	person->email_folded = pool_text(pool, db_text(query, 9));
	/* The schema's CHECK leaves no other word. */
	person->status = USER_DELETED;
	(void)user_status_by_name(db_text(query, 10), &person->status);
	person->privileged = db_int(query, 11) != 0;
	person->mail_address = pool_text(pool, db_text(query, 12));
	person->mail_folded = pool_text(pool, db_text(query, 13));
	person->imported = db_int(query, 14) != 0;
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
	    &view->persons, db_text(query, 0), "");
	const char *field = db_text(query, 1);

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
	    &view->persons, db_text(query, 0), "");

	(void)plan;
	if (person != NULL)
		person->privileged = true;
	return FIELD_OK;
}

/* The texts of a link that is matched with a record are the record's: most of
 * them, and no second copy. */
static void
name_link(struct plan *plan, struct plan_view *view, struct query *query,
    struct plan_link *link)
{
	const char *entity = db_text(query, 1);
	const char *external_id = db_text(query, 2);
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
	    &view->persons, db_text(query, 3), "");
	const char *source_id = db_text(query, 0);
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
	    strcmp(db_text(query, 9), plan->source.realm) != 0;
	link->source_id = link->ours ? plan->source.id :
				       pool_text(pool, source_id);
	name_link(plan, view, query, link);
	link->person = person;
	digest = db_blob(query, 4, &digest_len);
	if (digest_len == sizeof(link->digest))
		memcpy(link->digest, digest, digest_len);
	link->active = db_int(query, 5) != 0;
	link->ends_on = pool_text(pool, db_text(query, 6));
	/* Its last day has passed; matching asks the record itself again. */
	link->ends = link->ends_on[0] != '\0' &&
	    strcmp(link->ends_on, plan->today) < 0;
	link->missing_count = db_int(query, 7);
	link->linked_at = db_int(query, 8);
	link->first_name = pool_text(pool, db_text(query, 10));
	link->last_name = pool_text(pool, db_text(query, 11));
	link->email_folded = pool_text(pool, db_text(query, 12));
	link->employee_number = pool_text(pool, db_text(query, 13));
	link->starts_on = pool_text(pool, db_text(query, 14));
	link->seen_at = db_int(query, 15);
	link->set_aside = db_int(query, 16) != 0;
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
	decision->decision = pool_text(pool, db_text(query, 2));
	decision->person_id = pool_text(pool, db_text(query, 3));
	digest = db_blob(query, 4, &digest_len);
	decision->has_digest = digest_len == sizeof(decision->digest);
	if (decision->has_digest)
		memcpy(decision->digest, digest, digest_len);
	decision->address = pool_text(pool, db_text(query, 5));
	decision->taken_from = map_get(&view->persons, db_text(query, 6), "");
	decision->entity = pool_text(pool, db_text(query, 0));
	decision->external_id = pool_text(pool, db_text(query, 1));
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
	rule->match_field = pool_text(pool, db_text(query, 0));
	rule->match_value = pool_text(pool, db_text(query, 1));
	rule->kind = pool_text(pool, db_text(query, 2));
	rule->refuse = db_int(query, 3) != 0;
	rule->has_role = db_int(query, 4) != 0;
	rule->role = pool_text(pool, db_text(query, 5));
	rule->role_privileged = db_int(query, 6) != 0;
	rule->has_site = db_int(query, 7) != 0;
	rule->site = pool_text(pool, db_text(query, 8));
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
		    db_text(query, 0));
		(void)str_copy(memory.last_name, sizeof(memory.last_name),
		    db_text(query, 1));
	}
	db_done(query);
	if (rc < 0)
		return rc;
	*ret_memory = memory;
	return FIELD_OK;
}
