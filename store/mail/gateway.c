/* Text messages.  MUST: nothing in a text changes the request that it is put
 * into; tested by test_gateway. */
#include <string.h>

#include "base/escape.h"
#include "store/mail/gateway.h"

bool
gateway_sends(const struct config *config, const char *provider)
{
	if (config_text_gateway(config, provider) != NULL &&
	    config_sends_mail(config))
		return true;
	return config_sends_text(config);
}

bool
gateway_address(const struct config *config, const char *provider,
    const char *phone, char ret_address[EMAIL_SIZE])
{
	const struct config_text_gateway *section = config_text_gateway(
	    config, provider);
	const char *place = section != NULL ?
	    strstr(section->address, "{phone}") :
	    NULL;

	ret_address[0] = '\0';
	if (place == NULL || !config_sends_mail(config))
		return false;
	return str_format(ret_address, EMAIL_SIZE, "%.*s%s%s",
	    (int)(place - section->address), section->address,
	    phone + (phone[0] == '+'), place + strlen("{phone}"));
}

void
gateway_fill(struct strbuf *buf, const char *pattern, const char *phone,
    const char *text)
{
	static const char *const places[] = { "{phone}", "{text}" };
	const char *const values[] = { phone, text };
	const enum escape form = pattern[0] == '{' &&
		strncmp(pattern, "{phone}", 7) != 0 &&
		strncmp(pattern, "{text}", 6) != 0 ?
	    ESCAPE_JSON :
	    ESCAPE_URL;

	while (*pattern != '\0') {
		size_t i = 0;

		while (i < 2 &&
		    strncmp(pattern, places[i], strlen(places[i])) != 0)
			i++;
		if (i == 2)
			strbuf_append(buf, pattern++, 1);
		else {
			escape_put(buf, values[i], form);
			pattern += strlen(places[i]);
		}
	}
}
