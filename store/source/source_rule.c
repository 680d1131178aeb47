/*
 * store/source_rule: writing the mapping rules (A3, A10).
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/err.h"
#include "base/i18n.h"
#include "base/oneof.h"
#include "base/str.h"
#include "store/access/actor.h"
#include "store/core/audit.h"
#include "store/core/detail.h"
#include "store/people/place.h"
#include "store/people/role.h"
#include "store/people/user_text.h"
#include "store/source/source_inside.h"

/* A rule in the form in which it will be stored. */
struct draft {
	struct source source;
	char value[USER_TEXT_SIZE];
	char role_id[ID_SIZE], site_id[ID_SIZE];
	int64_t position;
};

static bool
is_given(const char *text)
{
	return text != NULL && text[0] != '\0';
}

static const char *
or_empty(const char *text)
{
	return text != NULL ? text : "";
}

const char *const source_rule_fields[] = { "any", "entity", "kind", "title",
	"department", "contact-group", "provider-role", NULL };

static int
check_match(
    const struct source_rule_new *in, struct draft *draft, struct refusal *why)
{
	int rc;

	if (!oneof_has(source_rule_fields, or_empty(in->match_field)))
		return refuse_value(why, REASON_BAD_CHOICE,
		    or_empty(in->match_field), _("field"),
		    oneof_words(source_rule_fields));
	rc = user_take_text(draft->value, sizeof(draft->value), in->match_value,
	    _("value of the rule"), why);
	if (rc < 0)
		return rc;
	/* 'any' has no value, and every other field requires one. */
	if ((strcmp(in->match_field, "any") == 0) != (draft->value[0] == '\0'))
		return refuse(
		    why, REASON_RULE_VALUE, draft->value, in->match_field);
	return FIELD_OK;
}

static int
check_role(struct change *change, const char *name, struct draft *draft,
    struct refusal *why)
{
	struct role role;
	int rc;

	if (!is_given(name))
		return FIELD_OK;
	rc = role_by_name(change_store(change), name, &role);
	if (rc == FIELD_ENOTFOUND)
		return refuse(why, REASON_NO_SUCH_ROLE, name, NULL);
	if (rc < 0)
		return rc;
	if (strcmp(role.org_id, draft->source.org_id) != 0)
		return actor_refuse_other_org(
		    change, REASON_NO_SUCH_ROLE, name, why);
	if (role.privileged)
		return refuse(why, REASON_PRIVILEGED_ROLE, name, NULL);
	memcpy(draft->role_id, role.id, sizeof(draft->role_id));
	return FIELD_OK;
}

static int
check_site(struct change *change, const char *name, struct draft *draft,
    struct refusal *why)
{
	struct place place;
	int rc;

	if (!is_given(name))
		return FIELD_OK;
	rc = place_by_name(change_store(change), "site", name, &place);
	if (rc == FIELD_ENOTFOUND)
		return refuse(why, REASON_NO_SUCH_PLACE, name, NULL);
	if (rc < 0)
		return rc;
	if (strcmp(place.org_id, draft->source.org_id) != 0)
		return actor_refuse_other_org(
		    change, REASON_NO_SUCH_PLACE, name, why);
	memcpy(draft->site_id, place.id, sizeof(draft->site_id));
	return FIELD_OK;
}

static int
check_rule(struct change *change, const struct source_rule_new *in,
    struct draft *draft, struct refusal *why)
{
	enum user_kind kind;
	int rc;

	if (is_given(in->crew))
		return refuse(why, REASON_RULE_CREW, in->crew, NULL);
	if (in->invite)
		return refuse(why, REASON_RULE_INVITE, NULL, NULL);
	if (is_given(in->kind) && user_kind_by_name(in->kind, &kind) < 0)
		return refuse_value(why, REASON_BAD_CHOICE, in->kind, _("kind"),
		    oneof_words(user_kind_words));
	rc = check_match(in, draft, why);
	if (rc == FIELD_OK)
		rc = check_role(change, in->role, draft, why);
	if (rc == FIELD_OK)
		rc = check_site(change, in->site, draft, why);
	if (rc < 0)
		return rc;
	/* Refuse rules without an effect, and rules that both refuse and
	 * assign. */
	if (in->refuse ==
	    (is_given(in->kind) || draft->role_id[0] != '\0' ||
		draft->site_id[0] != '\0'))
		return refuse(why, REASON_RULE_EMPTY, NULL, NULL);
	return FIELD_OK;
}

/* Shift the rules from POSITION on by STEP. */
static int
shift(
    struct store *store, const char *source_id, int64_t position, int64_t step)
{
	struct query *query = db_query(store, SQL_RULE_LIFT);
	int rc;

	db_bind_text(query, 1, source_id);
	db_bind_int(query, 2, position);
	db_bind_int(query, 3, step);
	rc = db_run(query);
	if (rc < 0)
		return rc;
	query = db_query(store, SQL_RULE_SETTLE);
	db_bind_text(query, 1, source_id);
	return db_run(query);
}

static int
make_room(struct store *store, int64_t wanted, struct draft *draft,
    struct refusal *why)
{
	struct query *query = db_query(store, SQL_RULE_COUNT);
	char text[24], last[24];
	int64_t count = 0;
	int rc;

	db_bind_text(query, 1, draft->source.id);
	rc = db_step(query);
	if (rc == 1)
		count = db_int(query, ONLY_COLUMN);
	db_done(query);
	if (rc < 0)
		return rc;
	(void)str_format(text, sizeof(text), "%lld", (long long)wanted);
	if (wanted < 0 || wanted > count + 1)
		return refuse(why, REASON_BAD_POSITION, text,
		    str_format(
			last, sizeof(last), "%lld", (long long)count + 1) ?
			last :
			"");
	draft->position = wanted == 0 ? count + 1 : wanted;
	if (draft->position == count + 1)
		return FIELD_OK;
	return shift(store, draft->source.id, draft->position, 1);
}

static int
audit_rule(struct change *change, const struct source *source,
    const char *action, int64_t position, const struct source_rule_new *in)
{
	struct detail detail = DETAIL_INIT;

	detail_text(&detail, "source", source->name);
	detail_int(&detail, "position", position);
	if (in != NULL) {
		detail_text(&detail, "match", in->match_field);
		detail_text(&detail, "value", or_empty(in->match_value));
		detail_text(&detail, "kind", or_empty(in->kind));
		detail_text(&detail, "role", or_empty(in->role));
		detail_text(&detail, "site", or_empty(in->site));
		detail_int(&detail, "refuse", in->refuse);
	}
	return audit_append(change,
	    &(struct audit_entry){ .action = action,
		.subject = source->id,
		.org_id = source->org_id,
		.detail = &detail });
}

/* A rule gives nothing that its author could not give by a verb. */
static int
check_author(struct change *change, const struct source_rule_new *in,
    const struct draft *draft, struct refusal *why)
{
	const char *org_id = draft->source.org_id;
	int rc = FIELD_OK;

	if (draft->role_id[0] != '\0')
		rc = actor_may(
		    change, VERB_ROLE_ASSIGN, org_id, false, in->role, why);
	if (rc == FIELD_OK && draft->role_id[0] != '\0')
		rc = actor_must_cover_role(
		    change, draft->role_id, in->role, why);
	if (rc == FIELD_OK && draft->site_id[0] != '\0')
		rc = actor_may(
		    change, VERB_PLACE_ASSIGN, org_id, false, in->site, why);
	if (rc == FIELD_OK && draft->site_id[0] != '\0')
		rc = actor_must_have_place(
		    change, draft->site_id, "site", in->site, why);
	return rc;
}

int
source_rule_add(struct change *change, const char *source_id,
    const struct source_rule_new *in, struct refusal *why)
{
	struct store *store = change_store(change);
	struct draft draft = { 0 };
	struct query *query;
	char id[ID_SIZE];
	int rc = source_for_change(change, source_id, &draft.source, why);

	if (rc == FIELD_OK)
		rc = check_rule(change, in, &draft, why);
	if (rc == FIELD_OK)
		rc = check_author(change, in, &draft, why);
	if (rc == FIELD_OK)
		rc = make_room(store, in->position, &draft, why);
	if (rc < 0)
		return rc;
	query = db_query(store, SQL_RULE_INSERT);
	db_bind_text(query, 1, id_make(id));
	db_bind_text(query, 2, source_id);
	db_bind_int(query, 3, draft.position);
	db_bind_text(query, 4, in->match_field);
	db_bind_text(query, 5, draft.value);
	db_bind_text(query, 6, or_empty(in->kind));
	db_bind_text(query, 7, draft.role_id);
	db_bind_text(query, 8, draft.site_id);
	db_bind_int(query, 9, in->refuse);
	db_bind_text(query, 10, change_actor(change)->id);
	rc = db_run(query);
	if (rc < 0)
		return rc;
	return audit_rule(
	    change, &draft.source, "source.rule-add", draft.position, in);
}

int
source_rule_remove(struct change *change, const char *source_id,
    int64_t position, struct refusal *why)
{
	struct store *store = change_store(change);
	struct source source;
	struct query *query;
	int rc = source_for_change(change, source_id, &source, why);

	if (rc < 0)
		return rc;
	query = db_query(store, SQL_RULE_REMOVE);
	db_bind_text(query, 1, source_id);
	db_bind_int(query, 2, position);
	rc = db_run(query);
	if (rc < 0)
		return rc;
	if (db_changes(store) == 0)
		return FIELD_ENOTFOUND;
	rc = shift(store, source_id, position, -1);
	if (rc < 0)
		return rc;
	return audit_rule(
	    change, &source, "source.rule-remove", position, NULL);
}

static void
read_rule(struct query *query, struct source_rule *ret)
{
	*ret = (struct source_rule){ .position = db_int(query, RULE_POSITION),
		.refuse = db_int(query, RULE_REFUSE) != 0 };
	db_copy(query, RULE_ID, ret->id, sizeof(ret->id));
	db_copy(query, RULE_MATCH_FIELD, ret->match_field,
	    sizeof(ret->match_field));
	db_copy(query, RULE_MATCH_VALUE, ret->match_value,
	    sizeof(ret->match_value));
	db_copy(query, RULE_KIND, ret->kind, sizeof(ret->kind));
	db_copy(query, RULE_ROLE, ret->role, sizeof(ret->role));
	db_copy(query, RULE_SITE, ret->site, sizeof(ret->site));
}

int
source_rule_list(struct store *store, const char *source_id,
    struct source_rule **ret_rules, size_t *ret_count)
{
	struct query *query = db_query(store, SQL_RULE_LIST);
	struct source_rule *rules = NULL;
	size_t count = 0;
	int rc;

	db_bind_text(query, 1, source_id);
	rc = db_step(query);
	while (rc == 1) {
		struct source_rule *rule = array_add(
		    &rules, &count, sizeof(*rule));

		if (rule == NULL) {
			rc = FIELD_ENOMEM;
			break;
		}
		read_rule(query, rule);
		rc = db_step(query);
	}
	db_done(query);
	if (rc < 0) {
		free(rules);
		return rc;
	}
	*ret_rules = rules;
	*ret_count = count;
	return FIELD_OK;
}
