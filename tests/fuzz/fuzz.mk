# Fuzz targets: tests/fuzz/fuzz_X.c with its kept corpus in tests/fuzz/corpus/X.
#
#   make fuzz                        each target for FUZZ_SECONDS
#   make fuzz FUZZ=snapshot_reader   one of them
#   make soak                        each for SOAK_SECONDS, and 20,000 imports
#                                    into made-up companies (test_plan_model),
#                                    and whether refusals are alike in time
#
# clang's libFuzzer; its own variant, build/fuzz.  What a run finds is kept in
# build/fuzz/corpus; what is worth keeping for good is merged by hand.

FUZZ_SECONDS ?= 20
SOAK_SECONDS ?= 600
SOAK_RUNS    ?= 20000
SOAK_ROUNDS  ?= 1200
FUZZ         ?= $(patsubst tests/fuzz/fuzz_%.c,%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
FUZZ_SAN     := fuzzer-no-link,address,undefined
FUZZ_BIN     := $(patsubst %,$(B)/tests/fuzz/fuzz_%,$(FUZZ))

.PHONY: fuzz soak fuzz-run
fuzz:
	+$(Q)$(submake) VARIANT=fuzz CC=$(CLANG) SAN=$(FUZZ_SAN) fuzz-run
soak: all
	$(Q)$(MAKE) --no-print-directory $(B)/tests/unit/import/test_plan_model
	$(Q)MODEL_RUNS=$(SOAK_RUNS) MODEL_SEED=$${MODEL_SEED:-$$(date +%s)} \
	    $(B)/tests/unit/import/test_plan_model
	$(Q)EQUAL_ROUNDS=$(SOAK_ROUNDS) EQUAL_BAR=0.05 \
	    tests/world/world run --limit 14400 --install -- \
	    bats --tap tests/system/equal-time.bats
	$(Q)$(MAKE) fuzz FUZZ_SECONDS=$(SOAK_SECONDS)

ifeq ($(VARIANT),fuzz)
$(FUZZ_BIN): $(B)/tests/fuzz/%: $(B)/tests/fuzz/%.o $(TEST_ARCHIVES)
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS_ALL) -fsanitize=fuzzer -o $@ $^ $(filter-out -lcmocka,$(TEST_LIBS))

# -runs=0 replays the corpus alone.
fuzz-run: $(FUZZ_BIN)
	$(Q)set -e; for t in $(FUZZ); do \
	    mkdir -p $(B)/corpus/$$t $(B)/findings; \
	    printf '  %-5s %s\n' FUZZ $$t; \
	    $(B)/tests/fuzz/fuzz_$$t -artifact_prefix=$(B)/findings/$$t- \
	        -max_total_time=$(FUZZ_SECONDS) $(if $(filter 0,$(FUZZ_SECONDS)),-runs=0) \
	        -print_final_stats=1 -verbosity=0 \
	        $(B)/corpus/$$t $(wildcard tests/fuzz/corpus)/$$t; \
	done
endif
