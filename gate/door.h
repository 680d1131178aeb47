/*
 * gate/door: the sockets that the gate holds, and what stands behind each.
 * Layer: gate.  Users: main, loop, places.
 *
 * A door is one row: the name that its socket unit gives the descriptor, the
 * program that serves one connection, and how many connections there may be.
 * A new socket is a new row, and FileDescriptorName= in its unit.
 */
#ifndef GATE_DOOR_H
#define GATE_DOOR_H

#include <stddef.h>

/* Connections of one door at most: the size of its table of places. */
#define DOOR_PLACES_MAX 64
/* The longest header that a row may ask for. */
#define DOOR_HEADER_MAX 16
/* The longest text for those who are turned away. */
#define DOOR_BUSY_MAX 256

struct door {
	const char *name;    /* FileDescriptorName=, systemd.socket(5) */
	const char *helper;  /* executed with the connection as 0 and 1 */
	unsigned uid_places; /* connections of one uid */
	unsigned places;     /* of all of them, at most DOOR_PLACES_MAX */
	int request_ms;      /* until a request must be whole */
	int serve_ms; /* after which a helper is killed; 0: it ends by itself */
	/* Said, as a frame of wire/frame, to those who are turned away unread;
	 * NULL: nothing is. */
	const char *busy;
	/* A request begins with header_len bytes, from which message_len says
	 * how much of it must be there; 0: not a request. */
	size_t header_len;
	size_t (*message_len)(const unsigned char *header);
};

/* The row with NAME, or NULL. */
const struct door *door_find(const char *name);

#endif
