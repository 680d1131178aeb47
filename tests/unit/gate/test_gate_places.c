/* Which connections are accepted, and which are dropped when places are
 * short. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gate/door.h"
#include "gate/places.h"

static const struct door door = {
	.name = "test",
	.uid_places = 8,
	.places = 64,
	.request_ms = 1000,
	.serve_ms = 1000,
};

static void
come_in(struct places *places, uid_t uid)
{
	struct place *place = places_room(places, uid);

	assert_non_null(place);
	places_enter(places, place, uid, 3, 100);
}

static unsigned
count_of(const struct places *places, uid_t uid)
{
	unsigned count = 0;

	for (unsigned i = 0; i < DOOR_PLACES_MAX; i++) {
		if (places->at[i].state != PLACE_FREE &&
		    places->at[i].uid == uid)
			count++;
	}
	return count;
}

static void
serve_all(struct places *places)
{
	for (unsigned i = 0; i < DOOR_PLACES_MAX; i++) {
		if (places->at[i].state == PLACE_WAITING)
			places->at[i].state = PLACE_SERVED;
	}
}

static void
one_uid_has_eight_places_whatever_it_does(void **state)
{
	struct places places = { .door = &door };

	(void)state;
	for (int i = 0; i < 1000; i++)
		come_in(&places, 7);
	assert_int_equal(count_of(&places, 7), 8);
	assert_int_equal(places_count(&places, PLACE_FREE), 56);
}

static void
uid_with_all_its_places_loses_its_oldest_that_waits(void **state)
{
	struct places places = { .door = &door };
	struct place *place;

	(void)state;
	for (int i = 0; i < 8; i++)
		come_in(&places, 7);
	come_in(&places, 8);
	place = places_room(&places, 7);
	assert_non_null(place);
	assert_int_equal(place->state, PLACE_WAITING);
	assert_int_equal(place->uid, 7);
	assert_int_equal(place->age, 1);
}

static void
uid_that_is_served_eight_times_is_turned_away_and_others_are_not(void **state)
{
	struct places places = { .door = &door };

	(void)state;
	for (int i = 0; i < 8; i++)
		come_in(&places, 7);
	serve_all(&places);
	assert_null(places_room(&places, 7));
	assert_non_null(places_room(&places, 8));
}

static void
silent_of_the_uid_with_most_of_them_goes_first(void **state)
{
	struct places places = { .door = &door };
	struct place *place;

	(void)state;
	/* 56 of seven uids, then 2 of each of four */
	for (uid_t uid = 1; uid <= 4; uid++) {
		come_in(&places, uid);
		come_in(&places, uid);
	}
	for (uid_t uid = 11; uid <= 17; uid++) {
		for (int i = 0; i < 8; i++)
			come_in(&places, uid);
	}
	assert_int_equal(places_count(&places, PLACE_FREE), 0);
	place = places_room(&places, 99);
	assert_non_null(place);
	assert_int_equal(place->state, PLACE_WAITING);
	assert_true(place->uid >= 11 && place->uid <= 17);
}

static void
oldest_goes_when_every_uid_has_one_that_waits(void **state)
{
	struct places places = { .door = &door };
	struct place *place;

	(void)state;
	for (uid_t uid = 1; uid <= 64; uid++)
		come_in(&places, uid);
	place = places_room(&places, 99);
	assert_non_null(place);
	assert_int_equal(place->uid, 1);
	for (uid_t uid = 100; uid < 400; uid++)
		come_in(&places, uid);
	assert_int_equal(places_count(&places, PLACE_WAITING), 64);
}

static void
no_served_connection_is_dropped_for_another(void **state)
{
	struct places places = { .door = &door };

	(void)state;
	for (uid_t uid = 1; uid <= 8; uid++) {
		for (int i = 0; i < 8; i++)
			come_in(&places, uid);
	}
	serve_all(&places);
	assert_null(places_room(&places, 99));
	assert_null(places_oldest_waiting(&places));
	places.at[5].state = PLACE_FREE;
	assert_ptr_equal(places_room(&places, 99), &places.at[5]);
}

static void
next_end_is_the_earliest_of_all(void **state)
{
	struct places places = { .door = &door };

	(void)state;
	assert_int_equal(places_next_end(&places), -1);
	places_enter(&places, &places.at[9], 1, 3, 500);
	places_enter(&places, &places.at[4], 2, 4, 300);
	assert_int_equal(places_next_end(&places), 300);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_uid_has_eight_places_whatever_it_does),
		cmocka_unit_test(
		    uid_with_all_its_places_loses_its_oldest_that_waits),
		cmocka_unit_test(
		    uid_that_is_served_eight_times_is_turned_away_and_others_are_not),
		cmocka_unit_test(
		    silent_of_the_uid_with_most_of_them_goes_first),
		cmocka_unit_test(oldest_goes_when_every_uid_has_one_that_waits),
		cmocka_unit_test(no_served_connection_is_dropped_for_another),
		cmocka_unit_test(next_end_is_the_earliest_of_all),
	};

	return cmocka_run_group_tests_name("gate_places", tests, NULL, NULL);
}
