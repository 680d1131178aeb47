#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include "base/pool.h"

#define CHUNK_SIZE ((size_t)256 * 1024)

struct pool_chunk {
	struct pool_chunk *next;
	size_t used, size;
	alignas(max_align_t) unsigned char bytes[];
};

static struct pool_chunk *
add_chunk(struct pool *pool, size_t size)
{
	struct pool_chunk *chunk;

	if (size < CHUNK_SIZE)
		size = CHUNK_SIZE;
	if (size > SIZE_MAX - sizeof(*chunk))
		return NULL;
	chunk = malloc(sizeof(*chunk) + size);
	if (chunk == NULL)
		return NULL;
	chunk->used = 0;
	chunk->size = size;
	pool->total += size;
	chunk->next = pool->chunks;
	pool->chunks = chunk;
	return chunk;
}

/* ALIGN is a power of two, at most that of max_align_t. */
static void *
take(struct pool *pool, size_t size, size_t align)
{
	struct pool_chunk *chunk = pool->chunks;
	size_t start = 0;

	if (chunk != NULL)
		start = (chunk->used + align - 1) & ~(align - 1);
	if (chunk == NULL || start > chunk->size ||
	    size > chunk->size - start) {
		chunk = add_chunk(pool, size);
		start = 0;
	}
	if (chunk == NULL) {
		pool->failed = true;
		return NULL;
	}
	chunk->used = start + size;
	return chunk->bytes + start;
}

void *
pool_alloc(struct pool *pool, size_t size)
{
	void *p = take(pool, size, alignof(max_align_t));

	if (p != NULL)
		memset(p, 0, size);
	return p;
}

const char *
pool_text(struct pool *pool, const char *text)
{
	size_t size;
	char *copy;

	if (text == NULL || text[0] == '\0')
		return "";
	size = strlen(text) + 1;
	copy = take(pool, size, 1);
	if (copy == NULL)
		return "";
	memcpy(copy, text, size);
	return copy;
}

void
pool_release(struct pool *pool)
{
	struct pool_chunk *chunk = pool->chunks;

	while (chunk != NULL) {
		struct pool_chunk *next = chunk->next;

		free(chunk);
		chunk = next;
	}
	pool->chunks = NULL;
	pool->total = 0;
	pool->failed = false;
}
