#!/bin/sh
# Answers with more than a message may hold.
. "${0%/*}/speak.sh"
shake_hands "$(method huge.answer)"
while hear; do
    printf '{"jsonrpc":"2.0","id":%s,"result":"' "$id"
    head -c 20000000 /dev/zero | tr '\0' a
    printf '"}\n\n'
done
