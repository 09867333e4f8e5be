"""Microsoft.Compute: virtual machines, their extensions, disks and images."""

from collections.abc import Mapping

from local_azure import body_shape, operations
from local_azure.arm import Route
from local_azure.azure import Effect
from local_azure.compute import (
    access,
    agents,
    automatic_patching,
    check_scale_sets,
    checks,
    disks,
    etags,
    extensions,
    guests,
    images,
    install_request,
    machine_life,
    patch_actions,
    patch_status,
    platform_extensions,
    power,
    release_calendar,
    scale_set_members,
    sizes,
    virtual_machine_images,
    virtual_machine_scale_sets,
    virtual_machines,
)
from local_azure.patching import patches

_MODULES = (
    virtual_machines,
    power,
    patch_actions,
    extensions,
    virtual_machine_scale_sets,
    disks,
    virtual_machine_images,
)

ROUTES: tuple[Route, ...] = (
    *(route for module in _MODULES for route in module.ROUTES),
    *operations.routes("Microsoft.Compute"),
)

EFFECTS: Mapping[str, Effect] = {
    **machine_life.EFFECTS,
    **power.EFFECTS,
    **patch_actions.EFFECTS,
    **automatic_patching.EFFECTS,
    **extensions.EFFECTS,
    **platform_extensions.EFFECTS,
    **disks.EFFECTS,
    **virtual_machine_scale_sets.EFFECTS,
}

ASSUMED: tuple[str, ...] = (
    "A machine is judged by the checks in the order of their table; ARM's own order is not known.",
    "A plan that is missing is refused at once; Azure accepts the request, and then fails.",
    "A Windows machine's assessmentMode is filled with ImageDefault as a Linux machine's is.",
    "A machine whose power operation failed keeps the state that it had on the way: `stopping`.",
    "A PUT keeps the plan, the zones and the identity that it does not mention.",
    *body_shape.ASSUMED,
    *access.ASSUMED,
    *images.ASSUMED,
    *sizes.ASSUMED,
    *disks.ASSUMED,
    *etags.ASSUMED,
    *agents.ASSUMED,
    *platform_extensions.ASSUMED,
    *guests.ASSUMED,
    *release_calendar.ASSUMED,
    *patches.ASSUMED,
    *patch_actions.ASSUMED,
    *automatic_patching.ASSUMED,
    *install_request.ASSUMED,
    *patch_status.ASSUMED,
    *check_scale_sets.ASSUMED_OF_SCALE_SETS,
    *scale_set_members.ASSUMED,
    *(
        f"The text of {check.status} `{check.code}`: {check.name}."
        for check in (*checks.CHECKS, *check_scale_sets.SCALE_SET_CHECKS)
        if check.is_assumed
    ),
)
