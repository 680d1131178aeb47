/*
 * conf/paths: the locations of files on a terminal.
 * Layer: conf.  Users: store, syncd, fieldctl, fieldauth-signin.
 *
 * All paths are fixed at build time.  For tests, fieldctl and syncd accept
 * another root in $FIELDAUTH_ROOT; the helper and the modules read no
 * environment at all.
 */
#ifndef CONF_PATHS_H
#define CONF_PATHS_H

#define PATHS_MAX 512 /* bytes of one path, NUL included */

struct paths {
	char conf_dir[PATHS_MAX];       /* /etc/fieldauth */
	char conf_file[PATHS_MAX];      /* /etc/fieldauth/fieldauth.conf */
	char key_file[PATHS_MAX];       /* /etc/fieldauth/secret.key */
	char state_dir[PATHS_MAX];      /* /var/lib/fieldauth */
	char private_dir[PATHS_MAX];    /* .../private, 0700 */
	char db_file[PATHS_MAX];        /* .../private/field.db, 0600 */
	char kept_conf_file[PATHS_MAX]; /* .../private/terminal.conf, 0600 */
	char snapshot_file[PATHS_MAX];  /* /var/lib/misc/fieldusers.db */
	char run_dir[PATHS_MAX];        /* /run/fieldauth */
};

/* Fill *ret_paths below ROOT ("" or NULL: the real one).  FIELD_EINVAL when
 * ROOT is too long or not absolute. */
int paths_init(struct paths *ret_paths, const char *root);

#endif
