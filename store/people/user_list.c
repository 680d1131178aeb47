/* Lists people in constant memory, by several ordered passes over one view of
 * the database. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/err.h"
#include "base/str.h"
#include "store/script/romanize.h"
#include "store/people/user.h"

/* --- filters ---------------------------------- */

/* TEXT in comparable form: ASCII, lower case ("Muller" finds "Müller"). */
static int
fold(const char *text, char *buf, size_t size)
{
	int rc = romanize(text, buf, size);

	if (rc != FIELD_OK)
		return rc;
	for (char *p = buf; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	return FIELD_OK;
}

struct needles {
	char name[2 * USER_TEXT_SIZE];
	char email[2 * USER_TEXT_SIZE];
	const char *raw_name; /* as typed */
};

static int
fold_needles(const struct user_filter *filter, struct needles *needles)
{
	int rc = FIELD_OK;

	needles->name[0] = needles->email[0] = '\0';
	needles->raw_name = filter->name == NULL ? "" : filter->name;
	if (filter->name != NULL)
		rc = fold(filter->name, needles->name, sizeof(needles->name));
	if (rc == FIELD_OK && filter->email != NULL)
		rc = fold(
		    filter->email, needles->email, sizeof(needles->email));
	return rc;
}

static bool
name_fits(const struct user *user, const struct needles *needles)
{
	char name[2 * USER_TEXT_SIZE], folded[4 * USER_TEXT_SIZE];

	if (needles->raw_name[0] == '\0')
		return true;
	user_full_name(user, name, sizeof(name));
	if (strstr(name, needles->raw_name) != NULL ||
	    strstr(user->login, needles->raw_name) != NULL)
		return true;
	if (needles->name[0] == '\0')
		return false;
	if (fold(name, folded, sizeof(folded)) != FIELD_OK)
		return false;
	return strstr(folded, needles->name) != NULL ||
	    strstr(user->login, needles->name) != NULL;
}

static bool
email_fits(const struct user *user, const struct needles *needles)
{
	char folded[2 * USER_TEXT_SIZE];

	if (needles->email[0] == '\0')
		return true;
	return fold(user->email, folded, sizeof(folded)) == FIELD_OK &&
	    strstr(folded, needles->email) != NULL;
}

static bool
invited_fits(
    const struct user *user, const struct user_filter *filter, int64_t now_s)
{
	return filter->invited == NULL ||
	    strcmp(user_invited_name(user_invited_at(user, now_s)),
		filter->invited) == 0;
}

static const char *
after_of(const struct user_filter *filter)
{
	return filter->after != NULL ? filter->after : "";
}

static void
bind_secret(struct query *query, const struct store *store, const char *name)
{
	enum user_secret secret;

	db_bind_int(query, 14,
	    name != NULL && user_secret_by_name(name, &secret) == FIELD_OK ?
		(int64_t)secret :
		-1);
	db_bind_int(query, 15, store_now_s(store));
}

static void
bind_filter(struct query *query, const struct user_filter *filter)
{
	bool has_status = filter->status >= 0;

	db_bind_text(query, 1, filter->org_id);
	db_bind_text(query, 2,
	    has_status ? user_status_name((enum user_status)filter->status) :
			 NULL);
	db_bind_int(query, 3, filter->with_deleted);
	db_bind_text(query, 4,
	    filter->kind >= 0 ? user_kind_name((enum user_kind)filter->kind) :
				NULL);
	db_bind_int(query, 5, filter->blocked);
	db_bind_int(query, 6, filter->held);
	db_bind_text(query, 7, filter->role);
	db_bind_int(query, 8, filter->signed_in_before);
	db_bind_int(query, 9, filter->never_signed_in);
	db_bind_text(query, 10, after_of(filter));
	db_bind_text(query, 11, filter->site);
	db_bind_text(query, 12, filter->seen_by);
	db_bind_int(query, 13, filter->crew);
	db_bind_int(query, 16, filter->locked);
}

/* --- lists of names ---------------------------------- */

int
name_list_add(struct name_list *list, const char *name)
{
	int rc = array_room(&list->names, list->count, sizeof(*list->names));

	if (rc != FIELD_OK)
		return rc;
	list->names[list->count] = str_dup(name);
	if (list->names[list->count] == NULL)
		return FIELD_ENOMEM;
	list->count++;
	return FIELD_OK;
}

int
name_list_read(struct name_list *list, struct query *query)
{
	int rc = db_step(query);

	while (rc == 1) {
		rc = name_list_add(list, db_text(query, ONLY_COLUMN));
		if (rc == FIELD_OK)
			rc = db_step(query);
	}
	db_done(query);
	return rc;
}

static void
empty_names(struct name_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->names[i]);
	list->count = 0;
}

void
name_list_release(struct name_list *list)
{
	empty_names(list);
	free(list->names);
	list->names = NULL;
}

static int
list_names(struct store *store, enum sql_id id, const char *person_id,
    struct name_list *ret_names)
{
	struct name_list list = { NULL, 0 };
	struct query *query = db_query(store, id);
	int rc;

	db_bind_text(query, 1, person_id);
	rc = name_list_read(&list, query);
	if (rc < 0) {
		name_list_release(&list);
		return rc;
	}
	*ret_names = list; /* transferred */
	return FIELD_OK;
}

int
user_roles(
    struct store *store, const char *person_id, struct name_list *ret_names)
{
	return list_names(store, SQL_USER_ROLES, person_id, ret_names);
}

int
user_sites(
    struct store *store, const char *person_id, struct name_list *ret_names)
{
	return list_names(store, SQL_USER_SITES, person_id, ret_names);
}

/* --- the ordered passes ---------------------------------- */

/* Rows (login, name) in the order of logins; STATE is the result of the last
 * step: 1, 0, or a field_err. */
struct pass {
	struct query *query;
	int state;
	struct name_list names;
};

static void
pass_open(struct pass *pass, struct store *store, enum sql_id id,
    const struct user_filter *filter)
{
	pass->names.names = NULL;
	pass->names.count = 0;
	pass->query = db_query(store, id);
	db_bind_text(pass->query, 1, after_of(filter));
	pass->state = db_step(pass->query);
}

static void
pass_close(struct pass *pass)
{
	db_done(pass->query);
	name_list_release(&pass->names);
}

/* Collect the names for LOGIN, skipping people whom the filter excluded.
 * SQLite orders TEXT by memcmp(), and so does strcmp(). */
static int
pass_collect(struct pass *pass, const char *login)
{
	int rc = FIELD_OK;

	empty_names(&pass->names);
	while (rc == FIELD_OK && pass->state == 1) {
		int order = strcmp(
		    db_text(pass->query, USER_NAME_LOGIN), login);

		if (order > 0)
			break;
		if (order == 0)
			rc = name_list_add(
			    &pass->names, db_text(pass->query, USER_NAME_NAME));
		pass->state = db_step(pass->query);
	}
	return pass->state < 0 ? pass->state : rc;
}

struct listing {
	struct query *people;
	struct pass roles, sites;
	struct needles needles;
	const struct user_filter *filter;
	int64_t now_s;
	bool (*visit)(const struct user_listed *listed, void *context);
	void *context;
};

static int
visit_row(struct listing *listing, bool *ret_goes_on)
{
	struct user_listed listed;
	struct user user;
	int rc;

	user_fetch(listing->people, &user);
	if (!invited_fits(&user, listing->filter, listing->now_s) ||
	    !name_fits(&user, &listing->needles) ||
	    !email_fits(&user, &listing->needles))
		return FIELD_OK;
	rc = pass_collect(&listing->roles, user.login);
	if (rc == FIELD_OK)
		rc = pass_collect(&listing->sites, user.login);
	if (rc != FIELD_OK)
		return rc;
	listed.user = &user;
	listed.roles = (const char *const *)listing->roles.names.names;
	listed.role_count = listing->roles.names.count;
	listed.sites = (const char *const *)listing->sites.names.names;
	listed.site_count = listing->sites.names.count;
	*ret_goes_on = listing->visit(&listed, listing->context);
	return FIELD_OK;
}

int
user_each(struct store *store, const struct user_filter *filter,
    bool (*visit)(const struct user_listed *listed, void *context),
    void *context)
{
	struct listing listing = {
		.filter = filter,
		.now_s = store_now_s(store),
		.visit = visit,
		.context = context,
	};
	bool goes_on = true;
	int rc = fold_needles(filter, &listing.needles);

	if (rc != FIELD_OK)
		return rc;
	/* The first step opens the view of the database that all three share
	 * until the last of them has ended. */
	listing.people = db_query(store, SQL_USER_LIST);
	bind_filter(listing.people, filter);
	bind_secret(listing.people, store, filter->secret);
	rc = db_step(listing.people);
	pass_open(&listing.roles, store, SQL_USER_LIST_ROLES, filter);
	pass_open(&listing.sites, store, SQL_USER_LIST_SITES, filter);
	while (rc == 1 && goes_on) {
		rc = visit_row(&listing, &goes_on);
		if (rc == FIELD_OK && goes_on)
			rc = db_step(listing.people);
	}
	db_done(listing.people);
	pass_close(&listing.roles);
	pass_close(&listing.sites);
	return rc < 0 ? rc : FIELD_OK;
}

/* --- as an array ---------------------------------- */

struct array {
	struct user *users;
	size_t count;
	bool failed;
};

static bool
append_user(const struct user_listed *listed, void *context)
{
	struct array *array = context;

	struct user *user = array_add(
	    &array->users, &array->count, sizeof(*user));

	array->failed = user == NULL;
	if (array->failed)
		return false;
	*user = *listed->user;
	return true;
}

int
user_list(struct store *store, const struct user_filter *filter,
    struct user **ret_users, size_t *ret_count)
{
	struct array array = { NULL, 0, false };
	int rc = user_each(store, filter, append_user, &array);

	if (rc == FIELD_OK && array.failed)
		rc = FIELD_ENOMEM;
	if (rc != FIELD_OK) {
		free(array.users);
		return rc;
	}
	*ret_users = array.users; /* transferred */
	*ret_count = array.count;
	return FIELD_OK;
}
