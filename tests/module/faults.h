/*
 * tests/module/faults: calls of libc and libpam, the n-th of which fails.
 *
 * For a program that is linked with this object and -rdynamic: the definitions
 * here replace the functions of the libraries in the module, in libpam and in
 * NSS.
 */
#ifndef TESTS_FAULTS_H
#define TESTS_FAULTS_H

#include <stdbool.h>

#define CALLS(X)        \
	X(malloc)       \
	X(calloc)       \
	X(realloc)      \
	X(strdup)       \
	X(open)         \
	X(fstat)        \
	X(stat)         \
	X(mmap)         \
	X(pread)        \
	X(socketpair)   \
	X(socket)       \
	X(connect)      \
	X(getsockopt)   \
	X(clone)        \
	X(fcntl)        \
	X(dup2)         \
	X(chdir)        \
	X(vfork)        \
	X(execve)       \
	X(poll)         \
	X(send)         \
	X(recv)         \
	X(pam_set_data) \
	X(pam_set_item) \
	X(pam_get_item) \
	X(pam_get_user) \
	X(pam_get_data)

#define CALL(name) CALL_##name,
enum call { CALLS(CALL) CALL_END };
#undef CALL

/* Shared with the processes that an entry point starts. */
struct fault {
	bool armed, fired;
	enum call call;
	int nth, seen;
};
extern struct fault *fault;

extern const char *const fault_names[CALL_END];

/* Must be called first. */
void fault_init(void);

#endif
