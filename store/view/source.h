/*
 * store/view/source: connections to accounting, as far as the viewer may see
 * them (A1, A5).
 * Layer: store.  Users: control.
 *
 * Needs settings.view or accounting-integration.on; a source of another
 * organisation is treated as missing.
 */
#ifndef STORE_VIEW_SOURCE_H
#define STORE_VIEW_SOURCE_H

#include "store/access/viewer.h"
#include "store/source/source.h"

/* Ordered by name; free() the array.  FIELD_EDENIED with *why. */
int view_source_list(const struct viewer *viewer, struct source **ret_sources,
    size_t *ret_count, struct refusal *why);
/* FIELD_ENOTFOUND; FIELD_EDENIED with *why. */
int view_source_by_name(const struct viewer *viewer, const char *name,
    struct source *ret_source, struct refusal *why);

/*
 * The section of fieldauth.conf called NAME, if it belongs to the viewer's
 * organisation: the one that it names, or the only one.  FIELD_ENOTFOUND;
 * FIELD_EDENIED with *why.
 */
int view_source_section(const struct viewer *viewer, const char *name,
    const struct config_source **ret_section, struct refusal *why);

/* sync_run_list(): runs of one source, or of all that the viewer may see
 * (SOURCE_ID NULL).  The lines of a run are read by the id returned here. */
int view_source_runs(const struct viewer *viewer, const char *source_id,
    int64_t limit, struct sync_run **ret_runs, size_t *ret_count,
    struct refusal *why);

#endif
