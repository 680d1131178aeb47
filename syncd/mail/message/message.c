#include <ctype.h>
#include <string.h>

#include "base/err.h"
#include "syncd/mail/message/header.h"
#include "syncd/mail/message/message.h"

#define BASE64_LINE 76
#define QP_LINE     75 /* and the "=" of a soft break */

/* --- quoted-printable (RFC 2045 section 6.7) ----------------------------- */

static bool
is_plain(const char *at)
{
	/* a blank at the end of a line may be lost */
	if (*at == ' ')
		return at[1] != '\n' && at[1] != '\0';
	return *at > ' ' && *at < 0x7f && *at != '=';
}

static void
put_body(struct strbuf *out, const char *body)
{
	size_t at = 0; /* column */

	for (; *body != '\0'; body++) {
		size_t len = is_plain(body) ? 1 : 3;

		if (*body == '\n') {
			strbuf_puts(out, "\r\n");
			at = 0;
			continue;
		}
		if (at + len > QP_LINE) {
			strbuf_puts(out, "=\r\n");
			at = 0;
		}
		if (len == 1)
			strbuf_append(out, body, 1);
		else
			strbuf_printf(out, "=%02X", (unsigned char)*body);
		at += len;
	}
	if (at > 0)
		strbuf_puts(out, "\r\n");
}

static int
put_text_part(struct strbuf *out, const struct pipe_mail *mail)
{
	strbuf_puts(out,
	    "Content-Type: text/plain; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n\r\n");
	put_body(out, mail->body);
	return FIELD_OK;
}

/* --- the image ------------------------------------------------------------ */

static int
put_image_part(struct strbuf *out, const char *base64)
{
	size_t len = strlen(base64);

	for (const char *p = base64; *p != '\0'; p++)
		if (!isalnum((unsigned char)*p) && strchr("+/=", *p) == NULL)
			return FIELD_EINVAL;
	strbuf_puts(out,
	    "Content-Type: image/png; name=\"code.png\"\r\n"
	    "Content-Transfer-Encoding: base64\r\n"
	    "Content-Disposition: attachment; filename=\"code.png\"\r\n\r\n");
	while (len > 0) {
		size_t n = len < BASE64_LINE ? len : BASE64_LINE;

		strbuf_append(out, base64, n);
		strbuf_puts(out, "\r\n");
		base64 += n;
		len -= n;
	}
	return FIELD_OK;
}

/* The boundary cannot occur in a part: quoted-printable encodes every "=", and
 * base64 has it at the end alone. */
static int
put_both_parts(struct strbuf *out, const struct pipe_mail *mail)
{
	int rc;

	strbuf_puts(out,
	    "Content-Type: multipart/mixed; boundary=\"=_part\"\r\n\r\n"
	    "--=_part\r\n");
	rc = put_text_part(out, mail);
	strbuf_puts(out, "\r\n--=_part\r\n");
	if (rc == FIELD_OK)
		rc = put_image_part(out, mail->image);
	strbuf_puts(out, "\r\n--=_part--\r\n");
	return rc;
}

/* --- the whole ------------------------------------------------------------ */

static int
put_headers(struct strbuf *out, const struct pipe_mail *mail)
{
	int rc = header_date(out, mail->date_s);

	if (rc == FIELD_OK)
		rc = header_address(out, "From", mail->from_name, mail->from);
	if (rc == FIELD_OK && strcmp(mail->from, mail->envelope_from) != 0)
		rc = header_address(out, "Sender", NULL, mail->envelope_from);
	if (rc == FIELD_OK && mail->reply_to != NULL)
		rc = header_address(out, "Reply-To", NULL, mail->reply_to);
	if (rc == FIELD_OK)
		rc = header_address(out, "To", mail->to_name, mail->to);
	if (rc == FIELD_OK)
		rc = header_text(out, "Subject", mail->subject);
	if (rc == FIELD_OK)
		rc = header_message_id(out, mail->id, mail->envelope_from);
	return rc;
}

int
message_build(struct strbuf *out, const struct pipe_mail *mail)
{
	int rc = put_headers(out, mail);

	if (rc < 0)
		return rc;
	/* RFC 3834: no vacation notices in return */
	strbuf_puts(out,
	    "Auto-Submitted: auto-generated\r\n"
	    "MIME-Version: 1.0\r\n");
	rc = mail->image == NULL ? put_text_part(out, mail) :
				   put_both_parts(out, mail);
	if (rc < 0)
		return rc;
	return out->failed ? FIELD_ENOMEM : FIELD_OK;
}
