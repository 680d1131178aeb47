/* Notifying nscd, played by a thread on a socket (R15). */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/err.h"
#include "store/publish/caches.h"

#define REQUESTS_MAX 4

static char folder[32], path[64];

/* How the cache answers, and what it has received. */
struct cache {
	int listen_fd, count;
	bool answers;
	int32_t answer;
	pthread_t thread;
	struct {
		int32_t head[3];
		char key[16];
	} heard[REQUESTS_MAX];
};

static int
set_up(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/caches-XXXXXX");
	if (mkdtemp(folder) == NULL)
		return -1;
	(void)snprintf(path, sizeof(path), "%s/socket", folder);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	(void)unlink(path);
	return rmdir(folder);
}

static int
listen_at_path(int backlog)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	strcpy(address.sun_path, path);
	assert_true(fd >= 0);
	assert_int_equal(
	    bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(fd, backlog), 0);
	return fd;
}

static void *
serve(void *context)
{
	struct cache *cache = context;

	for (;;) {
		int fd = accept(cache->listen_fd, NULL, NULL);

		if (fd < 0)
			return NULL; /* shut down: the test is over */
		if (recv(fd, &cache->heard[cache->count],
			sizeof(cache->heard[0]), 0) > 0)
			cache->count++;
		if (cache->answers)
			(void)send(fd, &cache->answer, sizeof(cache->answer),
			    MSG_NOSIGNAL);
		(void)close(fd);
	}
}

static void
cache_start(struct cache *cache)
{
	cache->listen_fd = listen_at_path(8);
	assert_int_equal(pthread_create(&cache->thread, NULL, serve, cache), 0);
}

static void
cache_stop(struct cache *cache)
{
	assert_int_equal(shutdown(cache->listen_fd, SHUT_RDWR), 0);
	assert_int_equal(pthread_join(cache->thread, NULL), 0);
	assert_int_equal(close(cache->listen_fd), 0);
}

static void
assert_heard_both(const struct cache *cache)
{
	static const char *const tables[] = { "passwd", "group" };

	assert_int_equal(cache->count, 2);
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		assert_int_equal(cache->heard[i].head[0], 2);
		assert_int_equal(cache->heard[i].head[1], 10);
		assert_int_equal(
		    cache->heard[i].head[2], (int)strlen(tables[i]) + 1);
		assert_string_equal(cache->heard[i].key, tables[i]);
	}
}

static void
cache_that_acknowledges_was_told_about_users_and_groups(void **state)
{
	struct cache cache = { .answers = true };

	(void)state;
	cache_start(&cache);
	assert_int_equal(caches_tell(path, 10000), FIELD_OK);
	cache_stop(&cache);
	assert_heard_both(&cache);
}

/* unscd does. */
static void
cache_that_closes_counts_as_told(void **state)
{
	struct cache cache = { .answers = false };

	(void)state;
	cache_start(&cache);
	assert_int_equal(caches_tell(path, 10000), FIELD_OK);
	cache_stop(&cache);
	assert_heard_both(&cache);
}

static void
cache_that_refuses_is_an_error(void **state)
{
	struct cache cache = { .answers = true, .answer = 22 };

	(void)state;
	cache_start(&cache);
	assert_int_equal(caches_tell(path, 10000), FIELD_EIO);
	cache_stop(&cache);
	assert_heard_both(&cache);
}

static void
without_a_listener_no_cache_is_notified(void **state)
{
	(void)state;
	assert_int_equal(caches_tell("/nowhere/socket", 10000), FIELD_OK);
	assert_int_equal(caches_tell(path, 10000), FIELD_OK);
	/* left behind by a killed process */
	assert_int_equal(close(listen_at_path(8)), 0);
	assert_int_equal(caches_tell(path, 10000), FIELD_OK);
}

/* Stopped: the kernel takes connections for it, until the line is full. */
static void
cache_that_hangs_delays_no_caller(void **state)
{
	int fds[8], listen_fd = listen_at_path(1);
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int64_t before_ms = clock_monotonic_ms();

	(void)state;
	assert_int_equal(caches_tell(path, 50), FIELD_EBUSY);
	strcpy(address.sun_path, path);
	for (int i = 0; i < 8; i++) {
		fds[i] = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
		(void)connect(
		    fds[i], (struct sockaddr *)&address, sizeof(address));
	}
	assert_int_equal(caches_tell(path, 50), FIELD_EBUSY);
	/* and not at all the seconds that a test may be held up */
	assert_true(clock_monotonic_ms() - before_ms >= 50);
	for (int i = 0; i < 8; i++)
		(void)close(fds[i]);
	(void)close(listen_fd);
}

/* The requests are read when it continues. */
static void
cache_that_continues_drops_its_entries(void **state)
{
	struct cache cache = { .listen_fd = listen_at_path(8) };

	(void)state;
	assert_int_equal(caches_tell(path, 50), FIELD_EBUSY);
	assert_int_equal(pthread_create(&cache.thread, NULL, serve, &cache), 0);
	assert_int_equal(caches_tell(path, 10000), FIELD_OK);
	cache_stop(&cache);
	assert_int_equal(cache.count, 4);
	assert_string_equal(cache.heard[0].key, "passwd");
	assert_string_equal(cache.heard[1].key, "group");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(cache_that_acknowledges_was_told_about_users_and_groups),
		TEST(cache_that_closes_counts_as_told),
		TEST(cache_that_refuses_is_an_error),
		TEST(without_a_listener_no_cache_is_notified),
		TEST(cache_that_hangs_delays_no_caller),
		TEST(cache_that_continues_drops_its_entries),
	};

	return cmocka_run_group_tests_name("caches", tests, NULL, NULL);
}
