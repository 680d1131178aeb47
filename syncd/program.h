/*
 * syncd/program: initialisation common to all modes of syncd.
 * Layer: syncd.  Users: main, agent, once, connect, mailer.
 */
#ifndef SYNCD_PROGRAM_H
#define SYNCD_PROGRAM_H

#include <stdbool.h>

#include "base/invoker.h"
#include "conf/config.h"
#include "conf/paths.h"
#include "store/db/db.h"

struct program {
	struct paths paths;
	struct config config;
	const char *config_file;     /* --config, or NULL */
	char worker[PATHS_MAX];      /* fieldauth-fetch */
	char mail_worker[PATHS_MAX]; /* fieldauth-mail */
	/* The person who started a run by hand, for the log.  Runs of the agent
	 * or a timer have none. */
	struct invoker invoker;
};

/* Get the paths below $FIELDAUTH_ROOT (tests) or /, and the configuration.
 * Errors are logged; the AGENT then continues without sources.  FIELD_EINVAL,
 * FIELD_EIO. */
int program_init(
    struct program *ret_program, const char *config_file, bool agent);
/* Reload the configuration; an invalid file is ignored. */
int program_reload(struct program *program);
void program_release(struct program *program);

/* Open the store for writing, or log why it cannot be opened. */
int program_open_store(struct program *program, struct store **ret_store);

#endif
