/*
 * The messages between the PAM module and its helper: no crash, and accepted
 * messages are encoded and decoded unchanged.  The first byte selects the kind.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pam_fieldauth/protocol.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_request(const uint8_t *data, size_t size)
{
	struct protocol_request request, again;
	unsigned char buf[PROTOCOL_MAX];
	size_t len;

	if (!protocol_get_request(data, size, &request))
		return;
	len = protocol_put_request(&request, buf);
	if (len != size || memcmp(buf, data, size) != 0)
		abort();
	if (!protocol_get_request(buf, len, &again) ||
	    memcmp(&request, &again, sizeof(request)) != 0)
		abort();
}

static void
check_answer(const uint8_t *data, size_t size)
{
	struct protocol_answer answer, again;
	unsigned char buf[PROTOCOL_MAX];
	size_t len;

	if (!protocol_get_answer(data, size, &answer))
		return;
	len = protocol_put_answer(&answer, buf);
	if (len != size || memcmp(buf, data, size) != 0)
		abort();
	if (!protocol_get_answer(buf, len, &again) ||
	    memcmp(&answer, &again, sizeof(answer)) != 0)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 1)
		return 0;
	if (data[0] & 1)
		check_request(data + 1, size - 1);
	else
		check_answer(data + 1, size - 1);
	return 0;
}
