# bench/signin: complete sign-ins compared with the bare hash and with pam_unix.
# Results: bench/README.md.
BENCH_SIGNIN_ROUNDS ?= 60

$(B)/bench/signin/driver: $(B)/bench/signin/driver.o $(call archive,support) $(TEST_ARCHIVES)
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $^ $(TEST_LIBS)

.PHONY: bench-signin
bench-signin: all $(B)/bench/signin/driver
	$(Q)bench/signin/run $(BENCH_SIGNIN_ROUNDS)
bench: bench-signin
