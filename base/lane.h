/*
 * base/lane: serializes requests by name, in the order of arrival.
 * Layer: base.  Users: pam_fieldauth/signin, control/serve.
 *
 * When the requests of each caller are processed one after another, a flood of
 * requests delays only the caller that sends it.
 */
#ifndef BASE_LANE_H
#define BASE_LANE_H

/*
 * Wait at most TIMEOUT_MS for the lane NAME, which must be chosen by the
 * program.  The lane is released when *ret_fd is closed or the process exits.
 * FIELD_EBUSY: it did not become free in time.  If no lane can be created
 * (RUN_DIR is missing or full), the result is FIELD_OK with -1, so that
 * requests are still processed.
 */
int lane_enter(
    const char *run_dir, const char *name, int timeout_ms, int *ret_fd);

/* Write the folder of lanes, RUN_DIR/slots, into FOLDER of LANE_PATH_SIZE
 * bytes.  FIELD_EINVAL, FIELD_EIO, FIELD_EFULL. */
#define LANE_PATH_SIZE 512
int lane_folder(const char *run_dir, char *folder);

#endif
