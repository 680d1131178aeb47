#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "store/after.h"
#include "store/org/org_setup.h"
#include "store/org/policy_set.h"
#include "store/org/user_add.h"
#include "store/people/local.h"
#include "store/people/org.h"
#include "store/secret/secret.h"
#include "tests/support/company.h"

static const char passwd[] = "root:x:0:0:root:/root:/bin/bash\n"
			     "daemon:x:1:1:daemon:/usr/sbin:/bin/false\n"
			     "backup:x:34:34:backup:/var:/bin/false\n"
			     "jlocal:x:1000:1000::/home/jlocal:/bin/sh\n";
static const char group[] = "root:x:0:\nsudo:x:27:\ndialout:x:20:\n"
			    "docker:x:999:\njlocal:x:1000:\n";

static void
write_file(struct company *company, const char *name, const char *text)
{
	char path[128];

	assert_true(
	    str_format(path, sizeof(path), "%s/%s", company->root, name));
	assert_int_equal(file_replace(path, text, strlen(text), 0644), 0);
}

static void
use_local_files(struct company *company)
{
	static char passwd_path[128], group_path[128];

	write_file(company, "passwd", passwd);
	write_file(company, "group", group);
	assert_true(str_format(
	    passwd_path, sizeof(passwd_path), "%s/passwd", company->root));
	assert_true(str_format(
	    group_path, sizeof(group_path), "%s/group", company->root));
	local_use_files(passwd_path, group_path);
}

int
company_open_empty(void **state)
{
	struct company *company = calloc(1, sizeof(*company));
	struct config_problem problem;
	struct store_options options;
	char missing[128];

	assert_non_null(company);
	assert_int_equal(secret_library_init(), 0);
	(void)strcpy(company->root, "/tmp/company.XXXXXX");
	assert_non_null(mkdtemp(company->root));
	use_local_files(company);
	assert_int_equal(paths_init(&company->paths, company->root), 0);
	assert_int_equal(file_make_folder(company->paths.conf_dir, 0755), 0);
	assert_int_equal(secret_make_key(&company->paths), 0);
	assert_true(str_format(
	    missing, sizeof(missing), "%s/none.conf", company->root));
	assert_int_equal(config_load(missing, &company->config, &problem), 0);
	(void)strcpy(company->config.terminal_name, "van-7");
	company->clock = clock_fixed(COMPANY_NOW);
	memset(&options, 0, sizeof(options));
	options.paths = &company->paths;
	options.config = &company->config;
	options.clock = &company->clock;
	options.mode = STORE_CREATE;
	assert_int_equal(store_open(&options, &company->store), 0);
	*state = company;
	return 0;
}

static void
set_up(struct company *company)
{
	struct setup setup = {
		.org = "acme",
		.org_title = "Acme Field Services",
		.admin = "ada",
		.admin_first = "Ada",
		.admin_last = "Admin",
		.admin_email = "ada@acme.example",
		.terminal = "van-7",
		.site = "depot-north",
	};
	struct change *change = company_root(company);
	struct refusal why = { REASON_NONE, { "", "" } };

	assert_int_equal(org_setup(change, &setup, &why), 0);
	company_end(change);
	assert_int_equal(org_by_name(company->store, "acme", &company->org), 0);
	company->ada = company_user(company, "ada");
}

int
company_open(void **state)
{
	if (company_open_empty(state) != 0)
		return -1;
	set_up(*state);
	return 0;
}

int
company_close(void **state)
{
	struct company *company = *state;
	char command[96];

	store_close(company->store);
	config_release(&company->config);
	local_use_files(NULL, NULL);
	assert_true(
	    str_format(command, sizeof(command), "rm -rf '%s'", company->root));
	assert_int_equal(system(command), 0);
	free(company);
	return 0;
}

static struct change *
begin(struct company *company, struct actor actor)
{
	struct change *change = NULL;

	assert_int_equal(change_begin(company->store, &actor, &change), 0);
	return change;
}

struct change *
company_root(struct company *company)
{
	return begin(company, actor_root("fieldctl"));
}

struct change *
company_as(struct company *company, const struct user *who)
{
	return begin(company, actor_person(who->id, "fieldctl"));
}

struct change *
company_sync(struct company *company)
{
	return begin(company, actor_sync("books"));
}

void
company_end(struct change *change)
{
	struct after_report after;

	assert_int_equal(after_commit(change, &after), 0);
	assert_true(after.committed);
	assert_int_equal(after.publish_rc, 0);
	assert_int_equal(after.ending.rc, 0);
}

struct user
company_add(struct company *company, const char *login, const char *role)
{
	struct user_new in = {
		.org_id = company->org.id,
		.login = login,
		.first_name = login,
		.last_name = "Person",
		.kind = USER_INTERNAL,
		.hold = 0,
		.roles = &role,
		.role_count = role == NULL ? 0 : 1,
	};
	struct change *change = company_root(company);
	struct refusal why = { REASON_NONE, { "", "" } };
	struct user user;

	assert_int_equal(user_add(change, &in, &user, &why), 0);
	company_end(change);
	return user;
}

struct user
company_user(struct company *company, const char *login)
{
	struct user user;

	assert_int_equal(user_by_login(company->store, login, &user), 0);
	return user;
}

void
company_policy(struct company *company, const char *name, const char *value)
{
	struct change *change = company_root(company);
	struct refusal why;

	assert_int_equal(
	    policy_set(change, company->org.id, name, value, &why), 0);
	company_end(change);
}

void
company_set_password(struct company *company, const char *login,
    const char *text, bool must_change)
{
	struct user user = company_user(company, login);
	struct secret password;
	struct change *change;
	char hash[SECRET_HASH_SIZE];
	struct refusal why;

	assert_int_equal(secret_init(&password, text, strlen(text)), 0);
	assert_int_equal(
	    secret_hash_for(company->store, user.org_id, &password, hash), 0);
	change = company_root(company);
	assert_int_equal(secret_store_hash(change, user.id,
			     &(const struct secret_new){
				 .hash = hash, .must_change = must_change },
			     &why),
	    0);
	company_end(change);
	secret_release(&password);
}

struct user
company_do(struct company *company, company_verb *verb, const struct user *user)
{
	struct change *change = company_root(company);
	struct refusal why;

	assert_int_equal(verb(change, user->id, &why), 0);
	company_end(change);
	return company_user(company, user->login);
}

void
company_refuses(struct change *change, company_verb *verb,
    const struct user *user, enum reason expected)
{
	struct refusal why = { REASON_NONE, { "", "" } };

	assert_int_equal(verb(change, user->id, &why), FIELD_EDENIED);
	assert_int_equal(why.reason, expected);
	change_abort(change);
}

static sqlite3 *
open_beside(struct company *company)
{
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open_v2(company->paths.db_file, &db,
			     SQLITE_OPEN_READWRITE, NULL),
	    SQLITE_OK);
	return db;
}

int64_t
company_count(struct company *company, const char *sql)
{
	sqlite3 *db = open_beside(company);
	sqlite3_stmt *stmt = NULL;
	int64_t count;

	assert_int_equal(
	    sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	count = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	return count;
}

void
company_text(struct company *company, const char *sql, char *buf, size_t size)
{
	sqlite3 *db = open_beside(company);
	sqlite3_stmt *stmt = NULL;

	assert_int_equal(
	    sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	assert_true(
	    str_copy(buf, size, (const char *)sqlite3_column_text(stmt, 0)));
	sqlite3_finalize(stmt);
	sqlite3_close(db);
}

void
company_sql(struct company *company, const char *sql)
{
	sqlite3 *db = open_beside(company);

	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}
