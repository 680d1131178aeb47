/*
 * syncd/mail/run: the orders of one agent from start to end.
 * Layer: mail.  Users: main.
 */
#ifndef SYNCD_MAIL_RUN_H
#define SYNCD_MAIL_RUN_H

#include <stdbool.h>

/*
 * Send hello on OUT_FD, read orders from IN_FD and answer them until its end,
 * and end with done or error.  FIELD_OK: done was sent; FIELD_ENET: error was
 * sent; otherwise the pipe itself failed and nothing could be reported.
 */
int run_orders(int in_fd, int out_fd, bool sandboxed);

#endif
