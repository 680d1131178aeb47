/*
 * gate/door: the sockets that the gate listens on, and the helper of each.
 * Layer: gate.  Users: main, loop, places.
 *
 * A door is one row: the name that its socket unit gives the descriptor, the
 * program that serves one connection, and limits on connections.  A new socket
 * needs a new row, and FileDescriptorName= in its unit.
 */
#ifndef GATE_DOOR_H
#define GATE_DOOR_H

#include <stddef.h>

/* Maximum number of connections of a door: the size of its table of places. */
#define DOOR_PLACES_MAX 64
/* The longest header that a row may specify. */
#define DOOR_HEADER_MAX 16
/* The longest text for connections that are turned away. */
#define DOOR_BUSY_MAX 256

struct door {
	const char *name;    /* FileDescriptorName=, systemd.socket(5) */
	const char *helper;  /* executed with the connection as 0 and 1 */
	unsigned uid_places; /* maximum number of connections of one uid */
	unsigned places;     /* maximum in total, at most DOOR_PLACES_MAX */
	int request_ms;      /* time within which a request must be complete */
	int serve_ms;        /* time limit of a helper; 0: none */
	/* Sent, as a frame of wire/frame, to connections that are turned away
	 * unread; NULL: nothing is sent. */
	const char *busy;
	/* A request starts with header_len bytes.  message_len returns how many
	 * bytes of the request must have arrived; 0: invalid. */
	size_t header_len;
	size_t (*message_len)(const unsigned char *header);
};

/* The row called NAME, or NULL. */
const struct door *door_find(const char *name);

#endif
