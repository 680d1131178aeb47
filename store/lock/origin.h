/*
 * store/lock/origin: where an attempt to sign in comes from.
 * Layer: store.  Users: lock; signin.
 *
 * A value of PAM_RHOST is believed only from a root host that no user started:
 * sshd, login, a greeter.  An unprivileged caller (verify.sock), su, sudo and
 * passwd run in the session of a user, who may be anywhere: they are
 * neither the console nor an address, so that they can lock neither.
 */
#ifndef STORE_LOCK_ORIGIN_H
#define STORE_LOCK_ORIGIN_H

#include <stdbool.h>

/* "2001:db8:1:2::/64", an IPv4 address, or the end of a host name. */
#define ORIGIN_ADDRESS_SIZE 64

enum origin_kind {
	ORIGIN_CONSOLE, /* the screen and keyboard of the terminal */
	ORIGIN_ADDRESS, /* the network */
	ORIGIN_CALLER,  /* a program that a user runs */
	ORIGIN_KIND_END,
};

struct origin {
	enum origin_kind kind;
	char address[ORIGIN_ADDRESS_SIZE]; /* "" unless ORIGIN_ADDRESS */
};

/*
 * The origin of a request with PAM_RHOST ADDRESS and PAM_TTY TTY, both of which
 * may be NULL.  BY_USER: from an unprivileged caller, or from a host that a
 * user started.
 *
 * No address, and the name localhost, with which greeters mean their own
 * screen, are the console; the same name from sshd (tty "ssh") is a connection.
 * An IPv6 address counts by its /64, which is the least that a provider assigns
 * to one customer (RFC 6177); an IPv4 address in IPv6 form counts as IPv4.
 */
struct origin origin_of(const char *address, const char *tty, bool by_user);

bool origin_is_same(const struct origin *a, const struct origin *b);

/* The name in the database, as attempt.source_kind: "console", "address",
 * "caller". */
const char *origin_kind_name(enum origin_kind kind);
/* False when NAME is none. */
bool origin_kind_parse(const char *name, enum origin_kind *ret_kind);

#endif
