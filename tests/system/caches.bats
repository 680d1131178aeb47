#!/usr/bin/env bats
# Name caches on the machine: they answer libc before any module is called, and
# are invalidated by each change (R15). nscd and unscd of Debian, with their
# default settings: groups are kept for an hour.

. "$BATS_TEST_DIRNAME/../world/lib.bash"

setup_file() {
	setup_acme
	person jane
	person omar --role dispatcher
	start_sshd
	printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
	chmod 0755 /usr/sbin/policy-rc.d
	mkdir -p /run/nscd /var/cache/nscd
}

start_cache() { # nscd or unscd
	dpkg -i /var/cache/world/"$1"_*.deb >/run/world/dpkg.log 2>&1
	rm -f /run/nscd/*
	daemon /usr/sbin/nscd
	wait_for test -S /run/nscd/socket
	wait_for test -s /run/nscd/nscd.pid
	cache_pid=$(tr -dc 0-9 </run/nscd/nscd.pid)
}

stop_cache() { # nscd or unscd
	kill -CONT "$cache_pid"
	kill "$cache_pid"
	wait_for test ! -e "/proc/$cache_pid"
	rm -f /run/nscd/*
	dpkg --purge "$1" >/run/world/dpkg.log 2>&1
}

# Look up what the cache keeps, so that it is cached before the change.
a_change_is_seen_at_once() {
	run id -Gn jane
	lacks role-dispatcher
	run getent group role-dispatcher
	lacks jane
	fieldctl role assign jane dispatcher
	succeeds id -Gn jane
	has role-dispatcher
	succeeds getent group role-dispatcher
	has jane
	fieldctl role unassign jane dispatcher
	succeeds id -Gn jane
	lacks role-dispatcher
	succeeds getent group role-dispatcher
	lacks jane
}

a_new_name_is_seen_at_once() { # LOGIN
	fails getent passwd "$1"
	person "$1"
	succeeds getent passwd "$1"
	fieldctl user delete "$1" --yes
	fails getent passwd "$1"
}

the_setup_is_seen_at_once() {
	fieldctl setup --system --undo --yes
	fails getent passwd omar
	fails getent group role-dispatcher
	fieldctl setup --system --yes
	succeeds getent passwd omar
	succeeds getent group role-dispatcher
}

@test "R15_nscd_drops_what_has_changed" {
	start_cache nscd
	a_change_is_seen_at_once
	a_new_name_is_seen_at_once nina
	run fieldctl doctor
	lacks nscd
	stop_cache nscd
}

@test "R15_unscd_drops_what_has_changed" {
	start_cache unscd
	a_change_is_seen_at_once
	a_new_name_is_seen_at_once uma
	run fieldctl doctor
	lacks nscd
	stop_cache unscd
}

@test "N8_nscd_drops_what_it_knew_before_and_after_setup" {
	start_cache nscd
	the_setup_is_seen_at_once
	stop_cache nscd
}

@test "R15_what_a_sign_in_publishes_reaches_nscd" {
	start_cache nscd
	run id -Gn jane
	lacks role-dispatcher
	fieldctl role assign jane dispatcher
	succeeds id -Gn jane
	has role-dispatcher
	# as if the command had died before publishing
	sqlite3 /var/lib/fieldauth/private/field.db \
	    "DELETE FROM person_role WHERE person_id IN
	         (SELECT id FROM person WHERE login = 'jane');
	     UPDATE meta SET generation = generation + 1"
	succeeds ssh_password jane "$PASSWORD" id -Gn
	lacks role-dispatcher
	run id -Gn jane
	lacks role-dispatcher
	stop_cache nscd
}

@test "R15_nscd_that_hangs_holds_up_no_change_and_is_said" {
	start_cache nscd
	kill -STOP "$cache_pid"
	run timeout 60 fieldctl role assign jane dispatcher
	[ "$status" = 0 ]
	has 'The name service cache (nscd) did not respond'
	run timeout 60 fieldctl doctor
	has 'nscd is running and does not respond'
	run timeout 60 fieldctl role unassign jane dispatcher --json
	[ "$status" = 0 ]
	stop_cache nscd
}

# A source of groups behind ours that answers the lookup of omar only when
# permitted: by then, the data read from ours is old, and the cache stores it.
slow_source() {
	cat >/run/world/slow.c <<'END'
#include <errno.h>
#include <fcntl.h>
#include <nss.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

enum nss_status
_nss_slow_initgroups_dyn(const char *user, gid_t group, long *start, long *size,
    gid_t **gids, long limit, int *errnop)
{
	int fd;

	/* opening a FIFO waits for the other end */
	if (strcmp(user, "omar") == 0 && unlink("/run/world/slow") == 0 &&
	    (fd = open("/run/world/go", O_RDONLY | O_CLOEXEC)) >= 0)
		(void)close(fd);
	*errnop = ENOENT;
	return NSS_STATUS_NOTFOUND;
}
END
	gcc -shared -fPIC -o "/usr/lib/$(gcc -print-multiarch)/libnss_slow.so.2" \
	    /run/world/slow.c
	# nscd calls the sources of groups, but never those of "initgroups"
	sed -i '/^group:/s/$/ slow/' /etc/nsswitch.conf
	mkfifo /run/world/go
}

@test "R15_what_nscd_looked_up_meanwhile_is_dropped_by_the_agent" {
	local asker
	slow_source
	start_cache nscd
	touch /run/world/slow
	timeout 60 id -Gn omar >/run/world/id 3>&- &
	asker=$!
	wait_for test ! -e /run/world/slow
	fieldctl role unassign omar dispatcher
	timeout 60 sh -c ': >/run/world/go'
	wait "$asker"
	# as stored by the cache: the command could not know about it
	grep -q role-dispatcher /run/world/id
	succeeds id -Gn omar
	has role-dispatcher
	succeeds syncd --once
	succeeds id -Gn omar
	lacks role-dispatcher
	stop_cache nscd
	sed -i '/^group:/s/ slow$//' /etc/nsswitch.conf
}
