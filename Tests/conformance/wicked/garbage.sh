#!/bin/sh
# Prints what is no JSON, and JSON that is no JSON-RPC, around its answers.
. "${0%/*}/speak.sh"
echo "Warming up..."
printf '\000\001\377 binary\n'
echo '{"this": "is an object"}'
echo '[1, 2, 3]'
echo '{"broken": ]'
hear
echo "about to answer"
manifest "$(method garbage.echo)"
hear
answer '{}'
while hear; do
    echo "a stray print"
    answer "{\"method\":\"$method\"}"
    echo "another, without an end of its line"
done
