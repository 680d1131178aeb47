/*
 * store/core/user: the record of a person, which look-ups return, rules judge
 * and verbs change.  No SQL.
 * Layer: store.  Users: everything that concerns people.
 */
#ifndef STORE_CORE_USER_H
#define STORE_CORE_USER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/email.h"
#include "base/id.h"

/* Maximum lengths of texts in bytes, with the NUL.  LOGIN: useradd(8)'s 32. */
#define USER_LOGIN_SIZE 33
#define USER_TEXT_SIZE  256
#define USER_WORD_SIZE  100 /* a name of one or several words */
#define USER_EMAIL_SIZE EMAIL_SIZE

enum user_kind {
	USER_INTERNAL,
	USER_EXTERNAL,
	USER_FIELDWORKER,
	USER_SUBWORKER,
};
enum user_status { USER_ACTIVE, USER_INACTIVE, USER_DELETED };

/* What a person can sign in with by typing it. */
enum user_secret {
	USER_SECRET_NONE,
	USER_SECRET_TEMPORARY,
	USER_SECRET_PASSWORD
};

/* S8: whether an invitation waits to be accepted. */
enum user_invited {
	USER_NOT_INVITED,
	USER_INVITATION_PENDING,
	USER_INVITATION_EXPIRED
};

/* The words for a kind, for a filter by state, for a secret, and for an
 * invitation; each list ends with NULL. */
extern const char *const user_kind_words[];
extern const char *const user_state_words[];
extern const char *const user_secret_words[];
extern const char *const user_invited_words[];

const char *user_kind_name(enum user_kind kind);
int user_kind_by_name(const char *name, enum user_kind *ret_kind);
/* R5: people who work in the field never have full access. */
bool user_kind_takes_full_access(enum user_kind kind);
const char *user_status_name(enum user_status status);
int user_status_by_name(const char *name, enum user_status *ret_status);

const char *user_secret_name(enum user_secret secret);
int user_secret_by_name(const char *name, enum user_secret *ret_secret);

struct user {
	char id[ID_SIZE], org_id[ID_SIZE], lead_id[ID_SIZE];
	char login[USER_LOGIN_SIZE];
	uint32_t uid;
	enum user_kind kind;
	enum user_status status;
	bool blocked, held, must_change;
	bool full_access; /* as the kind permits (R5) */
	bool purged;
	/* As stored: user_secret_at() says what it is worth now. */
	enum user_secret stored_secret;
	int64_t secret_expires_at; /* 0: never */
	/* Until when the newest invitation is, or was, valid; 0: there is none,
	 * or it was used or revoked (user_invited_at()). */
	int64_t invited_until;
	char first_name[USER_TEXT_SIZE], last_name[USER_TEXT_SIZE];
	char email[USER_EMAIL_SIZE];
	int64_t email_verified_at; /* of mail_address; 0: never, as below */
	/* The address that mail is sent to (store/people/user_mail.h); it
	 * differs from email while that is pending. */
	char mail_address[USER_EMAIL_SIZE];
	bool email_pending;
	char email_by[ID_SIZE + 60]; /* id of the actor who set email */
	int64_t email_at;
	/* Secrets may be mailed to the address even though an account with
	 * other rights has it too (L4). */
	bool shared_address_ok;
	char phone[USER_TEXT_SIZE], mobile[USER_TEXT_SIZE];
	/* text messages are sent through it (U3) */
	char mobile_provider[USER_WORD_SIZE];
	char title[USER_TEXT_SIZE], employee_number[USER_TEXT_SIZE];
	/* "": the organisation's (U3) */
	char street[USER_TEXT_SIZE], city[USER_WORD_SIZE];
	char region[USER_WORD_SIZE], postcode[USER_WORD_SIZE];
	char country[USER_WORD_SIZE];
	char language[USER_WORD_SIZE]; /* "": the terminal's */
	char home[USER_TEXT_SIZE], shell[USER_TEXT_SIZE];
	char desktop[USER_TEXT_SIZE], landing[USER_TEXT_SIZE];
	int64_t session_epoch;
	int64_t session_epoch_at; /* when it was raised, clock_real_ms() */
	int64_t expires_at, last_sign_in_at;
	char last_sign_in_method[USER_TEXT_SIZE];
	int64_t created_at, updated_at, deactivated_at, deleted_at;
	int64_t version;
};

/* A reference to a person, for lists that may be long: a struct user has about
 * 5 kB. */
struct user_ref {
	char id[ID_SIZE];
	char login[USER_LOGIN_SIZE];
	const char *title; /* the keeper's, or NULL */
};

/* The secret at NOW_S: a temporary password that has expired is none. */
enum user_secret user_secret_at(const struct user *user, int64_t now_s);

/* The invitation at NOW_S.  One that has expired no longer matters once the
 * person has a password of their own. */
enum user_invited user_invited_at(const struct user *user, int64_t now_s);
const char *user_invited_name(enum user_invited invited); /* "" for none */
int user_invited_by_name(const char *name, enum user_invited *ret_invited);

/* "First Last", or whichever is set; SIZE at least 2 * USER_TEXT_SIZE. */
void user_full_name(const struct user *user, char *buf, size_t size);

#endif
