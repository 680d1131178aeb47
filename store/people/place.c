/* Looks places up.  It must not change them. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/err.h"
#include "base/str.h"
#include "store/people/place.h"

static void
fetch(struct query *query, struct place *place)
{
	db_copy(query, PLACE_ID, place->id, sizeof(place->id));
	db_copy(query, PLACE_ORG_ID, place->org_id, sizeof(place->org_id));
	db_copy(query, PLACE_KIND, place->kind, sizeof(place->kind));
	db_copy(query, PLACE_NAME, place->name, sizeof(place->name));
	db_copy(query, PLACE_TITLE, place->title, sizeof(place->title));
	place->gid = (uint32_t)db_int(query, PLACE_GID);
}

static int
fetch_one(struct query *query, struct place *ret_place)
{
	int rc = db_step(query);

	if (rc == 1)
		fetch(query, ret_place);
	db_done(query);
	if (rc == 0)
		return FIELD_ENOTFOUND;
	return rc == 1 ? FIELD_OK : rc;
}

int
place_by_name(struct store *store, const char *kind, const char *name,
    struct place *ret_place)
{
	struct query *query = db_query(store, SQL_PLACE_BY_NAME);

	db_bind_text(query, 1, kind);
	db_bind_text(query, 2, name);
	return fetch_one(query, ret_place);
}

int
place_by_id(struct store *store, const char *id, struct place *ret_place)
{
	struct query *query = db_query(store, SQL_PLACE_BY_ID);

	db_bind_text(query, 1, id);
	return fetch_one(query, ret_place);
}

int
place_list(struct store *store, const char *kind, struct place **ret_places,
    size_t *ret_count)
{
	struct query *query = db_query(store, SQL_PLACE_LIST);
	struct place *places = NULL;
	size_t count = 0;
	int rc;

	db_bind_text(query, 1, kind);
	for (rc = db_step(query); rc == 1; rc = db_step(query)) {
		struct place *place = array_add(
		    &places, &count, sizeof(*place));

		if (place == NULL) {
			rc = FIELD_ENOMEM;
			break;
		}
		fetch(query, place);
	}
	db_done(query);
	if (rc < 0) {
		free(places);
		return rc;
	}
	*ret_places = places; /* transferred */
	*ret_count = count;
	return FIELD_OK;
}
