/*
 * fieldctl/setup/answer: the answers given to `setup`.
 * Layer: fieldctl.  Users: answers, conf, setup.
 */
#ifndef FIELDCTL_SETUP_ANSWER_H
#define FIELDCTL_SETUP_ANSWER_H

#include "base/secret.h"
#include "store/core/user.h"

struct answers {
	char org[64], org_title[200];
	char admin[USER_LOGIN_SIZE], admin_name[2 * USER_TEXT_SIZE];
	char admin_email[USER_EMAIL_SIZE];
	char terminal[64], site[64];
	struct secret password; /* empty: not known yet, or a dry run */
};

#endif
