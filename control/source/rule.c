/* Rules for new people of a source (A3, A10). */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/str.h"
#include "control/change.h"
#include "control/person/org.h"
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

struct adding {
	struct source_rule_new in;
	struct source source; /* a file's; else not looked up yet */
	bool is_file;
	struct org org; /* of a file that was never imported */
};

/* A rule may come before the first connection, and before the first import of
 * a file: the row is made here. */
static int
add(struct control_call *call, struct change *change, void *context,
    struct refusal *why)
{
	struct adding *adding = context;
	const char *name = control_text(call, "source");
	struct source source = adding->source;
	int rc = FIELD_OK;

	if (adding->org.id[0] != '\0')
		rc = source_ensure_file(
		    change, name, adding->org.id, &source, why);
	else if (!adding->is_file)
		rc = source_ensure(change, name, &source, why);
	if (rc == FIELD_ENOTFOUND)
		return refuse(why, REASON_NO_SUCH_SOURCE, name, NULL);
	return rc == FIELD_OK ?
	    source_rule_add(change, source.id, &adding->in, why) :
	    rc;
}

/* Whether the source is a file's, and if there has been none yet, whose. */
static int
find_file(struct control_call *call, struct adding *adding)
{
	const char *name = control_text(call, "source");
	struct refusal why = { .reason = REASON_NONE };
	int rc;

	if (config_source(call->config, name) != NULL)
		return EX_OK;
	rc = view_source_by_name(&call->viewer, name, &adding->source, &why);
	adding->is_file = rc == FIELD_OK && adding->source.is_csv;
	if (rc == FIELD_ENOTFOUND && strcmp(name, SOURCE_FILE_NAME) == 0)
		return org_of_call(call, &adding->org);
	return EX_OK; /* whether there is one is for the change to say */
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
	struct adding adding = { .in = {
				     .position = control_number(
					 call, "position"),
				     .match_field = control_text(call, "field"),
				     .match_value = value != NULL ? value : "",
				     .kind = control_text(call, "kind"),
				     .role = control_text(call, "role"),
				     .site = control_text(call, "site"),
				     .crew = control_text(call, "crew"),
				     .invite = control_flag(call, "invite"),
				     .refuse = control_flag(call, "refuse"),
				 } };
	int status = find_file(call, &adding);

	return status == EX_OK ? change_rule(call, add, &adding) : status;
}

int
source_rule_remove_request(struct control_call *call)
{
	return change_rule(call, remove_rule, NULL);
}
