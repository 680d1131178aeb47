#include <string.h>

#include "base/err.h"
#include "syncd/pipe/order.h"
#include "wire/codec.h"
#include "wire/parse.h"

#define COUNT(a)       (sizeof(a) / sizeof((a)[0]))
#define NUMBER_MAX     253402300799 /* the year 9999 in seconds */
#define SECONDS_MAX    3600
#define MAIL_URL_MAX   300
#define MAIL_NAME_MAX  PIPE_TEXT_MAX
#define MAIL_TITLE_MAX 900 /* bytes of a subject */

static const char *const type_names[] = {
	[PIPE_ORDER_SERVER] = "server",
	[PIPE_ORDER_MAIL] = "mail",
	[PIPE_ORDER_TEXT] = "text",
	[PIPE_ORDER_CONSENT] = "consent",
};

static const char *const auth_names[] = {
	[PIPE_AUTH_NONE] = "none",
	[PIPE_AUTH_PASSWORD] = "password",
	[PIPE_AUTH_XOAUTH2] = "xoauth2",
};

#define AT(type, m) offsetof(struct type, m)
#define FIELD(kind, type, m, must, n)                     \
	{                                                 \
#m, kind, AT(type, m), (must), .max = (n) \
	}

static const struct codec_field server_fields[] = {
	FIELD(CODEC_ASCII, pipe_server, url, false, MAIL_URL_MAX),
	FIELD(CODEC_BOOL, pipe_server, loopback, true, 0),
	{ "auth", CODEC_NAME, AT(pipe_server, auth), true, .names = auth_names,
	    .name_count = COUNT(auth_names) },
	FIELD(CODEC_TEXT, pipe_server, username, false, PIPE_TEXT_MAX),
	FIELD(CODEC_TEXT, pipe_server, secret, false, PIPE_TOKEN_MAX),
	FIELD(CODEC_ASCII, pipe_server, ca, false, PIPE_CA_MAX),
	FIELD(CODEC_INT32, pipe_server, connect_s, false, SECONDS_MAX),
	FIELD(CODEC_INT32, pipe_server, reply_s, false, SECONDS_MAX),
};

static const struct codec_field mail_fields[] = {
	FIELD(CODEC_ASCII, pipe_mail, id, true, PIPE_ID_MAX),
	FIELD(CODEC_TEXT, pipe_mail, to, true, PIPE_ADDRESS_MAX),
	FIELD(CODEC_TEXT, pipe_mail, to_name, false, MAIL_NAME_MAX),
	FIELD(CODEC_TEXT, pipe_mail, from, true, PIPE_ADDRESS_MAX),
	FIELD(CODEC_TEXT, pipe_mail, from_name, false, MAIL_NAME_MAX),
	FIELD(CODEC_TEXT, pipe_mail, envelope_from, true, PIPE_ADDRESS_MAX),
	FIELD(CODEC_TEXT, pipe_mail, reply_to, false, PIPE_ADDRESS_MAX),
	FIELD(CODEC_TEXT, pipe_mail, subject, true, MAIL_TITLE_MAX),
	FIELD(CODEC_LINES, pipe_mail, body, true, PIPE_BODY_MAX),
	FIELD(CODEC_ASCII, pipe_mail, image, false, PIPE_IMAGE_MAX),
	FIELD(CODEC_INT, pipe_mail, date_s, true, NUMBER_MAX),
};

static const struct codec_field text_fields[] = {
	FIELD(CODEC_ASCII, pipe_text, id, true, PIPE_ID_MAX),
	FIELD(CODEC_URL, pipe_text, url, true, PIPE_URL_MAX),
	FIELD(CODEC_TEXT, pipe_text, header, false, PIPE_HEADER_MAX),
	FIELD(CODEC_LINES, pipe_text, body, false, PIPE_BODY_MAX),
	FIELD(CODEC_ASCII, pipe_text, ca, false, PIPE_CA_MAX),
};

static const struct codec_field consent_fields[] = {
	FIELD(CODEC_URL, pipe_consent, device_url, false, PIPE_URL_MAX),
	FIELD(CODEC_URL, pipe_consent, token_url, true, PIPE_URL_MAX),
	FIELD(CODEC_ASCII, pipe_consent, client_id, true, PIPE_TEXT_MAX),
	FIELD(CODEC_ASCII, pipe_consent, client_secret, false, PIPE_TEXT_MAX),
	FIELD(CODEC_TEXT, pipe_consent, scope, true, PIPE_URL_MAX),
	FIELD(CODEC_ASCII, pipe_consent, refresh_token, false, PIPE_TOKEN_MAX),
	FIELD(CODEC_ASCII, pipe_consent, ca, false, PIPE_CA_MAX),
};

#define TABLE(fields, type)                         \
	{                                           \
		fields, COUNT(fields), sizeof(type) \
	}

static const struct codec_table tables[] = {
	[PIPE_ORDER_SERVER] = TABLE(server_fields, struct pipe_server),
	[PIPE_ORDER_MAIL] = TABLE(mail_fields, struct pipe_mail),
	[PIPE_ORDER_TEXT] = TABLE(text_fields, struct pipe_text),
	[PIPE_ORDER_CONSENT] = TABLE(consent_fields, struct pipe_consent),
};

int
pipe_order_encode(
    const struct pipe_order *order, char **ret_line, size_t *ret_len)
{
	return pipe_line_encode(type_names[order->type], &tables[order->type],
	    &order->u, ret_line, ret_len);
}

/* Nothing is signed in to without a secret, nor over a connection that may be
 * neither encrypted nor verified. */
static bool
server_is_consistent(const struct pipe_server *server)
{
	if (server->auth == PIPE_AUTH_NONE)
		return server->username == NULL && server->secret == NULL;
	return server->username != NULL && server->secret != NULL &&
	    !server->loopback;
}

static bool
order_is_consistent(const struct pipe_order *order)
{
	switch (order->type) {
	case PIPE_ORDER_SERVER:
		return server_is_consistent(&order->u.server);
	case PIPE_ORDER_CONSENT:
		return (order->u.consent.device_url == NULL) !=
		    (order->u.consent.refresh_token == NULL);
	case PIPE_ORDER_MAIL:
	case PIPE_ORDER_TEXT:
		break;
	}
	return true;
}

int
pipe_order_decode(const char *line, size_t len, struct pipe_order *ret_order)
{
	struct pipe_order order = { 0 };
	size_t type = 0;
	int rc;

	if (len >= PIPE_LINE_MAX)
		return FIELD_EINVAL;
	rc = wire_parse(line, len, PIPE_LINE_MAX, &order.root);
	if (rc < 0)
		return rc;
	rc = pipe_line_type(order.root, type_names, COUNT(type_names), &type);
	order.type = (enum pipe_order_type)type;
	if (rc == FIELD_OK)
		rc = codec_read(order.root, &tables[order.type], &order.u);
	if (rc == FIELD_OK && !order_is_consistent(&order))
		rc = FIELD_EINVAL;
	if (rc < 0) {
		json_decref(order.root);
		return rc;
	}
	*ret_order = order; /* transferred */
	return FIELD_OK;
}

void
pipe_order_release(struct pipe_order *order)
{
	json_decref(order->root);
	order->root = NULL;
}
