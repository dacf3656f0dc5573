#!/bin/sh
# Prints the C file that carries the standard library's .sla files inside the binary (stdlib/embedded.h).
set -eu
cd "$(dirname "$0")"
echo '#include "stdlib/embedded.h"'
n=0
for file in *.sla holidays/*.sla; do
    [ -e "$file" ] || continue
    echo "static const unsigned char FILE_$n[] = {"
    od -An -v -tu1 "$file" | sed 's/ *\([0-9][0-9]*\)/\1,/g'
    echo "0};"
    n=$((n + 1))
done
echo 'const EmbeddedFile EMBEDDED_FILES[] = {'
n=0
for file in *.sla holidays/*.sla; do
    [ -e "$file" ] || continue
    echo "{\"$file\", FILE_$n, sizeof FILE_$n - 1},"
    n=$((n + 1))
done
echo '{0, 0, 0}};'
