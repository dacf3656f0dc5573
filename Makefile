# Slate: `make help` lists the targets. A mode is a folder: build/release, build/debug, build/asan, build/cov.
MODE ?= release
B    := build/$(MODE)
G    := $(B)/gen

F.release := -O2 -g -DNDEBUG
F.debug   := -O0 -g3
F.asan    := -O1 -g3 -fsanitize=address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=all
F.cov     := -O0 -g --coverage
$(if $(F.$(MODE)),,$(error unknown MODE '$(MODE)': release, debug, asan or cov))

CC      ?= gcc
STD     := -std=c11 -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE -I. -Iinclude -I$(G)
WARN    := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wswitch-enum -Wstrict-prototypes -Wmissing-prototypes \
           -Wvla -Wundef -Wformat=2 -Wdouble-promotion -Werror
GENWARN := -Wno-conversion -Wno-switch-enum -Wno-missing-prototypes -Wno-undef -Wno-unused-but-set-variable
FLAGS   := $(F.$(MODE)) -ffile-prefix-map=$(CURDIR)/=
LIBS    := -lsqlite3 -lical -lpthread -lm

LIB_SRC  := $(wildcard base/*.c runtime/*.c stdlib/*.c compiler/*.c)
GEN_SRC  := $(G)/slate_parse.c $(G)/slate_scan.c $(G)/stdlib_data.c
CLI_SRC  := $(wildcard cli/*.c)
UNIT_SRC := $(wildcard tests/unit/*.c)
LIB_OBJ  := $(LIB_SRC:%.c=$(B)/%.o) $(GEN_SRC:.c=.o)
CLI_OBJ  := $(CLI_SRC:%.c=$(B)/%.o)
UNIT_OBJ := $(UNIT_SRC:%.c=$(B)/%.o)

.DELETE_ON_ERROR:
.PHONY: all help deps
all: $(B)/slate ## build the command line into build/$(MODE)/slate

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16 | sort

deps: ## install what is missing through the system's package manager (DEPS=skip: not)
	@.ci/deps

$(B)/slate: $(CLI_OBJ) $(B)/libslate.a
	$(CC) $(FLAGS) -o $@ $^ $(LIBS)
$(B)/libslate.a: $(LIB_OBJ)
	@rm -f $@
	$(AR) rcs $@ $^
$(B)/%.o: %.c | $(GEN_SRC)
	@mkdir -p $(@D)
	$(CC) $(STD) $(WARN) $(FLAGS) -MMD -MP -c -o $@ $<
$(G)/%.o: $(G)/%.c
	$(CC) $(STD) $(WARN) $(GENWARN) $(FLAGS) -MMD -MP -c -o $@ $<

$(G)/slate_parse.c: grammar/slate.y
	@mkdir -p $(@D)
	bison -Wall -Wcounterexamples -Werror --header=$(@:.c=.h) -o $@ $<
$(G)/slate_scan.c: grammar/slate.l grammar/keywords.def $(G)/slate_parse.c
	flex -o $@ $<
$(G)/stdlib_data.c: stdlib/embed.sh $(wildcard stdlib/*.sla stdlib/holidays/*.sla)
	@mkdir -p $(@D)
	sh stdlib/embed.sh > $@

# Tests: every tests/unit/test_X.c defines `Suite *X_suite(void)`; the list is made from the file names.
$(G)/suites.def: $(UNIT_SRC)
	@mkdir -p $(@D)
	@printf '%s\n' $(patsubst tests/unit/test_%.c,'SUITE(%)',$(filter tests/unit/test_%,$(UNIT_SRC))) > $@
$(B)/tests/unit/main.o: $(G)/suites.def
$(B)/unit: $(UNIT_OBJ) $(B)/libslate.a
	$(CC) $(FLAGS) -o $@ $^ -lcheck -lsubunit -lrt $(LIBS)

.PHONY: unit check layers headers format format-check clean
unit: $(B)/unit ## run the unit tests
	$(B)/unit
check: $(B)/slate unit layers ## run every test
layers: ## check that a folder includes lower ranks only
	@.ci/layers
format: ## format the C code
	clang-format -i $(LIB_SRC) $(CLI_SRC) $(UNIT_SRC) $(wildcard */*.h)
format-check: ## check the format of the C code
	clang-format --dry-run -Werror $(LIB_SRC) $(CLI_SRC) $(UNIT_SRC) $(wildcard */*.h)
clean: ## remove build/
	rm -rf build

-include $(shell find $(B) -name '*.d' 2>/dev/null)
