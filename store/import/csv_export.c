/*
 * store/import/csv_export: everybody as a file that can be imported (A11).
 */
#include "base/err.h"
#include "store/db/sql.h"
#include "store/import/csv.h"

/* The columns of SQL_CSV_PEOPLE, in their order. */
static const char *const export_columns[] = { "id", "login", "first_name",
	"last_name", "email", "phone", "mobile", "title", "employee_number",
	"kind", "status" };
#define EXPORT_COUNT (sizeof(export_columns) / sizeof(export_columns[0]))

static int
put_row(const char *const *fields,
    int (*write)(void *context, const char *bytes, size_t len), void *context)
{
	struct strbuf buf = STRBUF_INIT;
	int rc = FIELD_ENOMEM;

	csv_put_row(&buf, fields, EXPORT_COUNT);
	if (!buf.failed)
		rc = write(context, buf.bytes, buf.len);
	strbuf_release(&buf);
	return rc;
}

int
csv_export(struct store *store, const char *org_id,
    int (*write)(void *context, const char *bytes, size_t len), void *context)
{
	int rc = put_row(export_columns, write, context);
	struct query *query;

	if (rc < 0)
		return rc;
	query = db_query(store, SQL_CSV_PEOPLE);
	db_bind_text(query, 1, org_id);
	rc = db_step(query);
	while (rc == 1) {
		const char *fields[EXPORT_COUNT];

		for (size_t i = 0; i < EXPORT_COUNT; i++)
			fields[i] = db_text(query, (int)i);
		rc = put_row(fields, write, context);
		if (rc == FIELD_OK)
			rc = db_step(query);
	}
	db_done(query);
	return rc;
}
