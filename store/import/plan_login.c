/*
 * store/import/plan_login: the login name of a person that a plan adds.
 *
 * names_make_login() knows the names in the database.  The names that this plan
 * gives to other people are not in it yet; no two people of a plan may get the
 * same one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "store/import/plan_inside.h"
#include "store/login/names.h"
#include "store/people/plan_field.h"

/* BASE and NUMBER, with BASE cut so that both fit. */
static void
numbered(const char *base, unsigned long number, char *buf)
{
	char digits[24];
	int room = USER_LOGIN_SIZE - 1;

	room -= snprintf(digits, sizeof(digits), "%lu", number);
	(void)snprintf(buf, USER_LOGIN_SIZE, "%.*s%s", room, base, digits);
}

/* Whether this plan gives it to another person, or another row names it. */
static bool
is_promised(const struct plan_view *view, const char *login)
{
	return map_get(&view->new_logins, login, "") != NULL ||
	    map_get(&view->wanted_logins, login, "") != NULL;
}

static int
is_free(struct plan *plan, struct plan_view *view, const char *login,
    bool *ret_free)
{
	struct refusal why;
	int rc;

	*ret_free = false;
	if (is_promised(view, login))
		return FIELD_OK;
	rc = user_check_login(plan->store, login, &why);
	*ret_free = rc == FIELD_OK;
	return rc == FIELD_EDENIED ? FIELD_OK : rc;
}

/* The number at which counting continues for BASE, so that ten thousand people
 * with one name do not all count from the beginning. */
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
	struct refusal why;
	int rc = names_make_login(plan->store, item->field[PLAN_FIRST_NAME],
	    item->field[PLAN_LAST_NAME], item->field[PLAN_EMAIL], buf, &why);

	if (rc < 0 || !is_promised(view, buf))
		return rc;
	(void)str_copy(base, sizeof(base), buf);
	len = strlen(base);
	while (len > 1 && base[len - 1] >= '0' && base[len - 1] <= '9')
		len--;
	/* "jdoe4": up to three are in use; "jdoe": this plan uses one. */
	if (base[len] != '\0')
		number = strtoul(base + len, NULL, 10);
	base[len] = '\0';
	return count_on(plan, view, base, number, buf);
}

/* "" unless an administrator has chosen one. */
static const char *
given_login(const struct plan_view *view, const struct plan_item *item)
{
	const struct plan_decision *decision = map_get(
	    &view->decisions, item->entity, item->external_id);

	return decision != NULL ? decision->login : "";
}

/* A name that was unused when it was chosen may be in use by now, or be chosen
 * twice. */
static int
look_at_given(struct plan *plan, const struct plan_view *view,
    const struct plan_item *item, const char *login, struct refusal *why)
{
	const struct plan_item *other = map_get(
	    &view->wanted_logins, login, "");

	if (map_get(&view->new_logins, login, "") != NULL ||
	    (other != NULL && other != item))
		return refuse(why, REASON_TAKEN, login, NULL);
	return user_check_login(plan->store, login, why);
}

int
plan_login_look(struct plan *plan, struct plan_view *view,
    const struct plan_item *item, const struct refusal **ret_why)
{
	const char *given = given_login(view, item);
	struct refusal why;
	int rc;

	*ret_why = NULL;
	if (given[0] != '\0')
		rc = look_at_given(plan, view, item, given, &why);
	else if (item->wanted_login[0] != '\0')
		return FIELD_OK; /* plan_check_wanted() checks it */
	else
		rc = names_need_login(plan->store, item->field[PLAN_FIRST_NAME],
		    item->field[PLAN_LAST_NAME], item->field[PLAN_EMAIL], &why);
	if (rc != FIELD_EDENIED)
		return rc;
	*ret_why = plan_refusal(
	    &view->pool, why.reason, why.text[0], why.text[1]);
	return *ret_why != NULL ? FIELD_OK : FIELD_ENOMEM;
}

int
plan_note_wanted(struct plan_view *view, struct plan_item *item)
{
	void **at;

	if (item->wanted_login[0] == '\0')
		return FIELD_OK;
	at = map_at(&view->wanted_logins, item->wanted_login, "");
	if (at == NULL)
		return FIELD_ENOMEM;
	if (*at == NULL)
		*at = item;
	return FIELD_OK;
}

/* No other name is guessed in its place. */
int
plan_check_wanted(struct plan *plan, struct plan_view *view, struct plan_op *op)
{
	const char *wanted = op->item->wanted_login;
	const struct refusal *kept;
	struct refusal why;
	int rc;

	/* an administrator's decision takes precedence */
	if (wanted[0] == '\0' || given_login(view, op->item)[0] != '\0')
		return FIELD_OK;
	if (map_get(&view->wanted_logins, wanted, "") != op->item)
		return plan_refuse_op(view, op, REASON_TAKEN, wanted);
	rc = user_check_login(plan->store, wanted, &why);
	if (rc != FIELD_EDENIED)
		return rc;
	kept = plan_refusal(&view->pool, why.reason, why.text[0], why.text[1]);
	rc = plan_refuse_op(view, op, why.reason, wanted);
	op->why = kept;
	return kept == NULL ? FIELD_ENOMEM : rc;
}

int
plan_login(struct plan *plan, struct plan_view *view, struct plan_item *item)
{
	const char *given = given_login(view, item);
	void **at;
	int rc = FIELD_OK;

	/* When the plan is compared again, the name that was shown is kept. */
	if (given[0] != '\0')
		(void)str_copy(item->login, sizeof(item->login), given);
	else if (item->wanted_login[0] != '\0')
		(void)str_copy(
		    item->login, sizeof(item->login), item->wanted_login);
	else if (item->login[0] == '\0')
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
