"""Every component, once for each of its places for an output, with one that no preview knows."""

import pulumi
from pulumi_azure_native import resources

from tests.components.inputs import every_input, with_value

config = pulumi.Config()
# Its name is automatic, and the configured group is there for whoever cleans up.
later = resources.ResourceGroup("later", location="westeurope")
for number, (component, place) in enumerate(every_input()):
    component(f"made-{number}", with_value(component, place, later.id))
