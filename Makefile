# Thin aliases of fan.py, for hands that are used to make.
PYTHON ?= python3
DATA ?=

.PHONY: setup demo test test-slow lint bench pictures ci

setup test test-slow lint pictures ci:
	@$(PYTHON) fan.py $@

demo bench:
	@$(PYTHON) fan.py $@ $(if $(DATA),--data $(DATA))
