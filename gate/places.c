/* The connections behind a door.  One uid must never lose a place because of
 * another uid that still has a waiting connection to drop. */
#include <stdbool.h>

#include "gate/places.h"

static unsigned
count_of(const struct places *places, uid_t uid, enum place_state state)
{
	unsigned count = 0;

	for (unsigned i = 0; i < places->door->places; i++) {
		if (places->at[i].state == state && places->at[i].uid == uid)
			count++;
	}
	return count;
}

unsigned
places_count(const struct places *places, enum place_state state)
{
	unsigned count = 0;

	for (unsigned i = 0; i < places->door->places; i++) {
		if (places->at[i].state == state)
			count++;
	}
	return count;
}

/* The oldest waiting connection: of UID, or (ANYBODY) of all. */
static struct place *
oldest_waiting(struct places *places, bool anybody, uid_t uid)
{
	struct place *oldest = NULL;

	for (unsigned i = 0; i < places->door->places; i++) {
		struct place *place = &places->at[i];

		if (place->state == PLACE_WAITING &&
		    (anybody || place->uid == uid) &&
		    (oldest == NULL || place->age < oldest->age))
			oldest = place;
	}
	return oldest;
}

/* If every uid has a waiting connection, the oldest of all is dropped: the
 * youngest may be about to send its request. */
struct place *
places_oldest_waiting(struct places *places)
{
	unsigned most = 0;
	uid_t uid = 0;

	for (unsigned i = 0; i < places->door->places; i++) {
		const struct place *place = &places->at[i];
		unsigned count;

		if (place->state != PLACE_WAITING)
			continue;
		count = count_of(places, place->uid, PLACE_WAITING);
		if (count > most) {
			most = count;
			uid = place->uid;
		}
	}
	return oldest_waiting(places, most <= 1, uid);
}

struct place *
places_room(struct places *places, uid_t uid)
{
	if (count_of(places, uid, PLACE_WAITING) +
		count_of(places, uid, PLACE_SERVED) >=
	    places->door->uid_places)
		return oldest_waiting(places, false, uid);
	for (unsigned i = 0; i < places->door->places; i++) {
		if (places->at[i].state == PLACE_FREE)
			return &places->at[i];
	}
	return places_oldest_waiting(places);
}

void
places_enter(
    struct places *places, struct place *place, uid_t uid, int fd, int64_t end)
{
	*place = (struct place){
		.state = PLACE_WAITING,
		.uid = uid,
		.fd = fd,
		.pidfd = -1,
		.end = end,
		.age = ++places->arrivals,
	};
}

int64_t
places_next_end(const struct places *places)
{
	int64_t next = -1;

	for (unsigned i = 0; i < places->door->places; i++) {
		const struct place *place = &places->at[i];

		if (place->state != PLACE_FREE &&
		    (next < 0 || place->end < next))
			next = place->end;
	}
	return next;
}
