#!/bin/sh
# Writes a great deal to standard error.
. "${0%/*}/speak.sh"
shake_hands "$(method loud.echo)"
count=0
while [ $count -lt 500 ]; do
    count=$((count + 1))
    echo "line $count" >&2
done
serve
