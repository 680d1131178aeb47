/*
 * control/protocol: what goes through control.sock.
 * Layer: control; constants alone.  Users: session, serve, the gate.
 *
 * Frames of wire/frame.  The caller sends any number of requests, one after
 * another:
 *
 *	{"request":"user.block","params":{"people":["jane"]},"dry_run":true}
 *
 * ("params" and "dry_run" may be left out), and hears for each of them any
 * number of {"rows":[ROW,...]} and then one end:
 *
 *	{"exit":0,"result":RESULT,"warnings":[PROBLEM,...]}
 *	{"exit":77,"error":PROBLEM,"warnings":[PROBLEM,...]}
 *
 * where "result" and "warnings" may be missing, exit is a code of sysexits(3),
 * and PROBLEM is {"code","message","hint"}.  A caller without a place hears
 * CONTROL_BUSY in place of an answer, unread.
 */
#ifndef CONTROL_PROTOCOL_H
#define CONTROL_PROTOCOL_H

#define CONTROL_SOCKET "control.sock" /* in the folder of FIELDAUTH_RUNDIR */

/* Bytes and values of a request; of a frame that is sent to the caller. */
#define CONTROL_REQUEST_MAX (4 * 1024 * 1024)
#define CONTROL_VALUES_MAX  50000
#define CONTROL_FRAME_MAX   (64 * 1024 * 1024)
/* Rows are sent when so many bytes of them are there. */
#define CONTROL_ROWS_LEN 65536

/* A request is whole so long after its first byte, and the first one so long
 * after the connection. */
#define CONTROL_REQUEST_MS 10000
/* How long a connection may ask nothing. */
#define CONTROL_IDLE_MS 30000
/* A caller that reads nothing for so long is given up. */
#define CONTROL_PATIENCE_MS 10000

/* How many streams (CONTROL_FOLLOWS) one uid may have, and all together: fewer
 * than the gate has places. */
#define CONTROL_STREAMS_EACH 2
#define CONTROL_STREAMS_MAX  32

#define CONTROL_BUSY                                                        \
	"{\"exit\":75,\"error\":{\"code\":\"busy\",\"message\":\"Too many " \
	"requests at once.\",\"hint\":\"Try again.\"}}"

#endif
