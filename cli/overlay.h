/* Overlay: the disk with one file in the place of, or beside, what is there. */
#ifndef CLI_OVERLAY_H
#define CLI_OVERLAY_H

#include "base/file.h"

typedef struct Overlay {
    FileReader disk;
    Text path, text; /* of the file, as policies name it */
} Overlay;

Overlay overlay_make(Text path, Text text);
/* Borrows the overlay. */
FileReader overlay_reader(Overlay *overlay);

#endif
