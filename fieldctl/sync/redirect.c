#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/str.h"
#include "fieldctl/sync/redirect.h"

#define REQUEST_MAX_LEN 8192
#define VISIT_MS        5000 /* time limit for one visitor to send a request */

/* The position of the path in URL, and its port. */
static const char *
split_url(const char *url, int64_t *ret_port)
{
	const char *host = strstr(url, "://"), *colon, *slash;
	char digits[8];

	if (host == NULL)
		return NULL;
	host += strlen("://");
	slash = strchr(host, '/');
	colon = strrchr(host, ':');
	if (slash == NULL)
		return NULL;
	while (colon != NULL && colon > slash)
		colon = memrchr(host, ':', (size_t)(colon - host));
	if (colon == NULL ||
	    !str_format(digits, sizeof(digits), "%.*s",
		(int)(slash - colon - 1), colon + 1) ||
	    str_parse_int(digits, 1, 65535, ret_port) != FIELD_OK)
		return NULL;
	return slash;
}

int
redirect_listen(const char *url, int *ret_fd)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	const int on = 1;
	int64_t port;
	int fd;

	if (split_url(url, &port) == NULL)
		return FIELD_EINVAL;
	fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return FIELD_EIO;
	address.sin_port = htons((uint16_t)port);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, (const struct sockaddr *)&address, sizeof(address)) != 0 ||
	    listen(fd, 8) != 0) {
		(void)close(fd);
		return FIELD_EIO;
	}
	*ret_fd = fd;
	return FIELD_OK;
}

/* Read until the end of the request's head, or give up: a slow visitor must not
 * keep the browser out. */
static bool
read_head(int fd, char *head, size_t size)
{
	const int64_t deadline_ms = clock_monotonic_ms() + VISIT_MS;
	struct pollfd fds = { .fd = fd, .events = POLLIN };
	size_t len = 0;

	while (len < size - 1) {
		int64_t left_ms = deadline_ms - clock_monotonic_ms();
		ssize_t got;

		if (left_ms <= 0 || poll(&fds, 1, (int)left_ms) <= 0)
			return false;
		got = read(fd, head + len, size - 1 - len);
		if (got <= 0)
			return false;
		len += (size_t)got;
		head[len] = '\0';
		if (strstr(head, "\r\n\r\n") != NULL)
			return strlen(head) == len;
	}
	return false;
}

/* "GET TARGET HTTP/1.1": the address that TARGET means, if it is URL's path
 * with a query. */
static bool
read_target(char *head, const char *url, char *buf, size_t size)
{
	int64_t port;
	const char *path = split_url(url, &port);
	char *target = head + strlen("GET "), *end;
	size_t path_len;

	if (path == NULL || strncmp(head, "GET /", strlen("GET /")) != 0)
		return false;
	end = strpbrk(target, " \r\n");
	if (end == NULL)
		return false;
	*end = '\0';
	path_len = strcspn(path, "?#");
	return strncmp(target, path, path_len) == 0 &&
	    target[path_len] == '?' &&
	    str_format(buf, size, "%.*s%s", (int)(path - url), url, target);
}

static void
say(int fd, bool right)
{
	char answer[600];
	const char *text = right ?
	    _("Thank you.  You can close this page and go back to fieldctl.") :
	    _("Page not found.");

	if (str_format(answer, sizeof(answer),
		"HTTP/1.1 %s\r\nContent-Type: text/plain; charset=utf-8\r\n"
		"Content-Length: %zu\r\nCache-Control: no-store\r\n"
		"Connection: close\r\n\r\n%s",
		right ? "200 OK" : "404 Not Found", strlen(text), text))
		(void)file_write_full(fd, answer, strlen(answer));
}

bool
redirect_accept(int fd, const char *url, char *buf, size_t size)
{
	char head[REQUEST_MAX_LEN];
	int visitor = accept4(fd, NULL, NULL, SOCK_CLOEXEC);
	bool right;

	if (visitor < 0)
		return false;
	right = read_head(visitor, head, sizeof(head)) &&
	    read_target(head, url, buf, size);
	say(visitor, right);
	(void)close(visitor);
	return right;
}
