#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/account.h"
#include "base/err.h"

#define PASSWD "/etc/passwd"

/* Buffer for a passwd entry: a size that fits most, and an upper bound. */
#define BUFFER_MIN 4096
#define BUFFER_MAX (1 << 20)

/* The ways in which getpwnam_r(3) may report "not found". */
static int
error_of(int errnum)
{
	switch (errnum) {
	case 0:
	case ENOENT:
	case ESRCH:
	case EBADF:
	case EPERM:
		return FIELD_ENOTFOUND;
	case ENOMEM:
		return FIELD_ENOMEM;
	default:
		return FIELD_EIO;
	}
}

static int
ask_sources(const char *name, struct account *ret)
{
	char *buf = NULL;
	size_t size = BUFFER_MIN;
	struct passwd pw, *found = NULL;
	int errnum;

	do {
		free(buf);
		buf = malloc(size);
		if (buf == NULL)
			return FIELD_ENOMEM;
		errnum = getpwnam_r(name, &pw, buf, size, &found);
		size *= 2;
	} while (errnum == EINTR || (errnum == ERANGE && size <= BUFFER_MAX));
	if (found != NULL)
		*ret = (struct account){ pw.pw_uid, pw.pw_gid };
	free(buf);
	return found != NULL ? FIELD_OK : error_of(errnum);
}

static int
search(FILE *file, const char *name, char *buf, struct account *ret)
{
	struct passwd pw, *entry;
	int errnum;

	for (;;) {
		errnum = fgetpwent_r(file, &pw, buf, BUFFER_MAX, &entry);
		if (errnum != 0)
			break;
		if (strcmp(pw.pw_name, name) == 0) {
			*ret = (struct account){ pw.pw_uid, pw.pw_gid };
			return FIELD_OK;
		}
	}
	return errnum == ENOENT && !ferror(file) ? FIELD_ENOTFOUND : FIELD_EIO;
}

/* NSS asks its sources in turn and reports the last result: a failure to read
 * the file is lost when a later source does not know the name. */
static int
ask_file(const char *name, struct account *ret)
{
	FILE *file = fopen(PASSWD, "re");
	char *buf;
	int rc;

	if (file == NULL)
		return errno == ENOENT ? FIELD_ENOTFOUND :
		    errno == ENOMEM    ? FIELD_ENOMEM :
					 FIELD_EIO;
	buf = malloc(BUFFER_MAX);
	rc = buf != NULL ? search(file, name, buf, ret) : FIELD_ENOMEM;
	free(buf);
	(void)fclose(file);
	return rc;
}

int
account_find(const char *name, struct account *ret)
{
	int rc = ask_sources(name, ret);

	return rc == FIELD_ENOTFOUND ? ask_file(name, ret) : rc;
}
