"""Spare every resource of a component the type aliases that it never had."""

import copy
import re

import pulumi

VERSIONED_TOKEN = re.compile(r"^azure-native:[a-z0-9]+/v\w+:\w+$")
"""Type of a resource of azure-native under one API version, `azure-native:compute/v20240701:…`."""


def without_version_aliases(
    opts: pulumi.ResourceOptions | None, *, keep: bool
) -> pulumi.ResourceOptions:
    """Return a component's options such that its children have no aliases for API versions.

    Args:
        opts: The options of the caller.
        keep: Whether the children keep those aliases all the same.
    """
    if keep:
        return pulumi.ResourceOptions.merge(opts, None)
    return pulumi.ResourceOptions.merge(
        opts, pulumi.ResourceOptions(transformations=[drop_version_aliases])
    )


def drop_version_aliases(
    args: pulumi.ResourceTransformationArgs,
) -> pulumi.ResourceTransformationResult | None:
    """Drop the aliases of a resource that name an API version of azure-native; keep all others.

    pulumi-azure-native gives a resource one alias for each API version that the resource ever had,
    up to a hundred, and the SDK spends most of a preview on them: 1,002 resources took 60 seconds
    with them and 17 without. No resource of these components was ever registered under such a
    type; a stack that adopts older resources keeps the aliases with `keep_version_aliases`.
    Any other alias stays, as without it a renamed or moved child would be replaced.
    """
    aliases = args.opts.aliases
    if not aliases or not any(_is_versioned(alias) for alias in aliases):
        return None
    kept = copy.copy(args.opts)
    kept.aliases = [alias for alias in aliases if not _is_versioned(alias)]
    return pulumi.ResourceTransformationResult(args.props, kept)


def _is_versioned(alias: pulumi.Input[str | pulumi.Alias]) -> bool:
    return (
        isinstance(alias, pulumi.Alias)
        and isinstance(alias.type_, str)
        and VERSIONED_TOKEN.fullmatch(alias.type_) is not None
    )
