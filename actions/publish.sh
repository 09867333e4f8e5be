#!/usr/bin/env bash
# Uploads SARIF and comments: the job with rights. It runs this checkout with the standard library
# only, installs nothing, and takes nothing of the pull request but data.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
export PYTHONPATH="$root/facts:$root/policies/hotpatch:$root/operations"
exec python3 -s -S -P -B -m azure_hotpatch_operations.pull_request.publish
