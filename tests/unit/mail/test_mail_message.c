/* A mail as a server gets it: nothing that a person is called can begin another
 * header field, and every reader finds what was meant. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "syncd/mail/message/header.h"
#include "syncd/mail/message/message.h"

static const struct pipe_mail plain = { .id = "4c1f-77",
	.to = "jane@acme.example",
	.from = "field@acme.example",
	.envelope_from = "field@acme.example",
	.subject = "Hello",
	.body = "Hello\n",
	.date_s = 1790000000 };

static struct strbuf
built(const struct pipe_mail *mail)
{
	struct strbuf out = STRBUF_INIT;

	assert_int_equal(message_build(&out, mail), FIELD_OK);
	return out;
}

static void
assert_built(const struct pipe_mail *mail, const char *part)
{
	struct strbuf out = built(mail);

	if (strstr(out.bytes, part) == NULL)
		fail_msg("no '%s' in:\n%s", part, out.bytes);
	strbuf_release(&out);
}

static void
assert_text(const char *text, const char *expected)
{
	struct strbuf out = STRBUF_INIT;

	assert_int_equal(header_text(&out, "Subject", text), FIELD_OK);
	assert_string_equal(out.bytes, expected);
	strbuf_release(&out);
}

static void
assert_to(const char *name, const char *address, const char *expected)
{
	struct strbuf out = STRBUF_INIT;

	assert_int_equal(header_address(&out, "To", name, address), FIELD_OK);
	assert_string_equal(out.bytes, expected);
	strbuf_release(&out);
}

static void
L10_plain_mail_is_what_it_looks_like(void **state)
{
	struct strbuf out = built(&plain);

	(void)state;
	assert_string_equal(out.bytes,
	    "Date: Mon, 21 Sep 2026 14:13:20 +0000\r\n"
	    "From: field@acme.example\r\n"
	    "To: jane@acme.example\r\n"
	    "Subject: Hello\r\n"
	    "Message-ID: <4c1f-77@acme.example>\r\n"
	    "Auto-Submitted: auto-generated\r\n"
	    "MIME-Version: 1.0\r\n"
	    "Content-Type: text/plain; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n"
	    "\r\n"
	    "Hello\r\n");
	strbuf_release(&out);
}

static void
L10_names_beyond_ascii_are_encoded_words(void **state)
{
	(void)state;
	/* RFC 2047 */
	assert_to("J\xc3\xbcrg M\xc3\xbcller", "jurg@acme.example",
	    "To: =?UTF-8?B?SsO8cmcgTcO8bGxlcg==?= <jurg@acme.example>\r\n");
	assert_text("Gr\xc3\xbc\xc3\x9f"
		    "e",
	    "Subject: =?UTF-8?B?R3LDvMOfZQ==?=\r\n");
	/* what looks like an encoded word is not read as one */
	assert_text("=?UTF-8?B?SGk=?=",
	    "Subject: =?UTF-8?B?PT9VVEYtOD9CP1NHaz0/PQ==?=\r\n");
}

static void
L10_encoded_words_end_between_characters_and_lines_at_76(void **state)
{
	struct strbuf out = STRBUF_INIT;
	char text[601];
	const char *line;

	(void)state;
	for (size_t i = 0; i < 200; i++)
		(void)memcpy(text + 3 * i, "\xe7\x8e\x8b", 3);
	text[600] = '\0';
	assert_int_equal(header_text(&out, "Subject", text), FIELD_OK);
	line = out.bytes + strlen("Subject:");
	while (*line != '\0') {
		const char *word = line + 1;
		size_t len = strcspn(word, "\r");

		assert_int_equal(line[0], ' ');
		assert_memory_equal(word, "=?UTF-8?B?", 10);
		assert_memory_equal(word + len - 2, "?=", 2);
		assert_true(len <= 75);
		/* whole characters of three bytes: no padding */
		assert_int_not_equal(word[len - 3], '=');
		line = word + len + 2;
	}
	assert_true(strcspn(out.bytes, "\r") <= 76);
	strbuf_release(&out);
}

static void
L10_ascii_names_are_quoted_where_they_must_be(void **state)
{
	(void)state;
	assert_to("Jane Miller", "jane@acme.example",
	    "To: Jane Miller <jane@acme.example>\r\n");
	assert_to("Miller, Jane (\"JJ\")", "jane@acme.example",
	    "To: \"Miller, Jane (\\\"JJ\\\")\" <jane@acme.example>\r\n");
	assert_to("boss@evil.example>, x", "jane@acme.example",
	    "To: \"boss@evil.example>, x\" <jane@acme.example>\r\n");
	assert_to(NULL, "jane@acme.example", "To: jane@acme.example\r\n");
}

static void
L10_long_ascii_subject_is_folded_at_a_space(void **state)
{
	(void)state;
	assert_text(
	    "The code with which you verify this address for your account "
	    "at Acme Field Services",
	    "Subject: The code with which you verify this address for your "
	    "account at\r\n Acme Field Services\r\n");
}

static void
L10_domain_is_written_in_ascii(void **state)
{
	(void)state;
	assert_to(NULL,
	    "Jane@b\xc3\xbc"
	    "cher.example",
	    "To: Jane@xn--bcher-kva.example\r\n");
}

static void
L10_no_text_begins_another_field(void **state)
{
	static const char *const bad[] = { "Jane\r\nBcc: x@evil.example",
		"Jane\nBcc: x@evil.example", "Jane\rBcc: x@evil.example",
		"Jane\x7f",
		"Jane\xe2\x80\xa8"
		"Bcc: x@evil.example",
		"Jane\xff" };
	static const char *const bad_addresses[] = { "jane@acme.example\r\n"
						     "Bcc: x@evil.example",
		"jane@acme.example>, <x@evil.example", "jane",
		"jane@acme.example x@evil.example", "a\nb@acme.example" };
	struct strbuf out = STRBUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct pipe_mail named = plain, titled = plain, from = plain;

		named.to_name = from.from_name = titled.subject = bad[i];
		assert_int_equal(message_build(&out, &named), FIELD_EINVAL);
		assert_int_equal(message_build(&out, &titled), FIELD_EINVAL);
		assert_int_equal(message_build(&out, &from), FIELD_EINVAL);
	}
	for (size_t i = 0; i < sizeof(bad_addresses) / sizeof(bad_addresses[0]);
	     i++) {
		struct pipe_mail mail = plain;

		mail.reply_to = bad_addresses[i];
		assert_int_equal(message_build(&out, &mail), FIELD_EINVAL);
		mail = plain;
		mail.to = bad_addresses[i];
		assert_int_equal(message_build(&out, &mail), FIELD_EINVAL);
	}
	strbuf_release(&out);
}

static void
L10_body_is_quoted_printable(void **state)
{
	struct pipe_mail mail = plain;

	(void)state;
	mail.body = "1 = one \nGr\xc3\xbc\xc3\x9f"
		    "e\n.\n";
	assert_built(&mail, "\r\n\r\n1 =3D one=20\r\nGr=C3=BC=C3=9Fe\r\n.\r\n");
	/* a body without an end of line gets one, and long lines are broken */
	mail.body = "123456789 123456789 123456789 123456789 123456789 "
		    "123456789 123456789 123456789 ";
	assert_built(&mail,
	    "\r\n\r\n123456789 123456789 123456789 123456789 123456789 "
	    "123456789 123456789 12345=\r\n6789=20\r\n");
}

static void
L10_image_is_an_attachment(void **state)
{
	struct pipe_mail mail = plain;
	struct strbuf out = STRBUF_INIT;

	(void)state;
	mail.image = "iVBORw0KGgo=";
	assert_built(
	    &mail, "Content-Type: multipart/mixed; boundary=\"=_part\"\r\n");
	assert_built(&mail, "filename=\"code.png\"\r\n\r\niVBORw0KGgo=\r\n");
	assert_built(&mail, "\r\n--=_part--\r\n");
	mail.image = "iVBO\r\n--=_part--\r\n";
	assert_int_equal(message_build(&out, &mail), FIELD_EINVAL);
	strbuf_release(&out);
}

static void
L10_sender_is_named_if_the_mail_is_from_another(void **state)
{
	struct pipe_mail mail = plain;

	(void)state;
	mail.from = "olga@acme.example";
	mail.from_name = "Olga";
	mail.reply_to = "office@acme.example";
	assert_built(&mail,
	    "From: Olga <olga@acme.example>\r\n"
	    "Sender: field@acme.example\r\n"
	    "Reply-To: office@acme.example\r\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(L10_plain_mail_is_what_it_looks_like),
		cmocka_unit_test(L10_names_beyond_ascii_are_encoded_words),
		cmocka_unit_test(
		    L10_encoded_words_end_between_characters_and_lines_at_76),
		cmocka_unit_test(L10_ascii_names_are_quoted_where_they_must_be),
		cmocka_unit_test(L10_long_ascii_subject_is_folded_at_a_space),
		cmocka_unit_test(L10_domain_is_written_in_ascii),
		cmocka_unit_test(L10_no_text_begins_another_field),
		cmocka_unit_test(L10_body_is_quoted_printable),
		cmocka_unit_test(L10_image_is_an_attachment),
		cmocka_unit_test(
		    L10_sender_is_named_if_the_mail_is_from_another),
	};

	return cmocka_run_group_tests_name("mail/message", tests, NULL, NULL);
}
