"""A scale set that nobody refuses, for tests."""

from local_azure.arm import Json
from local_azure.compute.testing import LOCATION, machine_body, path_of
from local_azure.testing import InProcess


def scale_set_path(azure: InProcess, name: str = "web") -> str:
    """The id of a scale set."""
    return path_of(azure, "Compute", "virtualMachineScaleSets", name)


def scale_set_body(subnet: str, *, capacity: int = 3) -> Json:
    """A Flexible scale set on a released hotpatch image, over three zones."""
    machine = machine_body("")["properties"]
    system = {key: value for key, value in machine["osProfile"].items() if key != "computerName"}
    address = {"name": "private", "properties": {"primary": True, "subnet": {"id": subnet}}}
    return {
        "location": LOCATION,
        "zones": ["1", "2", "3"],
        "sku": {"name": "Standard_D2s_v5", "tier": "Standard", "capacity": capacity},
        "properties": {
            "orchestrationMode": "Flexible",
            "platformFaultDomainCount": 1,
            "singlePlacementGroup": False,
            "virtualMachineProfile": {
                "osProfile": {"computerNamePrefix": "web", **system},
                "storageProfile": {
                    "imageReference": machine["storageProfile"]["imageReference"],
                    "osDisk": {"createOption": "FromImage"},
                },
                "securityProfile": machine["securityProfile"],
                "networkProfile": {
                    "networkApiVersion": "2020-11-01",
                    "networkInterfaceConfigurations": [
                        {
                            "name": "main",
                            "properties": {"primary": True, "ipConfigurations": [address]},
                        }
                    ],
                },
                "extensionProfile": {
                    "extensions": [
                        {
                            "name": "health",
                            "properties": {
                                "publisher": "Microsoft.ManagedServices",
                                "type": "ApplicationHealthWindows",
                                "typeHandlerVersion": "1.0",
                                "settings": {"protocol": "tcp", "port": 80},
                                "protectedSettings": {"canary": "s3cret"},
                            },
                        }
                    ]
                },
            },
        },
    }
