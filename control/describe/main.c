/*
 * Writes control/REQUESTS.md to standard output, or with the argument
 * "policies" that part of fieldctl(8): `make requests`.
 *
 * A build tool that is not installed.  Its output comes only from the tables of
 * requests and policies and from rules.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "control/describe/policies.h"
#include "control/protocol.h"
#include "control/request.h"

static const char intro[] =
    "# Requests\n"
    "\n"
    "Made by `make requests` from the table of control/request.h; not edited\n"
    "by hand.\n"
    "\n"
    "What can be asked: by root in a process of root's, and by everybody else\n"
    "through `/run/fieldauth/control.sock`, where the peer's uid is the "
    "identity.\n"
    "The same answer comes either way; control/protocol.h has the frames.\n"
    "\n"
    "A request may have rows, and has one end: an exit code of sysexits(3), a\n"
    "result or an error `{\"code\",\"message\",\"hint\"}`, and warnings. A\n"
    "request that changes something is one change, understands `dry_run`, and\n"
    "its refusal is logged.\n"
    "\n"
    "Kinds of parameters: *text* (UTF-8), *secret* and *bytes* (base64), *flag*\n"
    "(true or false), *number*, *time* (ISO 8601, or `\"\"` for none), *texts* "
    "(a list).\n";

static const char *
kind_name(enum control_kind kind)
{
	switch (kind) {
	case PARAM_TEXT:
		return "text";
	case PARAM_SECRET:
		return "secret";
	case PARAM_BYTES:
		return "bytes";
	case PARAM_FLAG:
		return "flag";
	case PARAM_NUMBER:
		return "number";
	case PARAM_TIME:
		return "time";
	case PARAM_TEXTS:
		return "texts";
	}
	return "";
}

static void
put_params(const struct control_param *param)
{
	if (param == NULL || param->name == NULL)
		return;
	printf("\n| parameter | kind | |\n|---|---|---|\n");
	for (; param->name != NULL; param++) {
		printf("| `%s` | %s", param->name, kind_name(param->kind));
		if (param->max > 0)
			printf(", at most %" PRId64, param->max);
		printf(" | %s%s |\n", param->help,
		    param->required ? "; required" : "");
	}
}

/* The flags that a caller needs to know. */
static void
put_flags(unsigned flags)
{
	static const struct {
		enum control_flag flag;
		const char *text;
	} told[] = {
		{ CONTROL_CHANGES, "Changes something." },
		{ CONTROL_FOLLOWS, "A stream: it ends with the connection." },
		{ CONTROL_ROOT, "Root's alone: never through the socket." },
		{ CONTROL_GOOD_CONFIG,
		    "Refused while fieldauth.conf has a mistake." },
	};

	for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++)
		if ((flags & told[i].flag) != 0)
			printf(" %s", told[i].text);
}

static bool
put_request(const struct control_request *request, void *context)
{
	const char **noun = context;
	const size_t len = strcspn(request->name, ".");

	if (*noun == NULL || strncmp(*noun, request->name, len + 1) != 0)
		printf("\n## %.*s\n", (int)len, request->name);
	*noun = request->name;
	printf("\n### %s\n\n%s", request->name, request->help);
	put_flags(request->flags);
	printf("\n\nNeeds: %s.\n",
	    (request->flags & CONTROL_ROOT) != 0 ? "root" :
						   rules_needs(request->rule));
	put_params(request->params);
	return true;
}

static void
describe_requests(void)
{
	const char *noun = NULL;

	fputs(intro, stdout);
	printf("\nA request has at most %d bytes and %d values.\n",
	    CONTROL_REQUEST_MAX, CONTROL_VALUES_MAX);
	control_each(put_request, &noun);
}

int
main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "policies") == 0)
		describe_policies();
	else
		describe_requests();
	return fflush(stdout) == 0 ? EX_OK : EX_IOERR;
}
