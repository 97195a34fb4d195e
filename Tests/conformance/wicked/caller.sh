#!/bin/sh
# Calls the host over standard output, where only the host calls.
. "${0%/*}/speak.sh"
shake_hands "$(method caller.echo)"
while hear; do
    outer=$id
    printf '{"jsonrpc":"2.0","id":"mine","method":"host.ping","params":{}}\n\n'
    hear
    id=$outer
    answer "$line"
done
