/* Installed files: modes and owners, the helper, the worker, the disk. */
#include <errno.h>
#include <grp.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/account.h"
#include "base/err.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/str.h"
#include "build_paths.h"
#include "fieldctl/doctor/doctor.h"
#include "fieldctl/frame/program.h"
#include "store/db/reserve.h"

#define SPARE_LEN (50ULL * 1024 * 1024) /* required by the helper as well */

enum presence { NEEDED, OPTIONAL };

struct expected_file {
	const char *path;
	mode_t type; /* S_IFREG, S_IFDIR, S_IFSOCK */
	mode_t mode;
	enum presence presence;
	const char *missing_mend; /* the command that creates it */
};

static const char *
type_name(mode_t type)
{
	if (type == S_IFDIR)
		return _("a folder");
	return type == S_IFSOCK ? _("a socket") : _("a plain file");
}

static void
check_missing(
    struct doctor *doctor, const struct expected_file *file, const char *path)
{
	if (errno != ENOENT)
		doctor_find(doctor, DOCTOR_FAIL, "", _("%s: %s."), path,
		    strerror(errno));
	else if (file->presence == NEEDED)
		doctor_find(doctor, DOCTOR_FAIL, file->missing_mend,
		    _("%s is missing."), path);
	else if (file->missing_mend[0] != '\0')
		doctor_find(doctor, DOCTOR_WARN, file->missing_mend,
		    _("%s is missing."), path);
}

/* PATH is where FILE should be. */
static void
check_file(
    struct doctor *doctor, const struct expected_file *file, const char *path)
{
	const uid_t owner = doctor->ctl->root[0] != '\0' ? geteuid() : 0;
	char mend[PATHS_MAX + 40];
	struct stat st;

	if (lstat(path, &st) != 0) {
		check_missing(doctor, file, path);
		return;
	}
	if ((st.st_mode & S_IFMT) != file->type) {
		doctor_find(doctor, DOCTOR_FAIL, file->missing_mend,
		    _("%s is not %s."), path, type_name(file->type));
		return;
	}
	if ((st.st_mode & 07777) != file->mode) {
		(void)str_format(mend, sizeof(mend), "chmod %04o %s",
		    (unsigned)file->mode, path);
		doctor_find(doctor, DOCTOR_FAIL, mend,
		    _("%s has mode %04o and needs %04o."), path,
		    (unsigned)(st.st_mode & 07777), (unsigned)file->mode);
	}
	if (st.st_uid != owner) {
		(void)str_format(
		    mend, sizeof(mend), "chown root:root %s", path);
		doctor_find(doctor, DOCTOR_FAIL, mend,
		    _("%s belongs to uid %lu, not to root."), path,
		    (unsigned long)st.st_uid);
	}
}

static void
check_state(struct doctor *doctor)
{
	static const char setup[] = "fieldctl setup --system";
	const char *conf = _(
	    "Write it again, with the [terminal] that was given to fieldctl setup; see fieldauth.conf(5).");
	const struct paths *paths = &doctor->ctl->paths;
	char wal[PATHS_MAX + 8], shm[PATHS_MAX + 8];
	/* Other checks report a missing key, database or snapshot. */
	const struct expected_file files[] = {
		{ paths->conf_dir, S_IFDIR, 0755, NEEDED, setup },
		{ paths->conf_file, S_IFREG, 0644, NEEDED, conf },
		{ paths->key_file, S_IFREG, 0600, OPTIONAL, "" },
		{ paths->state_dir, S_IFDIR, 0755, NEEDED, setup },
		{ paths->private_dir, S_IFDIR, 0700, NEEDED, setup },
		{ paths->db_file, S_IFREG, 0600, OPTIONAL, "" },
		{ wal, S_IFREG, 0600, OPTIONAL, "" },
		{ shm, S_IFREG, 0600, OPTIONAL, "" },
		{ paths->snapshot_file, S_IFREG, 0644, OPTIONAL, "" },
		{ paths->run_dir, S_IFDIR, 0755, NEEDED,
		    "systemd-tmpfiles --create fieldauth.conf" },
	};

	(void)str_format(wal, sizeof(wal), "%s-wal", paths->db_file);
	(void)str_format(shm, sizeof(shm), "%s-shm", paths->db_file);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		check_file(doctor, &files[i], files[i].path);
}

/* Programs and modules must not be setuid, nor writable by others. */
static void
check_installed(struct doctor *doctor)
{
	static const char install[] = "make install";
	static const struct expected_file files[] = {
		{ FIELDAUTH_NSSDIR "/libnss_fieldusers.so.2", S_IFREG, 0644,
		    NEEDED, install },
		{ FIELDAUTH_PAMDIR "/pam_fieldauth.so", S_IFREG, 0644, NEEDED,
		    install },
		{ FIELDAUTH_LIBEXECDIR "/fieldauth-signin", S_IFREG, 0755,
		    NEEDED, install },
		{ FIELDAUTH_LIBEXECDIR "/fieldauth-gate", S_IFREG, 0755, NEEDED,
		    install },
		{ FIELDAUTH_LIBEXECDIR "/fieldauth-control", S_IFREG, 0755,
		    NEEDED, install },
		{ FIELDAUTH_LIBEXECDIR "/fieldauth-fetch", S_IFREG, 0755,
		    NEEDED, install },
		{ FIELDAUTH_LIBEXECDIR "/fieldauth-mail", S_IFREG, 0755, NEEDED,
		    install },
		{ FIELDAUTH_SBINDIR "/syncd", S_IFREG, 0755, NEEDED, install },
	};
	static const struct expected_file sockets[] = {
		{ FIELDAUTH_RUNDIR "/verify.sock", S_IFSOCK, 0666, OPTIONAL,
		    "systemctl enable --now fieldauth-verify.socket" },
		{ FIELDAUTH_RUNDIR "/control.sock", S_IFSOCK, 0666, OPTIONAL,
		    "systemctl enable fieldauth-control.socket; "
		    "systemctl restart fieldauth-gate.service" },
	};
	char path[PATHS_MAX];

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		check_file(doctor, &files[i],
		    doctor_path(doctor, files[i].path, path));
	for (size_t i = 0; i < sizeof(sockets) / sizeof(sockets[0]); i++)
		check_file(doctor, &sockets[i],
		    doctor_path(doctor, sockets[i].path, path));
}

/* Whether LIBRARY exists for 32-bit programs, and MODULE does not. */
static bool
lacks_module(struct doctor *doctor, const char *library, const char *module)
{
	char path[PATHS_MAX];

	return access(doctor_path(doctor, library, path), F_OK) == 0 &&
	    access(doctor_path(doctor, module, path), F_OK) != 0;
}

/* 32-bit programs on a 64-bit machine: each libc for them searches modules in a
 * separate folder. */
static void
check_other_abi(struct doctor *doctor)
{
	static const char mend[] = "apt-get install gcc-multilib; make install";
	static const char *const folders[] = { FIELDAUTH_SYSTEM_I386DIR,
		FIELDAUTH_SYSTEM_BIARCHDIR };
	char libc[PATHS_MAX], nss[PATHS_MAX], libpam[PATHS_MAX], pam[PATHS_MAX];

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		const char *folder = folders[i];

		(void)str_format(libc, sizeof(libc), "%s/libc.so.6", folder);
		(void)str_format(
		    nss, sizeof(nss), "%s/libnss_fieldusers.so.2", folder);
		(void)str_format(
		    libpam, sizeof(libpam), "%s/libpam.so.0", folder);
		(void)str_format(
		    pam, sizeof(pam), "%s/security/pam_fieldauth.so", folder);
		if (lacks_module(doctor, libc, nss))
			doctor_find(doctor, DOCTOR_WARN, mend,
			    _("32-bit programs cannot look up people of fieldauth: %s is missing."),
			    nss);
		if (lacks_module(doctor, libpam, pam))
			doctor_find(doctor, DOCTOR_WARN, mend,
			    _("32-bit programs cannot sign people of "
			      "fieldauth in: %s is missing."),
			    pam);
	}
}

void
doctor_files(struct doctor *doctor)
{
	check_state(doctor);
	check_installed(doctor);
	check_other_abi(doctor);
}

/* With an empty request it must exit, without checking any person. */
void
doctor_helper(struct doctor *doctor)
{
	char path[PATHS_MAX];
	const char *const argv[] = {
		doctor_path(
		    doctor, FIELDAUTH_LIBEXECDIR "/fieldauth-signin", path),
		NULL,
	};
	static const struct run_streams streams = { -1, -1, true };
	pid_t pid = -1;
	int exit_code = 0;
	int rc = run_start(doctor->ctl, argv, &streams, &pid);

	if (rc == FIELD_OK)
		rc = run_wait(pid, &exit_code);
	if (rc != FIELD_OK || exit_code >= 126)
		doctor_find(doctor, DOCTOR_FAIL, "make install",
		    _("%s does not start: people of fieldauth cannot sign in "
		      "by password."),
		    argv[0]);
}

/* The user NAME of the worker without which there are no TASKS. */
static void
check_worker(struct doctor *doctor, const char *name, const char *tasks)
{
	struct account worker = { 0, 0 };
	char fix[200];
	int rc = account_find(name, &worker);

	if (rc == FIELD_ENOTFOUND) {
		doctor_find(doctor, DOCTOR_FAIL, "fieldctl setup --system",
		    _("The system user %1$s is missing: %2$s."), name, tasks);
	} else if (rc != FIELD_OK) {
		(void)str_format(fix, sizeof(fix), "getent passwd %s", name);
		doctor_find(doctor, DOCTOR_WARN, fix,
		    _("The system user %s could not be looked up."), name);
	} else if (worker.uid == 0) {
		(void)str_format(fix, sizeof(fix),
		    "userdel %s; fieldctl setup --system", name);
		doctor_find(doctor, DOCTOR_FAIL, fix,
		    _("The system user %s has uid 0."), name);
	}
}

void
doctor_worker(struct doctor *doctor)
{
	const struct config *config = &doctor->ctl->config;
	bool sends = config_sends_mail(config) || config_sends_text(config);

	if (config->source_count == 0 && !sends) {
		doctor_skip(doctor,
		    _("not checked: there is no source to import from and no "
		      "mail server"));
		return;
	}
	if (config->source_count > 0)
		check_worker(
		    doctor, "fieldauth-fetch", _("imports cannot run"));
	if (sends)
		check_worker(
		    doctor, "fieldauth-mail", _("no mail can be sent"));
}

void
doctor_dictionary(struct doctor *doctor)
{
	/* cracklib's default dictionary, which libpwquality uses */
	static const char dictionary[] =
	    "/var/cache/cracklib/cracklib_dict.pwd";
	char path[PATHS_MAX];

	if (access(doctor_path(doctor, dictionary, path), R_OK) != 0)
		doctor_find(doctor, DOCTOR_WARN,
		    "apt-get install cracklib-runtime; update-cracklib",
		    _("%s is missing: common passwords are not refused."),
		    dictionary);
}

void
doctor_disk(struct doctor *doctor)
{
	const struct paths *paths = &doctor->ctl->paths;
	const char *const places[] = { paths->private_dir,
		paths->snapshot_file };
	bool looked = false;

	if (access(paths->db_file, F_OK) == 0 && !reserve_is_there(paths))
		doctor_find(doctor, DOCTOR_WARN,
		    _("Free space there; the agent creates the file again."),
		    _("%s/reserve is missing: on a full disk no one can be "
		      "blocked."),
		    paths->private_dir);

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		if (access(places[i], F_OK) != 0)
			continue;
		looked = true;
		if (file_is_full(places[i], SPARE_LEN)) {
			doctor_find(doctor, DOCTOR_FAIL,
			    _("Free space there, or mount it read-write."),
			    _("The file system of %s is full or read-only: people can sign in, but nothing can be changed."),
			    places[i]);
			return;
		}
	}
	if (!looked)
		doctor_skip(doctor,
		    _("not checked: neither database nor snapshot is there"));
}
