#!/bin/sh
# Never answers getmanifest.
. "${0%/*}/speak.sh"
while hear; do :; done
