/*
 * conf/config_key: the keys of the configuration and their types.
 * Layer: conf.  Users: config_parse, config_keep.
 *
 * tests/contract/acted.t compares the column not_yet with what the code reads
 * and with what fieldauth.conf(5) says.
 */
#ifndef CONF_CONFIG_KEY_H
#define CONF_CONFIG_KEY_H

#include <stdbool.h>
#include <stddef.h>

enum config_key_type {
	CONFIG_KEY_TEXT,
	CONFIG_KEY_NAME,     /* name of a terminal, site or organisation */
	CONFIG_KEY_URL,      /* config_url_is_safe() */
	CONFIG_KEY_PATH,     /* absolute */
	CONFIG_KEY_BOOL,     /* yes, no */
	CONFIG_KEY_ID,       /* a uid or gid */
	CONFIG_KEY_DURATION, /* base/clock */
	CONFIG_KEY_CALENDAR, /* base/calendar */
	CONFIG_KEY_SOURCE_TYPE,
	CONFIG_KEY_SMTP_URL, /* smtp:// or smtps:// host[:port] */
	CONFIG_KEY_MAILBOX,  /* an address, or "NAME <ADDRESS>" */
	CONFIG_KEY_STARTTLS,
	CONFIG_KEY_AUTH,
	CONFIG_KEY_COUNT,        /* 1 to 10000 */
	CONFIG_KEY_TEXT_URL,     /* as CONFIG_KEY_URL, with {phone}, {text} */
	CONFIG_KEY_TEXT_ADDRESS, /* an address once {phone} is a number */
};

struct config_key {
	const char *name;
	enum config_key_type type;
	size_t offset, size;
	bool not_yet; /* it is accepted, and nothing acts on it yet */
};

struct config_section {
	const char *name;
	const struct config_key *keys;
	size_t key_count; /* at most 32 */
};

/* The last two are [text_gateway NAME], whose key is required, and [source
 * NAME], whose first two keys are. */
enum {
	CONFIG_SECTION_MAIL = 2, /* sections before it are read by sign-ins */
	CONFIG_SECTION_TEXT,
	CONFIG_SECTION_NAMED,
	CONFIG_SECTION_GATEWAY = CONFIG_SECTION_NAMED,
	CONFIG_SECTION_SOURCE,
	CONFIG_SECTION_COUNT,
};
extern const struct config_section config_sections[CONFIG_SECTION_COUNT];

/* Store VALUE in KEY's member of OWNER, a struct config or config_source.
 * False when the value is invalid for the key's type. */
bool config_key_set(
    const struct config_key *key, void *owner, const char *value);

/* The values that the key's type allows, in words: "must be ...". */
const char *config_key_expected(const struct config_key *key);

/* Whether URL is smtp:// or smtps://, a host and maybe a port. */
bool config_url_is_smtp(const char *url);

/* The characters allowed in names of terminals, sites, organisations and
 * sources. */
bool config_is_name(const char *text);

#endif
