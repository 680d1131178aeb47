#undef _FORTIFY_SOURCE /* inline functions that are defined here */

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <security/pam_appl.h>
#include <security/pam_modules.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/module/faults.h"

#define CALL(name) #name,
const char *const fault_names[CALL_END] = { CALLS(CALL) };
#undef CALL

struct fault *fault;

void
fault_init(void)
{
	void *shared = mmap(NULL, sizeof(*fault), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (shared == MAP_FAILED)
		abort();
	fault = shared;
}

static bool
fires(enum call call)
{
	if (fault == NULL || !fault->armed || fault->call != call)
		return false;
	fault->seen++;
	if (fault->seen != fault->nth)
		return false;
	fault->fired = true;
	return true;
}

/* A definition of NAME that fails when the count is reached, and otherwise
 * calls the next definition in library order. */
#define INTERPOSE(type, name, params, args, failure, errnum)       \
	__attribute__((visibility("default"))) type name params    \
	{                                                          \
		static type(*real) params;                         \
                                                                   \
		if (fires(CALL_##name)) {                          \
			errno = errnum;                            \
			return failure;                            \
		}                                                  \
		if (real == NULL)                                  \
			*(void **)&real = dlsym(RTLD_NEXT, #name); \
		return real args;                                  \
	}

/* clang-format off */
INTERPOSE(void *, malloc, (size_t size), (size), NULL, ENOMEM)
INTERPOSE(void *, calloc, (size_t n, size_t size), (n, size), NULL, ENOMEM)
INTERPOSE(void *, realloc, (void *p, size_t size), (p, size), NULL, ENOMEM)
INTERPOSE(char *, strdup, (const char *text), (text), NULL, ENOMEM)
INTERPOSE(int, fstat, (int fd, struct stat *st), (fd, st), -1, EIO)
INTERPOSE(int, stat, (const char *path, struct stat *st), (path, st), -1, EIO)
INTERPOSE(void *, mmap,
    (void *at, size_t len, int prot, int flags, int fd, off_t offset),
    (at, len, prot, flags, fd, offset), MAP_FAILED, ENOMEM)
INTERPOSE(ssize_t, pread, (int fd, void *buf, size_t len, off_t offset),
    (fd, buf, len, offset), -1, EIO)
INTERPOSE(int, socketpair, (int domain, int type, int protocol, int fds[2]),
    (domain, type, protocol, fds), -1, EMFILE)
INTERPOSE(int, socket, (int domain, int type, int protocol),
    (domain, type, protocol), -1, EMFILE)
INTERPOSE(int, connect, (int fd, const struct sockaddr *to, socklen_t len),
    (fd, to, len), -1, ECONNREFUSED)
INTERPOSE(int, getsockopt,
    (int fd, int level, int name, void *value, socklen_t *len),
    (fd, level, name, value, len), -1, ENOPROTOOPT)
INTERPOSE(int, dup2, (int fd, int to), (fd, to), -1, EMFILE)
INTERPOSE(int, chdir, (const char *path), (path), -1, EACCES)
INTERPOSE(int, execve, (const char *path, char *const *argv, char *const *envp),
    (path, argv, envp), -1, ENOENT)
INTERPOSE(int, poll, (struct pollfd *fds, nfds_t count, int ms),
    (fds, count, ms), -1, ENOMEM)
INTERPOSE(ssize_t, send, (int fd, const void *buf, size_t len, int flags),
    (fd, buf, len, flags), -1, EPIPE)
INTERPOSE(ssize_t, recv, (int fd, void *buf, size_t len, int flags),
    (fd, buf, len, flags), -1, ECONNRESET)
INTERPOSE(int, pam_set_data,
    (pam_handle_t *pamh, const char *name, void *data,
    void (*cleanup)(pam_handle_t *, void *, int)),
    (pamh, name, data, cleanup), PAM_BUF_ERR, ENOMEM)
INTERPOSE(int, pam_set_item, (pam_handle_t *pamh, int type, const void *item),
    (pamh, type, item), PAM_BUF_ERR, ENOMEM)
INTERPOSE(int, pam_get_item,
    (const pam_handle_t *pamh, int type, const void **ret_item),
    (pamh, type, ret_item), PAM_SYSTEM_ERR, EINVAL)
INTERPOSE(int, pam_get_user,
    (pam_handle_t *pamh, const char **ret_user, const char *prompt),
    (pamh, ret_user, prompt), PAM_SYSTEM_ERR, EINVAL)
INTERPOSE(int, pam_get_data,
    (const pam_handle_t *pamh, const char *name, const void **ret_data),
    (pamh, name, ret_data), PAM_SYSTEM_ERR, EINVAL)
/* clang-format on */

__attribute__((visibility("default"))) int
open(const char *path, int flags, ...)
{
	int mode;
	va_list args;

	va_start(args, flags);
	mode = flags & O_CREAT ? va_arg(args, int) : 0;
	va_end(args);
	if (fires(CALL_open)) {
		errno = EMFILE;
		return -1;
	}
	return openat(AT_FDCWD, path, flags, mode);
}

__attribute__((visibility("default"))) int
fcntl(int fd, int command, ...)
{
	long arg;
	va_list args;

	va_start(args, command);
	arg = va_arg(args, long);
	va_end(args);
	if (fires(CALL_fcntl)) {
		errno = EMFILE;
		return -1;
	}
	return (int)syscall(SYS_fcntl, fd, command, arg);
}

/* The child of a vfork() must not return from here; that of a fork() may. */
__attribute__((visibility("default"))) pid_t
vfork(void)
{
	if (fires(CALL_vfork)) {
		errno = EAGAIN;
		return -1;
	}
	return _Fork();
}

/* Five arguments, which no call of the module exceeds: they are in registers,
 * whether they were passed or not; a sixth would be read from the caller's
 * stack. */
__attribute__((visibility("default"))) long
syscall(long number, ...)
{
	static long (*real)(long, ...);
	long arg[5];
	va_list args;

	va_start(args, number);
	for (int i = 0; i < 5; i++)
		arg[i] = va_arg(args, long);
	va_end(args);
	if (number == SYS_clone && fires(CALL_clone)) {
		errno = EAGAIN;
		return -1;
	}
	if (real == NULL)
		*(void **)&real = dlsym(RTLD_NEXT, "syscall");
	return real(number, arg[0], arg[1], arg[2], arg[3], arg[4]);
}
