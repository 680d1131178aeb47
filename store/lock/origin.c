/* Reduces what a host reports to the counter that it concerns.  A text that is
 * not an address is a host name: it is counted too, never refused. */
#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "store/lock/origin.h"

/* sshd sets PAM_TTY to this until there is a real one. */
#define TTY_OF_SSHD "ssh"

static bool
is_console(const char *address, const char *tty)
{
	if (address == NULL || address[0] == '\0')
		return true;
	return strcasecmp(address, "localhost") == 0 &&
	    (tty == NULL || strcmp(tty, TTY_OF_SSHD) != 0);
}

static void
put_v6(const struct in6_addr *v6, char buf[ORIGIN_ADDRESS_SIZE])
{
	struct in6_addr network = *v6;
	char text[INET6_ADDRSTRLEN];

	memset(network.s6_addr + 8, 0, 8);
	(void)inet_ntop(AF_INET6, &network, text, sizeof(text));
	(void)str_format(buf, ORIGIN_ADDRESS_SIZE, "%s/64", text);
}

/* The end of a name says most: the host is at its beginning. */
static void
put_name(const char *name, char buf[ORIGIN_ADDRESS_SIZE])
{
	size_t len = strlen(name);

	if (len >= ORIGIN_ADDRESS_SIZE)
		name += len - (ORIGIN_ADDRESS_SIZE - 1);
	(void)str_copy(buf, ORIGIN_ADDRESS_SIZE, name);
	for (char *at = buf; *at != '\0'; at++)
		*at = (char)tolower((unsigned char)*at);
}

/* ADDRESS without the zone of a link-local address: "fe80::1%eth0". */
static void
put_address(const char *address, char buf[ORIGIN_ADDRESS_SIZE])
{
	char bare[INET6_ADDRSTRLEN] = "";
	struct in6_addr v6;
	struct in_addr v4;

	(void)str_format(
	    bare, sizeof(bare), "%.*s", (int)strcspn(address, "%"), address);
	if (inet_pton(AF_INET6, bare, &v6) == 1) {
		if (!IN6_IS_ADDR_V4MAPPED(&v6)) {
			put_v6(&v6, buf);
			return;
		}
		memcpy(&v4, v6.s6_addr + 12, sizeof(v4));
		(void)inet_ntop(AF_INET, &v4, buf, ORIGIN_ADDRESS_SIZE);
	} else {
		put_name(address, buf);
	}
}

struct origin
origin_of(const char *address, const char *tty, bool by_user)
{
	struct origin origin = { .kind = ORIGIN_CALLER };

	if (by_user)
		return origin;
	origin.kind = is_console(address, tty) ? ORIGIN_CONSOLE :
						 ORIGIN_ADDRESS;
	if (origin.kind == ORIGIN_ADDRESS)
		put_address(address, origin.address);
	return origin;
}

bool
origin_is_same(const struct origin *a, const struct origin *b)
{
	return a->kind == b->kind && strcmp(a->address, b->address) == 0;
}

static const char *const kind_names[ORIGIN_KIND_END] = {
	[ORIGIN_CONSOLE] = "console",
	[ORIGIN_ADDRESS] = "address",
	[ORIGIN_CALLER] = "caller",
};

const char *
origin_kind_name(enum origin_kind kind)
{
	return kind_names[kind];
}

bool
origin_kind_parse(const char *name, enum origin_kind *ret_kind)
{
	for (int i = 0; i < ORIGIN_KIND_END; i++)
		if (strcmp(kind_names[i], name) == 0) {
			*ret_kind = i;
			return true;
		}
	return false;
}
