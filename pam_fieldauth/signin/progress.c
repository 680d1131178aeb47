#include "base/err.h"
#include "base/str.h"
#include "pam_fieldauth/signin/progress.h"
#include "store/signin/notice.h"
#include "store/signin/recent.h"

int
progress_find(struct work *work, struct progress *ret_progress)
{
	struct store *store = work->judge.store;
	struct recent recent = { "", "" };
	struct user user;
	int rc = user_by_uid(store, work->request->uid, &user);

	if (rc != FIELD_OK)
		return rc;
	rc = recent_find(store, user.id, work->request->sign_in, &recent);
	if (rc != FIELD_OK && rc != FIELD_ENOTFOUND)
		return rc;
	(void)str_copy(
	    ret_progress->person_id, sizeof(ret_progress->person_id), user.id);
	(void)str_copy(ret_progress->code_id, sizeof(ret_progress->code_id),
	    recent.code_id);
	return FIELD_OK;
}

bool
progress_has_notices(struct work *work)
{
	struct progress progress;
	char text[NOTICE_SIZE];
	int64_t last;

	return progress_find(work, &progress) == FIELD_OK &&
	    notice_read(work->judge.store, progress.person_id, progress.code_id,
		text, &last) == FIELD_OK &&
	    text[0] != '\0';
}
