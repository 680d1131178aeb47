/* Reads the log and the policies. */
#include <string.h>

#include "base/err.h"
#include "store/view/log.h"

int
view_audit_list(const struct viewer *viewer, const struct audit_filter *filter,
    bool (*visit)(const struct audit_row *row, void *context), void *context)
{
	struct audit_filter narrowed = *filter;

	switch (rules_sight(&viewer->actor, VERB_AUDIT_VIEW)) {
	case SIGHT_NONE:
		return FIELD_OK;
	case SIGHT_OWN:
		narrowed.own_id = viewer->actor.id;
		break;
	case SIGHT_ORG:
		narrowed.org_id = viewer->actor.org_id;
		break;
	case SIGHT_ALL:
		break;
	}
	return audit_list(viewer->store, &narrowed, visit, context);
}

int
view_audit_own(const struct viewer *viewer, const struct audit_filter *filter,
    bool (*visit)(const struct audit_row *row, void *context), void *context)
{
	struct audit_filter own = *filter;

	if (viewer->actor.kind != ACTOR_PERSON)
		return FIELD_OK;
	own.own_id = viewer->actor.id;
	return view_audit_list(viewer, &own, visit, context);
}

int
view_audit_verify(const struct viewer *viewer, struct archive_fault *ret_fault,
    struct refusal *why)
{
	if (rules_sight(&viewer->actor, VERB_AUDIT_VIEW) < SIGHT_ORG)
		return refuse(why, REASON_NOT_PERMITTED, "audit.verify", NULL);
	return archive_verify_all(viewer->store, ret_fault);
}

int
view_policies(const struct viewer *viewer, const char *org_id,
    struct policies *ret_policies, struct refusal *why)
{
	enum rules_sight sight = rules_sight(&viewer->actor, VERB_POLICY_VIEW);

	if (sight < SIGHT_ORG)
		return refuse(why, REASON_NOT_PERMITTED, "policy.view", NULL);
	if (sight == SIGHT_ORG && strcmp(org_id, viewer->actor.org_id) != 0)
		return refuse(why, REASON_OTHER_ORG, "policy", NULL);
	return policies_load(viewer->store, org_id, ret_policies);
}
