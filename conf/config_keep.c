/*
 * Saves the last valid [terminal] and [ids] in a file that config_load.c reads.
 * Must never save secrets: neither section contains any.
 */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "conf/config.h"
#include "conf/config_key.h"

#define KEPT_MAX_LEN 16384

static void
put_key(struct strbuf *text, const struct config_key *key, const void *field)
{
	uint32_t number;

	switch (key->type) {
	case CONFIG_KEY_TEXT:
	case CONFIG_KEY_NAME:
	case CONFIG_KEY_URL:
	case CONFIG_KEY_PATH:
	case CONFIG_KEY_CALENDAR:
	case CONFIG_KEY_SMTP_URL:
	case CONFIG_KEY_MAILBOX:
	case CONFIG_KEY_TEXT_URL:
	case CONFIG_KEY_TEXT_ADDRESS:
		if (*(const char *)field != '\0')
			strbuf_printf(
			    text, "%s=%s\n", key->name, (const char *)field);
		break;
	case CONFIG_KEY_BOOL:
		strbuf_printf(text, "%s=%s\n", key->name,
		    *(const bool *)field ? "yes" : "no");
		break;
	case CONFIG_KEY_ID:
		memcpy(&number, field, sizeof(number));
		strbuf_printf(text, "%s=%u\n", key->name, number);
		break;
	case CONFIG_KEY_DURATION:
	case CONFIG_KEY_SOURCE_TYPE:
	case CONFIG_KEY_STARTTLS:
	case CONFIG_KEY_AUTH:
	case CONFIG_KEY_COUNT:
		break; /* belongs to mail or to a source only */
	}
}

static void
put_config(struct strbuf *text, const struct config *config)
{
	strbuf_puts(
	    text, "# The last valid [terminal] and [ids] of fieldauth.conf.\n");
	for (size_t i = 0; i < CONFIG_SECTION_MAIL; i++) {
		const struct config_section *section = &config_sections[i];

		strbuf_printf(text, "[%s]\n", section->name);
		for (size_t k = 0; k < section->key_count; k++)
			put_key(text, &section->keys[k],
			    (const char *)config + section->keys[k].offset);
	}
}

static bool
is_kept(const char *kept_path, const struct strbuf *text)
{
	char *bytes = NULL;
	size_t len;
	bool same = file_read(kept_path, KEPT_MAX_LEN, &bytes, &len) ==
		FIELD_OK &&
	    len == text->len && memcmp(bytes, text->bytes, len) == 0;

	free(bytes);
	return same;
}

void
config_keep(const char *kept_path, const struct config *config)
{
	struct strbuf text = STRBUF_INIT;

	if (config->terminal_name[0] == '\0')
		return;
	put_config(&text, config);
	if (!text.failed && !is_kept(kept_path, &text))
		(void)file_replace(kept_path, text.bytes, text.len, 0600);
	strbuf_release(&text);
}
