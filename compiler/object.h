/* Object: the file that holds a program's machine code: a shared object as the linker made it, then a block, then a
   trailer of fixed size, so that the file can be loaded as it is and read without being loaded. The trailer has what it
   was made for and a digest of everything before it; all of that is compared before a byte of the code runs.

       ELF …  | block: compiler, files of the policy | trailer

   The block is a row of texts: the path of libgccjit, the policy's name, then kind, name and text of each file of a
   Bundle, each text after its length. Numbers are this machine's: an object is no way to carry code to another kind of machine. */
#ifndef COMPILER_OBJECT_H
#define COMPILER_OBJECT_H

#include "base/bundle.h"
#include "base/digest.h"
#include "compiler/ir.h"

enum { OBJECT_FILES_MAX = 10000 };

typedef struct ObjectStamp { /* of the compiler, so that another one compiles anew */
    Text path;               /* "": not known */
    uint64_t size, changed_ns;
    uint32_t major, minor, patch;
} ObjectStamp;

typedef struct Object {
    uint64_t abi;       /* jit_abi */
    Digest key;         /* object_key */
    uint32_t functions; /* how many the code has */
    ObjectStamp stamp;
    Text policy;         /* the name in `files` of what was compiled; empty in a cached object */
    BundleEntries files; /* what compiling it reads */
} Object;

/* What the policy's machine code depends on: instructions, constants, diagrams, entries and lines, and the version of this program. Not the names
   of files, so that code is found again where the policy was moved. */
Digest object_key(const Policy *policy);
/* The compiler at that path as it is now. */
ObjectStamp object_stamp_make(Arena *arena, const char *path);
/* Is the file that the stamp names another one now? One that is not there any more is no other. */
bool object_stamp_is_old(const ObjectStamp *stamp);

/* The bytes of the whole file, from those that the linker made. */
Text object_seal(Arena *arena, Text elf, const Object *object);
/* Takes a file apart; texts point into `bytes`. NULL: it is whole; otherwise why it is not one of ours. */
const char *object_parse(Arena *arena, Text bytes, Object *out);
/* Is the path one of a compiled policy, by its name (.so)? */
bool object_is_named(const char *path);
/* Reads and takes apart the file at `path`. NULL: it is whole. */
const char *object_read(const FileReader *reader, Arena *arena, const char *path, Object *out);
/* The files of an object that lies at `path`, as if they lay beside it. */
Bundle object_bundle(const FileReader *reader, Arena *arena, const char *path,
                     const Object *object);
/* Why the code in it is not this policy's; NULL: it is. */
const char *object_mismatch(const Object *object, const Policy *policy);
/* Do the bytes begin as a shared object does? */
bool object_is_elf(Text bytes);

#endif
