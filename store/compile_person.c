#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "store/compile_private.h"

/* --- the streams ---------------------------------------------------------------- */

/* Rows of one kind, the first column of each the person's id, ascending. */
struct stream {
	struct query *query;
	int state; /* 1: a row waits; 0: at the end; else a field_err */
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
	const char *id, *org_id, *login;
	uint32_t uid;
	enum user_kind kind;
	enum user_status status;
	bool purged, full_access;
	const char *shell; /* the primary role's, or "" */
	bool assignable;   /* by a role */
	unsigned every;    /* kinds of places, one bit each */
	struct access_set by_roles, grants, denials, effective;
};

struct people {
	struct compile *in;
	struct stream streams[STREAM_COUNT];
	size_t loan; /* the next one */
	struct person person;
	struct id_vector places; /* indices of the person's own */
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

/* --- what the rows of each stream give ---------------------------------------------- */

/* A role of the person's own, or a lent one. */
static int
give_role(struct people *people, const struct compiled_role *role)
{
	struct person *person = &people->person;
	int rc = give_gid(people, role->gid);

	access_join(&person->by_roles, &role->permissions);
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
	    people->in, db_text(query, 1));

	if (role == NULL) /* deleted */
		return FIELD_OK;
	if (db_int(query, 2) != 0)
		people->person.shell = role->shell;
	return give_role(people, role);
}

static int
take_permission(struct people *people, struct query *query)
{
	size_t index = compile_permission(people->in, db_text(query, 1));
	bool grant = strcmp(db_text(query, 2), "grant") == 0;

	access_add(
	    grant ? &people->person.grants : &people->person.denials, index);
	return FIELD_OK;
}

static int
take_place(struct people *people, struct query *query)
{
	const struct compiled_place *place = compile_place(
	    people->in, db_text(query, 1));

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
	people->person.every |= place_bit(db_text(query, 1));
	return FIELD_OK;
}

/* S2: who is not active is out of every approval group. */
static int
take_approval(struct people *people, struct query *query)
{
	if (people->person.status != USER_ACTIVE)
		return FIELD_OK;
	return give_gid(
	    people, compile_group(people->in, "appr", db_text(query, 1)));
}

static int (*const takers[STREAM_COUNT])(
    struct people *people, struct query *query) = {
	[STREAM_ROLES] = take_role,
	[STREAM_PERMISSIONS] = take_permission,
	[STREAM_PLACES] = take_place,
	[STREAM_EVERY_PLACE] = take_every_place,
	[STREAM_APPROVALS] = take_approval,
};

/* Consume the rows of the person in hand, and any of people before it. */
static int
take_stream(struct people *people, size_t which)
{
	struct stream *stream = &people->streams[which];

	while (stream->state == 1) {
		int order = strcmp(
		    db_text(stream->query, 0), people->person.id);
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
		if (order < 0 || people->person.status != USER_ACTIVE)
			continue;
		role = compile_role(in, loan->role_id);
		rc = role != NULL ?
		    give_role(people, role) :
		    give_gid(people, compile_group(in, "appr", loan->group_id));
	}
	return rc;
}

/* --- what follows from the whole --------------------------------------------------------- */

static void
decide_permissions(struct people *people)
{
	const struct compile *in = people->in;
	struct person *person = &people->person;
	struct access_facts facts = {
		.kind = person->kind,
		.full_access = person->full_access,
		.by_roles = &person->by_roles,
		.above = &in->above,
		.grants = &person->grants,
		.denials = &person->denials,
	};

	for (size_t i = 0; i < in->cap_count; i++)
		if (in->caps[i].kind == person->kind &&
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
	if (!person->full_access && person->every == 0)
		return rc;
	for (size_t i = 0; i < in->place_count && rc == FIELD_OK; i++) {
		const struct compiled_place *place = &in->places[i];

		if (strcmp(place->org_id, person->org_id) == 0 &&
		    (person->full_access ||
			(person->every & place_bit(place->kind)) != 0))
			rc = give_place(people, place);
	}
	return rc;
}

/* S2: active fieldworkers, subworkers and who has a role so marked. */
static int
give_assignable(struct people *people)
{
	const struct person *person = &people->person;

	if (person->status != USER_ACTIVE ||
	    (person->kind != USER_FIELDWORKER &&
		person->kind != USER_SUBWORKER && !person->assignable))
		return FIELD_OK;
	return give_gid(people, compile_group(people->in, "assignable", ""));
}

static int
gather_groups(struct people *people, const char *lead_id)
{
	const struct compile *in = people->in;
	const struct person *person = &people->person;
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

/* --- the person itself ----------------------------------------------------------------------- */

/* Append TEXT, cut to fit.  Twice for everybody: printf() would show. */
static char *
append(char *at, const char *end, const char *text, size_t len)
{
	if (len > (size_t)(end - at))
		len = (size_t)(end - at);
	return mempcpy(at, text, len);
}

/* passwd(5): the full name is the first of GECOS's comma-separated parts. */
static void
make_gecos(const char *first, const char *last, char *buf, size_t size)
{
	const char *end = buf + size - 1;
	char *at = append(buf, end, first, strlen(first));

	if (first[0] != '\0' && last[0] != '\0')
		at = append(at, end, " ", 1);
	*append(at, end, last, strlen(last)) = '\0';
	for (char *p = buf; *p != '\0'; p++)
		if (*p == ',' || *p == ':' || *p == '\n')
			*p = ' ';
}

/* The template's first "%s" is the login name; it is never a format. */
static void
make_home(const char *template, const char *login, char *buf, size_t size)
{
	const char *mark = strstr(template, "%s");
	const char *end = buf + size - 1;
	char *at = buf;

	if (mark != NULL) {
		at = append(at, end, template, (size_t)(mark - template));
		at = append(at, end, login, strlen(login));
		template = mark + 2;
	}
	*append(at, end, template, strlen(template)) = '\0';
}

static int
add_gone(struct people *people)
{
	const struct person *person = &people->person;
	char gone[32];
	struct snapshot_new_person new_person = {
		.login = person->login,
		.uid = person->uid,
		.gecos = "",
		.home = "/nonexistent",
		.shell = "/usr/sbin/nologin",
		.state = SNAPSHOT_DELETED,
	};

	if (person->purged &&
	    str_format(gone, sizeof(gone), "gone-%u", person->uid))
		new_person.login = gone;
	return snapshot_writer_add_person(people->in->writer, &new_person);
}

static int
add_live(struct people *people, struct query *query)
{
	const struct compile *in = people->in;
	const struct person *person = &people->person;
	char gecos[2 * USER_TEXT_SIZE], home[2 * USER_TEXT_SIZE];
	const char *own_home = db_text(query, 11), *shell = db_text(query, 12);
	const char *email = db_text(query, 10);
	struct snapshot_new_person new_person = {
		.login = person->login,
		.uid = person->uid,
		.gecos = gecos,
		.home = own_home[0] != '\0' ? own_home : home,
		.shell = in->config->shell,
		.email = in->config->email_sign_in && email[0] != '\0' ? email :
									 NULL,
		.state = SNAPSHOT_LIVE,
		.gids = in->gids.at,
		.gid_count = in->gids.count,
		.local_gids = in->local_gids.at,
		.local_gid_count = in->local_gids.count,
	};

	make_gecos(db_text(query, 8), db_text(query, 9), gecos, sizeof(gecos));
	make_home(in->config->home_template, person->login, home, sizeof(home));
	if (person->shell != NULL && person->shell[0] != '\0')
		new_person.shell = person->shell;
	if (shell[0] != '\0')
		new_person.shell = shell;
	return snapshot_writer_add_person(in->writer, &new_person);
}

static int
read_person(struct people *people, struct query *query)
{
	struct person *person = &people->person;
	int rc;

	*person = (struct person){
		.id = db_text(query, 0),
		.org_id = db_text(query, 1),
		.login = db_text(query, 2),
		.uid = compile_id(db_int(query, 3)),
		.purged = db_int(query, 6) != 0,
		.full_access = db_int(query, 7) != 0,
	};
	people->places.count = 0;
	people->in->gids.count = 0;
	people->in->local_gids.count = 0;
	rc = user_kind_by_name(db_text(query, 4), &person->kind);
	return rc == FIELD_OK ?
	    user_status_by_name(db_text(query, 5), &person->status) :
	    rc;
}

static int
add_person(struct people *people, struct query *query)
{
	struct person *person = &people->person;
	bool is_local = false;
	int rc = read_person(people, query);

	for (size_t i = 0; i < STREAM_COUNT && rc == FIELD_OK; i++)
		rc = take_stream(people, i);
	if (rc == FIELD_OK)
		rc = gather_groups(people, db_text(query, 13));
	if (rc == FIELD_OK)
		rc = compile_is_local(person->login, person->uid, &is_local);
	if (rc < 0)
		return rc;
	if (is_local) {
		compile_leave_out(people->in, person->login,
		    "the machine has a user or group of that name or number");
		return FIELD_OK;
	}
	rc = person->status == USER_DELETED ? add_gone(people) :
					      add_live(people, query);
	if (rc == FIELD_EINVAL || rc == FIELD_EEXIST) {
		compile_leave_out(people->in, person->login,
		    rc == FIELD_EEXIST ?
			"the name or number is taken by another" :
			"the number is outside the range of [ids], or a "
			"text cannot be published");
		rc = FIELD_OK;
	}
	return rc;
}

static const enum sql_id stream_sql[STREAM_COUNT] = {
	[STREAM_ROLES] = SQL_COMPILE_PERSON_ROLES,
	[STREAM_PERMISSIONS] = SQL_COMPILE_PERSON_PERMISSIONS,
	[STREAM_PLACES] = SQL_COMPILE_PERSON_PLACES,
	[STREAM_EVERY_PLACE] = SQL_COMPILE_PERSON_EVERY_PLACE,
	[STREAM_APPROVALS] = SQL_COMPILE_PERSON_APPROVALS,
};

int
compile_people(struct compile *in)
{
	struct people people = { .in = in };
	struct query *query = db_query(in->store, SQL_COMPILE_PEOPLE);
	int rc;

	for (size_t i = 0; i < STREAM_COUNT; i++) {
		people.streams[i].query = db_query(in->store, stream_sql[i]);
		stream_next(&people.streams[i]);
	}
	for (rc = db_step(query); rc == 1; rc = db_step(query)) {
		rc = add_person(&people, query);
		if (rc < 0)
			break;
	}
	for (size_t i = 0; i < STREAM_COUNT; i++)
		db_done(people.streams[i].query);
	db_done(query);
	free(people.places.at);
	return rc;
}
