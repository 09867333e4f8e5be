"""A feature of your subscription, which others may have registered already."""

import pulumi
from pulumi_azure_native import authorization

from azure_hotpatch import FeatureRegistration

encryption = FeatureRegistration(
    "encryption-at-host",
    subscription_id=authorization.get_client_config_output().subscription_id,
    namespace="Microsoft.Compute",
    feature="EncryptionAtHost",
)
pulumi.export("encryption", encryption.state)
