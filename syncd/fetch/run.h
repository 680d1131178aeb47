/*
 * syncd/fetch/run: one request from start to end.
 * Layer: fetch.  Users: main, the tests.
 */
#ifndef SYNCD_FETCH_RUN_H
#define SYNCD_FETCH_RUN_H

#include <stdbool.h>

/*
 * Send hello on OUT_FD, read one request from IN_FD, perform it, and end with
 * done or error.  FIELD_OK: done was sent; FIELD_ENET: error was sent;
 * otherwise the pipe itself failed and nothing could be reported.
 */
int run_request(int in_fd, int out_fd, bool sandboxed);

#endif
