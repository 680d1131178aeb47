#include <grp.h>
#include <nss.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <syslog.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "store/after.h"
#include "store/org/org_setup.h"
#include "store/org/policy_set.h"
#include "store/org/user_add.h"
#include "store/people/org.h"
#include "store/publish/publish.h"
#include "store/secret/secret.h"
#include "tests/support/terminal.h"

#define MARKER "/run/world/marker"
#define SYSLOG "/run/world/syslog"

static const char conf[] = "[terminal]\nname = van-7\norgs = acme\n"
			   "site = depot-north\n";

/* As in tests/world/world: the marker contains the namespace of the machine. */
static void
refuse_outside(void)
{
	char outer[64] = "", inner[64] = "";
	FILE *file = fopen(MARKER, "re");

	if (file != NULL) {
		if (fgets(outer, sizeof(outer), file) == NULL)
			outer[0] = '\0';
		(void)fclose(file);
		outer[strcspn(outer, "\n")] = '\0';
	}
	if (readlink("/proc/self/ns/mnt", inner, sizeof(inner) - 1) < 0 ||
	    outer[0] == '\0' || strcmp(outer, inner) == 0) {
		fprintf(stderr, "this needs a world: tests/world/world run\n");
		exit(125);
	}
}

void
terminal_shell(const char *format, ...)
{
	char command[512];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(command, sizeof(command), format, args);
	va_end(args);
	if (system(command) != 0)
		fail_msg("%s", command);
}

static struct paths paths;
static struct config config;

static struct store *
open_store(void)
{
	struct store_options options = {
		.paths = &paths,
		.config = &config,
		.mode = STORE_CREATE,
	};
	struct store *store = NULL;

	assert_int_equal(store_open(&options, &store), 0);
	return store;
}

static struct change *
begin(struct store *store)
{
	struct actor root = actor_root("fieldctl");
	struct change *change = NULL;

	assert_int_equal(change_begin(store, &root, &change), 0);
	return change;
}

static void
commit(struct change *change)
{
	struct after_report after;

	assert_int_equal(after_commit(change, &after), 0);
	assert_int_equal(after.publish_rc, 0);
}

static void
make_org(struct store *store, struct org *ret_org)
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
	struct change *change = begin(store);
	struct refusal why;

	assert_int_equal(org_setup(change, &setup, &why), 0);
	commit(change);
	assert_int_equal(org_by_name(store, "acme", ret_org), 0);
	change = begin(store);
	assert_int_equal(
	    policy_set(change, ret_org->id, "argon2_ops", "1", &why), 0);
	assert_int_equal(
	    policy_set(change, ret_org->id, "argon2_memory_mib", "8", &why), 0);
	commit(change);
}

static void
add(struct store *store, const struct org *org, const char *login,
    const char *email)
{
	const char *role = "dispatcher";
	struct user_new in = {
		.org_id = org->id,
		.login = login,
		.first_name = login,
		.last_name = "Person",
		.email = email,
		.kind = USER_INTERNAL,
		.hold = 0,
		.roles = &role,
		.role_count = 1,
	};
	struct change *change;
	struct refusal why = { REASON_NONE, { "", "" } };
	struct secret password;
	char hash[SECRET_HASH_SIZE];
	struct user user;

	assert_int_equal(secret_init(&password, TERMINAL_PASSWORD,
			     sizeof(TERMINAL_PASSWORD) - 1),
	    0);
	assert_int_equal(secret_hash_for(store, org->id, &password, hash), 0);
	in.password = &password;
	in.password_hash = hash;
	change = begin(store);
	assert_int_equal(user_add(change, &in, &user, &why), 0);
	commit(change);
	secret_release(&password);
}

int
terminal_renew(void **state)
{
	struct store *store;
	struct org org;

	(void)state;
	terminal_shell("rm -rf %s %s %s", paths.state_dir, paths.snapshot_file,
	    paths.run_dir);
	terminal_shell(
	    "install -d -m 0755 %s %s", paths.run_dir, paths.state_dir);
	store = open_store();
	make_org(store, &org);
	add(store, &org, "jane", "jane@acme.example");
	add(store, &org, "omar", "omar@acme.example");
	assert_int_equal(publish(store, true), 0);
	store_close(store);
	return 0;
}

int
terminal_look_up(void)
{
	if (__nss_configure_lookup("passwd", "files fieldusers") != 0)
		return -1;
	return __nss_configure_lookup("group", "files fieldusers");
}

int
terminal_set_up(void **state)
{
	struct config_problem problem;

	refuse_outside();
	assert_int_equal(secret_library_init(), 0);
	assert_int_equal(paths_init(&paths, NULL), 0);
	assert_int_equal(file_make_folder(paths.conf_dir, 0755), 0);
	assert_int_equal(
	    file_replace(paths.conf_file, conf, sizeof(conf) - 1, 0644), 0);
	assert_int_equal(secret_make_key(&paths), 0);
	assert_int_equal(config_load(paths.conf_file, &config, &problem), 0);
	assert_int_equal(terminal_look_up(), 0);
	return terminal_renew(state);
}

/* --- the database from beside ------------------------------------------------ */

static sqlite3 *
open_beside(void)
{
	sqlite3 *db = NULL;

	assert_int_equal(
	    sqlite3_open_v2(paths.db_file, &db, SQLITE_OPEN_READWRITE, NULL),
	    SQLITE_OK);
	(void)sqlite3_busy_timeout(db, 5000);
	return db;
}

void
terminal_sql(const char *sql)
{
	sqlite3 *db = open_beside();

	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	sqlite3_close(db);
}

int64_t
terminal_count(const char *sql)
{
	sqlite3 *db = open_beside();
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

uint32_t
terminal_uid(const char *login)
{
	char sql[128];

	assert_true(str_format(sql, sizeof(sql),
	    "SELECT uid FROM person WHERE login = '%s'", login));
	return (uint32_t)terminal_count(sql);
}

/* --- other people, and the log ------------------------------------------------- */

int
terminal_as(uint32_t uid, int (*function)(void *context), void *context)
{
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		if (setgroups(0, NULL) < 0 || setresgid(uid, uid, uid) < 0 ||
		    setresuid(uid, uid, uid) < 0)
			_exit(99);
		_exit(function(context));
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

/* The syslog of the world is another process, which reads line by line: when it
 * has written one of our lines, it has written all earlier ones. */
void
terminal_wait_for_syslog(void)
{
	static int number;
	char mark[64], line[2048];
	bool found = false;

	(void)snprintf(
	    mark, sizeof(mark), "mark-%d-%d.", (int)getpid(), ++number);
	syslog(LOG_AUTHPRIV | LOG_INFO, "%s", mark);
	for (int i = 0; i < 6000 && !found; i++) {
		FILE *file = fopen(SYSLOG, "re");

		while (file != NULL && !found &&
		    fgets(line, sizeof(line), file) != NULL)
			found = strstr(line, mark) != NULL;
		if (file != NULL)
			(void)fclose(file);
		if (!found)
			(void)usleep(10000);
	}
	assert_true(found);
}

int
terminal_logged(const char *text)
{
	static long at;
	char line[2048];
	FILE *file = fopen(SYSLOG, "re");
	int count = 0;

	if (file == NULL)
		return 0;
	terminal_wait_for_syslog();
	(void)fseek(file, at, SEEK_SET);
	while (fgets(line, sizeof(line), file) != NULL)
		if (strstr(line, text) != NULL)
			count++;
	at = ftell(file);
	(void)fclose(file);
	return count;
}

const char *
terminal_code(const char *verb, const char *login)
{
	static char code[32];
	char command[200];
	FILE *pipe;

	(void)snprintf(command, sizeof(command),
	    "fieldctl user %s %s --print | cut -f2", verb, login);
	pipe = popen(command, "re");
	assert_non_null(pipe);
	assert_non_null(fgets(code, sizeof(code), pipe));
	assert_int_equal(pclose(pipe), 0);
	code[strcspn(code, "\n")] = '\0';
	return code;
}
