/* A mail to an organisation's administrators becomes one to each of them: none
 * sees the addresses of the others, and each is tried separately. */
#include <string.h>

#include "base/err.h"
#include "store/mail/outbox_inside.h"
#include "store/people/permission.h"
#include "store/people/role.h"
#include "store/people/user_mail.h"

/* Whether the person is a super admin with an address. */
static int
is_reached(struct store *store, const char *person_id, bool *ret_reached)
{
	char address[USER_EMAIL_SIZE];
	int rc = role_person_can(
	    store, person_id, SUPER_ADMIN_PERMISSION, NULL, ret_reached);

	if (rc == FIELD_OK && *ret_reached)
		rc = user_mail_address(store, person_id, address);
	if (rc == FIELD_OK && *ret_reached)
		*ret_reached = address[0] != '\0';
	return rc;
}

static int
list_admins(struct store *store, const char *org_id, struct name_list *ret_ids)
{
	struct query *query = db_query(store, SQL_PERMISSION_CANDIDATES);
	struct name_list candidates = { 0 };
	bool reached;
	int rc;

	db_bind_text(query, 1, org_id);
	db_bind_text(query, 2, SUPER_ADMIN_PERMISSION);
	rc = name_list_read(&candidates, query);
	for (size_t i = 0; rc == FIELD_OK && i < candidates.count; i++) {
		rc = is_reached(store, candidates.names[i], &reached);
		if (rc == FIELD_OK && reached)
			rc = name_list_add(ret_ids, candidates.names[i]);
	}
	name_list_release(&candidates);
	return rc;
}

/* The row itself is the one to the first of them. */
static int
address_to(struct store *store, const char *id, const char *person_id)
{
	struct query *query = db_query(store, SQL_OUTBOX_ADDRESS_TO);

	db_bind_text(query, 1, id);
	db_bind_text(query, 2, person_id);
	return db_run(query);
}

static int
copy_to(struct store *store, const char *id, const struct mail_fields *fields,
    const char *person_id)
{
	struct query *query = db_query(store, SQL_OUTBOX_COPY_TO);
	char copy[ID_SIZE];
	int rc;

	db_bind_text(query, 1, id);
	db_bind_text(query, 2, id_make(copy));
	db_bind_text(query, 3, person_id);
	rc = outbox_bind_fields(query, 4, copy, fields, store);
	if (rc == FIELD_OK)
		return db_run(query);
	db_done(query);
	return rc;
}

int
outbox_to_admins(struct store *store, const struct outbox_row *row,
    const struct mail_fields *fields, size_t *ret_count)
{
	struct name_list admins = { 0 };
	int rc = list_admins(store, row->org_id, &admins);

	*ret_count = admins.count;
	for (size_t i = 0; rc == FIELD_OK && i < admins.count; i++)
		rc = i == 0 ? address_to(store, row->id, admins.names[0]) :
			      copy_to(store, row->id, fields, admins.names[i]);
	name_list_release(&admins);
	return rc;
}
