/*
 * tests/support/humans: a small company as it really is, and as its books
 * describe it.
 *
 * Humans keep their identity for life. Records in several books describe them,
 * and are edited as bookkeepers do: people are hired, leave, return, marry,
 * swap addresses or pass them on; records are overwritten, merged or entered
 * again. This file knows which human a record describes; the product is never
 * told.
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
	/* All names and addresses of this human so far, as bits. */
	uint64_t firsts, lasts, emails;
};

struct human_record {
	size_t book, company, kind; /* kind: the entity of the book */
	unsigned id;
	size_t human;
	unsigned first, last, email, number, start;
	unsigned merged_to; /* an id, or 0 */
	bool active, by_date, gone;
	/* A listing of it has been applied, and it still describes its
	 * human. */
	bool told, settled;
	unsigned told_email;
	/* Its contents in the last run that read it. */
	bool refused, undecided;
	bool late; /* was refused; otherwise it would have been undecided */
};

struct humans {
	uint64_t random;
	unsigned day;              /* days since the start */
	size_t company[BOOKS_MAX]; /* the company of each book */
	struct human human[HUMANS_MAX];
	size_t human_count;
	struct human_record record[RECORDS_MAX];
	size_t record_count;
	unsigned last_email, last_id, last_number;
};

/* A company of a few people; the same SEED gives the same company. */
void humans_begin(struct humans *humans, uint64_t seed);
/* A day with a few events, or none. */
void humans_live(struct humans *humans);

/* The same numbers on every machine: less than COUNT. */
size_t humans_pick(struct humans *humans, size_t count);
bool humans_chance(struct humans *humans, size_t one_in);

/* Whether it is in today's listing of its book. */
bool humans_is_listed(
    const struct humans *humans, const struct human_record *record);
/* Whether it says that its human works here. */
bool humans_is_active(
    const struct humans *humans, const struct human_record *record);
bool humans_works(const struct humans *humans, size_t human);

/* Texts, in buffers of the caller. */
const char *humans_first(unsigned index);
const char *humans_last(unsigned index);
#define HUMANS_TEXT 40
const char *humans_email(unsigned index, char buf[HUMANS_TEXT]);

#endif
