# bench/nss: lookups compared with the files module of glibc, libnss-extrausers and
# a module that does nothing.  Results: bench/README.md.

BENCH_NSS := build/bench/driver build/bench/compile build/bench/company \
             build/bench/libnss_benchnull.so.2
BENCH_CC   = @mkdir -p $(@D); $(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL)

build/bench/driver: bench/nss/driver.c tests/support/nss_module.c | $(B)/gen/build_paths.h
	$(call say,CC,$@)
	$(BENCH_CC) -o $@ $^
build/bench/compile: bench/nss/compile.c tests/support/snapshot_sample.c $(LIBSNAP) $(LIBCONF) $(LIBBASE) | $(B)/gen/build_paths.h
	$(call say,CC,$@)
	$(BENCH_CC) -o $@ $^ $(LIBS_conf)
build/bench/company: bench/nss/company.c $(STORE_LIBS) | $(B)/gen/build_paths.h
	$(call say,CC,$@)
	$(BENCH_CC) -o $@ $^ $(LIBS_store)
build/bench/libnss_benchnull.so.2: bench/nss/null.c
	$(call say,CC,$@)
	$(BENCH_CC) $(SO_FLAGS) -Wl,-soname,$(@F) -o $@ $<

# libnss-extrausers is only unpacked, never installed.
build/bench/extrausers:
	$(Q)mkdir -p build/bench/deb && cd build/bench/deb && \
	    apt-get -qq -o APT::Sandbox::User=root download libnss-extrausers && \
	    dpkg-deb -x libnss-extrausers_*.deb ../extrausers

.PHONY: bench-nss
bench-nss: $(BENCH_NSS) $(NSS_SO) build/bench/extrausers
	$(Q)B=$(abspath $(B)) bench/nss/run $(BENCH_NSS_FLAGS)
bench: bench-nss
