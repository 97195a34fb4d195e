#!/bin/sh
# Dies during a call.
. "${0%/*}/speak.sh"
shake_hands "$(method mortal.die),$(method mortal.live)"
while hear; do
    case $method in
    mortal.die)
        echo "goodbye" >&2
        exit 7
        ;;
    *) answer '"alive"' ;;
    esac
done
