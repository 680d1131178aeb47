/* abi32 NAME: what a program of its ABI finds of NAME, a line each. */
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int
list_groups(const char *name, gid_t primary)
{
	gid_t gids[100];
	int count = 100;

	if (getgrouplist(name, primary, gids, &count) < 0)
		return 1;
	for (int i = 0; i < count; i++) {
		const struct group *gr = getgrgid(gids[i]);

		printf("group %s\n", gr != NULL ? gr->gr_name : "?");
	}
	return 0;
}

int
main(int argc, char **argv)
{
	const struct passwd *pw = argc > 1 ? getpwnam(argv[1]) : NULL;
	const struct group *gr;
	int listed = 0;

	printf("bits %d\n", (int)sizeof(void *) * 8);
	if (pw == NULL)
		return 2;
	printf("name %s uid %lu home %s\n", pw->pw_name,
	    (unsigned long)pw->pw_uid, pw->pw_dir);
	pw = getpwuid(pw->pw_uid);
	if (pw == NULL || strcmp(pw->pw_name, argv[1]) != 0)
		return 3;
	if (list_groups(pw->pw_name, pw->pw_gid) != 0)
		return 4;
	gr = getgrnam("role-dispatcher");
	for (char **m = gr != NULL ? gr->gr_mem : NULL; m != NULL && *m; m++)
		printf("member %s\n", *m);
	for (pw = getpwent(); pw != NULL; pw = getpwent())
		listed += strcmp(pw->pw_name, argv[1]) == 0;
	printf("listed %d\n", listed);
	return 0;
}
