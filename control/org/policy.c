/* Policies. */
#include <string.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "control/change.h"
#include "control/org/org.h"
#include "control/person/org.h"
#include "control/value.h"
#include "store/core/policy.h"
#include "store/org/policy_set.h"
#include "store/view/log.h"
#include "store/view/person.h"

/* The organisation's policies, and the one requested. */
struct policy_view {
	struct org org;
	struct policies policies;
	enum policy policy;
};

static int
load(struct control_call *call, struct policy_view *view)
{
	struct refusal why;
	int rc, status = org_of_call(call, &view->org);

	if (status != EX_OK)
		return status;
	rc = view_policies(&call->viewer, view->org.id, &view->policies, &why);
	return rc == FIELD_OK ? EX_OK : control_failed(call, rc, &why);
}

static int
load_named(struct control_call *call, struct policy_view *view)
{
	const char *name = control_text(call, "name");
	int status = load(call, view);

	if (status != EX_OK || policy_by_name(name, &view->policy) == FIELD_OK)
		return status;
	return control_not_one_of(
	    call, REASON_NO_SUCH_POLICY, name, NULL, policy_names());
}

static json_t *
policy_json(const struct policy_view *view, enum policy policy)
{
	const struct policy_info *info = policy_info(policy);

	return json_pack("{s:s, s:s, s:s, s:s, s:b, s:s, s:s}", "name",
	    info->name, "value", view->policies.value[policy], "default",
	    info->fallback, "values", info->values, "acted_on",
	    (int)info->acted_on, "note",
	    info->acted_on ? "" : _("not acted on yet"), "help",
	    i18n_marked(info->help));
}

int
policy_list_request(struct control_call *call)
{
	struct policy_view view;
	int status = load(call, &view);

	for (int i = 0; status == EX_OK && i < POLICY_COUNT; i++)
		control_row(call, policy_json(&view, (enum policy)i));
	return status;
}

int
policy_show_request(struct control_call *call)
{
	struct policy_view view;
	int status = load_named(call, &view);

	if (status != EX_OK)
		return status;
	return control_result(call, policy_json(&view, view.policy));
}

/* --- setting ----------------------------------------------------------------- */

/* The parameter "value"; NULL: the default. */
static int
set(struct control_call *call, struct change *change, void *context,
    struct refusal *why)
{
	const struct policy_view *view = context;
	const char *name = control_text(call, "name");
	const char *value = control_text(call, "value");

	if (value == NULL)
		return policy_reset(change, view->org.id, name, why);
	return policy_set(change, view->org.id, name, value, why);
}

/* --- whom it concerns -------------------------------------------------------- */

static bool
put_unverified(const struct user_listed *listed, void *context)
{
	const struct user *user = listed->user;
	struct control_call *call = context;
	char name[2 * USER_TEXT_SIZE];

	if (user->email_verified_at != 0)
		return true;
	user_full_name(user, name, sizeof(name));
	control_row(call,
	    value_object((const struct value_member[]){
		{ "login", json_string(user->login) },
		{ "name", value_text(name) },
		{ "email",
		    value_text_or_null(user->email[0] != '\0' ?
			    user->email :
			    user->mail_address) },
		{ "must_verify", json_boolean(rules_must_verify(user)) },
		{ NULL, NULL },
	    }));
	return true;
}

/* The people that require_verified_email keeps out, and those that it does not
 * concern because they have no address (U9). */
static int
list_unverified(struct control_call *call, const struct policy_view *view)
{
	const char *value = control_text(call, "value");
	const struct user_filter filter = {
		.org_id = view->org.id,
		.status = -1,
		.kind = -1,
		.blocked = -1,
		.held = -1,
	};
	int rc;

	if (view->policy != POLICY_REQUIRE_VERIFIED_EMAIL || value == NULL ||
	    strcmp(value, "yes") != 0)
		return EX_OK;
	rc = view_person_each(&call->viewer, &filter, put_unverified, call);
	return rc == FIELD_OK ? EX_OK : control_failed(call, rc, NULL);
}

int
policy_change_request(struct control_call *call)
{
	struct policy_view view;
	int status = load_named(call, &view);

	(void)str_copy(
	    call->subject, sizeof(call->subject), control_text(call, "name"));
	if (status == EX_OK)
		status = control_change(call, "policy.set", set, &view);
	if (status == EX_OK)
		status = load(call, &view); /* its current state */
	if (status == EX_OK)
		status = list_unverified(call, &view);
	if (status != EX_OK)
		return status;
	return control_result(call,
	    json_pack("{s:o, s:b}", "policy", policy_json(&view, view.policy),
		"acted_on", (int)policy_info(view.policy)->acted_on));
}
