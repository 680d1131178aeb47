/* The address to which a browser was sent, or pasted text: any bytes. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/secret.h"
#include "base/str.h"
#include "syncd/authorize.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
ignore(const char *scope, void *context)
{
	(void)scope;
	(void)context;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* a state that the corpus can use */
	struct authorize authorize = { .state = "state" };
	struct authorize_answer answer;
	char *text = malloc(size + 1);

	if (text == NULL || secret_library_init() < 0)
		abort();
	memcpy(text, data, size);
	text[size] = '\0';
	if (authorize_parse(&authorize, text, &answer) == FIELD_OK) {
		if (answer.code.len == 0 || strlen(answer.realm) > 63)
			abort();
		authorize_answer_release(&answer);
	}
	authorize_missing("a b c", text, ignore, NULL);
	free(text);
	return 0;
}
