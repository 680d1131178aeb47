#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/id.h"

char *
id_make(char *buf)
{
	unsigned char b[16];

	randombytes_buf(b, sizeof(b));
	b[6] = (unsigned char)((b[6] & 0x0f) | 0x40); /* version 4 */
	b[8] = (unsigned char)((b[8] & 0x3f) | 0x80); /* variant 10 */
	(void)snprintf(buf, ID_SIZE,
	    "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-"
	    "%02x%02x%02x%02x%02x%02x",
	    b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10],
	    b[11], b[12], b[13], b[14], b[15]);
	return buf;
}

bool
id_is_valid(const char *text)
{
	static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

	for (size_t i = 0; i < sizeof(form) - 1; i++)
		if (form[i] == 'x' ?
			strchr("0123456789abcdef", text[i]) == NULL ||
			    text[i] == '\0' :
			text[i] != '-')
			return false;
	return text[sizeof(form) - 1] == '\0';
}
