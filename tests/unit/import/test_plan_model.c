/*
 * Whose account is it, over a company's years (A2-A4, A8-A10): tests/support/
 * humans makes up who is who and what the books say; several sources are
 * imported, whole and broken, looked at by an administrator or not; and after
 * each run what the product knows is compared with the truth.
 *
 *   MODEL_RUNS   how many imports, 500 if not said
 *   MODEL_SEED   of the first company; the next one has the next number.  The
 *                same each time if not said: make soak takes others
 *
 *   MODEL_TRACE  what was read and what was done, day by day
 *
 * What fails names its seed: it belongs into plan_model.seeds.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/str.h"
#include "store/secret/secret.h"
#include "store/verb/user.h"
#include "tests/support/books.h"
#include "tests/support/humans.h"

#define RUNS_EACH    25 /* imports in the life of one company */
#define RUNS_DEFAULT 500
#define SEED_DEFAULT 1000
#define ACCOUNTS_MAX (2 * RECORDS_MAX)
#define ROWS_MAX     (2 * RECORDS_MAX)

static const uint64_t kept_seeds[] = {
#include "tests/unit/import/plan_model.seeds"
};

static const struct {
	const char *name;
	const char *kinds[2];
	bool is_file;
} books[BOOKS_MAX] = {
	{ "books", { "employee", "vendor" }, false },
	{ "xero", { "user", "payroll" }, false },
	{ "file", { "person", "person" }, true },
};

enum how { READ, UNREADABLE, NAMELESS };
struct row {
	size_t record;
	enum how how;
};

/* One answer of one book, whole or broken. */
struct listing {
	size_t book;
	struct row rows[ROWS_MAX];
	size_t count;
	bool complete; /* as the platform claims */
};

struct account {
	char login[USER_LOGIN_SIZE];
	size_t human;
	bool taken;   /* its record in BOOK was decided to be another's, and */
	bool unknown; /* another company was connected before the next run */
	size_t book;
};

struct model {
	struct company *company;
	uint64_t seed;
	struct humans humans;
	char source_ids[BOOKS_MAX][ID_SIZE];
	struct account accounts[ACCOUNTS_MAX];
	size_t account_count;
	bool switched; /* a book has been connected to another company */
	struct user *before, *after; /* people, around one import */
	size_t before_count, after_count;
	size_t runs, undecided, decided, links, guarded;
};

#define WRONG(model, format, ...)                                   \
	fail_msg("seed %llu, day %u: " format,                      \
	    (unsigned long long)(model)->seed, (model)->humans.day, \
	    __VA_ARGS__)

static bool
chance(struct model *model, size_t one_in)
{
	return humans_chance(&model->humans, one_in);
}

/* --- the product's side ------------------------------------------------------- */

static void
add_sections(struct company *company)
{
	struct config *config = &company->config;

	config->sources = calloc(2, sizeof(*config->sources));
	assert_non_null(config->sources);
	config->source_count = 2;
	for (size_t i = 0; i < 2; i++)
		(void)str_copy(config->sources[i].name,
		    sizeof(config->sources[i].name), books[i].name);
	config->sources[0].type = CONFIG_QUICKBOOKS;
	config->sources[1].type = CONFIG_XERO;
}

static void
connect_book(struct model *model, size_t book)
{
	struct source_tokens tokens = {
		.access = SECRET_INIT, .refresh = SECRET_INIT, .scopes = ""
	};
	const char *realm = model->humans.company[book] == 0 ? "100" : "200";
	struct change *change = company_root(model->company);
	struct refusal why;

	assert_int_equal(secret_init(&tokens.access, "a", 1), 0);
	assert_int_equal(secret_init(&tokens.refresh, "r", 1), 0);
	assert_int_equal(source_connect(change, model->source_ids[book], realm,
			     "", &tokens, true, &why),
	    0);
	company_end(change);
	source_tokens_release(&tokens);
}

static void
forget_taken(struct model *model, size_t book)
{
	for (size_t i = 0; i < model->account_count; i++)
		if (model->accounts[i].taken && model->accounts[i].book == book)
			model->accounts[i].unknown = true;
}

static void
connect_books(struct model *model)
{
	for (size_t i = 0; i < BOOKS_MAX; i++) {
		struct source source;

		assert_int_equal(source_by_id(model->company->store,
				     model->source_ids[i], &source),
		    0);
		if (!books[i].is_file &&
		    strcmp(source.realm,
			model->humans.company[i] == 0 ? "100" : "200") != 0) {
			model->switched = model->switched ||
			    source.realm[0] != '\0';
			forget_taken(model, i);
			connect_book(model, i);
		}
	}
}

static void
open_books(struct model *model)
{
	struct company *company = model->company;

	add_sections(company);
	assert_int_equal(secret_make_key(&company->paths), 0);
	for (size_t i = 0; i < BOOKS_MAX; i++) {
		struct change *change = company_root(company);
		struct source source;
		struct refusal why;

		assert_int_equal(books[i].is_file ?
			source_ensure_csv(change, books[i].name,
			    company->org.id, &source, &why) :
			source_ensure(change, books[i].name, &source, &why),
		    0);
		company_end(change);
		memcpy(model->source_ids[i], source.id, ID_SIZE);
	}
	connect_books(model);
	if (chance(model, 2))
		company_policy(company, "match_employee_number", "yes");
	if (chance(model, 2))
		company_policy(company, "email_unique", "yes");
}

/* --- what a book answers -------------------------------------------------------- */

static void
shuffle(struct model *model, struct listing *listing)
{
	for (size_t i = listing->count; i > 1; i--) {
		size_t other = humans_pick(&model->humans, i);
		struct row row = listing->rows[i - 1];

		listing->rows[i - 1] = listing->rows[other];
		listing->rows[other] = row;
	}
}

/* HONEST: complete.  Otherwise rows may be lost, with or without a report by
 * the platform, be repeated, or be unreadable. */
static void
list_book(
    struct model *model, size_t book, bool honest, struct listing *listing)
{
	const struct humans *humans = &model->humans;
	bool loses = !honest && chance(model, 4);
	bool breaks = !honest && chance(model, 4);

	*listing = (struct listing){ .book = book };
	for (size_t i = 0; i < humans->record_count; i++) {
		const struct human_record *record = &humans->record[i];
		struct row row = { i, READ };

		if (record->book != book || !humans_is_listed(humans, record))
			continue;
		if (loses && chance(model, 3))
			continue;
		if (breaks && chance(model, 4))
			row.how = chance(model, 2) ? UNREADABLE : NAMELESS;
		listing->rows[listing->count++] = row;
		if (!honest && row.how == READ && chance(model, 6) &&
		    listing->count < ROWS_MAX)
			listing->rows[listing->count++] = row;
	}
	listing->complete = honest || chance(model, loses ? 8 : 2);
	shuffle(model, listing);
}

static void
write_day(unsigned day, char buf[CLOCK_ISO_SIZE])
{
	(void)clock_format_iso(COMPANY_NOW + (int64_t)day * 24 * 3600, buf);
	buf[strlen("2026-11-24")] = '\0';
}

static void
add_row(
    const struct human_record *record, const struct row *row, struct plan *plan)
{
	const char *kind = books[record->book].kinds[record->kind];
	char id[24], email[HUMANS_TEXT], number[24] = "";
	char start[CLOCK_ISO_SIZE] = "", merged[24] = "";
	struct plan_record out;

	(void)snprintf(id, sizeof(id), "%u", record->id);
	if (row->how != READ) {
		assert_int_equal(plan_add_unreadable(plan, kind,
				     row->how == NAMELESS ? "" : id, "broken"),
		    0);
		return;
	}
	out = books_record(id, humans_first(record->first),
	    humans_last(record->last), humans_email(record->email, email));
	out.entity = kind;
	if (record->number != 0)
		(void)snprintf(number, sizeof(number), "E%u", record->number);
	if (record->start != 0)
		write_day(record->start - 1, start);
	if (record->merged_to != 0)
		(void)snprintf(merged, sizeof(merged), "%u", record->merged_to);
	out.employee_number = number;
	out.starts_on = start;
	out.merged_to = merged;
	out.active = record->active || record->by_date;
	out.ends_on = !record->active && record->by_date ? "2020-01-01" : "";
	assert_int_equal(plan_add_record(plan, &out), 0);
}

static struct plan *
make_plan(struct model *model, const struct listing *listing)
{
	const char *id = model->source_ids[listing->book];
	struct plan *plan;

	assert_int_equal(
	    plan_new(model->company->store, id, listing->complete, &plan), 0);
	for (size_t i = 0; i < listing->count; i++)
		add_row(&model->humans.record[listing->rows[i].record],
		    &listing->rows[i], plan);
	for (size_t i = 0; listing->complete && i < 2; i++)
		assert_int_equal(
		    plan_set_complete(plan, books[listing->book].kinds[i]), 0);
	assert_int_equal(plan_make(plan), 0);
	return plan;
}

/* --- who is who ------------------------------------------------------------------- */

static struct human_record *
find_record(struct model *model, const struct listing *listing,
    const char *kind, const char *id)
{
	struct humans *humans = &model->humans;
	unsigned long number = strtoul(id, NULL, 10);

	for (size_t i = 0; i < humans->record_count; i++) {
		struct human_record *record = &humans->record[i];

		if (record->book == listing->book && record->id == number &&
		    record->company == humans->company[record->book] &&
		    strcmp(books[record->book].kinds[record->kind], kind) == 0)
			return record;
	}
	return NULL;
}

/* The human who owns the account; NULL if no import made it. */
static const struct account *
find_account(const struct model *model, const char *login)
{
	for (size_t i = 0; i < model->account_count; i++)
		if (strcmp(model->accounts[i].login, login) == 0)
			return &model->accounts[i];
	return NULL;
}

static const struct user *
find_user(const struct user *users, size_t count, const char *login)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(users[i].login, login) == 0)
			return &users[i];
	return NULL;
}

static void
list_people(struct company *company, struct user **ret, size_t *ret_count)
{
	struct user_filter filter = { .status = -1,
		.with_deleted = true,
		.kind = -1,
		.blocked = -1,
		.held = -1 };

	free(*ret);
	*ret = NULL;
	assert_int_equal(user_list(company->store, &filter, ret, ret_count), 0);
}

/* --- what must hold ----------------------------------------------------------------- */

static bool
is_of_a_record(const struct plan_line *line)
{
	return line->action == PLAN_CHANGE || line->action == PLAN_LINK ||
	    line->action == PLAN_REACTIVATE || line->action == PLAN_ADD;
}

/* Before it is applied: no record is applied to a different human. */
static void
check_lines(
    struct model *model, const struct listing *listing, const struct plan *plan)
{
	for (size_t i = 0; i < plan_line_count(plan); i++) {
		const struct plan_line *line = plan_line_at(plan, i);
		const struct human_record *record = find_record(
		    model, listing, line->entity, line->external_id);
		const struct account *account;

		model->undecided += line->action == PLAN_UNDECIDED;
		if (!is_of_a_record(line) || record == NULL)
			continue;
		model->links += line->action == PLAN_LINK;
		account = find_account(model, line->login);
		if (account == NULL && line->action == PLAN_ADD) {
			assert_true(model->account_count < ACCOUNTS_MAX);
			model->accounts[model->account_count] =
			    (struct account){ .human = record->human };
			(void)str_copy(
			    model->accounts[model->account_count].login,
			    USER_LOGIN_SIZE, line->login);
			account = &model->accounts[model->account_count++];
		}
		if (account == NULL || account->human != record->human)
			WRONG(model,
			    "%s of human %zu gets record %s %s of human %zu "
			    "(%s)",
			    line->login,
			    account != NULL ? account->human : HUMANS_MAX,
			    line->entity, line->external_id, record->human,
			    plan_action_name(line->action));
	}
}

static bool
is_email_of(const struct human *human, const char *email)
{
	char text[HUMANS_TEXT];

	for (unsigned i = 0; i < 64; i++)
		if ((human->emails >> i & 1) != 0 &&
		    strcmp(humans_email(i, text), email) == 0)
			return true;
	return email[0] == '\0';
}

static bool
is_named_so(const struct human *human, const struct user *user)
{
	bool first = false, last = false;

	for (unsigned i = 0; i < 64; i++) {
		if ((human->firsts >> i & 1) != 0)
			first = first ||
			    strcmp(humans_first(i), user->first_name) == 0;
		if ((human->lasts >> i & 1) != 0)
			last = last ||
			    strcmp(humans_last(i), user->last_name) == 0;
	}
	return first && last;
}

/* Afterwards: each account was matched by a property of its own human. */
static void
check_accounts(struct model *model)
{
	for (size_t i = 0; i < model->after_count; i++) {
		const struct user *user = &model->after[i];
		const struct account *account = find_account(
		    model, user->login);
		const struct human *human;

		if (account == NULL)
			continue; /* the administrator */
		human = &model->humans.human[account->human];
		if (!is_named_so(human, user) ||
		    !is_email_of(human, user->email))
			WRONG(model, "%s of human %zu is %s %s <%s> now",
			    user->login, account->human, user->first_name,
			    user->last_name, user->email);
	}
}

/* What is never lifted by an import. */
static void
check_kept(struct model *model)
{
	for (size_t i = 0; i < model->before_count; i++) {
		const struct user *was = &model->before[i];
		const struct user *is = find_user(
		    model->after, model->after_count, was->login);

		if (is == NULL || strcmp(is->id, was->id) != 0 ||
		    is->uid != was->uid || is->blocked != was->blocked ||
		    is->held != was->held ||
		    (is->status == USER_DELETED) !=
			(was->status == USER_DELETED))
			WRONG(model, "a state of %s changed", was->login);
	}
}

static bool
has_active_account(const struct model *model, const struct user *users,
    size_t count, size_t human)
{
	for (size_t i = 0; i < model->account_count; i++) {
		const struct account *account = &model->accounts[i];
		const struct user *user = find_user(
		    users, count, account->login);

		if (account->human == human && user != NULL &&
		    user->status == USER_ACTIVE)
			return true;
	}
	return false;
}

static bool
is_read(const struct listing *listing, size_t record)
{
	for (size_t i = 0; i < listing->count; i++)
		if (listing->rows[i].record == record &&
		    listing->rows[i].how == READ)
			return true;
	return false;
}

/* How many of the account's links are such. */
static int64_t
count_links(const struct model *model, const char *login, const char *such)
{
	char sql[500];

	(void)snprintf(sql, sizeof(sql),
	    "SELECT count(*) FROM source_link l JOIN person p ON p.id = "
	    "l.person_id JOIN source s ON s.id = l.source_id WHERE "
	    "p.login = '%s' AND %s",
	    login, such);
	return company_count(model->company, sql);
}

static bool
is_linked(const struct model *model, const char *login,
    const struct human_record *record)
{
	char such[200];

	(void)snprintf(such, sizeof(such),
	    "l.realm = s.realm AND l.active AND s.name = '%s' "
	    "AND l.entity = '%s' AND l.external_id = '%u'",
	    books[record->book].name, books[record->book].kinds[record->kind],
	    record->id);
	return count_links(model, login, such) == 1;
}

/* For an account that an administrator has deleted: no person returns by it. */
static bool
is_of_deleted(const struct model *model, const struct human_record *record)
{
	for (size_t i = 0; i < model->account_count; i++) {
		const char *login = model->accounts[i].login;
		const struct user *user = find_user(
		    model->after, model->after_count, login);

		if (user != NULL && user->status == USER_DELETED &&
		    is_linked(model, login, record))
			return true;
	}
	return false;
}

/* Whether the books contain that HUMAN works here: now, or when they were last
 * read. */
static bool
is_known_to_work(
    const struct model *model, const struct listing *listing, size_t human)
{
	const struct humans *humans = &model->humans;

	for (size_t i = 0; i < humans->record_count; i++)
		if (humans->record[i].human == human &&
		    humans_is_active(humans, &humans->record[i]) &&
		    (humans->record[i].settled || is_read(listing, i)) &&
		    !is_of_deleted(model, &humans->record[i]))
			return true;
	return false;
}

/* Whether it was reported in that run. */
static bool
is_named_in(struct model *model, const struct listing *listing,
    const struct plan *plan, size_t human)
{
	for (size_t i = 0; i < plan_line_count(plan); i++) {
		const struct plan_line *line = plan_line_at(plan, i);
		const struct human_record *record = find_record(
		    model, listing, line->entity, line->external_id);
		const struct account *account = find_account(
		    model, line->login);
		bool about = (record != NULL && record->human == human) ||
		    (account != NULL && account->human == human);

		if (about &&
		    (line->action == PLAN_UNDECIDED ||
			line->action == PLAN_REFUSE ||
			line->why.reason == REASON_IMPORT_MISSING))
			return true;
	}
	return false;
}

static void
check_lockouts(
    struct model *model, const struct listing *listing, const bool *named)
{
	for (size_t i = 0; i < model->humans.human_count; i++)
		if (has_active_account(
			model, model->before, model->before_count, i) &&
		    !has_active_account(
			model, model->after, model->after_count, i) &&
		    !named[i] && is_known_to_work(model, listing, i))
			WRONG(
			    model, "human %zu is locked out without a word", i);
}

/*
 * The same answer once more: nothing but what is missing still, and then the
 * person's other records are followed.  A record that was left out may find
 * its address free now that another has given it up.
 */
static void
check_settled(struct model *model, const struct listing *listing)
{
	struct plan *plan = make_plan(model, listing);

	for (size_t i = 0; i < plan_line_count(plan); i++) {
		const struct plan_line *line = plan_line_at(plan, i);
		const struct human_record *record;

		if (line->action == PLAN_UNDECIDED ||
		    line->action == PLAN_REFUSE ||
		    line->action == PLAN_MISSING ||
		    line->why.reason == REASON_IMPORT_MISSING ||
		    count_links(model, line->login, "l.missing_count > 0") > 0)
			continue;
		record = find_record(
		    model, listing, line->entity, line->external_id);
		if (record != NULL && (record->undecided || record->refused))
			continue;
		WRONG(model, "again: %s of %s %s (%s)",
		    plan_action_name(line->action), line->entity,
		    line->external_id, line->login);
	}
	plan_free(plan);
}

/* --- runs --------------------------------------------------------------------------- */

/* Correctly: to the human's account, or a new one. */
static void
decide_record(struct model *model, const struct human_record *record)
{
	const char *kind = books[record->book].kinds[record->kind];
	const struct user *best = NULL;
	struct change *change;
	struct refusal why = { REASON_NONE, { "", "" } };
	char id[16];

	assert_true(str_format(id, sizeof(id), "%u", record->id));
	list_people(model->company, &model->after, &model->after_count);
	for (size_t i = 0; i < model->account_count; i++) {
		const struct user *user = find_user(
		    model->after, model->after_count, model->accounts[i].login);

		if (model->accounts[i].human != record->human || user == NULL ||
		    user->status == USER_DELETED)
			continue;
		if (best == NULL || user->status == USER_ACTIVE)
			best = user;
	}
	for (size_t i = 0; i < model->account_count; i++) {
		struct account *account = &model->accounts[i];

		if (account->human != record->human &&
		    is_linked(model, account->login, record)) {
			account->taken = true;
			account->book = record->book;
		}
	}
	if (getenv("MODEL_TRACE") != NULL)
		printf("\tdecided: %s %s is %s\n", kind, id,
		    best != NULL ? best->login : "new");
	change = company_root(model->company);
	assert_int_equal(source_decide(change, model->source_ids[record->book],
			     kind, id, best != NULL ? SOURCE_LINK : SOURCE_ADD,
			     best != NULL ? best->id : NULL, &why),
	    0);
	company_end(change);
	model->decided++;
}

/*
 * Each record that the run listed as undecided, as it was seen there, whatever
 * a plan would say of it by now; those alone that come LATE.  Whether there was
 * any.
 */
static bool
decide(struct model *model, const struct listing *listing, bool late)
{
	bool any = false;

	for (size_t i = 0; i < listing->count; i++) {
		const size_t number = listing->rows[i].record;
		const struct human_record *record = &model->humans
							 .record[number];
		size_t first = 0;

		while (listing->rows[first].record != number)
			first++;
		if (first < i || !record->undecided || (late && !record->late))
			continue;
		decide_record(model, record);
		any = true;
	}
	return any;
}

static int
apply(struct model *model, size_t book, struct plan *plan, bool accepted)
{
	struct plan_outcome outcome = {
		.accept_hash = accepted ? plan_hash(plan) : NULL
	};
	struct change *change;
	struct refusal why = { REASON_NONE, { "", "" } };
	char run_id[ID_SIZE], sentence[400];
	int rc;

	assert_int_equal(sync_run_start(model->company->store,
			     model->source_ids[book], "hand", false, run_id),
	    0);
	outcome.run_id = run_id;
	change = company_sync(model->company);
	rc = plan_apply(plan, change, &outcome, &why);
	if (rc == FIELD_OK) {
		company_end(change);
		return rc;
	}
	change_abort(change);
	(void)refusal_sentence(&why, sentence, sizeof(sentence));
	if (why.reason != REASON_GUARDED)
		WRONG(
		    model, "what was planned is refused: %d %s", rc, sentence);
	return rc;
}

/* The records that were read and applied are known now. */
static void
note_told(
    struct model *model, const struct listing *listing, const struct plan *plan)
{
	struct humans *humans = &model->humans;

	for (size_t i = 0; i < listing->count; i++) {
		struct human_record
		    *record = &humans->record[listing->rows[i].record];

		if (listing->rows[i].how != READ)
			continue;
		record->told = record->settled = true;
		record->refused = record->undecided = false;
		if (record->email != 0)
			record->told_email = record->email;
	}
	for (size_t i = 0; i < plan_line_count(plan); i++) {
		const struct plan_line *line = plan_line_at(plan, i);
		struct human_record *record = find_record(
		    model, listing, line->entity, line->external_id);

		if (record != NULL && line->action == PLAN_UNDECIDED) {
			record->settled = false;
			record->undecided = true;
		}
		if (record != NULL && line->action == PLAN_REFUSE) {
			record->refused = true;
			/* as a whole: not a field of it */
			record->settled = record->settled &&
			    line->login[0] != '\0' &&
			    line->why.reason != REASON_IS_DELETED;
		}
	}
}

/* To find the cause of a failure. */
static void
trace_run(struct model *model, const struct listing *listing,
    const struct plan *plan, bool accepted)
{
	const struct humans *humans = &model->humans;

	printf("day %u: %s, company %zu%s%s\n", humans->day,
	    books[listing->book].name, humans->company[listing->book],
	    listing->complete ? ", complete" : "",
	    accepted ? ", accepted" : "");
	for (size_t i = 0; i < listing->count; i++) {
		const struct row *row = &listing->rows[i];
		const struct human_record *record = &humans
							 ->record[row->record];

		printf("\t%s %u is human %zu: %s %s m%u E%u start %u%s%s%s",
		    books[record->book].kinds[record->kind], record->id,
		    record->human, humans_first(record->first),
		    humans_last(record->last), record->email, record->number,
		    record->start, record->active ? "" : " inactive",
		    record->by_date ? " by date" : "",
		    row->how != READ ? " unreadable" : "");
		if (record->merged_to != 0)
			printf(" merged to %u", record->merged_to);
		printf("\n");
	}
	for (size_t i = 0; i < plan_line_count(plan); i++) {
		const struct plan_line *line = plan_line_at(plan, i);
		char sentence[400] = "";

		if (line->why.reason != REASON_NONE)
			(void)refusal_sentence(
			    &line->why, sentence, sizeof(sentence));
		printf("\t-> %s %s %s (%s) %s\n",
		    plan_action_name(line->action), line->entity,
		    line->external_id, line->login, sentence);
	}
}

static void
run_book(struct model *model, const struct listing *listing, bool accepted)
{
	struct plan *plan = make_plan(model, listing);
	bool named[HUMANS_MAX];

	if (getenv("MODEL_TRACE") != NULL)
		trace_run(model, listing, plan, accepted);

	model->runs++;
	list_people(model->company, &model->before, &model->before_count);
	if (!accepted && plan_is_guarded(plan, NULL)) {
		assert_int_equal(
		    apply(model, listing->book, plan, false), FIELD_EDENIED);
		assert_int_equal(
		    plan_report_guarded(plan, model->company->store, NULL), 0);
		model->guarded++;
		plan_free(plan);
		return;
	}
	check_lines(model, listing, plan);
	for (size_t i = 0; i < model->humans.human_count; i++)
		named[i] = is_named_in(model, listing, plan, i);
	assert_int_equal(apply(model, listing->book, plan, accepted), 0);
	for (size_t i = 0; i < model->account_count; i++)
		if (model->accounts[i].book == listing->book)
			model->accounts[i].taken = false;
	note_told(model, listing, plan);
	plan_free(plan);
	list_people(model->company, &model->after, &model->after_count);
	check_accounts(model);
	check_kept(model);
	check_lockouts(model, listing, named);
	check_settled(model, listing);
}

/* What administrators do besides. */
static void
meddle(struct model *model)
{
	static company_verb *const verbs[] = { user_block, user_unblock,
		user_hold, user_release, user_block, user_hold, user_delete };
	struct change *change;
	struct refusal why;
	struct user user;

	if (model->account_count == 0 || !chance(model, 3))
		return;
	user = company_user(model->company,
	    model->accounts[humans_pick(&model->humans, model->account_count)]
		.login);
	change = company_root(model->company);
	if (verbs[humans_pick(&model->humans, BOOKS_COUNT(verbs))](
		change, user.id, &why) == 0)
		company_end(change);
	else
		change_abort(change);
}

/* --- the truth ------------------------------------------------------------------------ */

static bool
has_deleted_account(const struct model *model, size_t human)
{
	for (size_t i = 0; i < model->account_count; i++) {
		const struct user *user = find_user(
		    model->after, model->after_count, model->accounts[i].login);

		if (model->accounts[i].human == human && user != NULL &&
		    user->status == USER_DELETED)
			return true;
	}
	return false;
}

/* By a record of a company that another was connected in place of, or whose
 * record was decided to be another's right before: nothing is known of those
 * people any more, and they stay as they are. */
static bool
is_set_aside(const struct model *model, const char *login)
{
	return find_account(model, login)->unknown ||
	    count_links(model, login, "l.set_aside") > 0 ||
	    (model->switched && count_links(model, login, "true") == 0);
}

static void
check_record_is_true(struct model *model, const struct human_record *record)
{
	for (size_t i = 0; i < model->account_count; i++) {
		const struct user *user = find_user(
		    model->after, model->after_count, model->accounts[i].login);

		if (model->accounts[i].human == record->human &&
		    user->status == USER_ACTIVE &&
		    is_linked(model, user->login, record))
			return;
	}
	for (size_t i = 0; i < model->account_count; i++)
		if (model->accounts[i].human == record->human)
			print_error("%s\n", model->accounts[i].login);
	WRONG(model, "human %zu works here by %s %s %u, and has no account",
	    record->human, books[record->book].name,
	    books[record->book].kinds[record->kind], record->id);
}

static void
check_truth(struct model *model)
{
	const struct humans *humans = &model->humans;

	list_people(model->company, &model->after, &model->after_count);
	for (size_t i = 0; i < humans->record_count; i++)
		if (humans_is_active(humans, &humans->record[i]) &&
		    !humans->record[i].refused &&
		    !has_deleted_account(model, humans->record[i].human))
			check_record_is_true(model, &humans->record[i]);
	for (size_t i = 0; i < model->account_count; i++) {
		const struct account *account = &model->accounts[i];
		const struct user *user = find_user(
		    model->after, model->after_count, account->login);

		if (user->status == USER_ACTIVE &&
		    !humans_works(humans, account->human) &&
		    !is_set_aside(model, account->login))
			WRONG(model, "human %zu has left, and has %s",
			    account->human, account->login);
	}
}

static void
note_late(struct human_record *record)
{
	record->late = record->refused;
}

/*
 * Once the books are honest and whole: a run that shows what is to be decided,
 * and one that carries it out.  A new record whose address is another new
 * one's is refused in the first, and asked about in the second.
 */
static void
come_to_the_truth(struct model *model)
{
	static struct listing listing;
	bool late = false;

	for (size_t round = 0; round < 2 || (late && round < 3); round++)
		for (size_t book = 0; book < BOOKS_MAX; book++) {
			list_book(model, book, true, &listing);
			run_book(model, &listing, true);
			if (round == 0)
				(void)decide(model, &listing, false);
			else if (round == 1)
				late = decide(model, &listing, true) || late;
			for (size_t i = 0; round == 0 && i < listing.count; i++)
				note_late(&model->humans
					       .record[listing.rows[i].record]);
		}
	check_truth(model);
}

/* --- companies -------------------------------------------------------------------------- */

static void
live_a_day(struct model *model)
{
	static struct listing listing;
	size_t book = humans_pick(&model->humans, BOOKS_MAX);

	humans_live(&model->humans);
	model->company->clock = clock_fixed(
	    COMPANY_NOW + (int64_t)model->humans.day * 24 * 3600);
	connect_books(model);
	list_book(model, book, false, &listing);
	run_book(model, &listing, chance(model, 2));
	if (chance(model, 2))
		(void)decide(model, &listing, false);
	meddle(model);
}

/* The life of one company; how many imports it had. */
static size_t
live(uint64_t seed)
{
	static struct model model;
	void *state;
	size_t runs;

	model = (struct model){ .seed = seed };
	assert_int_equal(company_open(&state), 0);
	model.company = state;
	humans_begin(&model.humans, seed);
	open_books(&model);
	for (size_t i = 0; i < RUNS_EACH - 2 * BOOKS_MAX; i++)
		live_a_day(&model);
	come_to_the_truth(&model);
	/* The test did something. */
	assert_true(model.account_count > 5);
	free(model.before);
	free(model.after);
	runs = model.runs;
	assert_int_equal(company_close(&state), 0);
	return runs;
}

static uint64_t
number_from(const char *variable, uint64_t otherwise)
{
	const char *text = getenv(variable);

	return text != NULL ? strtoull(text, NULL, 10) : otherwise;
}

static void
earlier_faults_stay_fixed(void **state)
{
	(void)state;
	for (size_t i = 0; i < BOOKS_COUNT(kept_seeds); i++)
		(void)live(kept_seeds[i]);
}

static void
no_account_is_given_to_a_different_person(void **state)
{
	uint64_t runs = number_from("MODEL_RUNS", RUNS_DEFAULT), done = 0;
	uint64_t seed = number_from("MODEL_SEED", SEED_DEFAULT);

	(void)state;
	printf("# MODEL_SEED=%llu MODEL_RUNS=%llu\n", (unsigned long long)seed,
	    (unsigned long long)runs);
	while (done < runs)
		done += live(seed++);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(earlier_faults_stay_fixed),
		cmocka_unit_test(no_account_is_given_to_a_different_person),
	};

	/* Days are days of the machine's zone. */
	if (setenv("TZ", "UTC0", 1) != 0)
		return 1;
	return cmocka_run_group_tests_name("plan: model", tests, NULL, NULL);
}
