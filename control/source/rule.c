/* What new people of a source get (A3, A10). */
#include <stdint.h>
#include <stdlib.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/str.h"
#include "control/change.h"
#include "control/source/named.h"
#include "control/source/source.h"
#include "control/value.h"
#include "store/view/source.h"

static json_t *
rule_json(const struct source_rule *rule)
{
	return json_pack("{s:I, s:s, s:o, s:s, s:s, s:s, s:b}", "position",
	    (json_int_t)rule->position, "field", rule->match_field, "value",
	    value_text(rule->match_value), "kind", rule->kind, "role",
	    rule->role, "site", rule->site, "refuse", rule->refuse);
}

int
source_rules_request(struct control_call *call)
{
	struct source_rule *rules = NULL;
	struct source source;
	size_t count = 0;
	int rc, status = source_named(call, &source);

	if (status != EX_OK)
		return status;
	rc = source_rule_list(call->store, source.id, &rules, &count);
	if (rc != FIELD_OK)
		return control_failed(call, rc, NULL);
	for (size_t i = 0; i < count; i++)
		control_row(call, rule_json(&rules[i]));
	free(rules);
	return EX_OK;
}

/* A rule may come before the first connection: the row is made here. */
static int
add(struct control_call *call, struct change *change, void *context,
    struct refusal *why)
{
	const struct source_rule_new *in = context;
	const char *name = control_text(call, "source");
	struct source source;
	int rc = source_ensure(change, name, &source, why);

	if (rc == FIELD_ENOTFOUND)
		return refuse(why, REASON_NO_SUCH_SOURCE, name, NULL);
	return rc == FIELD_OK ? source_rule_add(change, source.id, in, why) :
				rc;
}

static int
remove_rule(struct control_call *call, struct change *change, void *context,
    struct refusal *why)
{
	const char *name = control_text(call, "source");
	struct source source;
	int rc = view_source_by_name(&call->viewer, name, &source, why);

	(void)context;
	if (rc == FIELD_ENOTFOUND)
		return refuse(why, REASON_NO_SUCH_SOURCE, name, NULL);
	return rc == FIELD_OK ? source_rule_remove(change, source.id,
				    control_number(call, "position"), why) :
				rc;
}

static int
change_rule(struct control_call *call, control_apply *apply, void *context)
{
	const char *name = control_text(call, "source");
	int status;

	(void)str_copy(call->subject, sizeof(call->subject), name);
	status = control_change(call, "source.rule", apply, context);
	if (status != EX_OK)
		return status;
	return control_result(
	    call, json_pack("{s:o}", "source", value_text(name)));
}

int
source_rule_add_request(struct control_call *call)
{
	const char *value = control_text(call, "value");
	struct source_rule_new in = {
		.position = control_number(call, "position"),
		.match_field = control_text(call, "field"),
		.match_value = value != NULL ? value : "",
		.kind = control_text(call, "kind"),
		.role = control_text(call, "role"),
		.site = control_text(call, "site"),
		.crew = control_text(call, "crew"),
		.invite = control_flag(call, "invite"),
		.refuse = control_flag(call, "refuse"),
	};

	return change_rule(call, add, &in);
}

int
source_rule_remove_request(struct control_call *call)
{
	return change_rule(call, remove_rule, NULL);
}
