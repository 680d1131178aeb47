/* Reading lines from a descriptor: syncd/pipe/reader. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "syncd/pipe/message.h"
#include "syncd/pipe/reader.h"

struct fixture {
	struct pipe_reader reader;
	int write_fd, read_fd;
};

static int
set_up(void **state)
{
	static struct fixture fixture;
	int fds[2];

	if (pipe2(fds, O_NONBLOCK | O_CLOEXEC) < 0 ||
	    fcntl(fds[1], F_SETPIPE_SZ, 4 * PIPE_LINE_MAX) < 0)
		return -1;
	fixture.read_fd = fds[0];
	fixture.write_fd = fds[1];
	*state = &fixture;
	return pipe_reader_init(&fixture.reader, fds[0]);
}

static int
tear_down(void **state)
{
	struct fixture *fixture = *state;

	pipe_reader_release(&fixture->reader);
	(void)close(fixture->read_fd);
	if (fixture->write_fd >= 0)
		(void)close(fixture->write_fd);
	return 0;
}

static void
put(struct fixture *fixture, const char *text)
{
	size_t len = strlen(text);

	assert_int_equal(write(fixture->write_fd, text, len), len);
}

static void
end(struct fixture *fixture)
{
	(void)close(fixture->write_fd);
	fixture->write_fd = -1;
}

static void
assert_next(struct fixture *fixture, const char *expected)
{
	const char *line;
	size_t len;

	assert_int_equal(pipe_reader_next(&fixture->reader, &line, &len), 0);
	assert_int_equal(len, strlen(expected));
	assert_memory_equal(line, expected, len);
}

static int
next(struct fixture *fixture)
{
	const char *line;
	size_t len;

	return pipe_reader_next(&fixture->reader, &line, &len);
}

static void
lines_come_one_by_one_however_they_were_written(void **state)
{
	struct fixture *fixture = *state;

	put(fixture, "one\ntwo\nthr");
	assert_next(fixture, "one");
	assert_next(fixture, "two");
	assert_int_equal(next(fixture), FIELD_EBUSY);
	put(fixture, "ee\n");
	assert_next(fixture, "three");
	assert_int_equal(next(fixture), FIELD_EBUSY);
	end(fixture);
	assert_int_equal(next(fixture), FIELD_ENOTFOUND);
}

static void
a_line_that_is_cut_off_is_refused(void **state)
{
	struct fixture *fixture = *state;

	put(fixture, "one\n{\"type\":\"don");
	assert_next(fixture, "one");
	end(fixture);
	assert_int_equal(next(fixture), FIELD_EINVAL);
}

static void
an_empty_line_is_refused(void **state)
{
	put(*state, "\n");
	assert_int_equal(next(*state), FIELD_EINVAL);
}

static void
the_longest_line_passes_and_one_byte_more_does_not(void **state)
{
	struct fixture *fixture = *state;
	static char text[PIPE_LINE_MAX + 2];

	memset(text, 'a', PIPE_LINE_MAX);
	text[PIPE_LINE_MAX - 1] = '\n';
	text[PIPE_LINE_MAX] = '\0';
	put(fixture, text);
	text[PIPE_LINE_MAX - 1] = '\0';
	assert_next(fixture, text);
	text[PIPE_LINE_MAX - 1] = 'a';
	text[PIPE_LINE_MAX] = '\n';
	put(fixture, text);
	assert_int_equal(next(fixture), FIELD_EINVAL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    lines_come_one_by_one_however_they_were_written, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(
		    a_line_that_is_cut_off_is_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    an_empty_line_is_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    the_longest_line_passes_and_one_byte_more_does_not, set_up,
		    tear_down),
	};

	return cmocka_run_group_tests_name("pipe/reader", tests, NULL, NULL);
}
