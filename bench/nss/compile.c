/*
 * Compiles a company and publishes it.
 *
 *	compile PATH PEOPLE ROUNDS
 *
 * Prints the medians of ROUNDS in milliseconds for compiling and for publishing
 * (including fsync and the full check by the reader), and the size of the file in
 * bytes.  The last file is kept at PATH.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/err.h"
#include "snapshot/writer.h"
#include "tests/support/snapshot_sample.h"

#define ROUNDS_MAX 64

static double
now_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static double
median(double *values, unsigned count)
{
	qsort(values, count, sizeof(*values), compare);
	return values[count / 2];
}

int
main(int argc, char **argv)
{
	double compile_ms[ROUNDS_MAX], publish_ms[ROUNDS_MAX];
	unsigned rounds = argc == 4 ? (unsigned)atoi(argv[3]) : 0;
	struct sample sample = { .extra_groups = 200 };
	size_t len = 0;

	if (rounds < 1 || rounds > ROUNDS_MAX || atoi(argv[2]) < 7)
		return 2;
	sample.extra = (unsigned)atoi(argv[2]) - 6;
	for (unsigned i = 0; i < rounds; i++) {
		double begin = now_ms(), made;
		bool published = false;
		uint8_t *bytes;

		sample.generation = i + 1;
		bytes = sample_make(&sample, &len);
		made = now_ms();
		if (snapshot_publish(argv[1], bytes, len, true, &published) !=
			FIELD_OK ||
		    !published)
			return 1;
		compile_ms[i] = made - begin;
		publish_ms[i] = now_ms() - made;
		free(bytes);
	}
	printf("%.2f %.2f %zu\n", median(compile_ms, rounds),
	    median(publish_ms, rounds), len);
	return 0;
}
