/*
 * The state of a line's person after the plan, for a preview.  It must not
 * decide anything.
 */
#include <string.h>

#include "base/str.h"
#include "store/import/plan_inside.h"
#include "store/people/plan_field.h"

/* "active, blocked, held" */
static void
put_state(
    struct plan_shown *shown, enum user_status status, bool blocked, bool held)
{
	(void)str_format(shown->state, sizeof(shown->state), "%s%s%s",
	    user_status_name(status), blocked ? ", blocked" : "",
	    held ? ", held" : "");
	shown->line.state = shown->state;
}

static const char *
join_names(const struct plan_names *names, char buf[PLAN_NAMES_SIZE])
{
	size_t len = 0;

	buf[0] = '\0';
	for (size_t i = 0; i < names->count; i++) {
		if (!str_format(buf + len, PLAN_NAMES_SIZE - len, "%s%s",
			i > 0 ? " " : "", names->items[i]))
			break;
		len += strlen(buf + len);
	}
	return buf;
}

static void
fill_new(
    const struct plan *plan, const struct plan_op *op, struct plan_shown *shown)
{
	const struct plan_given *given = op->given;
	struct plan_line *line = &shown->line;
	bool held = policy_is(
	    &plan->view->policies, POLICY_HOLD_IMPORTED, "yes");

	line->email = op->no_address ? "" : op->item->field[PLAN_EMAIL];
	line->kind = user_kind_name(given->kind);
	line->roles = join_names(&given->roles, shown->roles);
	line->sites = join_names(&given->sites, shown->sites);
	line->crew = given->crew;
	put_state(shown, USER_ACTIVE, false, held);
}

static const char *
email_after(const struct plan_op *op)
{
	for (size_t i = 0; i < op->field_count; i++)
		if (op->edit && !op->fields[i].pinned &&
		    op->fields[i].name == plan_field_names[PLAN_EMAIL])
			return op->fields[i].new_value;
	return op->person->field[PLAN_EMAIL];
}

static void
fill_person(const struct plan_op *op, struct plan_shown *shown)
{
	const struct plan_person *person = op->person;
	struct plan_line *line = &shown->line;
	enum user_status status = person->status;

	if (op->activate)
		status = USER_ACTIVE;
	else if (op->deactivate)
		status = USER_INACTIVE;
	line->email = email_after(op);
	line->kind = user_kind_name(person->kind);
	line->roles = person->roles;
	line->sites = person->sites;
	line->crew = person->lead != NULL ? person->lead->login : "";
	put_state(shown, status, person->blocked, person->held);
}

void
plan_fill_state(
    const struct plan *plan, const struct plan_op *op, struct plan_shown *shown)
{
	struct plan_line *line = &shown->line;

	if (op->with != NULL)
		op = op->with;
	line->email = op->item != NULL ? op->item->field[PLAN_EMAIL] : "";
	line->kind = line->roles = line->sites = line->crew = line->state = "";
	if (op->person != NULL)
		fill_person(op, shown);
	else if (op->add)
		fill_new(plan, op, shown);
}
