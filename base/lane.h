/*
 * base/lane: one after another, in the order of asking, by a name.
 * Layer: base.  Users: pam_fieldauth/signin, control/serve.
 *
 * A flood of requests costs whoever sends it and nobody else, when those of
 * one caller are worked on one after another.
 */
#ifndef BASE_LANE_H
#define BASE_LANE_H

/*
 * Wait for the lane NAME, which the program made, at most TIMEOUT_MS.  It is
 * left when *ret_fd is closed, or the process ends.  FIELD_EBUSY: it was not
 * this one's turn in time.  Where no lane can be made (RUN_DIR is missing or
 * full) there is room, so that no one is kept out by that: FIELD_OK with -1.
 */
int lane_enter(
    const char *run_dir, const char *name, int timeout_ms, int *ret_fd);

/* The folder in which lanes are, RUN_DIR/slots, into FOLDER of LANE_PATH_SIZE
 * bytes.  FIELD_EINVAL, FIELD_EIO, FIELD_EFULL. */
#define LANE_PATH_SIZE 512
int lane_folder(const char *run_dir, char *folder);

#endif
