#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sysexits.h>

#include <cmocka.h>

#include "base/file.h"
#include "tests/support/asking.h"

int
asking_open(void **state)
{
	static const char conf[] = "[terminal]\nname = van-7\n";
	struct company *company;

	if (company_open(state) != 0)
		return -1;
	company = *state;
	return file_replace(
	    company->paths.conf_file, conf, sizeof(conf) - 1, 0644);
}

static bool
keep(json_t *row, void *context)
{
	return json_array_append(context, row) == 0;
}

struct control_host
host_of(struct company *company, const struct user *who)
{
	return (struct control_host){
		.paths = &company->paths,
		.clock = &company->clock,
		.by_peer = who != NULL,
		.uid = who != NULL ? who->uid : 0,
		.caller = who != NULL ? "uid=1 pid=2 exe=/test" : "",
		.epoch = -1,
	};
}

struct asked
ask_by(struct control_host *host, const char *name, const char *params,
    bool dry_run)
{
	struct asked asked = { .rows = json_array() };
	const struct control_sink sink = { keep, asked.rows };
	json_t *object = params != NULL ? json_loads(params, 0, NULL) : NULL;
	const struct control_ask ask = { name, object, dry_run };

	if (params != NULL && object == NULL)
		fail_msg("not JSON: %s", params);
	control_run(host, &ask, &sink, &asked.answer);
	json_decref(object);
	return asked;
}

struct asked
ask_as_root(struct company *company, const char *name, const char *params)
{
	struct control_host host = host_of(company, NULL);

	return ask_by(&host, name, params, false);
}

struct asked
ask_as(struct company *company, const struct user *who, const char *name,
    const char *params)
{
	struct control_host host = host_of(company, who);

	return ask_by(&host, name, params, false);
}

void
asked_release(struct asked *asked)
{
	json_decref(asked->rows);
	asked->rows = NULL;
	control_answer_release(&asked->answer);
}

const char *
asked_code(const struct asked *asked)
{
	const char *code = json_string_value(
	    json_object_get(asked->answer.error, "code"));

	return code != NULL ? code : "";
}

void
asked_ends(struct asked asked, int exit_code)
{
	if (asked.answer.exit_code != exit_code)
		fail_msg("ended with %d (%s), not %d", asked.answer.exit_code,
		    asked_code(&asked), exit_code);
	asked_release(&asked);
}

void
asked_refused(struct asked asked, const char *code)
{
	if (asked.answer.exit_code == EX_OK ||
	    strcmp(asked_code(&asked), code) != 0)
		fail_msg("ended with %d (%s), not '%s'", asked.answer.exit_code,
		    asked_code(&asked), code);
	asked_release(&asked);
}
