#include <string.h>

#include "base/err.h"
#include "store/verb/delivery.h"

static const char *const names[] = {
	[DELIVERY_PRINT] = "print",
	[DELIVERY_SCREEN] = "screen",
	[DELIVERY_SHEET] = "sheet",
};

const char *
delivery_name(enum delivery_way way)
{
	return names[way];
}

int
delivery_by_name(const char *name, enum delivery_way *ret_way)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(names[i], name) == 0) {
			*ret_way = (enum delivery_way)i;
			return FIELD_OK;
		}
	return FIELD_ENOTFOUND;
}
