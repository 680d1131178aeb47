/* Asks for fields of the profile, one at a time, without keeping anything
 * between the questions. */
#include <stddef.h>
#include <string.h>

#include "base/err.h"
#include "base/i18n.h"
#include "store/after.h"
#include "store/people/role.h"
#include "store/signin/profile.h"
#include "store/signin/proof.h"
#include "store/verb/user.h"

/* In the order in which they are asked.  Who skips the first field of a part is
 * not asked for the rest of it. */
static const struct field {
	const char *name, *label;
	const char *part; /* the value of ask_first_sign_in */
	size_t in_user, in_edit;
} fields[] = {
#define FIELD(member, part, label)                                   \
	{                                                            \
#member, label, part, offsetof(struct user, member), \
		    offsetof(struct user_edit, member)               \
	}
	FIELD(phone, "phone", N_("Phone number")),
	FIELD(mobile, "mobile", N_("Mobile number")),
	FIELD(street, "address", N_("Street")),
	FIELD(city, "address", N_("City")),
	FIELD(region, "address", N_("Region")),
	FIELD(postcode, "address", N_("Postcode")),
	FIELD(country, "address", N_("Country")),
	FIELD(language, "language", N_("Language")),
#undef FIELD
};

#define FIELD_COUNT (sizeof(fields) / sizeof(fields[0]))

/* The first field to ask for from FIRST on; FIELD_COUNT: none. */
static size_t
find_empty(
    const struct user *user, const struct policies *policies, size_t first)
{
	for (size_t i = first; i < FIELD_COUNT; i++)
		if (policy_has(
			policies, POLICY_ASK_FIRST_SIGN_IN, fields[i].part) &&
		    ((const char *)user + fields[i].in_user)[0] == '\0')
			return i;
	return FIELD_COUNT;
}

int
profile_is_due(struct store *store, const struct user *user,
    const struct policies *policies, bool *ret_due)
{
	struct query *query = db_query(store, SQL_PERSON_IS_ASKED);
	int rc;

	db_bind_text(query, 1, user->id);
	rc = db_step(query);
	*ret_due = rc == 1 && db_int(query, ONLY_COLUMN) == 0 &&
	    find_empty(user, policies, 0) < FIELD_COUNT;
	db_done(query);
	if (rc >= 0 && *ret_due)
		rc = role_person_can(
		    store, user->id, "self.edit", NULL, ret_due);
	return rc < 0 ? rc : FIELD_OK;
}

static int
find_field(const char *name, size_t *ret_field)
{
	for (size_t i = 0; i < FIELD_COUNT; i++)
		if (strcmp(fields[i].name, name) == 0) {
			*ret_field = i;
			return FIELD_OK;
		}
	return FIELD_ENOTFOUND;
}

static size_t
next_of(size_t field, bool skipped)
{
	size_t next = field + 1;

	while (skipped && next < FIELD_COUNT &&
	    strcmp(fields[next].part, fields[field].part) == 0)
		next++;
	return next;
}

static int
take(struct change *change, const char *person_id, const struct field *field,
    const char *answer, struct refusal *why)
{
	struct user_edit edit = { 0 };

	memcpy((char *)&edit + field->in_edit, &answer, sizeof(answer));
	return user_edit(change, person_id, &edit, why);
}

static int
mark_asked(struct store *store, const char *person_id)
{
	struct query *query = db_query(store, SQL_PERSON_ASKED);

	db_bind_text(query, 1, person_id);
	db_bind_int(query, 2, store_now_s(store));
	return db_run(query);
}

/* The answer, and then the next question of STANDING's person. */
static int
step(struct change *change, const struct standing *standing, const char *name,
    const char *answer, size_t *field, struct refusal *why)
{
	const struct user *user = &standing->user;
	size_t first = 0;
	int rc = FIELD_OK;

	if (name[0] != '\0') {
		rc = find_field(name, field);
		if (rc == FIELD_OK && answer[0] != '\0')
			rc = take(
			    change, user->id, &fields[*field], answer, why);
		if (rc < 0)
			return rc;
		first = next_of(*field, answer[0] == '\0');
	}
	*field = find_empty(user, &standing->policies, first);
	return *field == FIELD_COUNT ?
	    mark_asked(change_store(change), user->id) :
	    FIELD_OK;
}

static int
step_in_change(struct store *store, const struct signin_request *request,
    const struct standing *standing, const char *name, const char *answer,
    size_t *field, struct refusal *why)
{
	struct actor actor = proof_actor(request, &standing->user);
	struct after_report after;
	struct change *change;
	int rc = change_begin(store, &actor, &change);

	if (rc < 0)
		return rc;
	return after_end(
	    change, step(change, standing, name, answer, field, why), &after);
}

int
profile_answer(struct store *store, const struct signin_request *request,
    const char *name, const char *answer, struct profile_question *ret_next,
    struct refusal *why)
{
	struct standing standing;
	size_t field = FIELD_COUNT;
	bool due = true;
	int rc = proof_load(store, request, &standing);

	if (rc == FIELD_OK && !standing.found)
		rc = FIELD_ENOTFOUND;
	if (rc == FIELD_OK && name[0] == '\0')
		rc = profile_is_due(
		    store, &standing.user, &standing.policies, &due);
	if (rc == FIELD_OK && due)
		rc = step_in_change(
		    store, request, &standing, name, answer, &field, why);
	if (rc == FIELD_OK || rc == FIELD_EDENIED)
		*ret_next = field < FIELD_COUNT ?
		    (struct profile_question){ fields[field].name,
			    fields[field].label } :
		    (struct profile_question){ NULL, NULL };
	standing_release(&standing);
	return rc;
}
