/* Suggestions are made after the refusal, from the reads of the caller
 * (store/view); a failure here only means that there is none. */
#include <stdlib.h>

#include "base/err.h"
#include "base/str.h"
#include "control/nearby.h"
#include "store/view/person.h"
#include "store/view/role.h"
#include "store/view/source.h"

static bool
offer_login(const struct user_listed *listed, void *context)
{
	near_offer(context, listed->user->login);
	return true;
}

static void
offer_people(const struct viewer *viewer, struct near *near)
{
	const struct user_filter everybody = {
		.status = -1,
		.kind = -1,
		.blocked = -1,
		.held = -1,
	};

	(void)view_person_each(viewer, &everybody, offer_login, near);
}

static void
offer_roles(const struct viewer *viewer, struct near *near)
{
	struct role *roles = NULL;
	size_t count = 0;

	if (view_role_list(viewer, &roles, &count) == FIELD_OK)
		for (size_t i = 0; i < count; i++)
			near_offer(near, roles[i].name);
	free(roles);
}

static void
offer_sites(const struct viewer *viewer, struct near *near)
{
	struct place *sites = NULL;
	size_t count = 0;

	if (view_place_list(viewer, "site", &sites, &count) == FIELD_OK)
		for (size_t i = 0; i < count; i++)
			near_offer(near, sites[i].name);
	free(sites);
}

static void
offer_orgs(const struct viewer *viewer, struct near *near)
{
	struct org *orgs = NULL;
	size_t count = 0;

	if (view_org_list(viewer, &orgs, &count) == FIELD_OK)
		for (size_t i = 0; i < count; i++)
			near_offer(near, orgs[i].name);
	free(orgs);
}

static void
offer_sources(const struct viewer *viewer, struct near *near)
{
	struct source *sources = NULL;
	struct refusal why;
	size_t count = 0;

	if (view_source_list(viewer, &sources, &count, &why) == FIELD_OK)
		for (size_t i = 0; i < count; i++)
			near_offer(near, sources[i].name);
	free(sources);
}

bool
control_nearby(const struct viewer *viewer, const struct config *config,
    const struct refusal *why, char ret_name[NEAR_SIZE])
{
	static const struct {
		enum reason reason;
		void (*offer)(const struct viewer *viewer, struct near *near);
	} kinds[] = {
		{ REASON_NO_SUCH_PERSON, offer_people },
		{ REASON_NO_SUCH_ROLE, offer_roles },
		{ REASON_NO_SUCH_PLACE, offer_sites },
		{ REASON_NO_SUCH_ORG, offer_orgs },
		{ REASON_NO_SUCH_SOURCE, offer_sources },
	};
	struct near near;

	near_start(&near, why->text[0]);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].reason == why->reason)
			kinds[i].offer(viewer, &near);
	for (size_t i = 0; config != NULL && i < config->source_count; i++)
		if (why->reason == REASON_NO_SUCH_SOURCE)
			near_offer(&near, config->sources[i].name);
	return near_found(&near) != NULL &&
	    str_copy(ret_name, NEAR_SIZE, near_found(&near));
}
