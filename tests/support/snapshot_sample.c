#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "build_paths.h"
#include "snapshot/writer.h"
#include "tests/support/snapshot_sample.h"

#define EXTRA_FROM 70006u

static void
must(bool good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "snapshot_sample: %s: %s\n", what, strerror(errno));
	abort();
}

static void
add(struct snapshot_writer *w, const char *login, uint32_t uid,
    const char *gecos, const char *email, enum snapshot_person_state state,
    const uint32_t *gids, size_t gid_count)
{
	static const uint32_t dialout = 20;
	char home[80];
	struct snapshot_new_person person = {
		.login = login,
		.uid = uid,
		.gecos = gecos,
		.home = home,
		.shell = "/bin/bash",
		.email = email,
		.state = state,
		.gids = gids,
		.gid_count = gid_count,
		.local_gids = &dialout,
		.local_gid_count = uid == 70000 ? 1 : 0,
	};

	(void)snprintf(home, sizeof(home), "/home/%s", login);
	must(snapshot_writer_add_person(w, &person) == FIELD_OK, login);
}

static void
add_extra(struct snapshot_writer *w, const struct sample *sample)
{
	for (unsigned i = 0; i < sample->extra; i++) {
		uint32_t gids[5] = { 65600 };
		char login[32], email[64], gecos[64];
		size_t count = 1;

		(void)snprintf(login, sizeof(login), "p%u", EXTRA_FROM + i);
		(void)snprintf(email, sizeof(email), "%s@acme.example", login);
		(void)snprintf(gecos, sizeof(gecos), "Person Number %u", i);
		if (sample->extra_groups >= 5) {
			count = 5;
			for (unsigned k = 0; k < 5; k++)
				gids[k] = 65700 +
				    (i * 7 + k) % sample->extra_groups;
		}
		add(w, login, EXTRA_FROM + i, gecos, email, SNAPSHOT_LIVE, gids,
		    count);
	}
}

uint8_t *
sample_make(const struct sample *sample, size_t *ret_len)
{
	static const uint32_t gids[] = { 65600, 65601 };
	struct snapshot_params params = {
		.database_id = sample->database_id != NULL ?
		    sample->database_id :
		    "db-1",
		.generation = sample->generation,
		.created_at_s = 1700000000,
		.next_change_at_s = 1700003600,
		.uid_min = 70000,
		.uid_max = 899999,
		.gid_min = 65600,
		.gid_max = 69999,
		.uid_high = 70010,
		.gid_high = 65610,
		.email_key = "0123456789abcde",
		.enumerate = !sample->no_enumeration,
		.members = !sample->no_members,
		.email_sign_in = !sample->no_email,
	};
	struct snapshot_writer *w;
	uint8_t *bytes;
	char name[32];

	must(snapshot_writer_new(&params, &w) == FIELD_OK, "new");
	must(snapshot_writer_add_group(w, 65600, "role-dispatcher") == 0 &&
		snapshot_writer_add_group(w, 65601, "site-depot") == 0,
	    "groups");
	for (unsigned i = 0; i < sample->extra_groups; i++) {
		(void)snprintf(name, sizeof(name), "role-%u", i);
		must(snapshot_writer_add_group(w, 65700 + i, name) == 0, name);
	}
	add(w, "jane", 70000,
	    sample->jane_gecos != NULL ? sample->jane_gecos : "Jane Doe",
	    "jane@acme.example", SNAPSHOT_LIVE, gids, 2);
	add(w, "omar", 70001, "Omar", "omar@acme.example", SNAPSHOT_LIVE, gids,
	    1);
	add(w, "hidden", 70002, "", NULL, SNAPSHOT_HIDDEN, NULL, 0);
	add(w, "gone", 70003, "", "gone@acme.example", SNAPSHOT_DELETED, NULL,
	    0);
	add(w, "pair1", 70004, "", "pair@acme.example", SNAPSHOT_LIVE, NULL, 0);
	add(w, "pair2", 70005, "", "Pair@acme.example", SNAPSHOT_LIVE, NULL, 0);
	add_extra(w, sample);
	must(snapshot_writer_finish(w, &bytes, ret_len) == FIELD_OK, "finish");
	snapshot_writer_free(w);
	return bytes;
}

bool
sample_publish(const char *path, const struct sample *sample)
{
	bool published = false;
	uint8_t *bytes;
	size_t len;

	bytes = sample_make(sample, &len);
	must(snapshot_publish(path, bytes, len, false, &published) == FIELD_OK,
	    "publish");
	free(bytes);
	return published;
}

void
sample_write(const char *path, const uint8_t *bytes, size_t len)
{
	char temporary[PATH_MAX];
	int fd;

	(void)snprintf(temporary, sizeof(temporary), "%s.test", path);
	fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	must(fd >= 0 && write(fd, bytes, len) == (ssize_t)len &&
		fchmod(fd, 0644) == 0 && close(fd) == 0 &&
		rename(temporary, path) == 0,
	    temporary);
}

void
sample_enter_private_world(void)
{
	char before[64] = "", after[64] = "";

	must(readlink("/proc/self/ns/mnt", before, sizeof(before) - 1) > 0,
	    "namespace");
	must(unshare(CLONE_NEWNS) == 0, "unshare");
	must(readlink("/proc/self/ns/mnt", after, sizeof(after) - 1) > 0,
	    "namespace");
	if (strcmp(before, after) == 0)
		exit(1);
	must(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0, "private");
	must(mount("tmpfs", "/var/lib/misc", "tmpfs", 0, "mode=0755") == 0,
	    "/var/lib/misc");
	must(mount("tmpfs", "/etc", "tmpfs", 0, "mode=0755") == 0, "/etc");
	must(mkdir(FIELDAUTH_SYSCONFDIR, 0755) == 0, FIELDAUTH_SYSCONFDIR);
}

const char *
sample_module_path(void)
{
	static char path[PATH_MAX + 64];
	char exe[PATH_MAX] = "";

	must(readlink("/proc/self/exe", exe, sizeof(exe) - 1) > 0, "exe");
	(void)snprintf(path, sizeof(path), "%s/libnss_fieldusers.so.2",
	    dirname(dirname(dirname(exe))));
	return path;
}
