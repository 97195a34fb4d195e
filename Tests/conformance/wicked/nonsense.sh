#!/bin/sh
# Answers hooks with nonsense.
. "${0%/*}/speak.sh"
shake_hands "" ',"hooks":["payment","task_accept"]'
while hear; do answer '{"result":"perhaps"}'; done
