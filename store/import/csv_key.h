/*
 * store/import/csv_key: what a row of a file is known by from one import to
 * the next.
 * Layer: store.  Users: csv_people.
 *
 * Our id, else the file's own, else an employee number, else the e-mail
 * address.  Where rows under several names have one address, a family's or
 * the office's, it is the address and the name; and so it stays for rows that
 * were known by both once, and for one that was known by the address alone.
 * A row that has a login name and no address is known by that.
 * In the export of a program that keeps its names unique, a row with no number
 * is known by its name.
 */
#ifndef STORE_IMPORT_CSV_KEY_H
#define STORE_IMPORT_CSV_KEY_H

#include "base/map.h"
#include "base/pool.h"
#include "store/import/csv_column.h"

struct csv_keys {
	struct pool pool;
	struct map addresses; /* folded -> what csv_keys_note() has seen */
	struct counts names;  /* of rows, in one normal form */
};

void csv_keys_release(struct csv_keys *keys);

/* Before the first key is made, for each row: VALUES by csv_column, "" for
 * none.  FIELD_ENOMEM. */
int csv_keys_note(struct csv_keys *keys, const char *const *values);

#define CSV_KEY_SIZE 128

/* The identifier of a row for PLAN, into BUF of CSV_KEY_SIZE bytes.  FIELD_EINVAL: the row has
 * nothing that it could be known by; else FIELD_ENOMEM, FIELD_EIO. */
int csv_key_make(struct csv_keys *keys, struct plan *plan,
    const char *const *values, bool has_unique_names, char *buf, size_t size);

#endif
