/* The queue in which a request waits (Q3). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "pam_fieldauth/signin/slot.h"

/* No process has this id, and so none of them has a login uid. */
#define NO_PID 0

static struct slot_caller
caller_of(uid_t peer, uint32_t caller, const char *invoker, const char *address)
{
	struct protocol_request request = { .caller = caller };

	protocol_set(request.invoker, sizeof(request.invoker), invoker);
	protocol_set(request.address, sizeof(request.address), address);
	return slot_caller(peer, NO_PID, &request);
}

static void
assert_caller(struct slot_caller caller, enum slot_kind kind, uint32_t number)
{
	assert_int_equal(caller.kind, kind);
	assert_int_equal(caller.number, number);
}

static void
claims_of_an_unprivileged_peer_are_not_trusted(void **state)
{
	(void)state;
	assert_caller(
	    caller_of(1042, 1, "lena", "192.0.2.1"), SLOT_PERSON, 1042);
	assert_caller(caller_of(1042, 0, "", ""), SLOT_PERSON, 1042);
}

static void
unprivileged_peers_share_queues_and_hosts_of_root_do_not(void **state)
{
	(void)state;
	assert_true(caller_of(1042, 0, "", "").is_unprivileged);
	assert_false(caller_of(0, 1042, "", "").is_unprivileged);
	assert_false(caller_of(0, 0, "mallory", "").is_unprivileged);
	assert_false(caller_of(0, 0, "", "192.0.2.1").is_unprivileged);
	assert_false(caller_of(0, 0, "", "").is_unprivileged);
}

static void
the_real_uid_of_a_setuid_host_is_its_caller(void **state)
{
	(void)state;
	assert_caller(caller_of(0, 1042, "", ""), SLOT_PERSON, 1042);
	/* su names its invoker as well, and an address does not help */
	assert_caller(
	    caller_of(0, 1042, "mallory", "192.0.2.1"), SLOT_PERSON, 1042);
}

/* sudo makes its real uid root's, and may name this machine as PAM_RHOST. */
static void
the_invoker_of_sudo_is_its_caller(void **state)
{
	struct slot_caller one = caller_of(0, 0, "mallory", ""), other;

	(void)state;
	assert_int_equal(one.kind, SLOT_NAME);
	other = caller_of(0, 0, "mallory", "van-7");
	assert_caller(other, SLOT_NAME, one.number);
	assert_int_equal(caller_of(0, 0, "root", "").kind, SLOT_ROOT);
}

static void
each_address_of_the_network_has_its_queue(void **state)
{
	struct slot_caller one = caller_of(0, 0, "", "192.0.2.1");
	unsigned different = 0;

	(void)state;
	assert_int_equal(one.kind, SLOT_HOST);
	assert_caller(caller_of(0, 0, "", "192.0.2.1"), SLOT_HOST, one.number);
	for (int i = 2; i < 100; i++) {
		char address[32];

		(void)snprintf(address, sizeof(address), "192.0.2.%d", i);
		if (caller_of(0, 0, "", address).number != one.number)
			different++;
	}
	assert_in_range(different, 90, 98);
}

static void
root_and_the_machine_itself_do_not_queue(void **state)
{
	(void)state;
	assert_int_equal(caller_of(0, 0, "", "").kind, SLOT_ROOT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    claims_of_an_unprivileged_peer_are_not_trusted),
		cmocka_unit_test(
		    unprivileged_peers_share_queues_and_hosts_of_root_do_not),
		cmocka_unit_test(the_real_uid_of_a_setuid_host_is_its_caller),
		cmocka_unit_test(the_invoker_of_sudo_is_its_caller),
		cmocka_unit_test(each_address_of_the_network_has_its_queue),
		cmocka_unit_test(root_and_the_machine_itself_do_not_queue),
	};

	return cmocka_run_group_tests_name("signin_slot", tests, NULL, NULL);
}
