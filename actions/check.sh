#!/usr/bin/env bash
# Previews the pull request's program and writes the reports: the job without rights.
set -euo pipefail
exec "$RUNNER_TEMP/azure-hotpatch/bin/python" -P \
  -m azure_hotpatch_operations.pull_request.run_check
