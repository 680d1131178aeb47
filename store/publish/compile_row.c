/* People: from their rows, and into the snapshot. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/err.h"
#include "base/str.h"
#include "store/publish/compile_private.h"

/* --- loading ------------------------------------------------------------------ */

static int
text_vector_add(
    struct text_vector *texts, const char *text, uint32_t *ret_begin)
{
	size_t len = strlen(text) + 1;

	int rc = len > UINT32_MAX - texts->len ?
	    FIELD_ENOMEM :
	    array_fit(&texts->at, &texts->capacity, texts->len + len, 1);

	if (rc < 0)
		return rc;
	*ret_begin = (uint32_t)texts->len;
	memcpy(texts->at + texts->len, text, len);
	texts->len += len;
	return FIELD_OK;
}

/* X4: other organisations' people are shown by their uid alone. */
static bool
is_shown(const struct compile *in, const struct compiled_row *row)
{
	const char *org_id = compile_text(in, row, TEXT_ORG_ID);

	for (size_t i = 0; i < in->org_count; i++)
		if (strcmp(in->orgs[i].id, org_id) == 0)
			return true;
	return false;
}

_Static_assert((int)TEXT_COUNT == (int)COMPILE_PERSON_UID,
    "enum compiled_text is as the columns begin");

static int
load_row(struct compile *in, struct query *query)
{
	struct compiled_row *row = array_add(
	    &in->rows, &in->row_count, sizeof(*row));
	int rc = row != NULL ? FIELD_OK : FIELD_ENOMEM;

	for (int i = 0; i < TEXT_COUNT && rc == FIELD_OK; i++)
		rc = text_vector_add(&in->texts,
		    db_text(query, COMPILE_PERSON_ID + i), &row->text[i]);
	if (rc == FIELD_OK)
		rc = user_kind_by_name(
		    db_text(query, COMPILE_PERSON_KIND), &row->kind);
	if (rc == FIELD_OK)
		rc = user_status_by_name(
		    db_text(query, COMPILE_PERSON_STATUS), &row->status);
	if (rc < 0)
		return rc;
	row->uid = compile_id(db_int(query, COMPILE_PERSON_UID));
	row->shown = is_shown(in, row);
	row->purged = db_int(query, COMPILE_PERSON_PURGED) != 0;
	row->full_access = db_int(query, COMPILE_PERSON_FULL_ACCESS) != 0 &&
	    user_kind_takes_full_access(row->kind);
	return FIELD_OK;
}

int
compile_rows_load(struct compile *in)
{
	struct query *query = db_query(in->store, SQL_COMPILE_PEOPLE);
	int rc;

	for (rc = db_step(query); rc == 1; rc = db_step(query)) {
		rc = load_row(in, query);
		if (rc < 0)
			break;
	}
	db_done(query);
	return rc;
}

/* --- adding ------------------------------------------------------------------- */

/* Append TEXT, cut to fit.  Twice for everybody: printf() would show. */
static char *
append(char *at, const char *end, const char *text, size_t len)
{
	if (len > (size_t)(end - at))
		len = (size_t)(end - at);
	return mempcpy(at, text, len);
}

/* passwd(5): the full name is the first of GECOS's comma-separated parts. */
static void
make_gecos(const char *first, const char *last, char *buf, size_t size)
{
	const char *end = buf + size - 1;
	char *at = append(buf, end, first, strlen(first));

	if (first[0] != '\0' && last[0] != '\0')
		at = append(at, end, " ", 1);
	*append(at, end, last, strlen(last)) = '\0';
	for (char *p = buf; *p != '\0'; p++)
		if (*p == ',' || *p == ':' || *p == '\n')
			*p = ' ';
}

/* The template's first "%s" is the login name; it is never a format. */
static void
make_home(const char *template, const char *login, char *buf, size_t size)
{
	const char *mark = strstr(template, "%s");
	const char *end = buf + size - 1;
	char *at = buf;

	if (mark != NULL) {
		at = append(at, end, template, (size_t)(mark - template));
		at = append(at, end, login, strlen(login));
		template = mark + 2;
	}
	*append(at, end, template, strlen(template)) = '\0';
}

static int
add_gone(const struct compile *in, const struct compiled_row *row)
{
	char gone[32];
	struct snapshot_new_person person = {
		.login = compile_text(in, row, TEXT_LOGIN),
		.uid = row->uid,
		.gecos = "",
		.home = "/nonexistent",
		.shell = "/usr/sbin/nologin",
		.state = SNAPSHOT_DELETED,
	};

	if (row->purged && str_format(gone, sizeof(gone), "gone-%u", row->uid))
		person.login = gone;
	return snapshot_writer_add_person(in->writer, &person);
}

/* The person's own, else the role's, else the terminal's. */
static const char *
choose_shell(const struct compile *in, const struct compiled_row *row)
{
	const char *own = compile_text(in, row, TEXT_SHELL);

	if (own[0] != '\0')
		return own;
	if (row->role_shell != NULL && row->role_shell[0] != '\0')
		return row->role_shell;
	return in->config->shell;
}

static int
add_live(const struct compile *in, const struct compiled_row *row)
{
	const struct config *config = in->config;
	const char *own_home = compile_text(in, row, TEXT_HOME);
	const char *email = compile_text(in, row, TEXT_EMAIL);
	char gecos[2 * USER_TEXT_SIZE], home[2 * USER_TEXT_SIZE];
	struct snapshot_new_person person = {
		.login = compile_text(in, row, TEXT_LOGIN),
		.uid = row->uid,
		.gecos = gecos,
		.home = own_home[0] != '\0' ? own_home : home,
		.shell = choose_shell(in, row),
		.email = config->email_sign_in && email[0] != '\0' ? email :
								     NULL,
		.state = SNAPSHOT_LIVE,
		.gids = in->gids.at + row->gids.begin,
		.gid_count = row->gids.count,
		.local_gids = in->local_gids.at + row->local_gids.begin,
		.local_gid_count = row->local_gids.count,
	};

	make_gecos(compile_text(in, row, TEXT_FIRST_NAME),
	    compile_text(in, row, TEXT_LAST_NAME), gecos, sizeof(gecos));
	make_home(config->home_template, person.login, home, sizeof(home));
	return snapshot_writer_add_person(in->writer, &person);
}

static int
add_row(const struct compile *in, const struct compiled_row *row)
{
	const char *login = compile_text(in, row, TEXT_LOGIN);
	bool is_local = false;
	int rc = compile_is_local(login, row->uid, &is_local);

	if (rc < 0)
		return rc;
	if (is_local) {
		compile_leave_out(in, login,
		    "the machine has a user or group of that name or number");
		return FIELD_OK;
	}
	rc = row->status == USER_DELETED || !row->shown ? add_gone(in, row) :
							  add_live(in, row);
	if (rc != FIELD_EINVAL && rc != FIELD_EEXIST)
		return rc;
	compile_leave_out(in, login,
	    rc == FIELD_EEXIST ?
		"the name or number is taken by another" :
		"the number is outside the range of [ids], or a text cannot be "
		"published");
	return FIELD_OK;
}

int
compile_rows_add(struct compile *in)
{
	int rc = FIELD_OK;

	for (size_t i = 0; i < in->row_count && rc == FIELD_OK; i++)
		rc = add_row(in, &in->rows[i]);
	return rc;
}
