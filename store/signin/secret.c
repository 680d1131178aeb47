#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "store/audit.h"
#include "store/signin/secret.h"
#include "store/people/user.h"

/* No policy can ask for more: policy.def, argon2_ops and argon2_memory_mib.
 * A stored hash beyond that is damage, not a request for 200 GiB. */
#define OPS_MAX    20
#define MEMORY_MAX (1024ULL << 20)

/* RFC 9106 section 3.1 leaves the encoding open; this is the reference
 * implementation's, which libsodium writes.  m is in KiB. */
#define HASH_PREFIX "$argon2id$v=19$"

struct secret_cost
secret_cost_of_policies(const struct policies *policies)
{
	struct secret_cost cost = {
		.ops = (uint64_t)policy_number(policies, POLICY_ARGON2_OPS),
		.memory_bytes = (uint64_t)policy_number(
				    policies, POLICY_ARGON2_MEMORY_MIB)
		    << 20,
	};

	return cost;
}

int
secret_cost_of_hash(const char *hash, struct secret_cost *ret_cost)
{
	unsigned long long memory_kib, ops;
	unsigned lanes;
	int end = 0;

	if (strncmp(hash, HASH_PREFIX, sizeof(HASH_PREFIX) - 1) != 0)
		return FIELD_ECORRUPT;
	if (strlen(hash) >= SECRET_HASH_SIZE)
		return FIELD_ECORRUPT;
	if (sscanf(hash + sizeof(HASH_PREFIX) - 1, "m=%10llu,t=%10llu,p=%2u$%n",
		&memory_kib, &ops, &lanes, &end) != 3 ||
	    end == 0)
		return FIELD_ECORRUPT;
	if (ops < 1 || ops > OPS_MAX || memory_kib < 8 ||
	    memory_kib > MEMORY_MAX >> 10 || lanes != 1)
		return FIELD_ECORRUPT;
	ret_cost->ops = ops;
	ret_cost->memory_bytes = memory_kib << 10;
	return FIELD_OK;
}

bool
secret_cost_is_more(const struct secret_cost *a, const struct secret_cost *b)
{
	return a->ops * a->memory_bytes > b->ops * b->memory_bytes;
}

int
secret_hash(const struct secret *password, const struct policies *policies,
    char ret_hash[SECRET_HASH_SIZE])
{
	struct secret_cost cost = secret_cost_of_policies(policies);
	char hash[crypto_pwhash_STRBYTES];

	_Static_assert(SECRET_HASH_SIZE == crypto_pwhash_STRBYTES,
	    "libsodium's size of a hash string");
	if (crypto_pwhash_str_alg(hash, password->len ? password->bytes : "",
		password->len, cost.ops, (size_t)cost.memory_bytes,
		crypto_pwhash_ALG_ARGON2ID13) != 0)
		return FIELD_ENOMEM;
	memcpy(ret_hash, hash, sizeof(hash));
	return FIELD_OK;
}

int
secret_verify(const char *hash, const struct secret *password)
{
	struct secret_cost cost;
	int rc = secret_cost_of_hash(hash, &cost);

	if (rc < 0)
		return rc;
	errno = 0;
	if (crypto_pwhash_str_verify(
		hash, password->len ? password->bytes : "", password->len) == 0)
		return FIELD_OK;
	/* libsodium: EINVAL is its word for a mismatch alone. */
	if (errno == EINVAL)
		return FIELD_EDENIED;
	return errno == ENOMEM ? FIELD_ENOMEM : FIELD_ECORRUPT;
}

bool
secret_needs_rehash(const char *hash, const struct policies *policies)
{
	struct secret_cost have, want = secret_cost_of_policies(policies);

	return secret_cost_of_hash(hash, &have) < 0 || have.ops != want.ops ||
	    have.memory_bytes != want.memory_bytes;
}

int
secret_spend(const struct secret *password, const struct secret_cost *cost,
    const struct secret_cost *done)
{
	unsigned char salt[crypto_pwhash_SALTBYTES], out[32];
	uint64_t work = cost->ops * cost->memory_bytes, ops, memory;
	int rc;

	if (done != NULL) {
		uint64_t spent = done->ops * done->memory_bytes;

		if (spent >= work)
			return FIELD_OK;
		work -= spent;
	}
	/* As many passes over as much memory as make up the product. */
	ops = (work + cost->memory_bytes - 1) / cost->memory_bytes;
	memory = work / ops;
	if (memory < crypto_pwhash_argon2id_MEMLIMIT_MIN)
		return FIELD_OK;
	randombytes_buf(salt, sizeof(salt));
	rc = crypto_pwhash(out, sizeof(out),
	    password->len ? password->bytes : "", password->len, salt, ops,
	    (size_t)memory, crypto_pwhash_ALG_ARGON2ID13);
	sodium_memzero(out, sizeof(out));
	return rc == 0 ? FIELD_OK : FIELD_ENOMEM;
}

/* --- storing ------------------------------------------------------------- */

static int
write_hash(struct store *store, const struct actor *actor,
    const char *person_id, const char *hash)
{
	struct query *query = db_query(store, SQL_PASSWORD_PUT);

	db_bind_text(query, 1, person_id);
	db_bind_text(query, 2, hash);
	db_bind_text(query, 3, actor->id);
	db_bind_int(query, 4, store_now_s(store));
	return db_run(query);
}

static int
write_must_change(struct store *store, const char *person_id, bool must_change)
{
	struct query *query = db_query(store, SQL_PERSON_SET_MUST_CHANGE);
	int rc;

	db_bind_text(query, 1, person_id);
	db_bind_int(query, 2, must_change);
	db_bind_int(query, 3, store_now_s(store));
	rc = db_run(query);
	if (rc == FIELD_OK && db_changes(store) == 0)
		return FIELD_ENOTFOUND;
	return rc;
}

static int
run_for_person(
    struct store *store, enum sql_id statement, const char *person_id)
{
	struct query *query = db_query(store, statement);

	db_bind_text(query, 1, person_id);
	return db_run(query);
}

static int
revoke_codes(struct store *store, const char *person_id)
{
	struct query *query = db_query(store, SQL_CODES_REVOKE);

	db_bind_text(query, 1, person_id);
	db_bind_int(query, 2, store_now_s(store));
	return db_run(query);
}

/* password_change_ends: nothing, codes, or codes and sessions. */
static int
end_what_policy_says(struct store *store, const struct user *user)
{
	struct policies policies;
	int rc = policies_load(store, user->org_id, &policies);

	if (rc < 0)
		return rc;
	if (policy_is(&policies, POLICY_PASSWORD_CHANGE_ENDS, "nothing"))
		return FIELD_OK;
	rc = revoke_codes(store, user->id);
	if (rc == FIELD_OK &&
	    policy_is(&policies, POLICY_PASSWORD_CHANGE_ENDS, "all"))
		rc = run_for_person(store, SQL_PERSON_RAISE_EPOCH, user->id);
	return rc;
}

int
secret_store_hash(struct change *change, const char *person_id,
    const char *hash, bool must_change, struct refusal *why)
{
	struct store *store = change_store(change);
	struct audit_entry entry = {
		.action = "user.password",
		.module = "users",
		.subject = person_id,
		.outcome = AUDIT_DONE,
		.detail = must_change ? "{\"must_change\":true}" : NULL,
	};
	struct user user;
	int rc = user_by_id(store, person_id, &user);

	if (rc < 0)
		return rc;
	if (user.status == USER_DELETED)
		return refuse(why, REASON_IS_DELETED, user.login, NULL);
	rc = write_hash(store, change_actor(change), person_id, hash);
	if (rc == FIELD_OK)
		rc = write_must_change(store, person_id, must_change);
	if (rc == FIELD_OK)
		rc = run_for_person(store, SQL_ATTEMPT_FORGET, person_id);
	if (rc == FIELD_OK)
		rc = end_what_policy_says(store, &user);
	if (rc < 0)
		return rc;
	entry.org_id = user.org_id;
	return audit_append(change, &entry);
}

int
secret_set_password(struct change *change, const char *person_id,
    const struct secret *password, bool must_change, struct refusal *why)
{
	char hash[SECRET_HASH_SIZE];
	struct policies policies;
	struct user user;
	int rc = user_by_id(change_store(change), person_id, &user);

	if (rc == FIELD_OK)
		rc = policies_load(
		    change_store(change), user.org_id, &policies);
	if (rc == FIELD_OK)
		rc = secret_hash(password, &policies, hash);
	if (rc == FIELD_OK)
		rc = secret_store_hash(
		    change, person_id, hash, must_change, why);
	sodium_memzero(hash, sizeof(hash));
	return rc;
}
