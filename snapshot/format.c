#include "snapshot/format.h"

/* Odd, from the fractional part of the golden ratio (Knuth, TAOCP 6.4). */
#define MULTIPLIER UINT64_C(0x9e3779b97f4a7c15)

#define ROTL(x, b) (((x) << (b)) | ((x) >> (64 - (b))))

/* A bijection of h for each w, and of w for each h. */
static inline uint64_t
mix(uint64_t h, uint64_t w)
{
	h = (h ^ w) * MULTIPLIER;
	return h ^ (h >> 32);
}

/* Inline, because the length of a block is known where one is called for. */
static inline __attribute__((always_inline)) uint64_t
checksum(uint64_t seed, const uint8_t *bytes, size_t len)
{
	uint64_t a = seed ^ len, b = seed + MULTIPLIER,
		 c = seed + 2 * MULTIPLIER, d = seed + 3 * MULTIPLIER;
	size_t i = 0;

	/* Four lanes, because each multiplication depends on the previous one
	 * of its lane. */
	for (; i + 32 <= len; i += 32) {
		a = mix(a, get_u64(bytes + i));
		b = mix(b, get_u64(bytes + i + 8));
		c = mix(c, get_u64(bytes + i + 16));
		d = mix(d, get_u64(bytes + i + 24));
	}
	if (i + 8 <= len)
		a = mix(a, get_u64(bytes + i));
	if (i + 16 <= len)
		b = mix(b, get_u64(bytes + i + 8));
	if (i + 24 <= len)
		c = mix(c, get_u64(bytes + i + 16));
	return mix(mix(a, b), mix(c, d));
}

uint64_t
format_checksum(uint64_t seed, const uint8_t *bytes, size_t len)
{
	return checksum(seed, bytes, len);
}

uint64_t
format_header_checksum(const uint8_t *header)
{
	uint64_t h;

	h = format_checksum(MULTIPLIER, header, HEADER_CHECKSUM);
	return format_checksum(
	    h, header + HEADER_SALT, HEADER_SUPERSEDED - HEADER_SALT);
}

uint64_t
format_block_checksum(uint64_t salt, enum format_table table, uint32_t block,
    const uint8_t *bytes)
{
	uint64_t seed = mix(salt, (uint64_t)table << 32 | block);

	if (table == TABLE_EMAIL)
		return checksum(seed, bytes + 8, FORMAT_EMAIL_BLOCK_LEN - 8);
	return checksum(seed, bytes + 8, FORMAT_BLOCK_LEN - 8);
}

uint64_t
format_record_checksum(
    uint64_t salt, uint64_t offset, const uint8_t *record, size_t len)
{
	/* Blocks have table numbers in the upper half; offsets are smaller. */
	return checksum(mix(salt, ~offset), record + 8, len - 8);
}

/* Up to seven bytes as a word padded with zeros, by overlapping reads. */
static inline uint64_t
get_tail(const uint8_t *bytes, size_t len)
{
	if (len >= 4)
		return get_u32(bytes) |
		    (uint64_t)get_u32(bytes + len - 4) << (8 * (len - 4));
	if (len == 0)
		return 0;
	return bytes[0] | (uint64_t)bytes[len / 2] << (8 * (len / 2)) |
	    (uint64_t)bytes[len - 1] << (8 * (len - 1));
}

struct format_key
format_name_key(uint64_t salt, const char *name, size_t name_len)
{
	const uint8_t *bytes = (const uint8_t *)name;
	uint64_t h = mix(salt, name_len);

	for (; name_len >= 8; name_len -= 8, bytes += 8)
		h = mix(h, get_u64(bytes));
	h = mix(h, get_tail(bytes, name_len));
	h = mix(h, salt);
	return (struct format_key){ (uint32_t)h, (uint32_t)(h >> 32) };
}

struct format_key
format_id_key(uint64_t salt, uint32_t id)
{
	uint64_t h = mix(mix(salt, id), salt);

	return (struct format_key){ (uint32_t)h, id };
}

struct sip {
	uint64_t v0, v1, v2, v3;
};

static inline void
sip_rounds(struct sip *s, int count)
{
	while (count-- > 0) {
		s->v0 += s->v1;
		s->v1 = ROTL(s->v1, 13) ^ s->v0;
		s->v0 = ROTL(s->v0, 32);
		s->v2 += s->v3;
		s->v3 = ROTL(s->v3, 16) ^ s->v2;
		s->v0 += s->v3;
		s->v3 = ROTL(s->v3, 21) ^ s->v0;
		s->v2 += s->v1;
		s->v1 = ROTL(s->v1, 17) ^ s->v2;
		s->v2 = ROTL(s->v2, 32);
	}
}

static inline void
sip_word(struct sip *s, uint64_t word)
{
	s->v3 ^= word;
	sip_rounds(s, 2);
	s->v0 ^= word;
}

void
format_siphash128(const uint8_t key[16], const uint8_t *bytes, size_t len,
    uint8_t ret_hash[16])
{
	uint64_t k0 = get_u64(key), k1 = get_u64(key + 8);
	uint64_t last = (uint64_t)len << 56;
	struct sip s = {
		.v0 = k0 ^ UINT64_C(0x736f6d6570736575),
		.v1 = k1 ^ UINT64_C(0x646f72616e646f6d) ^ 0xee,
		.v2 = k0 ^ UINT64_C(0x6c7967656e657261),
		.v3 = k1 ^ UINT64_C(0x7465646279746573),
	};

	for (; len >= 8; len -= 8, bytes += 8)
		sip_word(&s, get_u64(bytes));
	for (size_t i = 0; i < len; i++)
		last |= (uint64_t)bytes[i] << (8 * i);
	sip_word(&s, last);
	s.v2 ^= 0xee;
	sip_rounds(&s, 4);
	put_u64(ret_hash, s.v0 ^ s.v1 ^ s.v2 ^ s.v3);
	s.v1 ^= 0xdd;
	sip_rounds(&s, 4);
	put_u64(ret_hash + 8, s.v0 ^ s.v1 ^ s.v2 ^ s.v3);
}
