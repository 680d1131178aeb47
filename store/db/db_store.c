/* Accessors of a connection. */
#include "store/db/db_private.h"
#include "store/db/db_swap.h"

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
	return db_time_now_s(store->clock, &store->seen);
}

bool
store_is_replaced(const struct store *store)
{
	int has_moved = 0;

	if (store->mode == STORE_TRIAL)
		return false;
	(void)sqlite3_file_control(
	    store->sqlite, "main", SQLITE_FCNTL_HAS_MOVED, &has_moved);
	return has_moved != 0 || db_swap_is_pending(store->paths);
}
