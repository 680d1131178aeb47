/*
 * store/import/csv_export: people as a file that can be imported (A11).
 */
#include "store/import/csv.h"

#define EXPORT_COUNT 11

void
csv_put_header(struct strbuf *buf)
{
	static const char *const columns[EXPORT_COUNT] = { "id", "login",
		"first_name", "last_name", "email", "phone", "mobile", "title",
		"employee_number", "kind", "status" };

	csv_put_row(buf, columns, EXPORT_COUNT);
}

void
csv_put_person(struct strbuf *buf, const struct user *user)
{
	const char *const fields[EXPORT_COUNT] = { user->id, user->login,
		user->first_name, user->last_name, user->email, user->phone,
		user->mobile, user->title, user->employee_number,
		user_kind_name(user->kind), user_status_name(user->status) };

	csv_put_row(buf, fields, EXPORT_COUNT);
}
