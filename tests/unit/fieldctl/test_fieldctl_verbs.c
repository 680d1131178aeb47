/* Whole command lines, in a test folder instead of the machine's root. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/str.h"
#include "fieldctl/commands.h"
#include "fieldctl/frame/dispatch.h"

#define WORDS_MAX 32

/* One call: its output and exit code. */
struct call {
	char *out, *err;
	size_t out_len, err_len;
	int exit_code;
};

static char root[] = "/tmp/fieldctl-XXXXXX";
static char password_file[80];

static void
release(struct call *call)
{
	free(call->out);
	free(call->err);
}

/* Run `fieldctl LINE`, whose words are separated by single blanks; "~" within
 * a word stands for a blank. */
static struct call
run(const char *line)
{
	static char text[4096];
	char *argv[WORDS_MAX] = { (char *)(uintptr_t) "fieldctl" };
	char *rest = text;
	int argc = 1;
	struct call call = { .out = NULL };
	FILE *in = fopen("/dev/null", "r");
	FILE *out = open_memstream(&call.out, &call.out_len);
	FILE *err = open_memstream(&call.err, &call.err_len);
	const struct command_streams streams = { in, out, err };

	assert_true(str_copy(text, sizeof(text), line));
	while (rest != NULL && argc < WORDS_MAX - 1) {
		argv[argc] = strsep(&rest, " ");
		for (char *at = argv[argc]; *at != '\0'; at++)
			*at = *at == '~' ? ' ' : *at;
		argc++;
	}
	argv[argc] = NULL;
	call.exit_code = command_run(&command_root, argc, argv, root, &streams);
	fclose(in);
	fclose(out);
	fclose(err);
	return call;
}

static void
assert_exit(const char *line, int exit_code)
{
	struct call call = run(line);

	if (call.exit_code != exit_code)
		fail_msg("fieldctl %s: exit %d, not %d\n%s%s", line,
		    call.exit_code, exit_code, call.out, call.err);
	release(&call);
}

static void
succeeds(const char *line)
{
	assert_exit(line, EX_OK);
}

static json_t *
json_of(const char *line, int exit_code)
{
	struct call call = run(line);
	json_t *json = json_loads(
	    exit_code == EX_OK ? call.out : call.err, 0, NULL);

	if (call.exit_code != exit_code || json == NULL)
		fail_msg("fieldctl %s: exit %d\n%s%s", line, call.exit_code,
		    call.out, call.err);
	release(&call);
	return json;
}

static const char *
text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text != NULL ? text : "";
}

/* The object of LOGIN in `user list`, or NULL. */
static json_t *
person(const char *login)
{
	json_t *people = json_of("user list --json --deleted", EX_OK);
	json_t *found = NULL, *user;
	size_t i;

	json_array_foreach(
	    people, i, user) if (strcmp(text_of(user, "login"), login) == 0)
	    found = json_incref(user);
	json_decref(people);
	return found;
}

static bool
is_true(const char *login, const char *key)
{
	json_t *user = person(login);
	bool value = json_is_true(json_object_get(user, key));

	assert_non_null(user);
	json_decref(user);
	return value;
}

static void
assert_error(const char *line, int exit_code, const char *code)
{
	char with_json[1024];
	json_t *json, *error;

	assert_true(
	    str_format(with_json, sizeof(with_json), "%s --json", line));
	json = json_of(with_json, exit_code);
	error = json_object_get(json, "error");
	assert_string_equal(text_of(error, "code"), code);
	assert_true(text_of(error, "message")[0] != '\0');
	assert_true(json_is_string(json_object_get(error, "hint")));
	json_decref(json);
}

static void
add(const char *login)
{
	char line[300];

	(void)str_format(line, sizeof(line),
	    "user add %s --name Pat~%s --email %s@acme.example --active", login,
	    login, login);
	succeeds(line);
}

/* --- claims ------------------------------------------------------------- */

static void
setup_writes_configuration_key_and_database(void **state)
{
	char path[200];
	struct stat st;

	(void)state;
	(void)str_format(
	    path, sizeof(path), "%s/etc/fieldauth/secret.key", root);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(st.st_size, 32);
	(void)str_format(
	    path, sizeof(path), "%s/var/lib/fieldauth/private/field.db", root);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	(void)str_format(
	    path, sizeof(path), "%s/var/lib/misc/fieldusers.db", root);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0644);
	assert_true(is_true("ada", "blocked") == false);
}

static void
second_setup_is_refused_and_touches_nothing(void **state)
{
	char path[200], before[400] = "", after[400] = "";
	FILE *file;

	(void)state;
	(void)str_format(
	    path, sizeof(path), "%s/etc/fieldauth/fieldauth.conf", root);
	file = fopen(path, "r");
	assert_non_null(file);
	assert_true(fread(before, 1, sizeof(before) - 1, file) > 0);
	fclose(file);
	assert_error("setup --org other --admin eve --admin-name Eve~E "
		     "--terminal x --yes",
	    EX_DATAERR, "set_up_already");
	file = fopen(path, "r");
	assert_non_null(file);
	assert_true(fread(after, 1, sizeof(after) - 1, file) > 0);
	fclose(file);
	assert_string_equal(before, after);
}

static void
U1_name_is_split_at_its_last_blank(void **state)
{
	json_t *user;

	(void)state;
	succeeds("user add maryann --name Mary~Ann~Smith --kind fieldworker");
	user = person("maryann");
	assert_string_equal(text_of(user, "first_name"), "Mary Ann");
	assert_string_equal(text_of(user, "last_name"), "Smith");
	assert_string_equal(text_of(user, "kind"), "fieldworker");
	json_decref(user);
}

static void
U4_list_has_the_promised_members_with_their_types(void **state)
{
	static const struct {
		const char *key;
		json_type type;
	} members[] = {
		{ "id", JSON_STRING },
		{ "login", JSON_STRING },
		{ "uid", JSON_INTEGER },
		{ "gid", JSON_INTEGER },
		{ "first_name", JSON_STRING },
		{ "last_name", JSON_STRING },
		{ "email", JSON_STRING },
		{ "phone", JSON_STRING },
		{ "title", JSON_STRING },
		{ "kind", JSON_STRING },
		{ "status", JSON_STRING },
		{ "blocked", JSON_FALSE },
		{ "held", JSON_FALSE },
		{ "must_change", JSON_FALSE },
		{ "full_access", JSON_FALSE },
		{ "roles", JSON_ARRAY },
		{ "sites", JSON_ARRAY },
		{ "last_sign_in_at", JSON_NULL },
		{ "last_sign_in_method", JSON_NULL },
	};
	json_t *user = person("ada");

	(void)state;
	assert_non_null(user);
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		const json_t *value = json_object_get(user, members[i].key);

		if (value == NULL || json_typeof(value) != members[i].type)
			fail_msg(
			    "%s is missing or of another type", members[i].key);
	}
	json_decref(user);
}

static void
says(const char *line, const char *want)
{
	struct call call = run(line);

	if (call.exit_code != EX_OK || strstr(call.out, want) == NULL)
		fail_msg("fieldctl %s: exit %d, without '%s'\n%s%s", line,
		    call.exit_code, want, call.out, call.err);
	release(&call);
}

static void
S3_shutting_out_says_on_which_terminal(void **state)
{
	static const struct {
		const char *verb, *back;
		bool only_here;
		const char *said;
	} rows[] = {
		{ "block", "unblock", true, ": blocked on van-7 only\n" },
		{ "deactivate", "activate", true,
		    ": inactive on van-7 only\n" },
		{ "hold", "release", true, ": held on van-7 only\n" },
		{ "delete", "restore", true, ": deleted on van-7 only\n" },
		{ "unblock", "activate", false, ": not blocked\n" },
	};
	char line[100];

	(void)state;
	add("vera");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		json_t *people;

		(void)str_format(
		    line, sizeof(line), "user %s vera --yes", rows[i].verb);
		says(line, rows[i].said);
		(void)str_format(
		    line, sizeof(line), "user %s vera --yes", rows[i].back);
		succeeds(line);
		(void)str_format(line, sizeof(line),
		    "user %s vera --yes --json", rows[i].verb);
		people = json_of(line, EX_OK);
		assert_string_equal(
		    text_of(json_array_get(people, 0), "only_on"),
		    rows[i].only_here ? "van-7" : "");
		json_decref(people);
		(void)str_format(
		    line, sizeof(line), "user %s vera --yes", rows[i].back);
		succeeds(line);
	}
}

static void
L3_reset_says_on_which_terminal(void **state)
{
	struct call call;
	json_t *people;

	(void)state;
	add("resa");
	call = run("user reset resa --print");
	assert_int_equal(call.exit_code, EX_OK);
	assert_null(strstr(call.out, "only"));
	assert_non_null(strstr(
	    call.err, "The former passwords are replaced on van-7 only.\n"));
	release(&call);
	call = run("user reset resa --dry-run");
	assert_null(strstr(call.err, "on van-7 only"));
	release(&call);
	people = json_of("user reset resa --print --json", EX_OK);
	assert_string_equal(
	    text_of(json_array_get(people, 0), "only_on"), "van-7");
	json_decref(people);
}

static void
S3_block_and_unblock_set_and_clear_the_flag(void **state)
{
	(void)state;
	add("bea");
	succeeds("user block bea");
	assert_true(is_true("bea", "blocked"));
	succeeds("user unblock bea@acme.example");
	assert_false(is_true("bea", "blocked"));
}

static void
assert_text(const char *login, const char *key, const char *text)
{
	json_t *user = person(login);

	assert_non_null(user);
	assert_string_equal(text_of(user, key), text);
	json_decref(user);
}

static void
R10_a_lead_is_given_when_adding_and_by_edit(void **state)
{
	(void)state;
	succeeds("user add lena --name Lena~Lead --kind fieldworker");
	succeeds("user add sol --name Sol~Sub --kind subworker --lead lena");
	assert_text("sol", "lead", "lena");
	succeeds("user edit sol --lead none");
	assert_text("sol", "lead", "");
	succeeds("user edit sol --lead lena");
	assert_text("sol", "lead", "lena");
	assert_error("user edit lena --lead sol", EX_DATAERR, "lead_unfit");
	assert_error(
	    "user edit sol --lead stranger", EX_NOUSER, "no_such_person");
}

static void
U3_profile_has_provider_address_and_language(void **state)
{
	(void)state;
	add("pia");
	succeeds("user edit pia --provider bigcell --street Main~St~1"
		 " --city Town --region North --postcode 12345 --country US"
		 " --language es");
	assert_text("pia", "mobile_provider", "bigcell");
	assert_text("pia", "street", "Main St 1");
	assert_text("pia", "city", "Town");
	assert_text("pia", "region", "North");
	assert_text("pia", "postcode", "12345");
	assert_text("pia", "country", "US");
	assert_text("pia", "language", "es");
	assert_error("user edit pia --language ../x", EX_DATAERR, "bad_value");
}

static void
U6_several_people_are_one_change(void **state)
{
	(void)state;
	add("cid");
	add("dot");
	assert_error("user block cid nobody dot", EX_NOUSER, "no_such_person");
	assert_false(is_true("cid", "blocked"));
	/* the last one is refused by a rule: no one is changed */
	assert_error("user block cid dot ada", EX_NOPERM, "last_super_admin");
	assert_false(is_true("cid", "blocked"));
	assert_false(is_true("dot", "blocked"));
	succeeds("user block cid dot");
	assert_true(is_true("cid", "blocked"));
	assert_true(is_true("dot", "blocked"));
}

static void
U6_dry_run_changes_nothing_and_says_so(void **state)
{
	struct call call;

	(void)state;
	add("eli");
	call = run("user block eli --dry-run");
	assert_int_equal(call.exit_code, EX_OK);
	assert_non_null(strstr(call.out, "dry run"));
	release(&call);
	assert_false(is_true("eli", "blocked"));
	succeeds("user add ghost --name Gus~Ghost --dry-run");
	assert_null(person("ghost"));
}

static void
U6_filter_needs_yes_without_a_terminal(void **state)
{
	(void)state;
	add("fay");
	assert_error("user block --all", EX_USAGE, "usage");
	assert_false(is_true("fay", "blocked"));
}

static void
U6_all_spares_the_last_super_admin(void **state)
{
	struct call call;

	(void)state;
	add("gil");
	call = run("user block --all --yes");
	assert_int_equal(call.exit_code, EX_OK);
	assert_non_null(strstr(call.out, "super admin"));
	release(&call);
	assert_true(is_true("gil", "blocked"));
	assert_false(is_true("ada", "blocked"));
	succeeds("user unblock --all --yes");
	assert_false(is_true("gil", "blocked"));
}

static void
U6_filters_choose_by_role_site_and_kind(void **state)
{
	(void)state;
	add("hal");
	add("ida");
	succeeds("role assign hal viewer");
	succeeds("user block --role viewer --yes");
	assert_true(is_true("hal", "blocked"));
	assert_false(is_true("ida", "blocked"));
	succeeds("site assign ida depot-north");
	succeeds("user deactivate --site depot-north --kind internal --yes");
	assert_false(is_true("ida", "blocked"));
	assert_exit("explain ida", EX_NOPERM);
	assert_exit("user block --role no-such-role --yes", EX_DATAERR);
	assert_exit("user block hal --all --yes", EX_USAGE);
}

static void
explain_names_rule_helper_and_command(void **state)
{
	struct call call;
	char line[300];
	json_t *answer;

	(void)state;
	add("jan");
	call = run("explain jan");
	assert_int_equal(call.exit_code, EX_NOPERM);
	assert_non_null(strstr(call.out, "no_secret"));
	assert_non_null(strstr(call.out, "fieldctl user passwd jan"));
	release(&call);
	(void)str_format(line, sizeof(line),
	    "user passwd jan --password-file %s", password_file);
	succeeds(line);
	answer = json_of("explain jan --json", EX_OK);
	assert_true(json_is_true(json_object_get(answer, "allowed")));
	assert_true(json_is_true(json_object_get(answer, "has_password")));
	json_decref(answer);
	succeeds("user block jan");
	call = run("explain jan");
	assert_int_equal(call.exit_code, EX_NOPERM);
	assert_non_null(strstr(call.out, "blocked"));
	assert_non_null(strstr(call.out, "ada"));
	assert_non_null(strstr(call.out, "fieldctl user unblock jan"));
	release(&call);
}

static void
explain_leaves_no_trace_in_the_log(void **state)
{
	json_t *before, *after;

	(void)state;
	add("kim");
	succeeds("user block kim");
	before = json_of("audit --json", EX_OK);
	assert_exit("explain kim", EX_NOPERM);
	after = json_of("audit --json", EX_OK);
	assert_int_equal(json_array_size(before), json_array_size(after));
	json_decref(before);
	json_decref(after);
}

static void
X1_refusal_is_logged_and_the_chain_holds(void **state)
{
	json_t *rows, *row;

	(void)state;
	assert_exit("user block ada", EX_NOPERM);
	rows = json_of("audit --action user.block --limit 1 --json", EX_OK);
	assert_int_equal(json_array_size(rows), 1);
	row = json_array_get(rows, 0);
	assert_string_equal(text_of(row, "outcome"), "refused");
	assert_string_equal(text_of(row, "reason"), "last_super_admin");
	assert_string_equal(text_of(row, "actor"), "root");
	json_decref(rows);
	succeeds("audit verify");
}

static void
policy_value_is_printed_alone(void **state)
{
	struct call call;

	(void)state;
	succeeds("policy lockout_for 20m");
	call = run("policy lockout_for");
	assert_string_equal(call.out, "20m\n");
	release(&call);
	succeeds("policy lockout_for --reset");
	call = run("policy lockout_for");
	assert_string_equal(call.out, "15m\n");
	release(&call);
	assert_error("policy lockout_for soon", EX_DATAERR, "bad_value");
	assert_error("policy no_such_policy", EX_DATAERR, "no_such_policy");
}

static void
csv_has_a_header_and_crlf(void **state)
{
	struct call call = run("role list --csv");

	(void)state;
	assert_int_equal(call.exit_code, EX_OK);
	assert_memory_equal(call.out, "name,title,group,gid", 20);
	assert_non_null(strstr(call.out, "\r\n"));
	release(&call);
}

static void
A11_export_imports_back_to_nothing(void **state)
{
	char path[200], line[400];
	struct call call = run("sync export");
	json_t *report;
	FILE *file;

	(void)state;
	assert_int_equal(call.exit_code, EX_OK);
	(void)str_format(path, sizeof(path), "%s/export.csv", root);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(call.out, 1, call.out_len, file), call.out_len);
	assert_int_equal(fclose(file), 0);
	release(&call);
	(void)str_format(line, sizeof(line), "sync import %s --json", path);
	report = json_of(line, EX_OK);
	assert_string_equal(text_of(report, "outcome"), "unchanged");
	assert_int_equal(json_array_size(json_object_get(report, "lines")), 0);
	json_decref(report);
}

static void
bad_command_lines_are_usage(void **state)
{
	static const char *const lines[] = { "frobnicate", "user frobnicate",
		"user list --frobnicate", "user show", "user show a b",
		"user block", "user add x --active --held", "user edit ada",
		"user list --status odd", "user list --kind odd",
		"sync resolve q employee 1 --add --ignore",
		"user add x --name A~B --first-name A" };

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		assert_error(lines[i], EX_USAGE, "usage");
}

static void
every_verb_has_help_that_names_it(void **state)
{
	struct call call = run("role local-group --help");

	(void)state;
	release(&call);
	for (const struct command *noun = command_root.children;
	     noun->name != NULL; noun++) {
		char line[100];

		(void)str_format(line, sizeof(line), "%s --help", noun->name);
		call = run(line);
		assert_int_equal(call.exit_code, EX_OK);
		assert_non_null(strstr(call.out, "Usage: fieldctl"));
		assert_non_null(strstr(call.out, noun->name));
		release(&call);
	}
}

static void
hostile_text_cannot_steer_the_terminal(void **state)
{
	struct call call = run("user show \033[31mred\nname");

	(void)state;
	assert_int_equal(call.exit_code, EX_NOUSER);
	assert_null(strchr(call.err, '\033'));
	release(&call);
}

static void
Q6_password_is_read_from_its_file_alone(void **state)
{
	char line[300];

	(void)state;
	add("lea");
	(void)str_format(line, sizeof(line),
	    "user passwd lea --password-file %s --must-change", password_file);
	succeeds(line);
	assert_true(is_true("lea", "must_change"));
	assert_error("user passwd lea --password-file /nonexistent", EX_NOINPUT,
	    "no_password_file");
	assert_error("user passwd lea --password-file /dev/null", EX_DATAERR,
	    "bad_password");
	assert_error("user passwd lea", EX_USAGE, "usage");
	assert_error("user passwd lea --password Secret", EX_USAGE, "usage");
}

static void
doctor_tells_well_from_wrong(void **state)
{
	char path[200];
	struct call call;

	(void)state;
	(void)str_format(
	    path, sizeof(path), "%s/var/lib/fieldauth/private/field.db", root);
	assert_int_equal(chmod(path, 0644), 0);
	call = run("doctor");
	assert_int_equal(chmod(path, 0600), 0);
	assert_int_equal(call.exit_code, EX_CONFIG);
	assert_non_null(strstr(call.out, "chmod 0600"));
	release(&call);
	call = run("doctor");
	assert_null(strstr(call.out, "chmod"));
	assert_non_null(strstr(call.out, "ok    database"));
	assert_non_null(strstr(call.out, "ok    snapshot"));
	release(&call);
}

/* --- the group ---------------------------------------------------------- */

static int
set_up(void **state)
{
	char line[600];
	FILE *file;

	(void)state;
	if (mkdtemp(root) == NULL)
		return -1;
	(void)str_format(
	    password_file, sizeof(password_file), "%s/password", root);
	file = fopen(password_file, "w");
	if (file == NULL || fputs("Granite-77-quarry\n", file) == EOF ||
	    fclose(file) != 0)
		return -1;
	(void)str_format(line, sizeof(line),
	    "setup --org acme --org-name Acme~Field~Services --admin ada "
	    "--admin-name Ada~Admin --admin-email ada@acme.example "
	    "--admin-password-file %s --terminal van-7 --site depot-north "
	    "--yes",
	    password_file);
	succeeds(line);
	return 0;
}

static int
tear_down(void **state)
{
	char command[100];

	(void)state;
	(void)str_format(command, sizeof(command), "rm -rf '%s'", root);
	return system(command);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(setup_writes_configuration_key_and_database),
		cmocka_unit_test(second_setup_is_refused_and_touches_nothing),
		cmocka_unit_test(U1_name_is_split_at_its_last_blank),
		cmocka_unit_test(
		    U4_list_has_the_promised_members_with_their_types),
		cmocka_unit_test(L3_reset_says_on_which_terminal),
		cmocka_unit_test(S3_shutting_out_says_on_which_terminal),
		cmocka_unit_test(S3_block_and_unblock_set_and_clear_the_flag),
		cmocka_unit_test(R10_a_lead_is_given_when_adding_and_by_edit),
		cmocka_unit_test(U3_profile_has_provider_address_and_language),
		cmocka_unit_test(U6_several_people_are_one_change),
		cmocka_unit_test(U6_dry_run_changes_nothing_and_says_so),
		cmocka_unit_test(U6_filter_needs_yes_without_a_terminal),
		cmocka_unit_test(U6_all_spares_the_last_super_admin),
		cmocka_unit_test(U6_filters_choose_by_role_site_and_kind),
		cmocka_unit_test(explain_names_rule_helper_and_command),
		cmocka_unit_test(explain_leaves_no_trace_in_the_log),
		cmocka_unit_test(X1_refusal_is_logged_and_the_chain_holds),
		cmocka_unit_test(policy_value_is_printed_alone),
		cmocka_unit_test(csv_has_a_header_and_crlf),
		cmocka_unit_test(A11_export_imports_back_to_nothing),
		cmocka_unit_test(bad_command_lines_are_usage),
		cmocka_unit_test(every_verb_has_help_that_names_it),
		cmocka_unit_test(hostile_text_cannot_steer_the_terminal),
		cmocka_unit_test(Q6_password_is_read_from_its_file_alone),
		cmocka_unit_test(doctor_tells_well_from_wrong),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
