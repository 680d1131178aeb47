# Side-by-side measurements; each folder of bench/ has its own .mk.
.PHONY: bench
-include $(wildcard bench/*/*.mk)
