#include <arpa/inet.h>
#include <stddef.h>
#include <string.h>

#include "base/calendar.h"
#include "base/clock.h"
#include "base/email.h"
#include "base/err.h"
#include "base/str.h"
#include "conf/config.h"
#include "conf/config_key.h"

const struct config config_defaults = {
	.email_sign_in = true,
	.enumerate = true,
	.members = true,
	.home_template = CONFIG_DEFAULT_HOME,
	.shell = CONFIG_DEFAULT_SHELL,
	.uid_min = 70000,
	.uid_max = 99999,
	.gid_min = 65600,
	.gid_max = 69999,
	.mail_per_minute = 30,
	.mail_sender = true,
};

#define FIELD(owner, member)                                                 \
	offsetof(struct owner, member), sizeof(((struct owner *)0)->member), \
	    false
/* The same for a key that nothing acts on yet. */
#define FIELD_NOT_YET(owner, member)                                         \
	offsetof(struct owner, member), sizeof(((struct owner *)0)->member), \
	    true

static const struct config_key terminal_keys[] = {
	{ "name", CONFIG_KEY_NAME, FIELD(config, terminal_name) },
	{ "site", CONFIG_KEY_NAME, FIELD(config, terminal_site) },
	{ "orgs", CONFIG_KEY_TEXT, FIELD(config, terminal_orgs) },
	{ "language", CONFIG_KEY_TEXT, FIELD(config, language) },
	{ "help", CONFIG_KEY_TEXT, FIELD(config, help) },
	{ "email_sign_in", CONFIG_KEY_BOOL, FIELD(config, email_sign_in) },
	{ "enumerate", CONFIG_KEY_BOOL, FIELD(config, enumerate) },
	{ "members", CONFIG_KEY_BOOL, FIELD(config, members) },
	{ "home", CONFIG_KEY_PATH, FIELD(config, home_template) },
	{ "shell", CONFIG_KEY_PATH, FIELD(config, shell) },
};

static const struct config_key ids_keys[] = {
	{ "uid_min", CONFIG_KEY_ID, FIELD(config, uid_min) },
	{ "uid_max", CONFIG_KEY_ID, FIELD(config, uid_max) },
	{ "gid_min", CONFIG_KEY_ID, FIELD(config, gid_min) },
	{ "gid_max", CONFIG_KEY_ID, FIELD(config, gid_max) },
	{ "denied_groups", CONFIG_KEY_TEXT, FIELD(config, denied_groups) },
};

static const struct config_key mail_keys[] = {
	{ "smtp_url", CONFIG_KEY_SMTP_URL, FIELD(config, mail_smtp_url) },
	{ "starttls", CONFIG_KEY_STARTTLS, FIELD(config, mail_starttls) },
	{ "auth", CONFIG_KEY_AUTH, FIELD(config, mail_auth) },
	{ "username", CONFIG_KEY_TEXT, FIELD(config, mail_username) },
	{ "password_file", CONFIG_KEY_PATH, FIELD(config, mail_password_file) },
	{ "from", CONFIG_KEY_MAILBOX, FIELD(config, mail_from) },
	{ "reply_to", CONFIG_KEY_MAILBOX, FIELD(config, mail_reply_to) },
	{ "ca_file", CONFIG_KEY_PATH, FIELD(config, mail_ca_file) },
	{ "per_minute", CONFIG_KEY_COUNT, FIELD(config, mail_per_minute) },
	{ "sender", CONFIG_KEY_BOOL, FIELD(config, mail_sender) },
	{ "qr", CONFIG_KEY_BOOL, FIELD(config, mail_qr) },
	{ "client_id", CONFIG_KEY_TEXT, FIELD(config, mail_client_id) },
	{ "client_secret_file", CONFIG_KEY_PATH,
	    FIELD(config, mail_client_secret_file) },
	{ "device_url", CONFIG_KEY_URL, FIELD(config, mail_device_url) },
	{ "token_url", CONFIG_KEY_URL, FIELD(config, mail_token_url) },
	{ "scope", CONFIG_KEY_TEXT, FIELD(config, mail_scope) },
};

static const struct config_key text_keys[] = {
	{ "url", CONFIG_KEY_TEXT_URL, FIELD(config, text_url) },
	{ "header_file", CONFIG_KEY_PATH, FIELD(config, text_header_file) },
	{ "body", CONFIG_KEY_TEXT, FIELD(config, text_body) },
	{ "ca_file", CONFIG_KEY_PATH, FIELD(config, text_ca_file) },
};

static const struct config_key gateway_keys[] = {
	{ "address", CONFIG_KEY_TEXT_ADDRESS,
	    FIELD(config_text_gateway, address) },
};

static const struct config_key source_keys[] = {
	{ "type", CONFIG_KEY_SOURCE_TYPE, FIELD(config_source, type) },
	{ "org", CONFIG_KEY_NAME, FIELD(config_source, org) },
	{ "client_id", CONFIG_KEY_TEXT, FIELD(config_source, client_id) },
	{ "client_secret_file", CONFIG_KEY_PATH,
	    FIELD(config_source, client_secret_file) },
	{ "api_url", CONFIG_KEY_URL, FIELD(config_source, api_url) },
	{ "token_url", CONFIG_KEY_URL, FIELD(config_source, token_url) },
	{ "authorize_url", CONFIG_KEY_URL,
	    FIELD(config_source, authorize_url) },
	{ "revoke_url", CONFIG_KEY_URL, FIELD(config_source, revoke_url) },
	{ "connections_url", CONFIG_KEY_URL,
	    FIELD(config_source, connections_url) },
	{ "redirect_url", CONFIG_KEY_URL, FIELD(config_source, redirect_url) },
	{ "ca_file", CONFIG_KEY_PATH, FIELD(config_source, ca_file) },
	{ "pull", CONFIG_KEY_TEXT, FIELD(config_source, pull) },
	{ "contact_groups", CONFIG_KEY_TEXT,
	    FIELD(config_source, contact_groups) },
	{ "every", CONFIG_KEY_DURATION, FIELD(config_source, every_s) },
	{ "calendar", CONFIG_KEY_CALENDAR, FIELD(config_source, calendar) },
	{ "sandbox", CONFIG_KEY_BOOL, FIELD(config_source, sandbox) },
	{ "custom_connection", CONFIG_KEY_BOOL,
	    FIELD(config_source, custom_connection) },
	{ "limits", CONFIG_KEY_BOOL, FIELD(config_source, limits) },
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

const struct config_section config_sections[CONFIG_SECTION_COUNT] = {
	{ "terminal", terminal_keys, COUNT(terminal_keys) },
	{ "ids", ids_keys, COUNT(ids_keys) },
	{ "mail", mail_keys, COUNT(mail_keys) },
	{ "text", text_keys, COUNT(text_keys) },
	{ "text_gateway", gateway_keys, COUNT(gateway_keys) },
	{ "source", source_keys, COUNT(source_keys) },
};

void
config_each_not_yet(
    const struct config *config, config_not_yet_visit *visit, void *context)
{
	for (size_t i = 0; i < CONFIG_SECTION_NAMED; i++) {
		const struct config_section *section = &config_sections[i];

		for (size_t k = 0; k < section->key_count; k++) {
			const struct config_key *key = &section->keys[k];

			if (key->not_yet &&
			    memcmp((const char *)config + key->offset,
				(const char *)&config_defaults + key->offset,
				key->size) != 0)
				visit(section->name, key->name, context);
		}
	}
}

static bool
is_loopback(const char *host, size_t len)
{
	char name[64];
	struct in_addr v4;

	if (len == 0 || len >= sizeof(name))
		return false;
	memcpy(name, host, len);
	name[len] = '\0';
	if (strcmp(name, "localhost") == 0 || strcmp(name, "[::1]") == 0)
		return true;
	return inet_pton(AF_INET, name, &v4) == 1 &&
	    (ntohl(v4.s_addr) >> 24) == 127;
}

/* The length of the host at HOST, with the brackets of an IPv6 address. */
static size_t
host_length(const char *host)
{
	return host[0] == '[' ?
	    strcspn(host, "]/") + (strchr(host, ']') != NULL) :
	    strcspn(host, ":/?");
}

static bool
has_only_url_characters(const char *url)
{
	for (const char *p = url; *p != '\0'; p++)
		if (*p <= 0x20 || *p >= 0x7f || *p == '@' || *p == '#')
			return false;
	return true;
}

bool
config_url_is_safe(const char *url)
{
	if (!has_only_url_characters(url))
		return false;
	if (strncmp(url, "https://", 8) == 0)
		return url[8] != '\0' && url[8] != '/';
	return strncmp(url, "http://", 7) == 0 &&
	    is_loopback(url + 7, host_length(url + 7));
}

/* What follows smtp:// or smtps://, or NULL. */
static const char *
smtp_host(const char *url)
{
	if (strncmp(url, "smtps://", 8) == 0)
		return url + 8;
	return strncmp(url, "smtp://", 7) == 0 ? url + 7 : NULL;
}

bool
config_url_is_smtp(const char *url)
{
	const char *host = smtp_host(url), *rest;
	int64_t port;

	if (host == NULL || !has_only_url_characters(url))
		return false;
	rest = host + host_length(host);
	return rest != host &&
	    (*rest == '\0' ||
		(*rest == ':' &&
		    str_parse_int(rest + 1, 1, 65535, &port) == FIELD_OK));
}

bool
config_mail_is_local(const struct config *config)
{
	const char *host = smtp_host(config->mail_smtp_url);

	return host != NULL && is_loopback(host, host_length(host));
}

bool
config_mail_needs_tls(const struct config *config)
{
	return config->mail_starttls == CONFIG_STARTTLS_DEFAULT ?
	    !config_mail_is_local(config) :
	    config->mail_starttls == CONFIG_STARTTLS_REQUIRED;
}

bool
config_is_name(const char *text)
{
	size_t len = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-_.");

	return len > 0 && text[len] == '\0' && text[0] != '-' && text[0] != '.';
}

static bool
set_bool(bool *ret, const char *value)
{
	*ret = strcmp(value, "yes") == 0;
	return *ret || strcmp(value, "no") == 0;
}

static bool
set_text(char *field, size_t size, const char *value)
{
	return str_is_printable(value) && str_copy(field, size, value);
}

static bool
set_url(char *field, size_t size, const char *value)
{
	size_t len = strlen(value);

	if (!config_url_is_safe(value) || !set_text(field, size, value))
		return false;
	while (len > 0 && field[len - 1] == '/')
		field[--len] = '\0';
	return true;
}

static bool
set_id(uint32_t *ret, const char *value)
{
	int64_t number;

	if (str_parse_int(value, 1, UINT32_MAX - 1, &number) < 0)
		return false;
	*ret = (uint32_t)number;
	return true;
}

static bool
set_source_type(enum config_source_type *ret, const char *value)
{
	*ret = strcmp(value, "xero") == 0 ? CONFIG_XERO : CONFIG_QUICKBOOKS;
	return *ret == CONFIG_XERO || strcmp(value, "quickbooks") == 0;
}

static bool
set_starttls(enum config_starttls *ret, const char *value)
{
	*ret = strcmp(value, "required") == 0 ? CONFIG_STARTTLS_REQUIRED :
						CONFIG_STARTTLS_OPPORTUNISTIC;
	return *ret == CONFIG_STARTTLS_REQUIRED ||
	    strcmp(value, "opportunistic") == 0;
}

static bool
set_auth(enum config_mail_auth *ret, const char *value)
{
	*ret = strcmp(value, "xoauth2") == 0 ? CONFIG_AUTH_XOAUTH2 :
					       CONFIG_AUTH_PASSWORD;
	return *ret == CONFIG_AUTH_XOAUTH2 || strcmp(value, "password") == 0;
}

static bool
set_count(uint32_t *ret, const char *value)
{
	int64_t number;

	if (str_parse_int(value, 1, 10000, &number) < 0)
		return false;
	*ret = (uint32_t)number;
	return true;
}

static bool
set_mailbox(char *field, size_t size, const char *value)
{
	char address[EMAIL_SIZE];

	return email_find(value, address, sizeof(address)) == FIELD_OK &&
	    set_text(field, size, value);
}

/* An address that would be one with a number in the place of {phone}. */
static bool
set_text_address(char *field, size_t size, const char *value)
{
	const char *place = strstr(value, "{phone}");
	char tried[EMAIL_SIZE], folded[EMAIL_SIZE];

	return place != NULL &&
	    str_format(tried, sizeof(tried), "%.*s15550100%s",
		(int)(place - value), value, place + strlen("{phone}")) &&
	    email_fold(tried, folded, sizeof(folded)) == FIELD_OK &&
	    set_text(field, size, value);
}

bool
config_key_set(const struct config_key *key, void *owner, const char *value)
{
	void *field = (char *)owner + key->offset;
	struct calendar calendar;

	switch (key->type) {
	case CONFIG_KEY_TEXT:
		return set_text(field, key->size, value);
	case CONFIG_KEY_NAME:
		return config_is_name(value) &&
		    set_text(field, key->size, value);
	case CONFIG_KEY_URL:
		return set_url(field, key->size, value);
	case CONFIG_KEY_PATH:
		return value[0] == '/' && set_text(field, key->size, value);
	case CONFIG_KEY_BOOL:
		return set_bool(field, value);
	case CONFIG_KEY_ID:
		return set_id(field, value);
	case CONFIG_KEY_DURATION:
		return clock_parse_duration(value, field) == FIELD_OK;
	case CONFIG_KEY_CALENDAR:
		return calendar_parse(value, &calendar) == FIELD_OK &&
		    set_text(field, key->size, value);
	case CONFIG_KEY_SOURCE_TYPE:
		return set_source_type(field, value);
	case CONFIG_KEY_SMTP_URL:
		return config_url_is_smtp(value) &&
		    set_text(field, key->size, value);
	case CONFIG_KEY_MAILBOX:
		return set_mailbox(field, key->size, value);
	case CONFIG_KEY_STARTTLS:
		return set_starttls(field, value);
	case CONFIG_KEY_AUTH:
		return set_auth(field, value);
	case CONFIG_KEY_COUNT:
		return set_count(field, value);
	case CONFIG_KEY_TEXT_URL:
		return config_url_is_safe(value) &&
		    set_text(field, key->size, value);
	case CONFIG_KEY_TEXT_ADDRESS:
		return set_text_address(field, key->size, value);
	}
	return false;
}

const char *
config_key_expected(const struct config_key *key)
{
	switch (key->type) {
	case CONFIG_KEY_TEXT:
		return "shorter text without control characters";
	case CONFIG_KEY_NAME:
		return "a name of a-z, 0-9, '-', '_' and '.'";
	case CONFIG_KEY_URL:
		return "an https:// address, or http:// to a loopback address";
	case CONFIG_KEY_PATH:
		return "an absolute path";
	case CONFIG_KEY_BOOL:
		return "yes or no";
	case CONFIG_KEY_ID:
		return "a number from 1 to 4294967294";
	case CONFIG_KEY_DURATION:
		return "a duration such as 30m or 7d";
	case CONFIG_KEY_CALENDAR:
		return "times of a week such as Mon..Fri 06:00,18:30";
	case CONFIG_KEY_SOURCE_TYPE:
		return "quickbooks or xero";
	case CONFIG_KEY_SMTP_URL:
		return "smtp://HOST:PORT or smtps://HOST:PORT";
	case CONFIG_KEY_MAILBOX:
		return "an e-mail address, or NAME <ADDRESS>";
	case CONFIG_KEY_STARTTLS:
		return "required or opportunistic";
	case CONFIG_KEY_AUTH:
		return "password or xoauth2";
	case CONFIG_KEY_COUNT:
		return "a number from 1 to 10000";
	case CONFIG_KEY_TEXT_URL:
		return "an https:// address, or http:// to a loopback address";
	case CONFIG_KEY_TEXT_ADDRESS:
		return "an e-mail address with {phone} in it";
	}
	return "";
}

const char *
config_id_range_problem(uint32_t min, uint32_t max)
{
	static const struct {
		uint32_t min, max;
		const char *why;
	} taken[] = {
		{ 0, 999, "0-999 are the system's users" },
		{ 1000, 59999, "1000-59999 are adduser's" },
		{ 60000, 60000, "60000 is reserved by Debian" },
		{ 60001, 60513, "60001-60513 are systemd-homed's" },
		{ 61184, 65519, "61184-65519 are systemd's dynamic users" },
		{ 65534, 65535, "65534 and 65535 mean 'nobody' and 'none'" },
		{ 100000, 524287, "100000 and up are subordinate ids" },
		{ 524288, 1879048191,
		    "524288-1879048191 are systemd's containers" },
		{ 2147483648, UINT32_MAX,
		    "numbers past 2147483647 break programs that take an id "
		    "for signed" },
	};

	if (min > max)
		return "the range is empty";
	for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++)
		if (min <= taken[i].max && max >= taken[i].min)
			return taken[i].why;
	return NULL;
}
