/* What a connection knows of itself. */
#include "store/db/db_private.h"

const char *
store_last_error(const struct store *store)
{
	return store->last_error;
}

const struct paths *
store_paths(const struct store *store)
{
	return store->paths;
}

const struct config *
store_config(const struct store *store)
{
	return store->config;
}

int64_t
store_now_s(const struct store *store)
{
	return clock_now_s(store->clock);
}
