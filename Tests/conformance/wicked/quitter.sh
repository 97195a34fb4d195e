#!/bin/sh
# Ends by itself in good order when told that the host ends.
. "${0%/*}/speak.sh"
shake_hands "$(method quitter.echo)" ',"subscriptions":["shutdown"]'
while hear; do
    case $method in
    shutdown)
        echo "told to stop" >"$ASSAY_TEST_PIDS"
        exit 0
        ;;
    *) answer '{}' ;;
    esac
done
