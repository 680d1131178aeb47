/*
 * The files that may still be read: those needed by the resolver, the
 * certificate store and system libraries that are loaded late.  The snapshot,
 * home folders and temporary files are not among them, although the uid could
 * read some of them.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/err.h"
#include "syncd/work/frame/sandbox.h"

/* All file-system rights of Landlock's first version, and those added by its
 * second and third (moving between folders, truncating). */
#define RIGHTS_1 ((UINT64_C(1) << 13) - 1)
#define RIGHTS_2 (UINT64_C(1) << 13)
#define RIGHTS_3 (UINT64_C(1) << 14)

#define READING (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)

static const char *const readable[] = {
	"/etc", /* resolver, hosts, OpenSSL */
	"/usr/lib",
	"/usr/lib64", /* modules of the name service */
	"/usr/share/ca-certificates",
	"/usr/local/share/ca-certificates",
	"/run/systemd/resolve", /* possible targets of resolv.conf */
	"/run/NetworkManager",
	"/run/resolvconf",
};

static int
allow_reading(int ruleset_fd, const char *path)
{
	struct landlock_path_beneath_attr rule = { .allowed_access = READING };
	long rc;

	rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
	if (rule.parent_fd < 0)
		return errno == ENOENT || errno == EACCES ? FIELD_OK :
							    FIELD_EIO;
	rc = syscall(SYS_landlock_add_rule, ruleset_fd,
	    LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
	(void)close(rule.parent_fd);
	return rc < 0 ? FIELD_EIO : FIELD_OK;
}

int
sandbox_files(void)
{
	struct landlock_ruleset_attr attr = { .handled_access_fs = RIGHTS_1 };
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0,
	    LANDLOCK_CREATE_RULESET_VERSION);
	int rc = FIELD_OK;
	int fd;

	if (version < 0)
		/* EPERM: the seccomp filter of a container does not know the
		 * call */
		return errno == ENOSYS || errno == EOPNOTSUPP ||
			errno == EPERM ?
		    FIELD_ENOTFOUND :
		    FIELD_EIO;
	if (version >= 2)
		attr.handled_access_fs |= RIGHTS_2;
	if (version >= 3)
		attr.handled_access_fs |= RIGHTS_3;
	fd = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0);
	if (fd < 0)
		return FIELD_EIO;
	for (size_t i = 0;
	     rc == FIELD_OK && i < sizeof(readable) / sizeof(readable[0]); i++)
		rc = allow_reading(fd, readable[i]);
	if (rc == FIELD_OK && syscall(SYS_landlock_restrict_self, fd, 0) < 0)
		rc = FIELD_EIO;
	(void)close(fd);
	return rc;
}
