"""Facts of Azure about hotpatch: data with sources and dates, and pure functions over it."""
