# Each target does the set-up it needs by itself. The work is in make.py, so that Windows has the same without make.
PYTHON ?= python3

.PHONY: report docs setup test lint clean
report docs setup test lint clean:
	@$(PYTHON) make.py $@ $(ARGS)
