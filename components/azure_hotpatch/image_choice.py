"""Which image a machine gets, and why another is refused."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from azure_hotpatch.hotpatch_image import HotpatchImage
from azure_hotpatch_facts import images

VERSION = re.compile(r"^(latest|\d+\.\d+\.\d+)$")
SUBSCRIPTION = re.compile(
    r"^/subscriptions/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$", re.IGNORECASE
)


@dataclass(frozen=True)
class ImageChoice:
    """An image in the spelling that is written to Azure, and its version."""

    image: images.Image
    publisher: str
    offer: str
    sku: str
    version: str

    @property
    def name(self) -> str:
        """`publisher:offer:sku:version`, the way Azure CLI names an image."""
        return f"{self.publisher}:{self.offer}:{self.sku}:{self.version}"

    @property
    def reference(self) -> dict[str, str]:
        """The `imageReference` of the machine."""
        return {
            "publisher": self.publisher,
            "offer": self.offer,
            "sku": self.sku,
            "version": self.version,
        }

    @property
    def plan(self) -> dict[str, str] | None:
        """The `plan` of the machine: None with a released image."""
        if self.image.plan is None:
            return None
        return {"publisher": self.publisher, "product": self.offer, "name": self.sku}


def unnamed_image(value: object) -> str | None:
    """Say why a text is no value of HotpatchImage; None where it is one, or is no text."""
    names = [member.value for member in HotpatchImage]
    if not isinstance(value, str) or value in names:
        return None
    known = images.named(value)
    why = images.why_unknown(images.PUBLISHER, images.DEFAULT.offer, value)
    if known is not None:
        why = known.why_not or f"it is spelled {known.name}"
    return f"image: found {value!r}; allowed: {', '.join(names)}. Choose another image: {why}."


def choose(args: Mapping[str, Any]) -> tuple[ImageChoice | None, list[str]]:
    """Return the image that the arguments ask for, None where it is refused, and why.

    Args:
        args: Sound arguments of a machine; `image` is a value of HotpatchImage.
    """
    mistakes = list(_version_mistakes(args))
    version = args.get("image_version", "latest")
    if "image_reference" not in args:
        image = images.named(args.get("image", images.DEFAULT.name))
        if image is None:
            return None, mistakes
        return ImageChoice(image, image.publisher, image.offer, image.sku, version), mistakes

    if "image" in args:
        mistakes.append("image, image_reference: found both; allowed: one of them. Leave one out.")
    wanted = args["image_reference"]
    if not {"publisher", "offer", "sku"} <= wanted.keys():
        return None, mistakes
    spelled = (wanted["publisher"], wanted["offer"], wanted["sku"])
    found = _vouched(spelled, wanted)
    if isinstance(found, str):
        return None, [*mistakes, found]
    return ImageChoice(found, *spelled, version), mistakes


def access_mistakes(args: Mapping[str, Any], image: images.Image) -> Iterator[str]:
    """Yield what is wrong with `access` for this image."""
    access = args.get("access")
    if image.is_preview and access is None:
        yield (
            f"access: found absent; allowed: the output `ready` of a PreviewAccess. The image "
            f"{image.name} is a preview, and its registrations come first: make a PreviewAccess "
            "and pass its `ready`, or choose a released image."
        )
    if not image.is_preview and access is not None:
        yield (
            f"access: found a value; allowed: absent with {image.name}. A released image needs no "
            "registration, so no machine of it should wait for one: leave `access` out."
        )
    elif isinstance(access, str) and not SUBSCRIPTION.fullmatch(access):
        yield wrong_access(access)


def wrong_access(access: object) -> str:
    """Say that a value is not the output `ready` of a PreviewAccess."""
    return (
        f"access: found {access!r}; allowed: /subscriptions/{{id}}, the output `ready` of a "
        "PreviewAccess. Pass that output."
    )


def other_subscription(granted: str, own: str) -> str:
    """Say that `access` was granted in another subscription than the machine's."""
    return (
        f"access: found {granted!r}; allowed: '/subscriptions/{own}', in which this machine is "
        "made. Pass the `ready` of a PreviewAccess for that subscription, or give the machine the "
        "provider of the other one."
    )


def _vouched(spelled: tuple[str, str, str], wanted: Mapping[str, Any]) -> images.Image | str:
    reference = ":".join(spelled)
    allowed = ", ".join(image.name for image in images.HOTPATCHABLE)
    image = images.find(*spelled)
    if image is not None and not image.can_hotpatch:
        return (
            f"image_reference: found {reference!r}; allowed: {allowed}. Choose another image: "
            f"{image.why_not}. ({image.source})"
        )
    if image is not None and "preview" in wanted and wanted["preview"] != image.is_preview:
        return (
            f"image_reference.preview: found {wanted['preview']}; allowed: absent for "
            f"{image.name}. The catalogue knows that of this image: leave it out."
        )
    if image is not None:
        return image
    reason = wanted.get("reason", "")
    has_blanks = any(part != part.strip() or not part for part in spelled)
    if has_blanks or not reason.strip():
        return (
            f"image_reference: found {reference!r}; allowed: {allowed}. Choose one of these: "
            f"{images.why_unknown(*spelled)}. If you know that it takes hotpatches, add a `reason`."
        )
    return images.added(*spelled, is_preview=wanted.get("preview", False), reason=reason)


def _version_mistakes(args: Mapping[str, Any]) -> Iterator[str]:
    version = args.get("image_version", "latest")
    if not VERSION.fullmatch(version):
        yield (
            f"image_version: found {version!r}; allowed: latest, or three numbers as in "
            "26100.4652.250711. `az vm image list --all` lists the versions."
        )
