/* Local groups that roles grant: their current state on the machine. */
#include "base/err.h"
#include "base/i18n.h"
#include "store/people/local.h"
#include "store/publish/compile_private.h"

int
compile_grant(const struct config *config, const char *name, uint32_t *ret_gid,
    const char **ret_why)
{
	enum local_grant grant;
	int rc = local_group_grant(config, name, &grant, ret_gid);

	if (rc == FIELD_ENOTFOUND) {
		*ret_why = N_("the machine has no such group");
		return FIELD_OK;
	}
	if (rc < 0)
		return rc;
	switch (grant) {
	case LOCAL_GRANT_GOOD:
		*ret_why = NULL;
		break;
	case LOCAL_GRANT_POWER:
		*ret_why = N_(
		    "the group grants control of the machine, or shares "
		    "its number with one that does");
		break;
	case LOCAL_GRANT_NUMBER:
		*ret_why = N_("its number is not one of a local group");
		break;
	}
	return FIELD_OK;
}

/* FNV-1a (Fowler, Noll, Vo), 64 bit. */
static uint64_t
hash_byte(uint64_t hash, unsigned char byte)
{
	return (hash ^ byte) * UINT64_C(0x100000001b3);
}

static uint64_t
hash_grant(uint64_t hash, const char *name, uint32_t gid)
{
	for (size_t i = 0; i == 0 || name[i - 1] != '\0'; i++)
		hash = hash_byte(hash, (unsigned char)name[i]);
	for (unsigned shift = 0; shift < 32; shift += 8)
		hash = hash_byte(hash, (unsigned char)(gid >> shift));
	return hash;
}

int
compile_grants(struct store *store, uint64_t *ret_grants)
{
	struct query *query = db_query(store, SQL_COMPILE_ROLE_LOCAL_GROUPS);
	uint64_t hash = 0;
	int rc;

	for (rc = db_step(query); rc == 1; rc = db_step(query)) {
		const char *name = db_text(query, ROLE_LOCAL_GROUP_NAME), *why;
		uint32_t gid = 0;

		rc = compile_grant(store_config(store), name, &gid, &why);
		if (rc < 0)
			break;
		hash = hash_grant(hash, name, why == NULL ? gid : UINT32_MAX);
	}
	db_done(query);
	if (rc == FIELD_OK)
		*ret_grants = hash;
	return rc;
}
