"""Arguments of our components as hypothesis draws them; some of them, a component refuses."""

from typing import Any

from hypothesis import strategies as st

from azure_hotpatch.hotpatch_image import HotpatchImage
from azure_hotpatch_facts import images
from tests.policies.policy_case import change

SUBSCRIPTION = "/subscriptions/00000000-0000-4000-8000-000000000001"
NETWORK = f"{SUBSCRIPTION}/resourceGroups/s/providers/Microsoft.Network"
INTERFACE = f"{NETWORK}/networkInterfaces/n"
SUBNET = f"{NETWORK}/virtualNetworks/n/subnets/m"
REFERENCE = {"publisher": "Contoso", "offer": "Windows", "sku": "hot"}
WINDOWS = "osProfile.windowsConfiguration"

VALUES: st.SearchStrategy[Any] = st.sampled_from(
    [True, False, None, "", "x", "Manual", "Standard", {}, {"id": "x"}, []]
)
PLACES = st.sampled_from(
    [
        f"{WINDOWS}.patchSettings.patchMode",
        f"{WINDOWS}.patchSettings.enableHotpatching",
        f"{WINDOWS}.patchSettings",
        f"{WINDOWS}.provisionVMAgent",
        f"{WINDOWS}.enableAutomaticUpdates",
        WINDOWS,
        "osProfile.linuxConfiguration",
        "securityProfile.securityType",
        "securityProfile.uefiSettings.vTpmEnabled",
        "securityProfile",
        "storageProfile.imageReference.id",
        "storageProfile.imageReference.sharedGalleryImageId",
        "storageProfile.imageReference",
        "storageProfile.osDisk.createOption",
        "storageProfile.osDisk.image",
        "storageProfile.osDisk.osType",
        "plan",
        "plan.name",
        "userData",
    ]
)


@st.composite
def image_arguments(draw: st.DrawFn) -> tuple[images.Image, dict[str, Any]]:
    """An image of the catalogue and how it is asked for; or the default, where another is."""
    kind = draw(st.sampled_from(["default", "named", "reference", "added"]))
    image = images.DEFAULT
    if kind == "named":
        image = images.named(draw(st.sampled_from(HotpatchImage)).value) or image
        return image, {"image": image.sku}
    if kind == "reference":
        image = draw(st.sampled_from(images.CATALOGUE))
        case = draw(st.sampled_from([str.upper, str.lower, str.title]))
        spelled = (image.publisher, image.offer, image.sku)
        return image, {"image_reference": dict(zip(REFERENCE, map(case, spelled), strict=True))}
    if kind == "added":
        added = {**REFERENCE, "reason": "Ours.", "preview": draw(st.booleans())}
        return image, {"image_reference": added}
    return image, {}


@st.composite
def arguments(draw: st.DrawFn) -> dict[str, Any]:
    """Arguments of HotpatchVm, of which it may refuse some."""
    args: dict[str, Any] = {
        "resource_group_name": "servers",
        "admin_username": "operator",
        "admin_password": "Sunny-Day-42",
        "network_interface_id": INTERFACE,
        "hotpatch": draw(st.booleans()),
        "size": draw(st.sampled_from(["Standard_D2s_v5", "standard_b2MS", "Standard_A2_v2"])),
    }
    if draw(st.booleans()):
        args["reboot_setting"] = draw(st.sampled_from(["IfRequired", "Never", "Always", "x"]))
    image, chosen = draw(image_arguments())
    args |= chosen
    wants_access = image.is_preview or args.get("image_reference", {}).get("preview", False)
    if wants_access:
        args["access"] = SUBSCRIPTION
    extra: dict[str, Any] = {}
    for place in draw(st.lists(PLACES, max_size=2, unique=True)):
        if not any(place.startswith(other) or other.startswith(place) for other in extra):
            change(extra, place, draw(VALUES))
    args["extra"] = extra
    return args


EXTENSIONS = (
    ("Microsoft.Azure.Monitor", "AzureMonitorWindowsAgent"),
    ("Microsoft.ManagedServices", "ApplicationHealthWindows"),
    ("Microsoft.ManagedServices", "ApplicationHealthLinux"),
)
OPTIONAL: dict[str, st.SearchStrategy[Any]] = {
    "zones": st.lists(st.sampled_from(["1", "2", "3"]), max_size=3),
    "capacity": st.integers(0, 1001),
    "size": st.sampled_from(["Standard_D2s_v5", "standard_b2MS", "Standard_A2_v2"]),
    "reboot_setting": st.sampled_from(["IfRequired", "Never", "Always"]),
    "time_zone": st.just("W. Europe Standard Time"),
    "image_version": st.sampled_from(["latest", "26100.4652.250711"]),
    "encryption_at_host": st.booleans(),
    "boot_diagnostics": st.booleans(),
    "license_type": st.sampled_from(["Windows_Server", "None"]),
    "os_disk_type": st.sampled_from(["Standard_LRS", "Premium_LRS", "StandardSSD_ZRS"]),
    "os_disk_size_gb": st.integers(127, 4095),
    "computer_name_prefix": st.just("shop"),
    "tags": st.just({"team": "web"}),
    "extensions": st.lists(
        st.sampled_from(EXTENSIONS).map(
            lambda one: {
                "name": "more",
                "publisher": one[0],
                "type": one[1],
                "type_handler_version": "1.0",
            }
        ),
        max_size=1,
    ),
}


@st.composite
def scale_set_arguments(draw: st.DrawFn) -> dict[str, Any]:
    """Arguments of HotpatchScaleSet, of which it may refuse some."""
    args: dict[str, Any] = {
        "resource_group_name": "servers",
        "admin_username": "operator",
        "admin_password": "Sunny-Day-42",
        "subnet_id": SUBNET,
        "health": draw(
            st.sampled_from(
                [{"protocol": "tcp", "port": 80}, {"protocol": "http", "request_path": "/"}]
            )
        ),
        "location": draw(st.sampled_from(["westeurope", "West Europe"])),
        **draw(st.fixed_dictionaries({}, optional=OPTIONAL)),
    }
    image, chosen = draw(image_arguments())
    wants_access = image.is_preview or chosen.get("image_reference", {}).get("preview", False)
    if wants_access:
        args["access"] = SUBSCRIPTION
    return {**args, **chosen}
