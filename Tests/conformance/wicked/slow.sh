#!/bin/sh
# Does not answer one of its methods, and the other at once.
. "${0%/*}/speak.sh"
shake_hands "$(method slow.never),$(method slow.now)"
while hear; do
    case $method in
    slow.now) answer '"now"' ;;
    esac
done
