#include <string.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/frame/listing.h"
#include "fieldctl/org/policy.h"
#include "store/core/policy.h"
#include "store/org/policy_set.h"
#include "store/people/org.h"

const struct option_spec policy_options[] = {
	{ "reset", NULL, N_("back to the default"), false },
	{ "org", "ORG", N_("of this organisation"), false },
	{ "csv", NULL, N_("as CSV (RFC 4180)"), false },
	{ "dry-run", NULL, N_("only say what would happen"), false },
	OPTION_END,
};

static const struct listing_column policy_columns[] = {
	{ "name", N_("POLICY"), false },
	{ "value", N_("VALUE"), false },
	{ "default", N_("DEFAULT"), false },
	{ "values", N_("VALUES"), false },
	{ "help", N_("MEANING"), false },
	{ NULL, NULL, false },
};

static json_t *
policy_json(const struct policies *policies, enum policy policy)
{
	const struct policy_info *info = policy_info(policy);

	return json_pack("{s:s, s:s, s:s, s:s, s:s}", "name", info->name,
	    "value", policies->value[policy], "default", info->fallback,
	    "values", info->values, "help", _(info->help));
}

static int
list_policies(struct ctl *ctl, const struct policies *policies)
{
	struct listing *listing = listing_open(ctl, policy_columns);

	for (int i = 0; i < POLICY_COUNT; i++)
		listing_add(listing, policy_json(policies, (enum policy)i));
	return listing_close(listing);
}

/* One value, alone on its line, for scripts. */
static int
show_policy(struct ctl *ctl, const struct policies *policies)
{
	enum policy policy;

	if (policy_by_name(ctl->args[0], &policy) != FIELD_OK)
		return ctl_reason(
		    ctl, REASON_NO_SUCH_POLICY, ctl->args[0], NULL);
	if (ctl->format == CTL_JSON)
		return listing_result(ctl, policy_json(policies, policy));
	fprintf(ctl->out, "%s\n", policies->value[policy]);
	return EX_OK;
}

/* What is set today counts as soon as there is what it is about; until then
 * nobody may believe in a lock that does not close. */
static void
note_not_acted_on(const struct ctl *ctl, enum policy policy)
{
	static const enum policy idle[] = { POLICY_FIRST_SECRET,
		POLICY_INVITE_TTL, POLICY_RESEND_TTL, POLICY_CODE_TTL,
		POLICY_TEMP_PASSWORD_TTL, POLICY_CROSS_ORG,
		POLICY_LOCKOUT_AFTER, POLICY_LOCKOUT_FOR,
		POLICY_PASSWORD_CHANGE_ENDS, POLICY_ROLE_CHANGE_SESSIONS };

	for (size_t i = 0; i < sizeof(idle) / sizeof(idle[0]); i++)
		if (idle[i] == policy && ctl->format != CTL_JSON)
			fprintf(ctl->err, "fieldctl: %s\n",
			    _("This version keeps that policy, and does not "
			      "act on it yet."));
}

struct policy_work {
	const char *org_id, *name, *value; /* value NULL: the default */
};

static int
set_policy(
    struct ctl *ctl, struct change *change, void *context, struct refusal *why)
{
	const struct policy_work *work = context;

	(void)ctl;
	if (work->value == NULL)
		return policy_reset(change, work->org_id, work->name, why);
	return policy_set(change, work->org_id, work->name, work->value, why);
}

static int
change_policy(struct ctl *ctl, const struct org *org)
{
	struct policy_work context = { org->id, ctl->args[0],
		ctl->arg_count > 1 ? ctl->args[1] : NULL };
	const struct ctl_work work = { "policy.set", set_policy, &context };
	struct policies policies;
	enum policy policy;
	int err, status;

	if (policy_by_name(ctl->args[0], &policy) != FIELD_OK)
		return ctl_reason(
		    ctl, REASON_NO_SUCH_POLICY, ctl->args[0], NULL);
	(void)str_copy(ctl->subject, sizeof(ctl->subject), ctl->args[0]);
	status = ctl_change(ctl, &work);
	if (status != EX_OK)
		return status;
	err = policies_load(ctl->store, org->id, &policies);
	if (err != FIELD_OK)
		return ctl_failed(ctl, err, NULL);
	ctl_say(ctl, "%s = %s", ctl->args[0],
	    ctl->dry_run && context.value != NULL ? context.value :
						    policies.value[policy]);
	note_not_acted_on(ctl, policy);
	return listing_result(ctl, policy_json(&policies, policy));
}

int
policy_verb(struct ctl *ctl)
{
	bool reset = option_is_set(&ctl->options, "reset");
	struct policies policies;
	struct org org;
	int err, status = ctl_org(ctl, &org);

	if (status != EX_OK)
		return status;
	if (reset && ctl->arg_count != 1)
		return ctl_usage(ctl, _("--reset needs one policy."));
	if (reset || ctl->arg_count == 2)
		return change_policy(ctl, &org);
	err = policies_load(ctl->store, org.id, &policies);
	if (err != FIELD_OK)
		return ctl_failed(ctl, err, NULL);
	return ctl->arg_count == 0 ? list_policies(ctl, &policies) :
				     show_policy(ctl, &policies);
}
