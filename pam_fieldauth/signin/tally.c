#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "conf/paths.h"
#include "pam_fieldauth/signin/tally.h"

#define WAIT_MS 500

/* Every file has the same length, whatever it counts: an unknown name costs
 * what a known one does.  Of more origins, the last place counts all, as of an
 * address that no host reports: it must not lock one of them for the others. */
#define ELSEWHERE   "elsewhere"
#define LINE_FORMAT "%010lld %-8s %-63s\n"
#define LINE_LEN    (10 + 1 + 8 + 1 + (ORIGIN_ADDRESS_SIZE - 1) + 1)
#define FILE_LEN    ((size_t)TALLY_PLACES * LINE_LEN)

static bool
make_path(char *path, const char *run_dir, uint32_t uid)
{
	return str_format(path, PATHS_MAX, "%s/failures/%u", run_dir, uid);
}

/* A line that is not one counts as an unused place. */
static struct tally_place
read_place(const char *line)
{
	struct tally_place place = { .count = 0 };
	char number[11] = "", kind[9] = "";

	if (sscanf(line, "%10[0-9] %8[a-z] %63[^ \n]", number, kind,
		place.origin.address) < 2 ||
	    str_parse_int(number, 0, INT32_MAX, &place.count) != FIELD_OK ||
	    !origin_kind_parse(kind, &place.origin.kind))
		place.count = 0;
	return place;
}

static int
read_places(int fd, struct tally *ret_tally)
{
	char text[FILE_LEN + 1] = "";
	ssize_t len = pread(fd, text, FILE_LEN, 0);

	memset(ret_tally, 0, sizeof(*ret_tally));
	if (len < 0)
		return file_error();
	for (size_t i = 0; (i + 1) * LINE_LEN <= (size_t)len; i++) {
		char line[LINE_LEN + 1] = "";

		memcpy(line, text + i * LINE_LEN, LINE_LEN);
		ret_tally->places[i] = read_place(line);
	}
	return FIELD_OK;
}

/* One write, of constant length, replaces all. */
static int
write_places(int fd, const struct tally *tally)
{
	char text[FILE_LEN + 1];

	for (size_t i = 0; i < TALLY_PLACES; i++) {
		const struct tally_place *place = &tally->places[i];

		(void)snprintf(text + i * LINE_LEN, LINE_LEN + 1, LINE_FORMAT,
		    (long long)place->count,
		    origin_kind_name(place->origin.kind),
		    place->origin.address);
	}
	if (pwrite(fd, text, FILE_LEN, 0) == (ssize_t)FILE_LEN)
		return FIELD_OK;
	return file_error();
}

static void
count_one(struct tally *tally, const struct origin *origin)
{
	static const struct origin elsewhere = { .kind = ORIGIN_ADDRESS,
		.address = ELSEWHERE };
	size_t i = 0;

	while (i < TALLY_PLACES - 1 && tally->places[i].count > 0 &&
	    !origin_is_same(&tally->places[i].origin, origin))
		i++;
	if (tally->places[i].count == 0)
		tally->places[i].origin = i < TALLY_PLACES - 1 ? *origin :
								 elsewhere;
	tally->places[i].count++;
}

int
tally_add(const char *run_dir, uint32_t uid, const struct origin *origin)
{
	char path[PATHS_MAX], folder[PATHS_MAX];
	struct tally tally;
	int fd, rc;

	if (!make_path(path, run_dir, uid) ||
	    !str_format(folder, sizeof(folder), "%s/failures", run_dir))
		return FIELD_EINVAL;
	rc = file_make_folder(folder, 0700);
	if (rc == FIELD_OK)
		rc = file_lock(path, WAIT_MS, &fd);
	if (rc < 0)
		return rc;
	rc = read_places(fd, &tally);
	if (rc == FIELD_OK) {
		count_one(&tally, origin);
		rc = write_places(fd, &tally);
	}
	(void)close(fd);
	return rc;
}

static int
empty(int fd)
{
	const struct tally none = { .places = { { .count = 0 } } };

	return write_places(fd, &none);
}

bool
tally_take(const char *run_dir, uint32_t uid, struct tally *ret_tally)
{
	char path[PATHS_MAX];
	bool some;
	int fd;

	if (!make_path(path, run_dir, uid))
		return false;
	fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return false;
	some = flock(fd, LOCK_EX) == 0 && file_is_at(fd, path) &&
	    read_places(fd, ret_tally) == FIELD_OK &&
	    ret_tally->places[0].count > 0 && empty(fd) == FIELD_OK;
	(void)close(fd);
	return some;
}
