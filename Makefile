# Slate: `make help` lists the targets. A mode is a folder: build/release, build/debug, build/asan, build/cov.
MODE ?= release
B    := build/$(MODE)
G    := $(B)/gen

F.release := -O2 -g -DNDEBUG
F.debug   := -O0 -g3
F.asan    := -O1 -g3 -fsanitize=address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=all -Wno-format-truncation
F.cov     := -O0 -g --coverage
F.fuzz    := -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
$(if $(F.$(MODE)),,$(error unknown MODE '$(MODE)': release, debug, asan, cov or fuzz))

CC      ?= gcc
STD     := -std=c11 -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE -I. -Iinclude -I$(G)
WARN    := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wswitch-enum -Wstrict-prototypes -Wmissing-prototypes \
           -Wvla -Wundef -Wformat=2 -Wdouble-promotion -Werror
GENWARN := -Wno-conversion -Wno-switch-enum -Wno-missing-prototypes -Wno-undef -Wno-unused-but-set-variable
FLAGS   := $(F.$(MODE)) $(if $(filter no,$(JIT)),-DSLATE_WITHOUT_JIT) -ffile-prefix-map=$(CURDIR)/=
# libgccjit.h lies among gcc's own headers, where another compiler does not look.
JIT_DIR := $(dir $(wildcard $(shell gcc -print-file-name=include 2>/dev/null)/libgccjit.h))
LIBS    := -lpthread -ldl -lm

# Targets that a person calls on a fresh machine look after their dependencies before anything is compiled.
$(if $(filter demo check bench fuzz,$(MAKECMDGOALS)),$(if $(shell .ci/deps >&2 || echo no),$(error dependencies are missing)))

LIB_SRC  := $(wildcard base/*.c runtime/*.c stdlib/*.c compiler/*.c)
GEN_SRC  := $(G)/slate_parse.c $(G)/slate_scan.c $(G)/stdlib_data.c
CLI_SRC  := $(wildcard cli/*.c)
UNIT_SRC := $(wildcard tests/unit/*.c)
LIB_OBJ  := $(LIB_SRC:%.c=$(B)/%.o) $(GEN_SRC:.c=.o)
CLI_OBJ  := $(CLI_SRC:%.c=$(B)/%.o)
UNIT_OBJ := $(UNIT_SRC:%.c=$(B)/%.o)
TIMERS   := $(patsubst bench/%.c,$(B)/%,$(wildcard bench/time_*.c))
BENCH_OBJ := $(patsubst %,$(B)/bench/%.o,generate history history_sqlite record)
ENGINES   := $(patsubst %.c,$(B)/%.o,$(wildcard bench/engines*.c bench/hand.c))
FUZZERS  := $(patsubst tests/fuzz/%.c,$(B)/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))
PREFIX   ?= /usr/local
VERSION  := 0.1

# Says what is made; V=1 shows the commands.
Q := $(if $(V),,@)
say = $(if $(V),,@echo '  $(1)')

.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all help deps
all: $(B)/slate ## build the command line into build/$(MODE)/slate

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16 | sort

deps: ## install what is missing through the system's package manager (DEPS=skip: not)
	@.ci/deps

$(B)/slate: $(CLI_OBJ) $(B)/libslate.a
	$(call say,link  $@)
	$(Q)$(CC) $(FLAGS) -o $@ $^ $(LIBS)
$(B)/libslate.a: $(LIB_OBJ)
	@rm -f $@
	$(call say,ar    $@)
	$(Q)$(AR) rcs $@ $^
$(B)/%.o: %.c | $(GEN_SRC)
	@mkdir -p $(@D)
	$(call say,cc    $<)
	$(Q)$(CC) $(STD) $(WARN) $(FLAGS) -MMD -MP -c -o $@ $<
$(B)/compiler/jit.o $(B)/compiler/jit_code.o $(B)/compiler/jit_none.o: STD += $(addprefix -idirafter ,$(JIT_DIR))
$(G)/%.o: $(G)/%.c
	$(call say,cc    $<)
	$(Q)$(CC) $(STD) $(WARN) $(GENWARN) $(FLAGS) -MMD -MP -c -o $@ $<

$(G)/slate_parse.c: grammar/slate.y
	@mkdir -p $(@D)
	$(call say,bison $<)
	$(Q)bison -Wall -Wcounterexamples -Werror --header=$(@:.c=.h) -o $@ $<
$(G)/slate_scan.c: grammar/slate.l grammar/keywords.def $(G)/slate_parse.c
	$(call say,flex  $<)
	$(Q)flex -o $@ $<
$(G)/stdlib_data.c: stdlib/embed.sh $(wildcard stdlib/*.sla stdlib/holidays/*.sla)
	@mkdir -p $(@D)
	$(Q)sh stdlib/embed.sh > $@

# Tests: every tests/unit/test_X.c defines `Suite *X_suite(void)`; the list is made from the file names.
$(G)/suites.def: $(UNIT_SRC)
	@mkdir -p $(@D)
	@printf '%s\n' $(patsubst tests/unit/test_%.c,'SUITE(%)',$(filter tests/unit/test_%,$(UNIT_SRC))) > $@
$(B)/tests/unit/main.o: $(G)/suites.def
$(B)/unit: $(UNIT_OBJ) $(filter-out $(B)/cli/main.o,$(CLI_OBJ)) $(B)/libslate.a
	$(call say,link  $@)
	$(Q)$(CC) $(FLAGS) -o $@ $^ -lcheck -lsubunit -lrt -ljansson -lsqlite3 $(LIBS)

$(B)/generate: $(BENCH_OBJ) $(B)/libslate.a
	$(call say,link  $@)
	$(Q)$(CC) $(FLAGS) -o $@ $^ -lsqlite3 $(LIBS)
$(B)/decode: $(B)/bench/decode.o $(B)/libslate.a
	$(call say,link  $@)
	$(Q)$(CC) $(FLAGS) -o $@ $^ $(LIBS)

$(B)/engines: $(ENGINES) $(B)/libslate.a
	$(call say,link  $@)
	$(Q)$(CC) $(FLAGS) -o $@ $^ $(LIBS)
$(B)/reach: $(B)/tests/drift/reach.o $(B)/libslate.a
	$(call say,link  $@)
	$(Q)$(CC) $(FLAGS) -o $@ $^ $(LIBS)

# Each bench/time_X.c is a program that times one thing; `make bench` runs it.
$(B)/time_%: $(B)/bench/time_%.o $(B)/libslate.a
	$(call say,link  $@)
	$(Q)$(CC) $(FLAGS) -o $@ $^ $(LIBS)

# Fuzz targets: with MODE=fuzz (clang) they search, elsewhere they replay their corpora.
FUZZ_MAIN := $(if $(filter fuzz,$(MODE)),-fsanitize=fuzzer,$(B)/tests/fuzz/replay.o)
$(B)/fuzz/%: $(B)/tests/fuzz/%.o $(B)/libslate.a $(filter %.o,$(FUZZ_MAIN))
	@mkdir -p $(@D)
	$(call say,link  $@)
	$(Q)$(CC) $(FLAGS) -o $@ $< $(FUZZ_MAIN) $(B)/libslate.a -ljansson $(LIBS)

.PHONY: tests unit check asan demo bench flame drift fuzz fuzzers layers headers lint format format-check tidy docs install uninstall dist clean
tests: $(B)/slate $(B)/unit $(B)/generate $(B)/engines $(B)/reach $(FUZZERS)
unit: $(B)/unit ## run the unit tests
	$(B)/unit
check: tests ## run every test (MODE=asan: under the sanitizers); the last line sums up
	@.ci/check $(B) $(CC) $(STD) $(WARN)
asan: ## run every test under the address and undefined behaviour sanitizers
	@CK_FORK=no $(MAKE) --no-print-directory check MODE=asan
demo: $(B)/slate $(B)/generate ## make a history and replay it through a policy
	@examples/demo/demo.sh $(B)
bench: $(B)/slate $(B)/generate $(B)/decode $(B)/engines $(TIMERS) ## measure both engines, starts, readers and replays (two minutes)
	@python3 bench/run.py $(B)
	@bench/run.sh $(B)
flame: $(B)/slate $(B)/generate ## draw where a replay's time goes into docs/flame.svg (needs perf)
	@bench/flame.sh $(B) docs/flame.svg
DRIFT ?= 10000
drift: tests ## compare the engines on DRIFT random policies (10000) from SEED (1), and in every script that replays
	@B=$(B) SLATE=$(CURDIR)/$(B)/slate DRIFT=$(DRIFT) sh tests/drift.sh
fuzz: ## search with every fuzz target for FUZZ_SECONDS each (clang)
	@$(MAKE) --no-print-directory MODE=fuzz CC=clang fuzzers
	@tests/fuzz/search.sh build/fuzz/fuzz
fuzzers: $(FUZZERS)
layers: ## check that a folder includes lower ranks only
	@.ci/layers
headers: $(GEN_SRC) ## check that each header compiles alone
	@.ci/headers $(CC) $(STD) $(WARN)
lint: ## check the lengths of functions and files
	@.ci/lint -v
FORMATTED = $(wildcard base/*.[ch] runtime/*.[ch] stdlib/*.[ch] compiler/*.[ch] cli/*.[ch] include/*.h bench/*.[ch] tests/*/*.[ch])
format: ## format the C code
	clang-format -i $(FORMATTED)
format-check: ## check the format of the C code
	clang-format --dry-run -Werror $(FORMATTED)
tidy: $(GEN_SRC) ## look for likely mistakes (clang-tidy)
	clang-tidy --quiet $(LIB_SRC) $(CLI_SRC) $(wildcard bench/*.c) -- $(STD)
docs: $(B)/slate ## assemble the documents into build/docs
	@docs/assemble.sh $(B)/slate build/docs
install: $(B)/slate ## install under PREFIX (/usr/local)
	install -D -m 755 $(B)/slate $(DESTDIR)$(PREFIX)/bin/slate
	install -D -m 644 $(B)/libslate.a $(DESTDIR)$(PREFIX)/lib/libslate.a
	$(if $(wildcard include/slate.h),install -D -m 644 include/slate.h $(DESTDIR)$(PREFIX)/include/slate.h)
	install -d $(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(PREFIX)/share/bash-completion/completions
	$(B)/slate help --man > $(DESTDIR)$(PREFIX)/share/man/man1/slate.1
	$(B)/slate help --bash-completion > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/slate
uninstall: ## remove what install put there
	rm -f $(addprefix $(DESTDIR)$(PREFIX)/,bin/slate lib/libslate.a include/slate.h share/man/man1/slate.1 share/bash-completion/completions/slate)
dist: ## pack the committed tree into build/slate-VERSION.tar.gz
	@mkdir -p build
	git archive --prefix=slate-$(VERSION)/ -o build/slate-$(VERSION).tar.gz HEAD
clean: ## remove build/
	rm -rf build

-include $(shell find $(B) -name '*.d' 2>/dev/null)
