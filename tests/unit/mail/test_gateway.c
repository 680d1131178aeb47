/* Telephone numbers, and how a text leaves (U3, R13). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "store/mail/gateway.h"

static void
U3_a_number_is_read_as_people_write_it(void **state)
{
	static const char *const numbers[][2] = {
		{ "+1 (512) 555-0100", "+15125550100" },
		{ "001 512 555 0100", "+15125550100" },
		{ "512.555.0100", "5125550100" },
		{ "030/123456", "030123456" },
		{ "", "" },
		{ "1234", "" },
		{ "1234567890123456", "" },
		{ "555-0100 x12", "" },
		{ "5550100@evil.example", "" },
		{ "+ +1 5125550100", "" },
		{ "5550100\n", "" },
	};
	char buf[PHONE_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		assert_int_equal(
		    phone_digits(numbers[i][0], buf), numbers[i][1][0] != '\0');
		assert_string_equal(buf, numbers[i][1]);
	}
}

static struct config_text_gateway gateway = { .name = "T-Mobile US",
	.address = "{phone}@tmomail.example" };

static const struct config with_mail = {
	.mail_smtp_url = "smtp://localhost",
	.mail_from = "mail@acme.example",
	.mail_sender = true,
	.text_gateways = &gateway,
	.text_gateway_count = 1,
};

static void
R13_a_text_goes_to_the_providers_address(void **state)
{
	struct config config = with_mail;
	char address[EMAIL_SIZE];

	(void)state;
	assert_true(
	    gateway_address(&config, "t-mobile us", "+15125550100", address));
	assert_string_equal(address, "15125550100@tmomail.example");
	assert_false(
	    gateway_address(&config, "Verizon", "+15125550100", address));
	assert_string_equal(address, "");
	assert_true(gateway_sends(&config, "T-Mobile US"));
	assert_false(gateway_sends(&config, "Verizon"));
	assert_false(gateway_sends(&config, ""));
	config.mail_sender = false;
	assert_false(gateway_sends(&config, "T-Mobile US"));
	assert_false(
	    gateway_address(&config, "T-Mobile US", "+15125550100", address));
}

static void
R13_the_web_gateway_serves_every_provider(void **state)
{
	struct config config = { .text_url = "https://sms.example",
		.mail_sender = true };

	(void)state;
	assert_true(gateway_sends(&config, "Verizon"));
	assert_true(gateway_sends(&config, ""));
	config.mail_sender = false;
	assert_false(gateway_sends(&config, "Verizon"));
}

static void
R13_a_text_cannot_change_the_request_around_it(void **state)
{
	static const struct {
		const char *pattern, *filled;
	} cases[] = {
		{ "https://sms.example/?to={phone}&text={text}",
		    "https://sms.example/?to=%2B1512&text=a%22%26b%3D%0A%7Bphone%7D" },
		{ "to={phone}&text={text}&text={text}",
		    "to=%2B1512&text=a%22%26b%3D%0A%7Bphone%7D"
		    "&text=a%22%26b%3D%0A%7Bphone%7D" },
		{ "{\"to\":\"{phone}\",\"body\":\"{text}\"}",
		    "{\"to\":\"+1512\",\"body\":\"a\\\"&b=\\u000a{phone}\"}" },
		{ "{phone}{text}", "%2B1512a%22%26b%3D%0A%7Bphone%7D" },
		{ "{phon", "{phon" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct strbuf buf = STRBUF_INIT;

		gateway_fill(
		    &buf, cases[i].pattern, "+1512", "a\"&b=\n{phone}");
		assert_false(buf.failed);
		assert_string_equal(buf.bytes, cases[i].filled);
		strbuf_release(&buf);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(U3_a_number_is_read_as_people_write_it),
		cmocka_unit_test(R13_a_text_goes_to_the_providers_address),
		cmocka_unit_test(R13_the_web_gateway_serves_every_provider),
		cmocka_unit_test(
		    R13_a_text_cannot_change_the_request_around_it),
	};

	return cmocka_run_group_tests_name("gateway", tests, NULL, NULL);
}
