#include <ctype.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/escape.h"
#include "base/err.h"
#include "base/str.h"
#include "syncd/authorize.h"

/* Sources: intuit/oauth-jsclient src/OAuthClient.js; XeroAPI/xero-node. */
#define QUICKBOOKS_AUTHORIZE "https://appcenter.intuit.com/connect/oauth2"
#define XERO_AUTHORIZE       "https://login.xero.com/identity/connect/authorize"
#define LOOPBACK_REDIRECT    "http://localhost:8493/callback"
#define CODE_MAX             1024

#define BASE64_URL sodium_base64_VARIANT_URLSAFE_NO_PADDING

static void
random_text(char ret_text[44])
{
	unsigned char bytes[32];

	randombytes_buf(bytes, sizeof(bytes));
	(void)sodium_bin2base64(ret_text, 44, bytes, sizeof(bytes), BASE64_URL);
	sodium_memzero(bytes, sizeof(bytes));
}

/* RFC 7636 section 4.2: S256. */
static void
challenge(const char *verifier, char ret_challenge[44])
{
	unsigned char hash[crypto_hash_sha256_BYTES];

	(void)crypto_hash_sha256(
	    hash, (const unsigned char *)verifier, strlen(verifier));
	(void)sodium_bin2base64(
	    ret_challenge, 44, hash, sizeof(hash), BASE64_URL);
}

static bool
has_word(const char *words, const char *word)
{
	size_t len = strlen(word);

	for (const char *p = strstr(words, word); p != NULL;
	     p = strstr(p + 1, word))
		if ((p == words || strchr(" ,", p[-1]) != NULL) &&
		    strchr(" ,", p[len]) != NULL)
			return true;
	return false;
}

const char *
authorize_scopes(const struct config_source *config, char *buf, size_t size)
{
	bool payroll = config->pull[0] == '\0' ||
	    has_word(config->pull, "payroll");
	bool users = has_word(config->pull, "users");
	bool contacts = config->contact_groups[0] != '\0';

	if (config->type == CONFIG_QUICKBOOKS) {
		(void)str_copy(buf, size, "com.intuit.quickbooks.accounting");
		return buf;
	}
	/* the payroll API depends on the organisation's country */
	(void)str_format(buf, size, "%s%s%s%s",
	    config->custom_connection ? "" : "offline_access ",
	    payroll || users ? "accounting.settings.read " : "",
	    contacts ? "accounting.contacts.read " : "",
	    payroll ? "payroll.employees.read " : "");
	if (buf[0] != '\0')
		buf[strlen(buf) - 1] = '\0';
	return buf;
}

static int
choose_redirect(struct authorize *authorize, const struct config_source *config)
{
	const char *url = config->redirect_url;
	bool loopback_allowed = config->type == CONFIG_XERO || config->sandbox;

	if (url[0] == '\0') {
		if (!loopback_allowed)
			return FIELD_EINVAL;
		url = LOOPBACK_REDIRECT;
	}
	authorize->is_loopback = strncmp(url, "http://", 7) == 0;
	if (authorize->is_loopback && !loopback_allowed)
		return FIELD_EINVAL;
	return str_copy(authorize->redirect_url,
		   sizeof(authorize->redirect_url), url) ?
	    FIELD_OK :
	    FIELD_EINVAL;
}

static void
append_parameter(struct strbuf *url, const char *name, const char *value)
{
	strbuf_printf(url, "%s=", name);
	escape_put(url, value, ESCAPE_URL);
}

static int
build_url(struct authorize *authorize, const struct config_source *config)
{
	const char *page = config->authorize_url;
	struct strbuf url = STRBUF_INIT;
	char challenge_text[44];
	bool fits;

	if (page[0] == '\0')
		page = config->type == CONFIG_XERO ? XERO_AUTHORIZE :
						     QUICKBOOKS_AUTHORIZE;
	challenge(authorize->verifier, challenge_text);
	strbuf_puts(&url, page);
	append_parameter(&url, "?response_type", "code");
	append_parameter(&url, "&client_id", config->client_id);
	append_parameter(&url, "&redirect_uri", authorize->redirect_url);
	append_parameter(&url, "&scope", authorize->scopes);
	append_parameter(&url, "&state", authorize->state);
	append_parameter(&url, "&code_challenge", challenge_text);
	append_parameter(&url, "&code_challenge_method", "S256");
	fits = !url.failed &&
	    str_copy(authorize->url, sizeof(authorize->url), url.bytes);
	strbuf_release(&url);
	return fits ? FIELD_OK : FIELD_EINVAL;
}

int
authorize_init(
    struct authorize *ret_authorize, const struct config_source *config)
{
	struct authorize authorize = { 0 };
	int rc = choose_redirect(&authorize, config);

	if (rc < 0)
		return rc;
	random_text(authorize.state);
	random_text(authorize.verifier);
	(void)authorize_scopes(
	    config, authorize.scopes, sizeof(authorize.scopes));
	rc = build_url(&authorize, config);
	if (rc == FIELD_OK)
		*ret_authorize = authorize;
	sodium_memzero(&authorize, sizeof(authorize));
	return rc;
}

static int
hex_value(char c)
{
	if (isdigit((unsigned char)c))
		return c - '0';
	if (!isxdigit((unsigned char)c))
		return -1;
	return tolower((unsigned char)c) - 'a' + 10;
}

/* Decode application/x-www-form-urlencoded; false on a bad escape, a NUL, or a
 * result longer than SIZE. */
static bool
unescape(const char *text, size_t len, char *buf, size_t size)
{
	size_t out = 0;

	for (size_t i = 0; i < len; i++) {
		int c = text[i] == '+' ? ' ' : (unsigned char)text[i];

		if (c == '%') {
			if (len - i < 3)
				return false;
			if (hex_value(text[i + 1]) < 0 ||
			    hex_value(text[i + 2]) < 0)
				return false;
			c = hex_value(text[i + 1]) * 16 +
			    hex_value(text[i + 2]);
			i += 2;
		}
		if (c == '\0' || out + 1 >= size)
			return false;
		buf[out++] = (char)c;
	}
	buf[out] = '\0';
	return true;
}

/* Find the parameter NAME of a query; 0: not present, -1: malformed or
 * repeated. */
static int
find_parameter(const char *query, const char *name, char *buf, size_t size)
{
	size_t name_len = strlen(name);
	int found = 0;

	for (const char *p = query; *p != '\0';) {
		size_t len = strcspn(p, "&#");

		if (len > name_len && strncmp(p, name, name_len) == 0 &&
		    p[name_len] == '=') {
			if (found != 0 ||
			    !unescape(p + name_len + 1, len - name_len - 1, buf,
				size))
				return -1;
			found = 1;
		}
		p += len;
		if (*p != '&')
			break;
		p++;
	}
	return found;
}

static bool
is_realm(const char *text)
{
	size_t len = strlen(text);

	return len > 0 && len < 40 && strspn(text, "0123456789") == len;
}

static bool
is_code(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] <= 0x20 || text[i] >= 0x7f)
			return false;
	return len > 0 && len < CODE_MAX;
}

static int
take_code(struct authorize_answer *answer, const char *code, size_t len)
{
	return is_code(code, len) ? secret_init(&answer->code, code, len) :
				    FIELD_EINVAL;
}

static int
parse_query(const struct authorize *authorize, const char *query,
    struct authorize_answer *answer)
{
	char value[CODE_MAX];
	int rc;

	if (find_parameter(query, "state", value, sizeof(value)) != 1)
		return FIELD_EINVAL;
	if (strlen(value) != strlen(authorize->state) ||
	    sodium_memcmp(value, authorize->state, strlen(value)) != 0)
		return FIELD_EDENIED;
	if (find_parameter(query, "error", value, sizeof(value)) != 0)
		return FIELD_EDENIED;
	if (find_parameter(query, "realmId", value, sizeof(value)) == 1) {
		if (!is_realm(value))
			return FIELD_EINVAL;
		(void)str_copy(answer->realm, sizeof(answer->realm), value);
	}
	if (find_parameter(query, "code", value, sizeof(value)) != 1)
		return FIELD_EINVAL;
	rc = take_code(answer, value, strlen(value));
	sodium_memzero(value, sizeof(value));
	return rc;
}

/* "CODE" or "CODE REALM", as copied from a page that shows both. */
static int
parse_bare(const char *text, struct authorize_answer *answer)
{
	size_t code_len = strcspn(text, " \t");
	const char *realm = text + code_len + strspn(text + code_len, " \t");

	if (realm[0] != '\0') {
		if (!is_realm(realm))
			return FIELD_EINVAL;
		(void)str_copy(answer->realm, sizeof(answer->realm), realm);
	}
	return take_code(answer, text, code_len);
}

int
authorize_parse(const struct authorize *authorize, const char *text,
    struct authorize_answer *ret_answer)
{
	struct authorize_answer answer = { .code = SECRET_INIT };
	const char *query = strchr(text, '?');
	int rc;

	if (strlen(text) > AUTHORIZE_REDIRECTED_MAX)
		return FIELD_EINVAL;
	if (query != NULL)
		rc = parse_query(authorize, query + 1, &answer);
	else if (strchr(text, '=') != NULL && strchr(text, '&') != NULL)
		rc = parse_query(authorize, text, &answer);
	else
		rc = parse_bare(text, &answer);
	if (rc == FIELD_OK) {
		*ret_answer = answer;
		answer.code = (struct secret)SECRET_INIT; /* transferred */
	}
	authorize_answer_release(&answer);
	return rc;
}

void
authorize_answer_release(struct authorize_answer *answer)
{
	secret_release(&answer->code);
}

void
authorize_missing(const char *needed, const char *granted,
    void (*visit)(const char *scope, void *context), void *context)
{
	char words[400], *rest = words;

	if (granted[0] == '\0' || !str_copy(words, sizeof(words), needed))
		return;
	for (const char *word = strsep(&rest, " "); word != NULL;
	     word = strsep(&rest, " "))
		if (word[0] != '\0' && !has_word(granted, word))
			visit(word, context);
}
