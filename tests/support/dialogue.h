/*
 * tests/support/dialogue: a PAM host with a script instead of a person.
 */
#ifndef TESTS_DIALOGUE_H
#define TESTS_DIALOGUE_H

#include <security/pam_appl.h>
#include <stdbool.h>
#include <stddef.h>

#define DIALOGUE_MAX 16

struct dialogue {
	const char *answers[DIALOGUE_MAX]; /* in order; NULL: no answer */
	size_t answer_count;
	bool fails; /* the conversation returns PAM_CONV_ERR */
	bool blind; /* every hidden prompt gets the first answer, as with the
	             * password method of sshd; a visible prompt fails */
	/* results */
	char prompts[DIALOGUE_MAX][600];
	size_t prompt_count;
	char said[DIALOGUE_MAX][600];
	size_t said_count;
	bool visible; /* there was a prompt with echo */
};

/* A dialogue that answers with each of the arguments. */
#define DIALOGUE(...)                                                     \
	{                                                                 \
		.answers = { __VA_ARGS__ },                               \
		.answer_count = sizeof((const char *[]){ __VA_ARGS__ }) / \
		    sizeof(const char *)                                  \
	}

/*
 * pam_start_confdir() with a service 'test' whose file is STACK, and PREFIX
 * such as "auth required pam_fieldauth.so". Fails the test on error.
 */
pam_handle_t *dialogue_start(
    const char *stack, const char *user, struct dialogue *dialogue);
/* The same with the existing file, for a process that cannot write it. Returns
 * NULL on error. */
pam_handle_t *dialogue_start_again(const char *user, struct dialogue *dialogue);
void dialogue_end(pam_handle_t *pamh);

/* Only the module, in all four phases, with OPTIONS. */
const char *dialogue_stack(const char *options);

/* Starts, calls pam_authenticate(), and ends. */
int dialogue_authenticate(
    const char *options, const char *user, struct dialogue *dialogue);
int dialogue_account(
    const char *options, const char *user, struct dialogue *dialogue);

#endif
