/*
 * control/protocol: the protocol of control.sock.
 * Layer: control; constants only.  Users: session, serve, the gate.
 *
 * Frames of wire/frame.  The caller sends any number of requests, one after
 * another:
 *
 *	{"request":"user.block","params":{"people":["jane"]},"dry_run":true}
 *
 * ("params" and "dry_run" are optional), and receives for each of them any
 * number of {"rows":[ROW,...]} and then one end:
 *
 *	{"exit":0,"result":RESULT,"warnings":[PROBLEM,...]}
 *	{"exit":77,"error":PROBLEM,"warnings":[PROBLEM,...]}
 *
 * where "result" and "warnings" are optional, exit is a code of sysexits(3),
 * and PROBLEM is {"code","message","hint"}.  A caller without a place receives
 * CONTROL_BUSY instead of an answer, and its request is not read.
 */
#ifndef CONTROL_PROTOCOL_H
#define CONTROL_PROTOCOL_H

#define CONTROL_SOCKET "control.sock" /* in the folder of FIELDAUTH_RUNDIR */

/* Limits of a request, in bytes and values; of a frame sent to the caller. */
#define CONTROL_REQUEST_MAX (4 * 1024 * 1024)
#define CONTROL_VALUES_MAX  50000
#define CONTROL_FRAME_MAX   (64 * 1024 * 1024)
/* Rows are sent when this many bytes of them are pending. */
#define CONTROL_ROWS_LEN 65536

/* Deadlines for a complete request after its first byte, and for the first one
 * after the connection. */
#define CONTROL_REQUEST_MS 10000
/* Idle limit of a connection. */
#define CONTROL_IDLE_MS 30000
/* A caller that reads nothing for this long is disconnected. */
#define CONTROL_PATIENCE_MS 10000

/* The maximum number of streams (CONTROL_FOLLOWS) per uid, and in total, which
 * is less than the gate's number of places. */
#define CONTROL_STREAMS_EACH 2
#define CONTROL_STREAMS_MAX  32

#define CONTROL_BUSY                                                        \
	"{\"exit\":75,\"error\":{\"code\":\"busy\",\"message\":\"Too many " \
	"requests at once.\",\"hint\":\"Try again.\"}}"

#endif
