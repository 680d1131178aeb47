#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "syncd/pipe/line.h"

int
pipe_line_encode(const char *type, const struct codec_table *table,
    const void *from, char **ret_line, size_t *ret_len)
{
	struct strbuf buf = STRBUF_INIT;
	size_t len;
	int rc = codec_write(&buf, type, table, from);

	strbuf_append(&buf, "\n", 1);
	len = buf.len;
	if (rc == FIELD_OK && buf.failed)
		rc = FIELD_ENOMEM;
	if (rc == FIELD_OK && len > PIPE_LINE_MAX)
		rc = FIELD_EINVAL;
	if (rc == FIELD_OK) {
		*ret_line = strbuf_take(&buf);
		*ret_len = len;
	}
	strbuf_release(&buf);
	return rc;
}

int
pipe_line_type(const json_t *root, const char *const *names, size_t count,
    size_t *ret_type)
{
	const char *name = json_string_value(json_object_get(root, "type"));

	for (size_t i = 0; name != NULL && i < count; i++)
		if (strcmp(name, names[i]) == 0) {
			*ret_type = i;
			return FIELD_OK;
		}
	return FIELD_EINVAL;
}

void
pipe_line_free(char *line, size_t len)
{
	if (line != NULL)
		sodium_memzero(line, len);
	free(line);
}
