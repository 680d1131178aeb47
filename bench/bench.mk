# Side-by-side measurements; each folder of bench/ has its own .mk.
.PHONY: bench bench-sync
bench: bench-sync
bench-sync: all
	$(Q)bench/sync

-include $(wildcard bench/*/*.mk)
