/*
 * store/plan_login: the login name of a person that a plan adds.
 *
 * names_make_login() knows the names in the database; those that this plan
 * gives to others are not there yet.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "store/import/plan_inside.h"
#include "store/people/names.h"
#include "store/people/plan_field.h"

/* BASE and NUMBER, BASE cut so that both fit. */
static void
numbered(const char *base, unsigned long number, char *buf)
{
	char digits[24];
	int room = USER_LOGIN_SIZE - 1;

	room -= snprintf(digits, sizeof(digits), "%lu", number);
	(void)snprintf(buf, USER_LOGIN_SIZE, "%.*s%s", room, base, digits);
}

static int
is_free(struct plan *plan, struct plan_view *view, const char *login,
    bool *ret_free)
{
	struct refusal why;
	int rc;

	*ret_free = false;
	if (map_get(&view->new_logins, login, "") != NULL)
		return FIELD_OK;
	rc = user_check_login(plan->store, login, &why);
	*ret_free = rc == FIELD_OK;
	return rc == FIELD_EDENIED ? FIELD_OK : rc;
}

/* Where counting goes on for BASE, remembered so that ten thousand people of
 * one name do not count from the beginning each. */
static int
count_on(struct plan *plan, struct plan_view *view, const char *base,
    unsigned long number, char *buf)
{
	const char *kept = pool_text(&view->pool, base);
	unsigned long last = counts_of(&view->next_numbers, kept, "");
	bool open = false;
	int rc = FIELD_OK;

	if (last > number)
		number = last;
	while (rc == FIELD_OK && !open) {
		number++;
		numbered(base, number, buf);
		rc = is_free(plan, view, buf, &open);
	}
	if (view->pool.failed ||
	    counts_set(&view->next_numbers, kept, "", number) < 0)
		return FIELD_ENOMEM;
	return rc;
}

static int
derive(struct plan *plan, struct plan_view *view, const struct plan_item *item,
    char *buf)
{
	char base[USER_LOGIN_SIZE];
	unsigned long number = 1;
	size_t len;
	int rc = names_make_login(plan->store, item->field[PLAN_FIRST_NAME],
	    item->field[PLAN_LAST_NAME], item->field[PLAN_EMAIL], buf);

	if (rc < 0 || map_get(&view->new_logins, buf, "") == NULL)
		return rc;
	(void)str_copy(base, sizeof(base), buf);
	len = strlen(base);
	while (len > 1 && base[len - 1] >= '0' && base[len - 1] <= '9')
		len--;
	/* "jdoe4": up to three are taken already; "jdoe": one, by this plan. */
	if (base[len] != '\0')
		number = strtoul(base + len, NULL, 10);
	base[len] = '\0';
	return count_on(plan, view, base, number, buf);
}

int
plan_login(struct plan *plan, struct plan_view *view, struct plan_item *item)
{
	void **at;
	int rc = FIELD_OK;

	/* When it is compared again, the name that was shown stays. */
	if (item->login[0] == '\0')
		rc = derive(plan, view, item, item->login);
	if (rc < 0) {
		item->login[0] = '\0';
		return rc;
	}
	at = map_at(&view->new_logins, item->login, "");
	if (at == NULL)
		return FIELD_ENOMEM;
	*at = item;
	return FIELD_OK;
}
