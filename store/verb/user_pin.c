#include <string.h>

#include "base/err.h"
#include "base/i18n.h"
#include "store/core/detail.h"
#include "store/people/plan_field.h"
#include "store/verb/user_pin.h"
#include "store/verb/user_verb.h"

/* An edit also pins other fields, which has no effect. */
static bool
is_imported(const char *field)
{
	for (size_t i = 0; i < PLAN_FIELD_COUNT; i++)
		if (strcmp(plan_field_names[i], field) == 0)
			return true;
	return false;
}

int
user_pins(struct store *store, const char *person_id,
    bool (*visit)(const char *field, void *context), void *context)
{
	struct query *query = db_query(store, SQL_USER_PINS);
	bool go_on = true;
	int rc = 1;

	db_bind_text(query, 1, person_id);
	while (go_on) {
		rc = db_step(query);
		if (rc != 1)
			break;
		if (is_imported(db_text(query, ONLY_COLUMN)))
			go_on = visit(db_text(query, ONLY_COLUMN), context);
	}
	db_done(query);
	return rc < 0 ? rc : FIELD_OK;
}

int
user_unpin(struct change *change, const char *person_id, const char *field,
    struct refusal *why)
{
	struct detail detail = DETAIL_INIT;
	struct user_verb verb;
	struct query *query;
	int rc = user_verb_begin(
	    &verb, change, VERB_USER_REACH, "user.unpin", person_id, why);

	if (rc != FIELD_OK)
		return rc;
	if (field != NULL && !is_imported(field))
		return refuse_value(why, REASON_BAD_CHOICE, field, _("field"),
		    oneof_array(plan_field_names, PLAN_FIELD_COUNT));
	query = db_query(verb.store, SQL_USER_UNPIN);
	db_bind_text(query, 1, person_id);
	db_bind_text(query, 2, field != NULL ? field : "");
	rc = db_run(query);
	if (rc != FIELD_OK || db_changes(verb.store) == 0)
		return rc;
	detail_text(&detail, "field", field != NULL ? field : "*");
	return user_verb_audit(&verb, &detail);
}
