/*
 * Archives of the log: making, listing and verifying them.  They are listed by
 * the statements of the log, in a database in memory that holds the rows of one
 * file.  An archive can be read on a machine that was not set up: only the
 * details need the database that made it.
 */
#include <inttypes.h>
#include <sodium.h>
#include <sysexits.h>

#include "base/err.h"
#include "base/str.h"
#include "control/change.h"
#include "control/data/data.h"
#include "control/open.h"
#include "control/value.h"
#include "store/archive/archive.h"
#include "store/core/user.h"
#include "store/view/log.h"

/* --- making ------------------------------------------------------------------- */

struct making {
	int64_t before_s;
	struct archive archive;
	bool is_done; /* there are no more rows */
};

static int
make(struct control_call *call, struct change *change, void *context,
    struct refusal *why)
{
	struct making *making = context;
	int rc = archive_make(change, making->before_s, &making->archive, why);

	(void)call;
	making->is_done = rc == FIELD_ENOTFOUND;
	return making->is_done ? FIELD_OK : rc;
}

static json_t *
archive_json(const struct archive *archive)
{
	char digest[2 * AUDIT_HASH_LEN + 1];

	(void)sodium_bin2hex(
	    digest, sizeof(digest), archive->digest, AUDIT_HASH_LEN);
	return json_pack("{s:s, s:I, s:I, s:s}", "file", archive->file, "first",
	    (json_int_t)archive->first, "last", (json_int_t)archive->last,
	    "digest", digest);
}

/* One change for each file, so that sign-ins do not wait long. */
int
audit_archive_request(struct control_call *call)
{
	struct making making = { .before_s = 0 };
	int status;

	if (call->dry_run)
		return control_result(call, json_pack("{s:b}", "dry_run", 1));
	/* the rows of these changes are not moved by them */
	making.before_s = store_now_s(call->store) - ARCHIVE_AGE_S;
	(void)control_time(call, "before", &making.before_s);
	if (making.before_s > store_now_s(call->store))
		making.before_s = store_now_s(call->store);
	do {
		status = control_change(call, "audit.archive", make, &making);
		if (status == EX_OK && !making.is_done)
			control_row(call, archive_json(&making.archive));
	} while (status == EX_OK && !making.is_done);
	return status;
}

/* --- the key ------------------------------------------------------------------- */

static int
make_key(struct control_call *call, struct change *change, void *context,
    struct refusal *why)
{
	const struct audit_entry entry = {
		.action = "audit.key", .subject = "", .org_id = ""
	};
	int rc = signer_public(call->store, context);

	(void)why;
	if (rc != FIELD_ENOTFOUND)
		return rc;
	rc = signer_make(change, context);
	return rc == FIELD_OK ? audit_append(change, &entry) : rc;
}

int
audit_key_request(struct control_call *call)
{
	unsigned char public_key[SIGNER_PUBLIC_LEN];
	char text[SIGNER_TEXT_SIZE];
	int status = control_change(call, "audit.key", make_key, public_key);

	if (status != EX_OK)
		return status;
	signer_text(public_key, text);
	return control_result(call, json_pack("{s:s}", "key", text));
}

/* --- one file ------------------------------------------------------------------ */

struct opened {
	struct store *rows; /* in memory */
	struct archive_file file;
};

static int
file_failed(struct control_call *call, int rc)
{
	const char *path = control_text(call, "file");

	switch (rc) {
	case FIELD_ENOTFOUND:
		return control_reason(call, REASON_NO_SUCH_ARCHIVE, path, NULL);
	case FIELD_EINVAL:
	case FIELD_ECORRUPT:
		return control_reason(call, REASON_NO_ARCHIVE, path, NULL);
	case FIELD_EAUTH:
		return control_reason(
		    call, REASON_ARCHIVE_UNSIGNED, path, NULL);
	default:
		return control_failed(call, rc, NULL);
	}
}

/* This terminal's database, if there is one. */
static int
open_keys(struct control_call *call)
{
	const struct store_options options = { .paths = call->paths,
		.config = call->config,
		.clock = call->clock,
		.mode = STORE_READ };
	int rc = store_open(&options, &call->store);

	if (rc != FIELD_OK && rc != FIELD_ENOTFOUND)
		return control_failed(call, rc, NULL);
	call->viewer = viewer_root(call->store);
	return EX_OK;
}

static int
choose_key(
    struct control_call *call, unsigned char public_key[SIGNER_PUBLIC_LEN])
{
	const char *text = control_text(call, "key");
	int rc;

	if (text != NULL)
		return signer_parse(text, public_key) == FIELD_OK ?
		    EX_OK :
		    control_reason(call, REASON_BAD_AUDIT_KEY, text, NULL);
	rc = call->store != NULL ? signer_public(call->store, public_key) :
				   FIELD_ENOTFOUND;
	if (rc == FIELD_ENOTFOUND)
		return control_reason(call, REASON_NO_AUDIT_KEY,
		    control_text(call, "file"), NULL);
	return rc == FIELD_OK ? EX_OK : control_failed(call, rc, NULL);
}

static int
open_file(struct control_call *call, struct opened *opened)
{
	const struct store_options options = { .paths = call->paths,
		.config = call->config,
		.clock = call->clock,
		.mode = STORE_TRIAL };
	unsigned char public_key[SIGNER_PUBLIC_LEN];
	int rc, status = open_keys(call);

	if (status == EX_OK)
		status = choose_key(call, public_key);
	if (status != EX_OK)
		return status;
	rc = store_open(&options, &opened->rows);
	if (rc != FIELD_OK)
		return control_failed(call, rc, NULL);
	rc = archive_file_read(opened->rows, control_text(call, "file"),
	    public_key, &opened->file);
	return rc == FIELD_OK ? EX_OK : file_failed(call, rc);
}

static void
close_file(struct opened *opened)
{
	archive_file_release(&opened->file);
	store_close(opened->rows);
}

static bool
put_row(const struct audit_row *row, void *context)
{
	control_row(context, audit_row_json(row));
	return true;
}

static int
list_file(struct control_call *call, struct opened *opened)
{
	const struct viewer viewer = viewer_root(opened->rows);
	struct audit_filter filter = { .limit = control_number(call, "limit") };
	struct audit_point point = opened->file.previous;
	struct user user;
	int64_t bad_seq;
	int status, rc;

	rc = archive_file_load(&opened->file, opened->rows, call->store);
	if (rc == FIELD_OK)
		rc = audit_verify_after(opened->rows, &point, &bad_seq);
	if (rc == FIELD_ECORRUPT)
		rc = FIELD_EAUTH;
	if (rc != FIELD_OK)
		return file_failed(call, rc);
	status = audit_read_filter(call, &user, &filter);
	if (status != EX_OK)
		return status;
	rc = view_audit_list(&viewer, &filter, put_row, call);
	return rc == FIELD_OK ? EX_OK : control_failed(call, rc, NULL);
}

int
audit_file_request(struct control_call *call)
{
	struct opened opened = { .rows = NULL };
	int status = open_file(call, &opened);

	if (status == EX_OK)
		status = list_file(call, &opened);
	close_file(&opened);
	return status;
}

static int
verify_opened(struct control_call *call, struct opened *opened)
{
	char hash[2 * AUDIT_HASH_LEN + 1], previous[sizeof(hash)], row[32];
	struct audit_point last;
	int64_t bad_seq;
	int rc = archive_verify_file(
	    opened->rows, &opened->file, &last, &bad_seq);

	if (rc == FIELD_ECORRUPT) {
		(void)str_format(row, sizeof(row), "%" PRId64, bad_seq);
		return control_reason(call, REASON_ARCHIVE_CHANGED,
		    control_text(call, "file"), row);
	}
	if (rc != FIELD_OK)
		return control_failed(call, rc, NULL);
	(void)sodium_bin2hex(hash, sizeof(hash), last.hash, AUDIT_HASH_LEN);
	(void)sodium_bin2hex(previous, sizeof(previous),
	    opened->file.previous.hash, AUDIT_HASH_LEN);
	return control_result(call,
	    json_pack("{s:b, s:I, s:I, s:s, s:s}", "whole", 1, "first",
		(json_int_t)opened->file.previous.seq + 1, "last",
		(json_int_t)last.seq, "previous", previous, "hash", hash));
}

int
audit_verify_file_request(struct control_call *call)
{
	struct opened opened = { .rows = NULL };
	int status = open_file(call, &opened);

	if (status == EX_OK)
		status = verify_opened(call, &opened);
	close_file(&opened);
	return status;
}
