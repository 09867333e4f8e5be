"""Image, plan, size, generation and Trusted Launch: what fits with what."""

from local_azure.compute.check import ASSUMED, Check
from local_azure.compute.wish import PREVIEW_FEATURES, Wish


def _is_unknown(wish: Wish) -> bool:
    return (
        wish.is_new
        and wish.image is None
        and wish.given("storageProfile.osDisk.createOption") != "Attach"
    )


def _is_custom(wish: Wish) -> bool:
    """Whether the image is one of a gallery or of the subscription: there are none here."""
    return wish.is_new and bool(wish.given("storageProfile.imageReference.id"))


def _is_closed(wish: Wish) -> bool:
    """Whether the image is a preview that the subscription did not get yet."""
    is_preview = wish.image is not None and wish.image.preview
    return wish.is_new and is_preview and not set(PREVIEW_FEATURES) <= wish.carried


def _lacks_plan(wish: Wish) -> bool:
    return wish.image is not None and wish.image.preview and not wish.asked.get("plan")


def _has_wrong_plan(wish: Wish) -> bool:
    """Whether the plan is not that of the image: publisher, product (the offer), name (the sku)."""
    plan, image = wish.asked.get("plan"), wish.image
    if image is None or not plan or not image.preview:
        return False
    named = tuple(str(plan.get(part, "")).lower() for part in ("publisher", "product", "name"))
    return named != image.key


def _has_needless_plan(wish: Wish) -> bool:
    return wish.image is not None and not wish.image.preview and bool(wish.asked.get("plan"))


def _size_is_unknown(wish: Wish) -> bool:
    return wish.size is None


def _cannot_boot(wish: Wish) -> bool:
    if wish.image is None or wish.size is None:
        return False
    return wish.image.generation not in wish.size.generations


def _size_has_no_trusted_launch(wish: Wish) -> bool:
    return wish.is_trusted_launch and wish.size is not None and not wish.size.trusted_launch


def _image_has_no_trusted_launch(wish: Wish) -> bool:
    return wish.is_trusted_launch and wish.image is not None and not wish.image.trusted_launch


IMAGE_CHECKS: tuple[Check, ...] = (
    Check(
        name="the size is one of the region's",
        when=_size_is_unknown,
        target="vmSize",
        message="The value {size} provided for the VM size is not valid. The valid sizes in the"
        " current region are: {sizes}. Find out more on the available VM sizes in each region at"
        " https://aka.ms/azure-regions.",
        source="sassoftware/viya4-iac-azure#116",
    ),
    Check(
        name="a custom or gallery image is there",
        when=_is_custom,
        status=404,
        code="NotFound",
        target="imageReference",
        message="The Image '{image_id}' cannot be found in '{location}' region.",
        source=ASSUMED,
    ),
    Check(
        name="the image is in the marketplace",
        when=_is_unknown,
        status=404,
        code="PlatformImageNotFound",
        target="imageReference",
        message="The platform image '{urn}' is not available. Verify that all fields in the"
        " storage profile are correct. For more details about storage profile information, please"
        " refer to https://aka.ms/storageprofile",
        source="clear-code/firefox-support-common#31",
    ),
    Check(
        name="a preview image needs its features, and the provider registered after them",
        when=_is_closed,
        target="imageReference",
        message="The property 'imageReference' is not valid because the"
        " 'Microsoft.Compute/{feature}' feature is not enabled for this subscription.",
        source=ASSUMED,
    ),
    Check(
        name="a preview image needs a plan",
        when=_lacks_plan,
        code="VMMarketplaceInvalidInput",
        message="Creating a virtual machine from Marketplace image requires Plan information in"
        " the request. VM: '{id}'.",
        source="hashicorp/terraform-provider-azurerm#4678",
    ),
    Check(
        name="a plan is the image's own",
        when=_has_wrong_plan,
        code="VMMarketplaceInvalidInput",
        message="The Plan information in the request does not match that of the Marketplace image"
        " '{urn}'. VM: '{id}'.",
        source=ASSUMED,
    ),
    Check(
        name="a released image takes no plan",
        when=_has_needless_plan,
        code="ResourcePurchaseValidationFailed",
        message="User failed validation to purchase resources. Error message: 'The Offer:"
        " '{offer}' cannot be purchased by subscription: '{subscription}' as it is not to be sold"
        " in market: 'US'. Please choose a subscription which is associated with a different"
        " market.'",
        source="hashicorp/terraform-provider-azurerm#16635",
    ),
    Check(
        name="the size boots the image's generation",
        when=_cannot_boot,
        code="BadRequest",
        message="The selected VM size '{size}' cannot boot Hypervisor Generation '{generation}'."
        " If this was a Create operation please check that the Hypervisor Generation of the Image"
        " matches the Hypervisor Generation of the selected VM Size. If this was an Update"
        " operation please select a Hypervisor Generation '{generation}' VM Size. For more"
        " information, see https://aka.ms/azuregen2vm",
        source="microsoft/ga4gh-tes#43",
    ),
    Check(
        name="Trusted Launch needs a size that has it",
        when=_size_has_no_trusted_launch,
        code="BadRequest",
        message="The VM size '{size}' is not supported for creation of VMs and Virtual Machine"
        " Scale Set with 'TrustedLaunch' security type. For more information, see"
        " https://aka.ms/TrustedLaunch-FAQ",
        source="Azure/azure-cli#28005",
    ),
    Check(
        name="Trusted Launch needs a Generation 2 image",
        when=_image_has_no_trusted_launch,
        code="BadRequest",
        message="Use of TrustedLaunch setting is not supported for the provided image. Please"
        " select Trusted Launch Supported Gen2 OS Image. For more information, see"
        " https://aka.ms/TrustedLaunch-FAQ.",
        source="Azure/azure-cli#27975",
    ),
)
