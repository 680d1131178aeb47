/* Reads sources and their runs. */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "store/people/org.h"
#include "store/view/source.h"

static int
ask(const struct viewer *viewer, struct refusal *why)
{
	return rules_sight(&viewer->actor, VERB_SOURCE_VIEW) < SIGHT_ORG ?
	    refuse(why, REASON_NOT_PERMITTED, "source.view", NULL) :
	    FIELD_OK;
}

static bool
sees_all(const struct viewer *viewer)
{
	return rules_sight(&viewer->actor, VERB_SOURCE_VIEW) == SIGHT_ALL;
}

static bool
sees(const struct viewer *viewer, const struct source *source)
{
	return sees_all(viewer) ||
	    strcmp(source->org_id, viewer->actor.org_id) == 0;
}

int
view_source_list(const struct viewer *viewer, struct source **ret_sources,
    size_t *ret_count, struct refusal *why)
{
	struct source *sources = NULL;
	size_t count = 0, kept = 0;
	int rc = ask(viewer, why);

	if (rc == FIELD_OK)
		rc = source_list(viewer->store, &sources, &count);
	if (rc != FIELD_OK)
		return rc;
	for (size_t i = 0; i < count; i++)
		if (sees(viewer, &sources[i]))
			sources[kept++] = sources[i];
	*ret_sources = sources; /* transferred */
	*ret_count = kept;
	return FIELD_OK;
}

int
view_source_by_name(const struct viewer *viewer, const char *name,
    struct source *ret_source, struct refusal *why)
{
	struct source source;
	int rc = ask(viewer, why);

	if (rc == FIELD_OK)
		rc = source_by_name(viewer->store, name, &source);
	if (rc == FIELD_OK && !sees(viewer, &source))
		return FIELD_ENOTFOUND;
	if (rc == FIELD_OK)
		*ret_source = source;
	return rc;
}

/* Whether the viewer may see a section that names ORG ("": none). */
static int
sees_section(const struct viewer *viewer, const char *name, bool *ret_sees)
{
	struct org *orgs = NULL;
	struct org org;
	size_t count = 0;
	int rc;

	*ret_sees = sees_all(viewer);
	if (*ret_sees)
		return FIELD_OK;
	if (name[0] != '\0') {
		rc = org_by_name(viewer->store, name, &org);
		*ret_sees = rc == FIELD_OK &&
		    strcmp(org.id, viewer->actor.org_id) == 0;
		return rc == FIELD_ENOTFOUND ? FIELD_OK : rc;
	}
	rc = org_list(viewer->store, &orgs, &count);
	*ret_sees = rc == FIELD_OK && count == 1;
	free(orgs);
	return rc;
}

int
view_source_section(const struct viewer *viewer, const char *name,
    const struct config_source **ret_section, struct refusal *why)
{
	const struct config_source *section = config_source(
	    store_config(viewer->store), name);
	bool is_seen = false;
	int rc = ask(viewer, why);

	if (rc == FIELD_OK && section == NULL)
		return FIELD_ENOTFOUND;
	if (rc == FIELD_OK)
		rc = sees_section(viewer, section->org, &is_seen);
	if (rc == FIELD_OK && !is_seen)
		return FIELD_ENOTFOUND;
	if (rc == FIELD_OK)
		*ret_section = section;
	return rc;
}

static bool
is_of(const struct sync_run *run, const struct source *sources, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(sources[i].name, run->source_name) == 0)
			return true;
	return false;
}

int
view_source_runs(const struct viewer *viewer, const char *source_id,
    int64_t limit, struct sync_run **ret_runs, size_t *ret_count,
    struct refusal *why)
{
	struct source *sources = NULL;
	struct sync_run *runs = NULL;
	size_t source_count = 0, count = 0, kept = 0;
	int rc = view_source_list(viewer, &sources, &source_count, why);

	/* filter the whole list first, then limit it */
	if (rc == FIELD_OK)
		rc = sync_run_list(viewer->store, source_id,
		    sees_all(viewer) ? limit : 0, &runs, &count);
	for (size_t i = 0; rc == FIELD_OK && i < count; i++)
		if ((limit == 0 || (int64_t)kept < limit) &&
		    (sees_all(viewer) ||
			is_of(&runs[i], sources, source_count)))
			runs[kept++] = runs[i];
	free(sources);
	if (rc != FIELD_OK)
		return rc;
	*ret_runs = runs; /* transferred */
	*ret_count = kept;
	return FIELD_OK;
}
