"""Every component, once for each of its places for an output, with one that no preview knows.

Where `remote` is set the plugin makes them, as for a program in any other language.
"""

from typing import Any

import pulumi
from pulumi_azure_native import resources

from tests.components.inputs import every_input, in_schema_names, with_value


class Remote(pulumi.ComponentResource):
    """A component of azure-hotpatch, by its schema's names."""

    def __init__(self, kind: str, name: str, args: Any) -> None:
        super().__init__(f"azure-hotpatch:index:{kind}", name, in_schema_names(args), remote=True)


config = pulumi.Config()
# Its name is automatic, and the configured group is there for whoever cleans up.
later = resources.ResourceGroup("later", location="westeurope")
for number, (component, place) in enumerate(every_input()):
    args = with_value(component, place, later.id)
    if config.get_bool("remote"):
        Remote(component.__name__, f"made-{number}", args)
    else:
        component(f"made-{number}", args)
