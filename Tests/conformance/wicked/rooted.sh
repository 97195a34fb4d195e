#!/bin/sh
# Cannot be started and stopped while the host runs.
. "${0%/*}/speak.sh"
shake_hands "$(method rooted.echo)" ',"dynamic":false'
serve
