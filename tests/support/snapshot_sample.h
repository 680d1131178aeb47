/*
 * tests/support/snapshot_sample: a small company in a snapshot.
 * Layer: tests.  Users: tests of snapshot and nss_fieldusers, bench/nss.
 *
 *	jane   70000  role-dispatcher 65600, site-depot 65601, dialout 20
 *	omar   70001  role-dispatcher                omar@acme.example
 *	hidden 70002  not listed
 *	gone   70003  deleted
 *	pair1, pair2  70004, 70005, one address      pair@acme.example
 *	p70006 ...    sample.extra more, each in role-dispatcher
 */
#ifndef TESTS_SNAPSHOT_SAMPLE_H
#define TESTS_SNAPSHOT_SAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sample {
	const char *database_id; /* NULL: "db-1" */
	uint64_t generation;
	bool no_enumeration, no_members, no_email;
	unsigned extra;         /* up to 800000 more people */
	unsigned extra_groups;  /* role-1 ..., with five of them for each person
	                         * */
	const char *jane_gecos; /* NULL: "Jane Doe" */
};

/* The caller frees it. Aborts if it cannot be created. */
uint8_t *sample_make(const struct sample *sample, size_t *ret_len);

/* Publishes it at PATH; true if it became the current one. */
bool sample_publish(const char *path, const struct sample *sample);

/* Writes it unchanged to PATH, mode 0644, by rename. */
void sample_write(const char *path, const uint8_t *bytes, size_t len);

/*
 * A private mount namespace of this process, with empty folders at the
 * compiled-in paths. Exits with 1 if the namespace is not private. Requires
 * root.
 */
void sample_enter_private_world(void);

/* The module of the variant in which this test was built. */
const char *sample_module_path(void);

#endif
