/* The part of fieldauth.conf that `setup` writes.  The rest of the file stays
 * unchanged byte for byte, and a file that could not be parsed afterwards is
 * never written. */
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/machine/conf_edit.h"
#include "fieldctl/setup/conf.h"

#define CONF_MAX_LEN (256 * 1024)

int
setup_conf_make(
    struct ctl *ctl, const struct answers *answers, struct setup_conf *ret_conf)
{
	const char *const keys[][2] = {
		{ "site", answers->site },
		{ "orgs", answers->org },
		{ "name", answers->terminal },
	};
	char *text;
	int rc;

	memset(ret_conf, 0, sizeof(*ret_conf));
	rc = file_read(ctl->paths.conf_file, CONF_MAX_LEN, &ret_conf->before,
	    &ret_conf->before_len);
	if (rc != FIELD_OK && rc != FIELD_ENOTFOUND)
		return rc;
	text = strdup(ret_conf->before != NULL ? ret_conf->before : "");
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		char *next;

		if (text == NULL || keys[i][1][0] == '\0')
			continue;
		next = conf_edit_set(text, "terminal", keys[i][0], keys[i][1]);
		free(text);
		text = next;
	}
	ret_conf->after = text;
	return text != NULL ? FIELD_OK : FIELD_ENOMEM;
}

void
setup_conf_release(struct setup_conf *conf)
{
	free(conf->before);
	free(conf->after);
}

/* An answer that is not known yet may be in the file already. */
static bool
is_read_back(const char *answer, const char *read)
{
	return answer[0] == '\0' || strcmp(answer, read) == 0;
}

static int
check_text(struct ctl *ctl, const struct answers *answers, const char *text)
{
	struct config_problem problem;
	struct config config;
	char message[CONFIG_PROBLEM_SIZE];
	bool same;
	int rc = config_load_text(
	    ctl->paths.conf_file, text, &config, &problem);

	if (rc == FIELD_EINVAL) {
		(void)str_format(message, sizeof(message),
		    _("This cannot be written to fieldauth.conf: %s."),
		    problem.why);
		return ctl_problem(ctl, EX_DATAERR, "bad_answer", message, "");
	}
	if (rc != FIELD_OK)
		return ctl_failed(ctl, rc, NULL);
	same = is_read_back(answers->terminal, config.terminal_name) &&
	    is_read_back(answers->org, config.terminal_orgs) &&
	    is_read_back(answers->site, config.terminal_site);
	config_release(&config);
	return same ? EX_OK :
		      ctl_problem(ctl, EX_DATAERR, "bad_answer",
			  _("This cannot be written to fieldauth.conf: use "
			    "letters, digits and '-'."),
			  "");
}

int
setup_conf_check(struct ctl *ctl, const struct answers *answers)
{
	struct setup_conf conf;
	int rc = setup_conf_make(ctl, answers, &conf);
	int status = rc == FIELD_OK ? check_text(ctl, answers, conf.after) :
				      ctl_failed(ctl, rc, NULL);

	setup_conf_release(&conf);
	return status;
}

void
setup_conf_undo(struct ctl *ctl, const struct setup_conf *conf)
{
	if (conf->before != NULL)
		(void)file_replace(
		    ctl->paths.conf_file, conf->before, conf->before_len, 0644);
	else
		(void)unlink(ctl->paths.conf_file);
}

int
setup_conf_apply(struct ctl *ctl, const struct setup_conf *conf)
{
	int rc = file_replace(
	    ctl->paths.conf_file, conf->after, strlen(conf->after), 0644);
	int status;

	if (rc != FIELD_OK)
		return ctl_failed(ctl, rc, NULL);
	config_release(&ctl->config);
	ctl->has_config = false;
	status = ctl_load_config(ctl);
	if (status != EX_OK)
		setup_conf_undo(ctl, conf);
	return status;
}
