/* Bundle: what a compilation asked of a FileReader and was answered, to be asked again where those files are not. Names are
   relative to the folder that the bundle was made in, so it may be opened in another; what was never asked is
   asked of the disk there. */
#ifndef BASE_BUNDLE_H
#define BASE_BUNDLE_H

#include "base/file.h"

typedef enum BundleKind { BUNDLE_FILE, BUNDLE_FOLDER, BUNDLE_MISSING } BundleKind;

typedef struct BundleEntry {
    BundleKind kind;
    Text name; /* "." is the folder itself */
    Text text; /* of a file; of a folder its names, one a line */
} BundleEntry;

typedef VEC(BundleEntry) BundleEntries;

typedef struct Bundle {
    Arena *arena;
    Text folder; /* what names are relative to; empty: the working folder */
    BundleEntries entries;
    Text extension;   /* of a folder's names, those that end so are written down */
    FileReader under; /* what is asked besides */
} Bundle;

/* The folder that a file lies in, without its last slash. */
Text bundle_folder(Text path);
/* The name of `path` in the bundle. */
Text bundle_name(const Bundle *bundle, Text path);
/* The path of a name: what bundle_name turns round. "-" stays. */
const char *bundle_path(const Bundle *bundle, Text name);
/* A reader that asks `under` and writes down the answers. */
FileReader bundle_recorder(Bundle *bundle);
/* A reader that gives the answers that were written down. */
FileReader bundle_reader(Bundle *bundle);

#endif
