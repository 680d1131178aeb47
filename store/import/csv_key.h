/*
 * store/import/csv_key: how a row of a file is recognised in the next import.
 * Layer: store.  Users: csv_people.
 *
 * By our id, or else the file's own id, an employee number, or the e-mail
 * address.  If rows with several names have one address, such as that of a
 * family or an office, by the address and the name; and so are rows that were
 * once recognised by both.  A row that was recognised by the address alone
 * still is.  In the export of a program that keeps names unique, a row without
 * a number is recognised by its name.
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

/* Call for each row before the first key is made: VALUES by csv_column, "" for
 * none.  FIELD_ENOMEM. */
int csv_keys_note(struct csv_keys *keys, const char *const *values);

#define CSV_KEY_SIZE 128

/* The identifier of a row for PLAN, into BUF of CSV_KEY_SIZE bytes.
 * FIELD_EINVAL: the row has nothing by which it can be recognised; otherwise
 * FIELD_ENOMEM, FIELD_EIO. */
int csv_key_make(struct csv_keys *keys, struct plan *plan,
    const char *const *values, bool has_unique_names, char *buf, size_t size);

#endif
