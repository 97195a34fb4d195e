#!/bin/sh
# A plugin in shell, with jq: says how the machine is.
#
#     assay serve --plugin plugins/machine-shell/machine.sh
#     assay call machine.load

manifest='{
    "options": [{"name": "disk", "type": "string", "default": ".", "description": "Where to look."}],
    "rpcmethods": [
        {"name": "machine.load", "usage": "", "description": "How much there is to do."},
        {"name": "machine.disk", "usage": "[path]", "description": "How much room there is."}
    ],
    "subscriptions": [],
    "hooks": [],
    "dynamic": true
}'

answer() { # answer RESULT: to the message at hand
    jq -nc --argjson id "$id" --argjson result "$1" '{jsonrpc: "2.0", $id, $result}'
}

refuse() { # refuse CODE WORDS
    jq -nc --argjson id "$id" --argjson code "$1" --arg message "$2" \
        '{jsonrpc: "2.0", $id, error: {$code, $message}}'
}

field() { # field FILTER: of the message at hand
    printf '%s' "$message" | jq -r "$1"
}

load() {
    read -r one five fifteen rest </proc/loadavg
    answer "{\"minutes1\": $one, \"minutes5\": $five, \"minutes15\": $fifteen}"
}

disk() {
    path=$(field '.params.path // empty')
    bytes=$(df -B1 --output=avail -- "${path:-$disk}" 2>/dev/null | tail -n 1)
    if [ -n "$bytes" ]; then
        answer "{\"bytesFree\": $bytes}"
    else
        refuse -32602 "there is no file system at $path"
    fi
}

# One message a line, however the host lays them out.
jq --unbuffered -c . | while read -r message; do
    id=$(field '.id')
    case $(field '.method') in
    getmanifest) answer "$manifest" ;;
    init)
        disk=$(field '.params.options.disk')
        answer '{}'
        ;;
    machine.load) load ;;
    machine.disk) disk ;;
    esac
done
