# make run / test / torture / fuzz / check / bench / lock. Needs only GNU make and Python 3.11; everything else is fetched into .venv.
SHELL := /bin/sh
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check install --quiet --require-hashes
OFFSCREEN := QT_QPA_PLATFORM=offscreen

.DEFAULT_GOAL := help
.PHONY: help run test torture fuzz check bench lock clean

help:
	@echo 'make run     建立环境并打开窗口（没有显示器时改为无界面演示）'
	@echo 'make test    建立环境并运行全部测试'
	@echo 'make torture 断电、坏盘、强行结束：逐个写入点试一遍（全部要几个小时，ARGS="--only send receive" 只试几个；需要 C 编译器）'
	@echo 'make fuzz    用改坏的文件试每一种读法（SECONDS=600 是总秒数）'
	@echo 'make check   ruff 与 mypy'
	@echo 'make bench   与下限比较的测速'
	@echo 'make lock    由 pyproject.toml 重写两份依赖清单（需要 uv）'

# With a display the window opens; without one the same work is shown headless, and that is no failure.
run: $(VENV)/.run
	@if [ "$$(uname -s)" = Linux ] && [ -z "$$DISPLAY$$WAYLAND_DISPLAY" ]; then \
		.ci/system offscreen && \
		echo '这台机器没有图形界面，改为无界面演示，材料写入 build/demo。' && \
		$(OFFSCREEN) $(PY) main.py demo --out build/demo; \
	else \
		.ci/system display && $(PY) main.py; \
	fi

test: $(VENV)/.test
	@.ci/system offscreen tests
	@mkdir -p build
	$(OFFSCREEN) $(PY) -m pytest -n auto --dist worksteal --cov --cov-report=term $(ARGS)

torture: $(VENV)/.test
	PYTHONPATH=. $(PY) -m tests.torture.run $(ARGS)

SECONDS ?= 600
fuzz: $(VENV)/.test
	PYTHONPATH=. $(PY) -m tests.fuzz.run --seconds $(SECONDS) $(ARGS)

check: $(VENV)/.test
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy

bench: $(VENV)/.test
	@.ci/system offscreen
	@failed=0; for file in $$(grep -l __main__ tests/benchmarks/*.py); do \
		echo "== $$file"; $(OFFSCREEN) PYTHONPATH=. $(PY) "$$file" || failed=1; \
	done; exit $$failed

# Hashes and versions only: no index is named, so pip asks whichever one the machine is set up for.
lock:
	uv lock
	uv export --quiet --no-dev --no-header --no-annotate --no-emit-project -o requirements.lock
	uv export --quiet --only-dev --no-header --no-annotate --no-emit-project -o tests/requirements.lock

clean:
	rm -rf $(VENV) build

$(VENV)/.made:
	@.ci/system python
	@python=$$(.ci/system which-python) && echo "$$python -m venv $(VENV)" && "$$python" -m venv $(VENV)
	@touch $@

$(VENV)/.run: requirements.lock | $(VENV)/.made
	$(PIP) -r requirements.lock
	@touch $@

$(VENV)/.test: tests/requirements.lock $(VENV)/.run
	$(PIP) -r tests/requirements.lock
	@touch $@
