#!/bin/sh
# Writes its answers over many lines, in pieces, with ids as strings, and two at once.
. "${0%/*}/speak.sh"
hear
printf '{\n  "jsonrpc": "2.0",\n\n  "id": %s,\n  "result": {"rpcmethods": [%s]}\n}' "$id" \
    "$(method layout.first),$(method layout.second)"
hear
printf '{"jsonrpc":"2.0",'
printf '"id":"%s","result":null}' "$id"
hear
first=$id
hear
printf '{"jsonrpc":"2.0","id":%s,"result":"second"}{"jsonrpc":"2.0","id":%s,"result":"first"}' \
    "$id" "$first"
serve
