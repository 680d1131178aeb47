/* Hashes, verifies and stores passwords.  A password must never be stored,
 * logged or compared other than by its hash, and an error must never read as a
 * match. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "store/core/audit.h"
#include "store/core/detail.h"
#include "store/lock/lock.h"
#include "store/people/user.h"
#include "store/secret/code.h"
#include "store/secret/history.h"
#include "store/secret/secret.h"

/* No policy can require more: policy.def, argon2_ops and argon2_memory_mib.  A
 * stored hash that requires more is damaged; it is not a request for 200
 * GiB. */
#define OPS_MAX    20
#define MEMORY_MAX (1024ULL << 20)

/* RFC 9106 section 3.1 does not define the encoding; this is the one of the
 * reference implementation, which libsodium writes.  m is in KiB. */
#define HASH_PREFIX "$argon2id$v=19$"

/* libsodium's STR_HASHBYTES. */
#define HASH_LEN 32

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
secret_cost_is_same(const struct secret_cost *a, const struct secret_cost *b)
{
	return a->ops == b->ops && a->memory_bytes == b->memory_bytes;
}

static uint64_t
work_of(const struct secret_cost *cost)
{
	return cost->ops * cost->memory_bytes;
}

void
secret_costs_add(struct secret_costs *costs, const struct secret_cost *cost)
{
	size_t least = 0;

	if (costs->count < SECRET_COSTS_MAX) {
		costs->at[costs->count++] = *cost;
		return;
	}
	for (size_t i = 1; i < costs->count; i++)
		if (work_of(&costs->at[i]) < work_of(&costs->at[least]))
			least = i;
	if (work_of(cost) > work_of(&costs->at[least]))
		costs->at[least] = *cost;
}

uint64_t
secret_costs_memory(const struct secret_costs *costs)
{
	uint64_t most = 0;

	for (size_t i = 0; i < costs->count; i++)
		if (costs->at[i].memory_bytes > most)
			most = costs->at[i].memory_bytes;
	return most;
}

/*
 * Argon2id itself.  libsodium's crypto_pwhash_str_verify() returns the same for
 * a wrong password and for a hash that could not be computed, since its
 * argon2_verify() maps both to a mismatch.  So only this function is called,
 * with valid arguments, and any result but 0 means that nothing was computed.
 */
static int
compute(const struct secret *password, const struct secret_cost *cost,
    const unsigned char salt[crypto_pwhash_SALTBYTES],
    unsigned char ret_out[HASH_LEN])
{
	return crypto_pwhash(ret_out, HASH_LEN,
		   password->len > 0 ? password->bytes : "", password->len,
		   salt, cost->ops, (size_t)cost->memory_bytes,
		   crypto_pwhash_ALG_ARGON2ID13) == 0 ?
	    FIELD_OK :
	    FIELD_ENOMEM;
}

int
secret_hash(const struct secret *password, const struct policies *policies,
    char ret_hash[SECRET_HASH_SIZE])
{
	struct secret_cost cost = secret_cost_of_policies(policies);
	char hash[crypto_pwhash_STRBYTES];

	_Static_assert(SECRET_HASH_SIZE == crypto_pwhash_STRBYTES,
	    "libsodium's size of a hash string");
	/* This one only fails; it has no verdict that could be misread. */
	if (crypto_pwhash_str_alg(hash, password->len ? password->bytes : "",
		password->len, cost.ops, (size_t)cost.memory_bytes,
		crypto_pwhash_ALG_ARGON2ID13) != 0)
		return FIELD_ENOMEM;
	memcpy(ret_hash, hash, sizeof(hash));
	return FIELD_OK;
}

int
secret_hash_for(struct store *store, const char *org_id,
    const struct secret *password, char ret_hash[SECRET_HASH_SIZE])
{
	struct policies policies;
	int rc = policies_load(store, org_id, &policies);

	return rc == FIELD_OK ? secret_hash(password, &policies, ret_hash) : rc;
}

/* The base64 text of exactly LEN bytes at TEXT, followed by END. */
static bool
take_bytes(const char **text, char end, unsigned char *buf, size_t len)
{
	const char *stop = strchr(*text, end);
	size_t taken;

	if (stop == NULL ||
	    sodium_base642bin(buf, len, *text, (size_t)(stop - *text), NULL,
		&taken, NULL, sodium_base64_VARIANT_ORIGINAL_NO_PADDING) != 0 ||
	    taken != len)
		return false;
	*text = stop + 1;
	return true;
}

/* The two parts after the parameters, with the lengths that libsodium
 * writes. */
static bool
take_salt_and_hash(const char *hash, unsigned char salt[], unsigned char want[])
{
	const char *at = strstr(hash, ",p=1$");

	if (at == NULL)
		return false;
	at += sizeof(",p=1$") - 1;
	return take_bytes(&at, '$', salt, crypto_pwhash_SALTBYTES) &&
	    take_bytes(&at, '\0', want, HASH_LEN);
}

int
secret_verify(const char *hash, const struct secret *password)
{
	unsigned char salt[crypto_pwhash_SALTBYTES];
	unsigned char want[HASH_LEN], have[HASH_LEN];
	struct secret_cost cost;
	int rc = secret_cost_of_hash(hash, &cost);

	if (rc == FIELD_OK && !take_salt_and_hash(hash, salt, want))
		rc = FIELD_ECORRUPT;
	if (rc == FIELD_OK)
		rc = compute(password, &cost, salt, have);
	if (rc == FIELD_OK && sodium_memcmp(have, want, HASH_LEN) != 0)
		rc = FIELD_EDENIED;
	sodium_memzero(have, sizeof(have));
	sodium_memzero(want, sizeof(want));
	return rc;
}

bool
secret_needs_rehash(const char *hash, const struct policies *policies)
{
	struct secret_cost have, want = secret_cost_of_policies(policies);

	return secret_cost_of_hash(hash, &have) < 0 || have.ops != want.ops ||
	    have.memory_bytes != want.memory_bytes;
}

int
secret_spend(const struct secret *password, const struct secret_cost *cost)
{
	unsigned char salt[crypto_pwhash_SALTBYTES], out[HASH_LEN];
	int rc;

	randombytes_buf(salt, sizeof(salt));
	rc = compute(password, cost, salt, out);
	sodium_memzero(out, sizeof(out));
	return rc;
}

int
secret_spend_all(
    const struct secret *password, const struct secret_costs *costs)
{
	int rc = FIELD_OK;

	for (size_t i = 0; rc == FIELD_OK && i < costs->count; i++)
		rc = secret_spend(password, &costs->at[i]);
	return rc;
}

/* --- storing ------------------------------------------------------------- */

static int
write_hash(struct store *store, const struct actor *actor,
    const char *person_id, const struct secret_new *in)
{
	struct query *query = db_query(store, SQL_PASSWORD_PUT);

	db_bind_text(query, 1, person_id);
	db_bind_text(query, 2, in->hash);
	db_bind_text(query, 3, actor->id);
	db_bind_int(query, 4, store_now_s(store));
	db_bind_int(query, 5, in->expires_at);
	return db_run(query);
}

static int
write_must_change(struct store *store, const char *person_id, bool must_change)
{
	struct query *query = db_query(store, SQL_PERSON_SET_MUST_CHANGE);
	int rc;

	db_bind_text(query, 1, person_id);
	db_bind_int(query, 2, store_now_s(store));
	db_bind_int(query, 3, must_change);
	rc = db_run(query);
	if (rc == FIELD_OK && db_changes(store) == 0)
		return FIELD_ENOTFOUND;
	return rc;
}

/* Apply password_change_ends: nothing, codes, or codes and sessions. */
static int
end_what_policy_says(struct change *change, const struct user *user,
    const struct policies *policies)
{
	int rc;

	if (policy_is(policies, POLICY_PASSWORD_CHANGE_ENDS, "nothing"))
		return FIELD_OK;
	rc = code_revoke_all(change, user->id);
	if (rc == FIELD_OK &&
	    policy_is(policies, POLICY_PASSWORD_CHANGE_ENDS, "all"))
		rc = change_end_person(change, user->id);
	return rc;
}

int
secret_store_hash(struct change *change, const char *person_id,
    const struct secret_new *in, struct refusal *why)
{
	const bool must_change = in->must_change || in->expires_at != 0;
	struct store *store = change_store(change);
	struct detail detail = DETAIL_INIT;
	struct audit_entry entry = {
		.action = "user.password",
		.subject = person_id,
		.detail = &detail,
	};
	struct policies policies;
	struct user user;
	int rc = user_by_id(store, person_id, &user);

	if (rc < 0)
		return rc;
	if (user.status == USER_DELETED)
		return refuse(why, REASON_IS_DELETED, user.login, NULL);
	rc = policies_load(store, user.org_id, &policies);
	if (rc == FIELD_OK && !in->is_kept)
		rc = history_keep(store, &user, &policies);
	if (rc == FIELD_OK)
		rc = write_hash(store, change_actor(change), person_id, in);
	if (rc == FIELD_OK)
		rc = write_must_change(store, person_id, must_change);
	if (rc == FIELD_OK)
		rc = lock_forget(change, person_id);
	if (rc == FIELD_OK)
		rc = end_what_policy_says(change, &user, &policies);
	if (rc < 0)
		return rc;
	if (must_change)
		detail_bool(&detail, "must_change", true);
	if (in->expires_at != 0) {
		char iso[CLOCK_ISO_SIZE];

		detail_bool(&detail, "temporary", true);
		detail_text(&detail, "expires_at",
		    clock_format_iso(in->expires_at, iso));
	}
	entry.org_id = user.org_id;
	return audit_append(change, &entry);
}
