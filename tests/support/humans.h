/*
 * tests/support/humans: a small company as it is in truth, and as its books
 * have it.
 *
 * Humans have one identity for life; records in several books say who they
 * are, and are edited as bookkeepers do: people are hired, leave, come back,
 * marry, swap addresses, hand addresses down; records are typed over, merged,
 * made anew.  Which human a record means is known here and never said to the
 * product.
 */
#ifndef TESTS_HUMANS_H
#define TESTS_HUMANS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HUMANS_MAX  60
#define RECORDS_MAX 160
#define BOOKS_MAX   3

struct human {
	unsigned first, last, email; /* indexes; no address: 0 */
	unsigned number;             /* 0: none */
	/* All by which this human has ever been known, as bits. */
	uint64_t firsts, lasts, emails;
};

struct human_record {
	size_t book, company, kind; /* kind: which of the book's entities */
	unsigned id;
	size_t human;
	unsigned first, last, email, number, start;
	unsigned merged_to; /* an id, or 0 */
	bool active, by_date, gone;
	/* A listing of it has been applied; and is about its human still. */
	bool told, settled;
	unsigned told_email;
	/* As the last run that read it left it. */
	bool refused, undecided;
	bool late; /* was refused where it would else have been undecided */
};

struct humans {
	uint64_t random;
	unsigned day;              /* days since the beginning */
	size_t company[BOOKS_MAX]; /* to which each book belongs now */
	struct human human[HUMANS_MAX];
	size_t human_count;
	struct human_record record[RECORDS_MAX];
	size_t record_count;
	unsigned last_email, last_id, last_number;
};

/* A company of a few people; the same for the same SEED. */
void humans_begin(struct humans *humans, uint64_t seed);
/* A day on which some things happen, or none. */
void humans_live(struct humans *humans);

/* The same numbers everywhere: below COUNT. */
size_t humans_pick(struct humans *humans, size_t count);
bool humans_chance(struct humans *humans, size_t one_in);

/* In a listing of its book today. */
bool humans_is_listed(
    const struct humans *humans, const struct human_record *record);
/* Says that its human works here. */
bool humans_is_active(
    const struct humans *humans, const struct human_record *record);
bool humans_works(const struct humans *humans, size_t human);

/* Texts, in buffers of the caller. */
const char *humans_first(unsigned index);
const char *humans_last(unsigned index);
#define HUMANS_TEXT 40
const char *humans_email(unsigned index, char buf[HUMANS_TEXT]);

#endif
