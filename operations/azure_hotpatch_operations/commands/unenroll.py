"""`azure-hotpatch unenroll`."""

import os

from azure_hotpatch_operations.commands.enroll import DryRun, Interval, Parallel, change, wish_of
from azure_hotpatch_operations.selection import (
    Cwd,
    Machines,
    ResourceGroups,
    Stack,
    Subscriptions,
    select,
)
from azure_hotpatch_operations.speech import AsJson


def unenroll(
    machines: Machines = None,
    resource_group: ResourceGroups = None,
    subscription: Subscriptions = None,
    stack: Stack = None,
    cwd: Cwd = None,
    parallel: Parallel = 10,
    interval: Interval = 5.0,
    *,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Take machines out of hotpatch, in place: cumulative updates from now on, with reboots.

    Sets enableHotpatching to false and nothing else: the patch mode stays AutomaticByPlatform,
    without which Azure refuses an image that can hotpatch. What is not enrolled is left as it is. A
    machine of a scale set is refused.

    Exit code 0: none is enrolled any more. 1: some are. 2: wrong use.
    """
    change(
        lambda: select(machines, resource_group, subscription, stack, cwd, os.environ),
        lambda: wish_of(enrol_them=False, is_dry=dry_run, interval=interval, folder=cwd),
        parallel=parallel,
        as_json=as_json,
    )
