#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include "tests/support/nss_module.h"

/* A function's address through void *, as recommended in dlsym(3). */
static int
find(void *handle, const char *service, const char *name, void *ret_function)
{
	char symbol[128];
	void *found;

	(void)snprintf(symbol, sizeof(symbol), "_nss_%s_%s", service, name);
	found = dlsym(handle, symbol);
	if (found == NULL)
		return -1;
	memcpy(ret_function, &found, sizeof(found));
	return 0;
}

int
nss_module_open(struct nss_module *m, const char *path, const char *service)
{
	int rc = 0;

	m->handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (m->handle == NULL) {
		fprintf(stderr, "%s\n", dlerror());
		return -1;
	}
#define FIND(name) rc |= find(m->handle, service, #name, &m->name)
	FIND(getpwnam_r);
	FIND(getpwuid_r);
	FIND(setpwent);
	FIND(getpwent_r);
	FIND(endpwent);
	FIND(getgrnam_r);
	FIND(getgrgid_r);
	FIND(setgrent);
	FIND(getgrent_r);
	FIND(endgrent);
	FIND(initgroups_dyn);
	return rc;
}

void
nss_module_close(struct nss_module *m)
{
	if (m->handle != NULL)
		(void)dlclose(m->handle);
	m->handle = NULL;
}
