#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/log.h"
#include "base/str.h"
#include "build_paths.h"
#include "store/core/reason.h"
#include "syncd/program.h"

/*
 * The installed workers; below the root of a test, those beside this program,
 * so that a build can be tried before it is installed.
 */
static int
find_workers(struct program *program, const char *root)
{
	char folder[PATHS_MAX] = FIELDAUTH_LIBEXECDIR "/";
	ssize_t len;

	if (root[0] != '\0') {
		len = readlink("/proc/self/exe", folder, sizeof(folder) - 1);
		if (len < 0)
			return FIELD_EIO;
		while (len > 0 && folder[len - 1] != '/')
			len--;
		folder[len] = '\0';
	}
	return str_format(program->worker, sizeof(program->worker),
		   "%sfieldauth-fetch", folder) &&
		str_format(program->mail_worker, sizeof(program->mail_worker),
		    "%sfieldauth-mail", folder) ?
	    FIELD_OK :
	    FIELD_EINVAL;
}

static void
say_not_yet(const char *section, const char *key, void *context)
{
	(void)context;
	log_line(LOG_WARNING, "[%s] %s is not acted on yet", section, key);
}

static int
load(const struct program *program, struct config *ret_config)
{
	const char *file = program->config_file != NULL ?
	    program->config_file :
	    program->paths.conf_file;
	struct config_problem problem;
	char text[CONFIG_PROBLEM_SIZE];
	int rc;

	/* The default file may be missing; one given by --config may not. */
	if (program->config_file != NULL && access(file, R_OK) < 0) {
		log_line(LOG_ERR, "%s: %s", file, strerror(errno));
		return FIELD_EIO;
	}
	rc = config_load(file, ret_config, &problem);
	if (rc == FIELD_EINVAL) {
		config_problem_text(&problem, text, sizeof(text));
		log_line(LOG_ERR, "%s", text);
	} else if (rc < 0)
		log_line(LOG_ERR, "%s: %s", file, field_strerror(rc));
	else {
		config_each_not_yet(ret_config, say_not_yet, NULL);
		if (program->config_file == NULL)
			config_keep(program->paths.kept_conf_file, ret_config);
	}
	return rc;
}

/*
 * Expiries, ends of sessions and copies must not depend on imports: with an
 * invalid file the agent uses the settings that a sign-in uses, without
 * sources, until it is told to reload.
 */
static int
load_terminal(const struct program *program, struct config *ret_config)
{
	enum config_reading reading;
	struct config_problem problem;

	if (program->config_file != NULL)
		return FIELD_EINVAL;
	if (config_load_terminal(program->paths.conf_file,
		program->paths.kept_conf_file, ret_config, &reading,
		&problem) < 0)
		return FIELD_EINVAL;
	log_line(LOG_ERR, "nothing is imported until this is corrected");
	return FIELD_OK;
}

int
program_init(struct program *ret_program, const char *config_file, bool agent)
{
	const char *root = getenv("FIELDAUTH_ROOT");
	int rc;

	*ret_program = (struct program){ .config_file = config_file };
	rc = paths_init(&ret_program->paths, root);
	if (rc == FIELD_OK)
		rc = find_workers(ret_program, root != NULL ? root : "");
	if (rc < 0) {
		log_line(LOG_ERR, "FIELDAUTH_ROOT: %s", field_strerror(rc));
		return rc;
	}
	rc = load(ret_program, &ret_program->config);
	return rc < 0 && agent ?
	    load_terminal(ret_program, &ret_program->config) :
	    rc;
}

int
program_reload(struct program *program)
{
	struct config config;
	int rc = load(program, &config);

	if (rc < 0)
		return rc;
	config_release(&program->config);
	program->config = config; /* transferred */
	return FIELD_OK;
}

void
program_release(struct program *program)
{
	config_release(&program->config);
}

int
program_open_store(struct program *program, struct store **ret_store)
{
	struct store_options options = { .paths = &program->paths,
		.config = &program->config,
		.mode = STORE_WRITE };
	int rc = store_open(&options, ret_store);

	if (rc == FIELD_ENOTFOUND && store_is_lost(&program->paths))
		log_line(LOG_ERR, "%s is missing: run fieldctl doctor",
		    program->paths.db_file);
	else if (rc == FIELD_ENOTFOUND)
		log_line(LOG_ERR,
		    "this terminal has not been set up: run "
		    "fieldctl setup");
	else if (rc < 0)
		log_line(LOG_ERR, "%s: %s", program->paths.db_file,
		    field_strerror(rc));
	return rc;
}
