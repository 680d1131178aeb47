/* Changing keys of fieldauth.conf without changing the rest. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "fieldctl/machine/conf_edit.h"

static void
assert_set(const char *before, const char *after)
{
	char *text = conf_edit_set(before, "terminal", "name", "van-7");

	assert_non_null(text);
	assert_string_equal(text, after);
	free(text);
}

static void
key_is_replaced_where_it_stands(void **state)
{
	(void)state;
	assert_set("# ours\n[terminal]\nsite = north\n name: old\n\n[ids]\n",
	    "# ours\n[terminal]\nsite = north\nname = van-7\n\n[ids]\n");
}

static void
new_key_follows_the_header(void **state)
{
	(void)state;
	assert_set("[terminal]\nsite = north\n",
	    "[terminal]\nname = van-7\nsite = north\n");
	assert_set("[terminal]", "[terminal]\nname = van-7\n");
}

static void
missing_section_is_added_at_the_end(void **state)
{
	(void)state;
	assert_set("", "[terminal]\nname = van-7\n");
	assert_set("#[terminal]\n#name = x",
	    "#[terminal]\n#name = x\n\n[terminal]\nname = van-7\n");
}

static void
same_key_of_another_section_stays(void **state)
{
	(void)state;
	assert_set("[source q]\nname = a\n[terminal]\n[mail]\nname = b\n",
	    "[source q]\nname = a\n[terminal]\nname = van-7\n[mail]\n"
	    "name = b\n");
}

static void
longer_key_is_another_key(void **state)
{
	(void)state;
	assert_set("[terminal]\nname_of_cat = tom\n;name = x\n",
	    "[terminal]\nname = van-7\nname_of_cat = tom\n;name = x\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(key_is_replaced_where_it_stands),
		cmocka_unit_test(new_key_follows_the_header),
		cmocka_unit_test(missing_section_is_added_at_the_end),
		cmocka_unit_test(same_key_of_another_section_stays),
		cmocka_unit_test(longer_key_is_another_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
