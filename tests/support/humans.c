#include <stdio.h>
#include <string.h>

#include "tests/support/humans.h"

#define AT_ONCE 15 /* people who work here */
#define NOBODY  HUMANS_MAX

static const char *const firsts[] = { "Ann", "Bea", "Cleo", "Dora", "Eve",
	"Fay", "Gus", "Hal", "Ian", "Jon", "Kim", "Leo", "Mia", "Ned" };
static const char *const lasts[] = { "Adler", "Birch", "Cole", "Drew", "Ellis",
	"Frost", "Grant", "Hayes", "Irwin", "Jones", "Keane", "Lowe", "Moss",
	"Nash" };
#define FIRSTS (sizeof(firsts) / sizeof(firsts[0]))
#define LASTS  (sizeof(lasts) / sizeof(lasts[0]))
/* One for each bit except the first, which means 'none'. */
#define EMAILS 63

const char *
humans_first(unsigned index)
{
	return firsts[index];
}

const char *
humans_last(unsigned index)
{
	return lasts[index];
}

const char *
humans_email(unsigned index, char buf[HUMANS_TEXT])
{
	buf[0] = '\0';
	if (index != 0)
		(void)snprintf(buf, HUMANS_TEXT, "m%u@acme.example", index);
	return buf;
}

/* --- chance --------------------------------------------------------------- */

/* xorshift64* */
size_t
humans_pick(struct humans *humans, size_t count)
{
	uint64_t x = humans->random;

	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	humans->random = x;
	return (size_t)((x * UINT64_C(2685821657736338717)) >> 33) % count;
}

bool
humans_chance(struct humans *humans, size_t one_in)
{
	return humans_pick(humans, one_in) == 0;
}

/* --- who is there ----------------------------------------------------------- */

bool
humans_is_listed(const struct humans *humans, const struct human_record *record)
{
	return !record->gone &&
	    record->company == humans->company[record->book];
}

bool
humans_is_active(const struct humans *humans, const struct human_record *record)
{
	return humans_is_listed(humans, record) && record->active &&
	    record->merged_to == 0;
}

bool
humans_works(const struct humans *humans, size_t human)
{
	for (size_t i = 0; i < humans->record_count; i++)
		if (humans->record[i].human == human &&
		    humans_is_active(humans, &humans->record[i]))
			return true;
	return false;
}

static size_t
count_working(const struct humans *humans)
{
	size_t count = 0;

	for (size_t i = 0; i < humans->human_count; i++)
		count += humans_works(humans, i);
	return count;
}

/* A human who works here or has left; returns NOBODY if there is none. */
static size_t
any_human(struct humans *humans, bool working)
{
	size_t start;

	if (humans->human_count == 0)
		return NOBODY;
	start = humans_pick(humans, humans->human_count);
	for (size_t i = 0; i < humans->human_count; i++) {
		size_t human = (start + i) % humans->human_count;

		if (humans_works(humans, human) == working)
			return human;
	}
	return NOBODY;
}

static struct human_record *
any_active_record(struct humans *humans)
{
	size_t start = humans_pick(humans, humans->record_count);

	for (size_t i = 0; i < humans->record_count; i++) {
		struct human_record *record =
		    &humans->record[(start + i) % humans->record_count];

		if (humans_is_active(humans, record))
			return record;
	}
	return NULL;
}

/* --- what they are called --------------------------------------------------- */

static void
know(struct human *human)
{
	human->firsts |= UINT64_C(1) << human->first;
	human->lasts |= UINT64_C(1) << human->last;
	human->emails |= UINT64_C(1) << human->email;
}

static bool
was_named(const struct human *human, unsigned first, unsigned last)
{
	return (human->firsts >> first & 1) != 0 &&
	    (human->lasts >> last & 1) != 0;
}

/* Not used before in this company: two humans with the same name and address
 * cannot be distinguished. */
static bool
is_free_name(const struct humans *humans, unsigned first, unsigned last)
{
	for (size_t i = 0; i < humans->human_count; i++)
		if (was_named(&humans->human[i], first, last))
			return false;
	return true;
}

/* Finds bits of FIRSTS and LASTS that are not used yet; false if all are
 * used. */
static bool
make_name(struct humans *humans, uint64_t not_firsts, uint64_t not_lasts,
    struct human *human)
{
	for (size_t i = 0; i < 40; i++) {
		human->first = (unsigned)humans_pick(humans, FIRSTS);
		human->last = (unsigned)humans_pick(humans, LASTS);
		if ((not_firsts >> human->first & 1) == 0 &&
		    (not_lasts >> human->last & 1) == 0 &&
		    is_free_name(humans, human->first, human->last))
			return true;
	}
	return false;
}

static unsigned
new_email(struct humans *humans)
{
	return humans->last_email < EMAILS ? ++humans->last_email : 0;
}

/* Returns NOBODY if the company is full. */
static size_t
add_human(struct humans *humans, struct human *human)
{
	if (humans->human_count == HUMANS_MAX)
		return NOBODY;
	know(human);
	humans->human[humans->human_count] = *human;
	return humans->human_count++;
}

/* --- their records ------------------------------------------------------------ */

static void
write_record(struct human_record *record, const struct human *human)
{
	record->first = human->first;
	record->last = human->last;
	record->email = human->email;
	record->number = human->number;
}

static void
add_record(struct humans *humans, size_t human)
{
	struct human_record *record;

	if (humans->record_count == RECORDS_MAX)
		return;
	record = &humans->record[humans->record_count++];
	*record = (struct human_record){ .human = human, .active = true };
	record->book = humans_pick(humans, BOOKS_MAX);
	record->company = humans->company[record->book];
	record->kind = humans_pick(humans, 2);
	record->id = ++humans->last_id;
	record->start = humans_chance(humans, 2) ? humans->day + 1 : 0;
	write_record(record, &humans->human[human]);
}

/* Lists all records, except those that a bookkeeper forgets. */
static void
rewrite_records(struct humans *humans, size_t human, size_t forgets_one_in)
{
	for (size_t i = 0; i < humans->record_count; i++) {
		struct human_record *record = &humans->record[i];

		if (record->human == human &&
		    humans_is_listed(humans, record) &&
		    !humans_chance(humans, forgets_one_in))
			write_record(record, &humans->human[human]);
	}
}

/* --- what happens --------------------------------------------------------------- */

static void
hire_with(struct humans *humans, unsigned email)
{
	struct human human = { .email = email };
	size_t at;

	if (humans_chance(humans, 3))
		human.number = ++humans->last_number;
	if (!make_name(humans, 0, 0, &human))
		return;
	at = add_human(humans, &human);
	if (at == NOBODY)
		return;
	add_record(humans, at);
	if (humans_chance(humans, 3))
		add_record(humans, at);
}

static void
hire(struct humans *humans)
{
	size_t former = any_human(humans, false);

	if (former != NOBODY && humans_chance(humans, 3))
		hire_with(humans, humans->human[former].email);
	else
		hire_with(
		    humans, humans_chance(humans, 8) ? 0 : new_email(humans));
}

static void
dismiss(struct humans *humans, size_t human)
{
	for (size_t i = 0; i < humans->record_count; i++) {
		struct human_record *record = &humans->record[i];

		if (record->human != human || !humans_is_active(humans, record))
			continue;
		record->by_date = humans_chance(humans, 3);
		record->gone = humans_chance(humans, 4);
		record->active = record->gone;
	}
}

static void
leave(struct humans *humans)
{
	size_t human = any_human(humans, true);

	if (human != NOBODY)
		dismiss(humans, human);
}

/* Ends one of several records; the human continues to work. */
static void
end_record(struct humans *humans)
{
	struct human_record *record = any_active_record(humans);

	if (record != NULL)
		record->active = false;
}

static void
come_back(struct humans *humans)
{
	size_t human = any_human(humans, false);

	for (size_t i = 0; human != NOBODY && i < humans->record_count; i++) {
		struct human_record *record = &humans->record[i];

		if (record->human != human ||
		    record->company != humans->company[record->book])
			continue;
		record->gone = false;
		record->active = true;
		record->settled = false; /* without a notice */
		record->merged_to = 0;
		write_record(record, &humans->human[human]);
		return;
	}
}

/* This record was that of another human when it was last read. If it is changed
 * before it is read again, the two may look like one human who has married or
 * has a nickname. */
static bool
is_typed_over(const struct humans *humans, size_t human)
{
	for (size_t i = 0; i < humans->record_count; i++) {
		const struct human_record *record = &humans->record[i];

		if (record->human == human && record->told && !record->settled)
			return true;
	}
	return false;
}

/* A nickname, or a marriage with a new address. */
static void
rename_human(struct humans *humans)
{
	size_t at = any_human(humans, true);
	struct human human;

	if (at == NOBODY || is_typed_over(humans, at))
		return;
	human = humans->human[at];
	if (humans_chance(humans, 2))
		human.first = (unsigned)humans_pick(humans, FIRSTS);
	else
		human.last = (unsigned)humans_pick(humans, LASTS);
	for (size_t i = 0; i < humans->human_count; i++)
		if (i != at &&
		    was_named(&humans->human[i], human.first, human.last))
			return;
	if (humans_chance(humans, 3))
		human.email = new_email(humans);
	know(&human);
	humans->human[at] = human;
	rewrite_records(humans, at, 4);
}

static void
change_address(struct humans *humans)
{
	size_t at = any_human(humans, true);

	if (at == NOBODY)
		return;
	humans->human[at].email = new_email(humans);
	know(&humans->human[at]);
	rewrite_records(humans, at, 5);
}

/* Two humans swap addresses, or one gives an address to the other. */
static void
move_addresses(struct humans *humans)
{
	size_t a = any_human(humans, true), b = any_human(humans, true);
	unsigned email;

	if (a == NOBODY || a == b || is_typed_over(humans, a) ||
	    is_typed_over(humans, b))
		return;
	email = humans->human[a].email;
	humans->human[a].email = humans_chance(humans, 2) ?
	    humans->human[b].email :
	    new_email(humans);
	humans->human[b].email = email;
	know(&humans->human[a]);
	know(&humans->human[b]);
	rewrite_records(humans, a, 8);
	rewrite_records(humans, b, 8);
}

/* A human leaves, and the successor has the address from the same day. */
static void
succeed(struct humans *humans)
{
	size_t human = any_human(humans, true);

	if (human == NOBODY)
		return;
	dismiss(humans, human);
	hire_with(humans, humans->human[human].email);
}

/*
 * A record is edited until it describes another human. The last name may stay
 * the same if the address differs; with the same first name, a reader would see
 * one human who has married.
 */
static void
type_over(struct humans *humans)
{
	struct human_record *record = any_active_record(humans);
	struct human human = { 0 };
	const struct human *before;
	bool common;
	size_t at;

	if (record == NULL || (record->told && !record->settled))
		return;
	before = &humans->human[record->human];
	common = record->told && record->told_email != 0 &&
	    humans_chance(humans, 3);
	human.email = !common && humans_chance(humans, 3) ? record->email :
							    new_email(humans);
	if (common && human.email == 0)
		return;
	if (humans_chance(humans, 3))
		human.number = ++humans->last_number;
	if (!make_name(
		humans, before->firsts, common ? 0 : before->lasts, &human))
		return;
	at = add_human(humans, &human);
	if (at == NOBODY)
		return;
	record->human = at;
	record->settled = false;
	write_record(record, &human);
	if (humans_chance(humans, 2))
		record->start = humans->day + 1;
}

/* The row is deleted and entered again: another id, the same human. */
static void
renumber(struct humans *humans)
{
	struct human_record *record = any_active_record(humans);

	if (record == NULL || humans->record_count == RECORDS_MAX)
		return;
	record->gone = true;
	humans->record[humans->record_count] = *record;
	record = &humans->record[humans->record_count++];
	record->gone = record->told = false;
	record->id = ++humans->last_id;
}

/* Two records are merged: of one human, or by mistake. */
static void
merge(struct humans *humans)
{
	struct human_record *a = any_active_record(humans);
	struct human_record *b = any_active_record(humans);

	if (a == NULL || a == b || a->book != b->book || a->kind != b->kind)
		return;
	/* of two humans with one first name: looks like a marriage */
	if (a->human != b->human &&
	    (humans->human[a->human].firsts & humans->human[b->human].firsts) !=
		0)
		return;
	a->merged_to = b->id;
	a->active = false;
}

/* ... of the company to which it belongs now. */
static bool
has_records(const struct humans *humans, size_t book)
{
	for (size_t i = 0; i < humans->record_count; i++)
		if (humans->record[i].book == book &&
		    humans->record[i].company == humans->company[book])
			return true;
	return false;
}

/* A book is connected to another company, in which the same ids mean other
 * people, some of whom are the same humans. */
static void
switch_company(struct humans *humans)
{
	size_t book = humans_pick(humans, BOOKS_MAX - 1); /* no file */
	size_t before = humans->company[book], count = humans->record_count;

	humans->company[book] = 1 - before;
	if (before != 0 || has_records(humans, book))
		return; /* it is recognised */
	for (size_t i = 0; i < count; i++) {
		struct human_record other = humans->record[i];
		struct human human = { .email = new_email(humans) };

		if (other.book != book || other.company != before ||
		    humans_chance(humans, 3) ||
		    humans->record_count == RECORDS_MAX)
			continue;
		other.company = 1 - before;
		other.told = other.settled = false;
		if (!humans_chance(humans, 3)) {
			if (!make_name(humans, 0, 0, &human))
				continue;
			other.human = add_human(humans, &human);
			if (other.human == NOBODY)
				continue;
			write_record(&other, &human);
		}
		humans->record[humans->record_count++] = other;
	}
}

void
humans_live(struct humans *humans)
{
	static void (*const happenings[])(struct humans *) = { hire, hire,
		leave, end_record, come_back, rename_human, change_address,
		move_addresses, succeed, type_over, renumber, merge };
	size_t count = humans_pick(humans, 4);

	humans->day++;
	if (humans_chance(humans, 30))
		switch_company(humans);
	while (count-- > 0) {
		size_t which = humans_pick(
		    humans, sizeof(happenings) / sizeof(happenings[0]));

		if (happenings[which] != hire ||
		    count_working(humans) < AT_ONCE)
			happenings[which](humans);
	}
}

void
humans_begin(struct humans *humans, uint64_t seed)
{
	*humans = (struct humans){
		.random = seed * UINT64_C(0x9e3779b97f4a7c15) + 1
	};
	for (size_t i = 0; i < 8; i++)
		hire(humans);
}
