# Benchmarks; each folder in bench/ has its own .mk file.
.PHONY: bench bench-list bench-sync
bench: bench-list bench-sync
bench-list: all
	$(Q)bench/list --check
bench-sync: all
	$(Q)bench/sync

-include $(wildcard bench/*/*.mk)
