#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "syncd/load.h"
#include "syncd/pipe/request.h"

#define SECRET_LINE_MAX 1024
/* bytes; a few hundred certificates would not fit one request */
#define CA_FILE_MAX (PIPE_CA_MAX / 4 * 3 - 3)

int
load_secret(const char *path, const char *key, struct secret *ret_secret,
    struct refusal *why)
{
	int fd, rc;

	if (path[0] == '\0')
		return FIELD_OK;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0 && file_error() == FIELD_ENOMEM)
		return FIELD_ENOMEM;
	if (fd < 0)
		return refuse(why, REASON_BAD_VALUE, path, key);
	rc = secret_read_line(ret_secret, fd, SECRET_LINE_MAX);
	(void)close(fd);
	if (rc == FIELD_ENOMEM)
		return rc;
	return rc < 0 ? refuse(why, REASON_BAD_VALUE, path, key) : FIELD_OK;
}

int
load_ca(const char *path, const char *key, char **ret_ca, struct refusal *why)
{
	char *real, *pem = NULL, *encoded;
	size_t len = 0, encoded_len;
	int rc;

	*ret_ca = NULL;
	if (path[0] == '\0')
		return FIELD_OK;
	real = realpath(path, NULL);
	rc = real == NULL ? file_error() :
			    file_read(real, CA_FILE_MAX, &pem, &len);
	free(real);
	if (rc == FIELD_ENOMEM)
		return rc;
	if (rc < 0 || len == 0) {
		free(pem);
		return refuse(why, REASON_BAD_VALUE, path, key);
	}
	encoded_len = sodium_base64_encoded_len(
	    len, sodium_base64_VARIANT_ORIGINAL);
	encoded = malloc(encoded_len);
	if (encoded != NULL)
		(void)sodium_bin2base64(encoded, encoded_len,
		    (const unsigned char *)pem, len,
		    sodium_base64_VARIANT_ORIGINAL);
	free(pem);
	*ret_ca = encoded;
	return encoded != NULL ? FIELD_OK : FIELD_ENOMEM;
}
