/* The table of doors.  No row may have a helper that trusts anything except the
 * peer's uid, which the helper gets from the kernel itself. */
#include <string.h>

#include "build_paths.h"
#include "control/protocol.h"
#include "gate/door.h"
#include "pam_fieldauth/protocol.h"
#include "wire/frame.h"

static size_t
verify_len(const unsigned char *header)
{
	return protocol_message_len(header, false);
}

/* For long requests: as much as the queue of every socket can hold.  The helper
 * has the same deadline for the rest. */
#define CONTROL_ENOUGH 32768

static size_t
control_len(const unsigned char *header)
{
	const size_t len = frame_text_len(header);

	if (len == 0 || len > CONTROL_REQUEST_MAX)
		return 0;
	return len < CONTROL_ENOUGH ? FRAME_HEADER + len : CONTROL_ENOUGH;
}

static const struct door doors[] = {
	/* The module sends its request at once and waits 45 s for the answer
	 * (TALK_DEADLINE_MS).  An answer that takes longer has no reader. */
	{
	    .name = "verify",
	    .helper = FIELDAUTH_LIBEXECDIR "/fieldauth-signin",
	    .uid_places = 8,
	    .places = 64,
	    .request_ms = 10000,
	    .serve_ms = 60000,
	    .header_len = PROTOCOL_HEADER,
	    .message_len = verify_len,
	},
	/* Several requests per connection, and streams: the helper enforces the
	 * deadlines, and its end is not timed. */
	{
	    .name = "control",
	    .helper = FIELDAUTH_LIBEXECDIR "/fieldauth-control",
	    .uid_places = 8,
	    .places = 64,
	    .request_ms = CONTROL_REQUEST_MS,
	    .serve_ms = 0,
	    .busy = CONTROL_BUSY,
	    .header_len = FRAME_HEADER,
	    .message_len = control_len,
	},
};

const struct door *
door_find(const char *name)
{
	for (size_t i = 0; i < sizeof(doors) / sizeof(doors[0]); i++) {
		if (strcmp(doors[i].name, name) == 0)
			return &doors[i];
	}
	return NULL;
}
