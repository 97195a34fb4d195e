#!/bin/sh
# Says what its method was given.
. "${0%/*}/speak.sh"
shake_hands '{"name":"agent","usage":"[as]","description":"Says what it was given."}'
while hear; do
    given=${line#*'"params":'}
    answer "{\"given\":${given%\}}}"
done
