/*
 * Determines which person a process belongs to: by uid, by the session it
 * descends from, by audit's login uid, by its slice, and by the subordinate
 * uids of subuid(5).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/err.h"
#include "base/str.h"
#include "store/session/scope.h"

#define SUBUID_FILE "/etc/subuid"
/* Chains of parents are never this long, and an inconsistent table may have a
 * loop. */
#define PARENTS_MAX 1024

/* --- subordinate uids ------------------------------------------------------ */

/* The person in the first field of a line, a login or a uid. */
static bool
find_owner(const struct scope *scope, const char *owner, size_t *ret_person)
{
	int64_t uid;

	if (str_parse_int(owner, 0, UINT32_MAX, &uid) < 0)
		uid = -1;
	for (size_t i = 0; i < scope->person_count; i++) {
		const struct scope_person *person = &scope->people[i];

		if (strcmp(person->login, owner) == 0 ||
		    uid == (int64_t)person->uid) {
			*ret_person = i;
			return true;
		}
	}
	return false;
}

static int
add_range(struct scope *scope, size_t person, int64_t first, int64_t count)
{
	struct scope_range *range = array_add(
	    &scope->ranges, &scope->range_count, sizeof(*range));

	if (range == NULL)
		return FIELD_ENOMEM;
	*range = (struct scope_range){ .person = person,
		.first = (uid_t)first,
		.count = (uint32_t)count };
	return FIELD_OK;
}

static int
take_line(struct scope *scope, char *line)
{
	const char *owner = strsep(&line, ":"), *first = strsep(&line, ":");
	int64_t first_uid, count;
	size_t person;

	if (first == NULL || line == NULL ||
	    !find_owner(scope, owner, &person) ||
	    str_parse_int(first, 0, UINT32_MAX, &first_uid) < 0 ||
	    str_parse_int(line, 1, UINT32_MAX, &count) < 0)
		return FIELD_OK;
	return add_range(scope, person, first_uid, count);
}

static int
read_ranges(struct scope *scope)
{
	FILE *file = fopen(SUBUID_FILE, "re");
	char *line = NULL;
	size_t size = 0;
	int rc = FIELD_OK;

	if (file == NULL)
		return FIELD_OK; /* there are no subordinate uids */
	while (rc == FIELD_OK && getline(&line, &size, file) > 0) {
		line[strcspn(line, "\n")] = '\0';
		rc = take_line(scope, line);
	}
	free(line);
	(void)fclose(file);
	return rc;
}

static const struct scope_range *
find_range(const struct scope *scope, uid_t uid)
{
	for (size_t i = 0; i < scope->range_count; i++)
		if (uid >= scope->ranges[i].first &&
		    uid - scope->ranges[i].first < scope->ranges[i].count)
			return &scope->ranges[i];
	return NULL;
}

/* --- life ------------------------------------------------------------------- */

int
scope_init(struct scope *scope, const struct scope_person *people,
    size_t person_count, const struct scope_leader *leaders,
    size_t leader_count)
{
	static const char init[] = "/init.scope";
	size_t len;

	memset(scope, 0, sizeof(*scope));
	scope->people = people;
	scope->person_count = person_count;
	scope->leaders = leaders;
	scope->leader_count = leader_count;
	/* systemd(1) is the only process in init.scope; the slices are beside
	 * it */
	process_cgroup(1, scope->root_cgroup);
	len = strlen(scope->root_cgroup);
	if (len >= sizeof(init) - 1 &&
	    strcmp(scope->root_cgroup + len - (sizeof(init) - 1), init) == 0) {
		scope->has_slices = true;
		scope->root_cgroup[len - (sizeof(init) - 1)] = '\0';
	}
	return read_ranges(scope);
}

void
scope_release(struct scope *scope)
{
	free(scope->ranges);
	free(scope->followers);
	memset(scope, 0, sizeof(*scope));
}

void
scope_renew(struct scope *scope)
{
	scope->unit[0] = '\0';
}

int
scope_follow(struct scope *scope, const struct process *process, size_t person)
{
	struct scope_leader *follower = array_add(
	    &scope->followers, &scope->follower_count, sizeof(*follower));

	if (follower == NULL)
		return FIELD_ENOMEM;
	*follower = (struct scope_leader){ .pid = process->pid,
		.started = process->started,
		.uid = scope->people[person].uid };
	return FIELD_OK;
}

/* --- sessions ------------------------------------------------------------------ */

static bool
leads(const struct scope_leader *leaders, size_t count,
    const struct process *process, uid_t *ret_uid)
{
	for (size_t i = 0; i < count; i++)
		if (leaders[i].pid == process->pid &&
		    leaders[i].started == process->started) {
			*ret_uid = leaders[i].uid;
			return true;
		}
	return false;
}

/* The session that PROCESS is in, by the nearest ancestor (or the process
 * itself) that opened one or was seen in one. */
static bool
session_of(const struct scope *scope, const struct process_table *table,
    const struct process *process, uid_t *ret_uid)
{
	for (int steps = 0;
	     process != NULL && process->pid > 1 && steps < PARENTS_MAX;
	     steps++) {
		if (leads(scope->leaders, scope->leader_count, process,
			ret_uid) ||
		    leads(scope->followers, scope->follower_count, process,
			ret_uid))
			return true;
		process = process_find(table, process->parent);
	}
	return false;
}

/* --- slices ---------------------------------------------------------------------- */

/* Whether CGROUP is below the slice NAME of the system manager: a person's
 * manager may use the same name for a group of its own. */
static bool
in_slice(const struct scope *scope, const char *cgroup, const char *name)
{
	size_t root_len = strlen(scope->root_cgroup), len = strlen(name);

	return scope->has_slices &&
	    strncmp(cgroup, scope->root_cgroup, root_len) == 0 &&
	    cgroup[root_len] == '/' &&
	    strncmp(cgroup + root_len + 1, name, len) == 0 &&
	    cgroup[root_len + 1 + len] == '/';
}

/*
 * Whether CGROUP belongs to a session of the user, or to their own manager.
 * Other units in their slice belong to the system: user-runtime-dir@.service
 * cleans up /run/user when they have ended.
 */
static bool
in_slice_of_user(const struct scope *scope, const char *cgroup, uid_t uid)
{
	char slice[64], manager[32];
	const char *unit;

	if (!str_format(
		slice, sizeof(slice), "user.slice/user-%u.slice", uid) ||
	    !str_format(manager, sizeof(manager), "user@%u.service", uid) ||
	    !in_slice(scope, cgroup, slice))
		return false;
	unit = cgroup + strlen(scope->root_cgroup) + strlen(slice) + 2;
	return strncmp(unit, "session-", strlen("session-")) == 0 ||
	    (strncmp(unit, manager, strlen(manager)) == 0 &&
		strcspn(unit, "/") == strlen(manager));
}

static bool
in_system_slice(const struct scope *scope, const char *cgroup)
{
	return in_slice(scope, cgroup, "system.slice") ||
	    in_slice(scope, cgroup, "machine.slice");
}

/*
 * Whether the unit CGROUP was started under the person's uid, and not by a
 * program that admits people: cron, atd and sshd run as root beside what they
 * start.
 */
static bool
unit_is_foreign(
    struct scope *scope, const struct process_table *table, const char *cgroup)
{
	char other[PROCESS_CGROUP_SIZE];
	bool foreign = true;

	if (strcmp(scope->unit, cgroup) == 0)
		return scope->unit_is_foreign;
	for (size_t i = 0; foreign && i < table->count; i++) {
		const struct process *process = &table->items[i];

		if (process->real != 0 || !process_shares_pids(process->pid))
			continue;
		process_cgroup(process->pid, other);
		foreign = strcmp(other, cgroup) != 0;
	}
	(void)str_copy(scope->unit, sizeof(scope->unit), cgroup);
	scope->unit_is_foreign = foreign;
	return foreign;
}

/* --- the result
 * --------------------------------------------------------------------- */

/* One process being classified; data that requires reading /proc is read when
 * it is first needed, once for all people. */
struct look {
	struct scope *scope;
	const struct process_table *table;
	const struct process *process;
	bool in_session;
	uid_t session_uid;
	bool has_cgroup;
	char cgroup[PROCESS_CGROUP_SIZE];
};

static const char *
cgroup_of(struct look *look)
{
	if (!look->has_cgroup)
		process_cgroup(look->process->pid, look->cgroup);
	look->has_cgroup = true;
	return look->cgroup;
}

static bool
has_uid(const struct process *process, uid_t uid)
{
	/* with root's real uid it is a daemon that acts for the person */
	return process->real == uid ||
	    (process->real != 0 &&
		(process->effective == uid || process->saved == uid));
}

/* A service that runs under the uid by its configuration (User=), or a
 * container of root's with a user of the same number: neither has signed in. */
static bool
is_spared(struct look *look, uid_t uid)
{
	struct scope *scope = look->scope;

	return scope->has_slices && look->process->login != uid &&
	    !look->in_session && in_system_slice(scope, cgroup_of(look)) &&
	    (!process_shares_pids(look->process->pid) ||
		unit_is_foreign(scope, look->table, cgroup_of(look)));
}

static enum scope_kind
kind_of_root(struct look *look, uid_t uid)
{
	const struct scope *scope = look->scope;

	if (look->in_session)
		return look->session_uid == uid ? SCOPE_ROOT : SCOPE_OTHER;
	if (scope->has_slices && in_slice_of_user(scope, cgroup_of(look), uid))
		return SCOPE_LOGIN;
	if (look->process->login != uid)
		return SCOPE_OTHER;
	return in_system_slice(scope, cgroup_of(look)) ? SCOPE_SPARED :
							 SCOPE_LOGIN;
}

static enum scope_kind
kind_for(struct look *look, uid_t uid)
{
	const struct scope *scope = look->scope;
	const struct process *process = look->process;
	uid_t leader_uid;

	if (has_uid(process, uid))
		return is_spared(look, uid) ? SCOPE_SPARED : SCOPE_PERSON;
	if (process->real == 0)
		return kind_of_root(look, uid);
	/* a su that another user called: root by its effective uid */
	if (leads(scope->leaders, scope->leader_count, process, &leader_uid) &&
	    leader_uid == uid)
		return SCOPE_ROOT;
	return SCOPE_OTHER;
}

static enum scope_kind
kind_by_range(const struct scope_range *range, const struct scope *scope,
    const struct process *process)
{
	bool owned;

	if (!process_in_namespace(
		process->pid, scope->people[range->person].uid, &owned))
		return SCOPE_OTHER;
	return owned ? SCOPE_SUBORDINATE : SCOPE_SPARED;
}

enum scope_kind
scope_of(struct scope *scope, const struct process_table *table,
    const struct process *process, size_t *ret_person)
{
	struct look look = {
		.scope = scope, .table = table, .process = process
	};
	const struct scope_range *range;

	if (process->pid <= 1)
		return SCOPE_OTHER;
	look.in_session = session_of(scope, table, process, &look.session_uid);
	for (size_t i = 0; i < scope->person_count; i++) {
		enum scope_kind kind = kind_for(&look, scope->people[i].uid);

		if (kind != SCOPE_OTHER) {
			*ret_person = i;
			return kind;
		}
	}
	range = find_range(scope, process->real);
	if (range == NULL)
		return SCOPE_OTHER;
	*ret_person = range->person;
	return kind_by_range(range, scope, process);
}
