/* The data of each person, and the groups that result. */
#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "store/core/rules.h"
#include "store/publish/compile_private.h"

/* --- the streams ---------------------------------------------------------------- */

/* Rows of one kind, ordered by the person's id in their first column. */
struct stream {
	struct query *query;
	/* 1: a row is pending; 0: at the end; otherwise a field_err */
	int state;
};

enum {
	STREAM_ROLES,
	STREAM_PERMISSIONS,
	STREAM_PLACES,
	STREAM_EVERY_PLACE,
	STREAM_APPROVALS,
	STREAM_COUNT,
};

struct person {
	struct compiled_row *row;
	const char *id, *org_id;
	bool assignable; /* by a role */
	unsigned every;  /* kinds of places, one bit each */
	struct access_set by_roles, grants, denials, effective;
};

struct people {
	struct compile *in;
	struct stream streams[STREAM_COUNT];
	size_t loan; /* the next one */
	struct person person;
	struct id_vector places; /* indices of the person's own permissions */
};

static void
stream_next(struct stream *stream)
{
	stream->state = db_step(stream->query);
}

static int
give_gid(struct people *people, uint32_t gid)
{
	return gid == 0 ? FIELD_OK : id_vector_add(&people->in->gids, gid);
}

/* --- processing the rows of each stream
 * ---------------------------------------------- */

/* A role of the person's own, or a delegated one. */
static int
give_role(struct people *people, const struct compiled_role *role)
{
	struct person *person = &people->person;
	int rc;

	access_join(&person->by_roles, &role->permissions);
	/* Subworkers do not get the groups of a privileged role, however they
	 * got the role (R10); permissions have a separate ceiling. */
	if (rules_kind_may_hold(person->row->kind, false, role->power) !=
	    REASON_NONE)
		return FIELD_OK;
	rc = give_gid(people, role->gid);
	person->assignable = person->assignable || role->assignable;
	for (size_t i = 0; i < role->local_gids.count && rc == FIELD_OK; i++)
		rc = id_vector_add(
		    &people->in->local_gids, role->local_gids.at[i]);
	return rc;
}

static int
take_role(struct people *people, struct query *query)
{
	const struct compiled_role *role = compile_role(
	    people->in, db_text(query, GIVEN_WHAT));

	if (role == NULL) /* deleted */
		return FIELD_OK;
	if (db_int(query, GIVEN_HOW) != 0)
		people->person.row->role_shell = role->shell;
	return give_role(people, role);
}

static int
take_permission(struct people *people, struct query *query)
{
	size_t index = compile_permission(
	    people->in, db_text(query, GIVEN_WHAT));
	bool grant = strcmp(db_text(query, GIVEN_HOW), "grant") == 0;

	access_add(
	    grant ? &people->person.grants : &people->person.denials, index);
	return FIELD_OK;
}

static int
take_place(struct people *people, struct query *query)
{
	const struct compiled_place *place = compile_place(
	    people->in, db_text(query, GIVEN_WHAT));

	if (place == NULL) /* archived */
		return FIELD_OK;
	return id_vector_add(
	    &people->places, (uint32_t)(place - people->in->places));
}

static unsigned
place_bit(const char *kind)
{
	static const char *const kinds[] = { "site", "cal", "veh" };

	for (unsigned i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i], kind) == 0)
			return 1u << i;
	return 0;
}

static int
take_every_place(struct people *people, struct query *query)
{
	people->person.every |= place_bit(db_text(query, GIVEN_WHAT));
	return FIELD_OK;
}

/* S2: inactive people are not in approval groups. */
static int
take_approval(struct people *people, struct query *query)
{
	if (people->person.row->status != USER_ACTIVE)
		return FIELD_OK;
	return give_gid(people,
	    compile_group(people->in, "appr", db_text(query, GIVEN_WHAT)));
}

static int (*const takers[STREAM_COUNT])(
    struct people *people, struct query *query) = {
	[STREAM_ROLES] = take_role,
	[STREAM_PERMISSIONS] = take_permission,
	[STREAM_PLACES] = take_place,
	[STREAM_EVERY_PLACE] = take_every_place,
	[STREAM_APPROVALS] = take_approval,
};

/* Consume the rows of the current person, and any of people before. */
static int
take_stream(struct people *people, size_t which)
{
	struct stream *stream = &people->streams[which];

	while (stream->state == 1) {
		int order = strcmp(
		    db_text(stream->query, GIVEN_PERSON_ID), people->person.id);
		int rc = FIELD_OK;

		if (order > 0)
			break;
		if (order == 0)
			rc = takers[which](people, stream->query);
		if (rc < 0)
			return rc;
		stream_next(stream);
	}
	return stream->state < 0 ? stream->state : FIELD_OK;
}

static int
take_loans(struct people *people)
{
	struct compile *in = people->in;
	int rc = FIELD_OK;

	for (; people->loan < in->loan_count && rc == FIELD_OK;
	     people->loan++) {
		const struct compiled_loan *loan = &in->loans[people->loan];
		int order = strcmp(loan->to_id, people->person.id);
		const struct compiled_role *role;

		if (order > 0)
			break;
		if (order < 0 || people->person.row->status != USER_ACTIVE)
			continue;
		role = compile_role(in, loan->role_id);
		rc = role != NULL ?
		    give_role(people, role) :
		    give_gid(people, compile_group(in, "appr", loan->group_id));
	}
	return rc;
}

/* --- groups that depend on the person as a whole
 * ------------------------------------------- */

static void
decide_permissions(struct people *people)
{
	const struct compile *in = people->in;
	struct person *person = &people->person;
	struct access_facts facts = {
		.kind = person->row->kind,
		.full_access = person->row->full_access,
		.by_roles = &person->by_roles,
		.above = &in->above,
		.grants = &person->grants,
		.denials = &person->denials,
	};

	for (size_t i = 0; i < in->cap_count; i++)
		if (in->caps[i].kind == person->row->kind &&
		    strcmp(in->caps[i].org_id, person->org_id) == 0)
			facts.cap = &in->caps[i].permissions;
	person->effective = access_effective(&facts);
}

static int
give_permissions(struct people *people)
{
	const struct compile *in = people->in;
	int rc = FIELD_OK;

	for (size_t i = 0; i < in->permission_count && rc == FIELD_OK; i++)
		if (access_has(&people->person.effective, i))
			rc = give_gid(people, in->permissions[i].gid);
	return rc;
}

/* R8: no calendar without scheduling, no vehicle without the map. */
static int
give_place(struct people *people, const struct compiled_place *place)
{
	const struct access_set *effective = &people->person.effective;

	if (strcmp(place->kind, "cal") == 0 &&
	    !access_has(effective, people->in->scheduling_view))
		return FIELD_OK;
	if (strcmp(place->kind, "veh") == 0 &&
	    !access_has(effective, people->in->map_view))
		return FIELD_OK;
	return give_gid(people, place->gid);
}

static int
give_places(struct people *people)
{
	const struct compile *in = people->in;
	const struct person *person = &people->person;
	int rc = FIELD_OK;

	for (size_t i = 0; i < people->places.count && rc == FIELD_OK; i++)
		rc = give_place(people, &in->places[people->places.at[i]]);
	if (!person->row->full_access && person->every == 0)
		return rc;
	for (size_t i = 0; i < in->place_count && rc == FIELD_OK; i++) {
		const struct compiled_place *place = &in->places[i];

		if (strcmp(place->org_id, person->org_id) == 0 &&
		    (person->row->full_access ||
			(person->every & place_bit(place->kind)) != 0))
			rc = give_place(people, place);
	}
	return rc;
}

/* S2: active fieldworkers, subworkers and people with a role marked
 * assignable. */
static int
give_assignable(struct people *people)
{
	const struct person *person = &people->person;

	if (person->row->status != USER_ACTIVE ||
	    (person->row->kind != USER_FIELDWORKER &&
		person->row->kind != USER_SUBWORKER && !person->assignable))
		return FIELD_OK;
	return give_gid(people, compile_group(people->in, "assignable", ""));
}

static int
gather_groups(struct people *people)
{
	const struct compile *in = people->in;
	const struct person *person = &people->person;
	const char *lead_id = compile_text(in, person->row, TEXT_LEAD_ID);
	int rc = take_loans(people);

	decide_permissions(people);
	if (rc == FIELD_OK)
		rc = give_permissions(people);
	if (rc == FIELD_OK)
		rc = give_places(people);
	if (rc == FIELD_OK)
		rc = give_assignable(people);
	if (rc == FIELD_OK)
		rc = give_gid(people, compile_group(in, "org", person->org_id));
	if (rc == FIELD_OK)
		rc = give_gid(people, compile_group(in, "crew", person->id));
	if (rc == FIELD_OK && lead_id[0] != '\0')
		rc = give_gid(people, compile_group(in, "crew", lead_id));
	return rc;
}

/* --- all people, in the order of the streams
 * ----------------------------------------------- */

static void
start_person(struct people *people, struct compiled_row *row)
{
	struct compile *in = people->in;

	people->person = (struct person){
		.row = row,
		.id = compile_text(in, row, TEXT_ID),
		.org_id = compile_text(in, row, TEXT_ORG_ID),
	};
	people->places.count = 0;
	row->gids.begin = in->gids.count;
	row->local_gids.begin = in->local_gids.count;
}

static int
gather_person(struct people *people, struct compiled_row *row)
{
	struct compile *in = people->in;
	int rc = FIELD_OK;

	start_person(people, row);
	for (size_t i = 0; i < STREAM_COUNT && rc == FIELD_OK; i++)
		rc = take_stream(people, i);
	if (rc == FIELD_OK)
		rc = gather_groups(people);
	row->gids.count = in->gids.count - row->gids.begin;
	row->local_gids.count = in->local_gids.count - row->local_gids.begin;
	return rc;
}

/* The start of an id, which decides most comparisons; and its row. */
struct ranked_row {
	uint64_t prefix;
	size_t index;
};

static uint64_t
prefix_of(const char *id)
{
	char bytes[8] = { 0 };
	uint64_t prefix;

	memcpy(bytes, id, strnlen(id, sizeof(bytes)));
	memcpy(&prefix, bytes, sizeof(prefix));
	return be64toh(prefix);
}

static int
compare_ranked(const void *a, const void *b, void *context)
{
	const struct ranked_row *x = a, *y = b;
	const struct compile *in = context;

	if (x->prefix != y->prefix)
		return x->prefix < y->prefix ? -1 : 1;
	return strcmp(compile_text(in, &in->rows[x->index], TEXT_ID),
	    compile_text(in, &in->rows[y->index], TEXT_ID));
}

/* The order of the streams. */
static struct ranked_row *
rank_rows(struct compile *in)
{
	struct ranked_row *ranked = calloc(in->row_count + 1, sizeof(*ranked));

	if (ranked == NULL)
		return NULL;
	for (size_t i = 0; i < in->row_count; i++) {
		ranked[i].prefix = prefix_of(
		    compile_text(in, &in->rows[i], TEXT_ID));
		ranked[i].index = i;
	}
	qsort_r(ranked, in->row_count, sizeof(*ranked), compare_ranked, in);
	return ranked;
}

/* In this order, rows are scattered in memory: prefetch some rows, and then
 * their ids, while one is processed. */
static void
prefetch(const struct compile *in, const struct ranked_row *ranked, size_t at)
{
	const size_t row_ahead = 12, id_ahead = 6;
	const char *row, *id;

	if (at + row_ahead >= in->row_count)
		return;
	row = (const char *)&in->rows[ranked[at + row_ahead].index];
	__builtin_prefetch(row, 1);
	__builtin_prefetch(row + 64, 1);
	id = compile_text(in, &in->rows[ranked[at + id_ahead].index], TEXT_ID);
	__builtin_prefetch(id);
	__builtin_prefetch(id + 64);
}

static const enum sql_id stream_sql[STREAM_COUNT] = {
	[STREAM_ROLES] = SQL_COMPILE_PERSON_ROLES,
	[STREAM_PERMISSIONS] = SQL_COMPILE_PERSON_PERMISSIONS,
	[STREAM_PLACES] = SQL_COMPILE_PERSON_PLACES,
	[STREAM_EVERY_PLACE] = SQL_COMPILE_PERSON_EVERY_PLACE,
	[STREAM_APPROVALS] = SQL_COMPILE_PERSON_APPROVALS,
};

int
compile_gather(struct compile *in)
{
	struct people people = { .in = in };
	struct ranked_row *ranked = rank_rows(in);
	int rc = ranked != NULL ? FIELD_OK : FIELD_ENOMEM;

	for (size_t i = 0; i < STREAM_COUNT; i++) {
		people.streams[i].query = db_query(in->store, stream_sql[i]);
		stream_next(&people.streams[i]);
	}
	for (size_t i = 0; i < in->row_count && rc == FIELD_OK; i++) {
		prefetch(in, ranked, i);
		rc = gather_person(&people, &in->rows[ranked[i].index]);
	}
	for (size_t i = 0; i < STREAM_COUNT; i++)
		db_done(people.streams[i].query);
	free(ranked);
	free(people.places.at);
	return rc;
}
