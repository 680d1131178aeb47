/*
 * Writes people as a file that can be imported (A11).  It must never contain a
 * secret.
 */
#include "store/import/csv.h"

#define EXPORT_COUNT 15

void
csv_put_header(struct strbuf *buf)
{
	static const char *const columns[EXPORT_COUNT] = { "id", "login",
		"first_name", "last_name", "email", "phone", "mobile", "title",
		"employee_number", "kind", "role", "site", "crew", "status",
		"secret" };

	csv_put_row(buf, columns, EXPORT_COUNT);
}

static void
join(struct strbuf *buf, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		strbuf_printf(buf, "%s%s", i > 0 ? " " : "", names[i]);
	strbuf_puts(buf, "");
}

void
csv_put_person(struct strbuf *buf, const struct user_listed *listed,
    const char *crew, int64_t now_s)
{
	const struct user *user = listed->user;
	struct strbuf roles = STRBUF_INIT, sites = STRBUF_INIT;

	join(&roles, listed->roles, listed->role_count);
	join(&sites, listed->sites, listed->site_count);
	const char *const fields[EXPORT_COUNT] = { user->id, user->login,
		user->first_name, user->last_name, user->email, user->phone,
		user->mobile, user->title, user->employee_number,
		user_kind_name(user->kind), roles.bytes, sites.bytes, crew,
		user_status_name(user->status),
		user_secret_name(user_secret_at(user, now_s)) };

	buf->failed = buf->failed || roles.failed || sites.failed;
	if (!buf->failed)
		csv_put_row(buf, fields, EXPORT_COUNT);
	strbuf_release(&roles);
	strbuf_release(&sites);
}
