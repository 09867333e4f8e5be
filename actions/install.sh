#!/usr/bin/env bash
# Installs the command azure-hotpatch and its policy pack out of this checkout, apart from the
# Python of the program that is checked.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
python3 -m venv "$RUNNER_TEMP/azure-hotpatch"
"$RUNNER_TEMP/azure-hotpatch/bin/pip" install --quiet --disable-pip-version-check \
  "$root/facts" "$root/cloud" "$root/policies/hotpatch[pack]" "$root/operations"
