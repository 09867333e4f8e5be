"""A resource provider, registered once more whenever the feature's registration is another one."""

from pulumi_azure_native import authorization

from azure_hotpatch import FeatureRegistration, ProviderRegistration

subscription = authorization.get_client_config_output().subscription_id
feature = FeatureRegistration(
    "hotpatch",
    subscription_id=subscription,
    namespace="Microsoft.Compute",
    feature="InGuestHotPatchVMPreview",
)
ProviderRegistration(
    "compute",
    subscription_id=subscription,
    namespace="Microsoft.Compute",
    triggers={"state": feature.state, "registeredAt": feature.registered_at},
)
