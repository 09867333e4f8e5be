"""Credentials, choice of cloud and the ARM pipeline that azure-hotpatch uses."""
