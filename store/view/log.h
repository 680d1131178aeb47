/*
 * store/view/log: the audit log and the policies, as far as the viewer may see
 * them (X1).
 * Layer: store.  Users: control, fieldctl.
 */
#ifndef STORE_VIEW_LOG_H
#define STORE_VIEW_LOG_H

#include "store/access/viewer.h"
#include "store/archive/archive.h"
#include "store/core/audit.h"
#include "store/core/policy.h"

/*
 * audit_list() of the rows of the viewer's organisation.  Without
 * audit-logs.view, only rows by and about the viewer (`me audit'), and for
 * actions of others neither their location nor the person behind root.
 */
int view_audit_list(const struct viewer *viewer,
    const struct audit_filter *filter,
    bool (*visit)(const struct audit_row *row, void *context), void *context);

/* Only rows by and about the viewer, whatever else they may see.  No row is
 * about root, who therefore sees none. */
int view_audit_own(const struct viewer *viewer,
    const struct audit_filter *filter,
    bool (*visit)(const struct audit_row *row, void *context), void *context);

/* archive_verify_all(), which reveals nothing of the rows; needs
 * audit-logs.view.  FIELD_EDENIED with *why. */
int view_audit_verify(const struct viewer *viewer,
    struct archive_fault *ret_fault, struct refusal *why);

/* The policies of the viewer's own organisation (root: of any); needs
 * settings.view.  FIELD_EDENIED with *why. */
int view_policies(const struct viewer *viewer, const char *org_id,
    struct policies *ret_policies, struct refusal *why);

#endif
