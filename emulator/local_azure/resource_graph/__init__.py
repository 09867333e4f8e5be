"""Microsoft.ResourceGraph: one query over all resources, and over what patching left."""

from local_azure.arm import Route
from local_azure.resource_graph import comparing, patch_tables, querying, refusals, tables

ROUTES: tuple[Route, ...] = querying.ROUTES

ASSUMED: tuple[str, ...] = (
    *tables.ASSUMED,
    *patch_tables.ASSUMED,
    *comparing.ASSUMED,
    *refusals.ASSUMED,
    *querying.ASSUMED,
)
