# bench/request: requests through control.sock compared with the same requests in
# the process of root.  Results: bench/README.md.
BENCH_REQUEST_ROUNDS ?= 100

$(B)/bench/request/driver: $(B)/bench/request/driver.o
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $^

.PHONY: bench-request
bench-request: all $(B)/bench/request/driver
	$(Q)bench/request/run $(BENCH_REQUEST_ROUNDS)
bench: bench-request
