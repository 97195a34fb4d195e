#!/bin/sh
# Answers every call twice, and calls that nobody made.
. "${0%/*}/speak.sh"
shake_hands "$(method twice.echo)"
while hear; do
    answer "{\"answer\":1}"
    answer "{\"answer\":2}"
    printf '{"jsonrpc":"2.0","id":123456,"result":"for nobody"}\n\n'
done
