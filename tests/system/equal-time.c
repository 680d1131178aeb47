/*
 * Whether refusals can be told apart by time or by answer (Q3).
 *
 *	equal-time ROUNDS BAR SERVICE DATABASE <KINDS
 *
 * Each line of KINDS is a kind of refusal, a login name and a password,
 * separated by tabs.  In each round, each kind is tried once through libpam, in
 * an order of its own.  Before each attempt, failed attempts are forgotten, but
 * 'locked' stays locked, and the next failure of 'last' starts a lock.
 *
 * For each pair of kinds, the area under the ROC curve is the probability that
 * an attempt of the one takes longer than one of the other: 0.5 if time says
 * nothing.  Prints the median of each kind, and each pair further from 0.5 than
 * BAR; then exits with status 1, as with answers that differ.
 */
#include <security/pam_appl.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define KINDS_MAX  16
#define ROUNDS_MAX 2000
#define ADDRESS    "192.0.2.7"

struct kind {
	char name[32], login[64], secret[512];
	double took_ms[ROUNDS_MAX];
	char answer[1024]; /* of the first attempt */
};

static struct kind kinds[KINDS_MAX];
static int kind_count;

/* All that a host learns from one attempt. */
struct attempt {
	const char *secret;
	char answer[1024];
};

static void
fail(const char *why)
{
	fprintf(stderr, "equal-time: %s\n", why);
	exit(2);
}

static void
note(struct attempt *attempt, int style, const char *text)
{
	size_t len = strlen(attempt->answer);

	(void)snprintf(attempt->answer + len, sizeof(attempt->answer) - len,
	    "%d:%s|", style, text);
}

static int
converse(int count, const struct pam_message **messages,
    struct pam_response **ret_responses, void *context)
{
	struct attempt *attempt = context;
	struct pam_response *responses = calloc(
	    (size_t)count, sizeof(*responses));

	if (responses == NULL)
		return PAM_BUF_ERR;
	for (int i = 0; i < count; i++) {
		note(attempt, messages[i]->msg_style, messages[i]->msg);
		if (messages[i]->msg_style == PAM_PROMPT_ECHO_OFF ||
		    messages[i]->msg_style == PAM_PROMPT_ECHO_ON)
			responses[i].resp = strdup(attempt->secret);
	}
	*ret_responses = responses;
	return PAM_SUCCESS;
}

/* libpam's pause after a refusal is random, and would hide the difference from
 * this program without hiding it from an attacker with more patience. */
static void
no_pause(int code, unsigned microseconds, void *context)
{
	(void)code;
	(void)microseconds;
	(void)context;
}

static double
now_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* Returns how long pam_authenticate() took. */
static double
try_once(const char *service, const struct kind *kind, struct attempt *attempt)
{
	const struct pam_conv conv = { converse, attempt };
	void (*pause)(int, unsigned, void *) = no_pause;
	pam_handle_t *pamh;
	double before, took;
	char code[16];
	int rc;

	if (pam_start(service, kind->login, &conv, &pamh) != PAM_SUCCESS ||
	    pam_set_item(pamh, PAM_RHOST, ADDRESS) != PAM_SUCCESS ||
	    pam_set_item(pamh, PAM_TTY, "ssh") != PAM_SUCCESS ||
	    pam_set_item(pamh, PAM_FAIL_DELAY, (const void *)pause) !=
		PAM_SUCCESS)
		fail("pam_start");
	before = now_ms();
	rc = pam_authenticate(pamh, 0);
	took = now_ms() - before;
	(void)snprintf(code, sizeof(code), "%d", rc);
	note(attempt, 0, code);
	(void)pam_end(pamh, rc);
	return took;
}

static void
forget_failures(sqlite3 *db)
{
	char *why = NULL;

	if (sqlite3_exec(db,
		"DELETE FROM attempt WHERE person_id NOT IN "
		"(SELECT id FROM person WHERE login = 'locked');"
		"INSERT INTO attempt SELECT id, 'address', '" ADDRESS "', 9, "
		"unixepoch(), unixepoch(), NULL, 0 FROM person "
		"WHERE login = 'last'",
		NULL, NULL, &why) != SQLITE_OK)
		fail(why);
}

static void
read_kinds(void)
{
	while (kind_count < KINDS_MAX &&
	    scanf("%31[^\t]\t%63[^\t]\t%511[^\n]\n", kinds[kind_count].name,
		kinds[kind_count].login, kinds[kind_count].secret) == 3)
		kind_count++;
	if (kind_count < 2)
		fail("no kinds");
}

static void
shuffle(int *order)
{
	for (int i = kind_count - 1; i > 0; i--) {
		int j = (int)(random() % (i + 1)), kept = order[i];

		order[i] = order[j];
		order[j] = kept;
	}
}

static void
run_round(const char *service, sqlite3 *db, int round)
{
	int order[KINDS_MAX];

	for (int i = 0; i < kind_count; i++)
		order[i] = i;
	shuffle(order);
	for (int i = 0; i < kind_count; i++) {
		struct kind *kind = &kinds[order[i]];
		struct attempt attempt = { .secret = kind->secret };

		forget_failures(db);
		kind->took_ms[round] = try_once(service, kind, &attempt);
		if (round == 0)
			memcpy(
			    kind->answer, attempt.answer, sizeof(kind->answer));
		else if (strcmp(kind->answer, attempt.answer) != 0)
			fail("an answer changes");
	}
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* The share of pairs in which A took longer than B; a tie counts half. */
static double
area(const struct kind *a, const struct kind *b, int rounds)
{
	double sum = 0;

	for (int i = 0; i < rounds; i++)
		for (int j = 0; j < rounds; j++)
			sum += a->took_ms[i] > b->took_ms[j] ? 1 :
			    a->took_ms[i] < b->took_ms[j]    ? 0 :
							       0.5;
	return sum / rounds / rounds;
}

static bool
compare_answers(void)
{
	bool equal = true;

	for (int i = 1; i < kind_count; i++) {
		if (strcmp(kinds[0].answer, kinds[i].answer) == 0)
			continue;
		printf("answers: %s: %s\n         %s: %s\n", kinds[0].name,
		    kinds[0].answer, kinds[i].name, kinds[i].answer);
		equal = false;
	}
	return equal;
}

static bool
compare_times(int rounds, double bar)
{
	bool equal = true;

	for (int i = 0; i < kind_count; i++)
		for (int j = 0; j < i; j++) {
			double auc = area(&kinds[i], &kinds[j], rounds);

			if (auc > 0.5 - bar && auc < 0.5 + bar)
				continue;
			printf("time: %s is longer than %s in %.1f %%\n",
			    kinds[i].name, kinds[j].name, auc * 100);
			equal = false;
		}
	for (int i = 0; i < kind_count; i++) {
		qsort(
		    kinds[i].took_ms, (size_t)rounds, sizeof(double), compare);
		printf("%-12s %8.3f ms\n", kinds[i].name,
		    kinds[i].took_ms[rounds / 2]);
	}
	return equal;
}

int
main(int argc, char **argv)
{
	bool same_answers, same_times;
	int rounds = argc == 5 ? atoi(argv[1]) : 0;
	sqlite3 *db;

	if (rounds < 1 || rounds > ROUNDS_MAX)
		fail("usage: equal-time ROUNDS BAR SERVICE DATABASE <KINDS");
	if (sqlite3_open(argv[4], &db) != SQLITE_OK ||
	    sqlite3_exec(db, "PRAGMA synchronous = OFF", NULL, NULL, NULL) !=
		SQLITE_OK)
		fail(sqlite3_errmsg(db));
	srandom((unsigned)time(NULL));
	read_kinds();
	for (int round = 0; round < rounds; round++)
		run_round(argv[3], db, round);
	(void)sqlite3_close(db);
	same_answers = compare_answers();
	same_times = compare_times(rounds, atof(argv[2]));
	return same_answers && same_times ? 0 : 1;
}
