"""Which machines a command is about: by id, by resource group, by subscription, or a stack's."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from azure_hotpatch_cloud.settings import Settings, is_guid, read_settings
from azure_hotpatch_facts.machine_names import GROUP_NAME
from azure_hotpatch_operations.errors import UsageError
from azure_hotpatch_operations.machine_ids import MachineId, is_scale_set, machine_id
from azure_hotpatch_operations.pulumi_command import Pulumi
from azure_hotpatch_operations.stack_state import read_state

Machines = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="MACHINE",
        help="ARM ids of machines, or names of machines of --resource-group.",
        show_default=False,
    ),
]
ResourceGroups = Annotated[
    list[str] | None,
    typer.Option(
        "--resource-group",
        "-g",
        metavar="NAME",
        help="All machines of a resource group; may be given more than once.",
    ),
]
Subscriptions = Annotated[
    list[str] | None,
    typer.Option(
        "--subscription",
        metavar="GUID",
        help="All machines of a subscription, may be given more than once; with --resource-group,"
        " where the group is. Default there: ARM_SUBSCRIPTION_ID.",
    ),
]
Stack = Annotated[
    str | None,
    typer.Option("--stack", "-s", metavar="NAME", help="The machines in a Pulumi stack's state."),
]
Cwd = Annotated[
    Path | None,
    typer.Option("--cwd", "-C", metavar="DIR", help="The stack's project. Default: here."),
]

_LETTERS = "allowed: letters, digits and `_-.()`, no period at the end"
_COMPONENT = "azure-hotpatch:index:HotpatchVm"
_NOTHING = (
    "no machine is named: give the ARM id of a machine, --resource-group, --subscription, or"
    " --stack"
)


@dataclass(frozen=True, kw_only=True)
class Scope:
    """All machines of a subscription, or of one of its resource groups."""

    subscription: str
    group: str | None = None

    @property
    def path(self) -> str:
        """The ARM path under which the machines are listed."""
        group = "" if self.group is None else f"/resourceGroups/{self.group}"
        return f"/subscriptions/{self.subscription}{group}"

    @property
    def words(self) -> str:
        """For a person."""
        if self.group is None:
            return f"subscription {self.subscription}"
        return f"resource group {self.group} of subscription {self.subscription}"


@dataclass(frozen=True, kw_only=True)
class Selection:
    """What the user chose: machines by name, or scopes whose machines are all meant.

    Attributes:
        settings: How to reach the Azure that has them.
        machines: Machines by name, each once.
        scopes: Scopes, each once; empty where machines are named.
        stack: The stack whose machines these are; None for others.
        components: By a machine's key, the HotpatchVm that declares it in the stack.
    """

    settings: Settings
    machines: tuple[MachineId, ...] = ()
    scopes: tuple[Scope, ...] = ()
    stack: str | None = None
    components: Mapping[str, str] = field(default_factory=dict)

    @property
    def subscriptions(self) -> tuple[str, ...]:
        """The subscriptions that are concerned, each once."""
        named = (each.subscription for each in self.machines)
        meant = (each.subscription for each in self.scopes)
        return tuple(dict.fromkeys(each.lower() for each in (*named, *meant)))

    @property
    def words(self) -> str:
        """For a person: `resource group web of subscription …`, `3 machines`."""
        if self.stack is not None:
            return f"stack {self.stack}"
        if self.scopes:
            return ", ".join(each.words for each in self.scopes)
        if len(self.machines) == 1:
            return self.machines[0].words
        return f"{len(self.machines)} machines"


def select(
    machines: Sequence[str] | None,
    resource_groups: Sequence[str] | None,
    subscriptions: Sequence[str] | None,
    stack: str | None,
    cwd: Path | None,
    environment: Mapping[str, str],
) -> Selection:
    """Read what the shared options say; Azure is not asked.

    Raises:
        UsageError: everything in them that can't work, a line a mistake.
        SettingsError: the environment's settings of Azure are malformed.
        OperationsError: Pulumi does not give the stack's state.
    """
    named, groups, places = machines or (), resource_groups or (), subscriptions or ()
    if stack is not None:
        if named or groups or places:
            raise UsageError(
                "--stack: names the machines already; leave out machines, --resource-group and"
                " --subscription, or leave out --stack"
            )
        return of_stack(Pulumi(cwd, stack), stack, environment)
    if not (named or groups or places):
        raise UsageError(_NOTHING)
    settings = read_settings({}, environment)
    mistakes = [
        f"--subscription: found {each!r}; allowed: a GUID. `az account list -o table` shows those"
        " that you can use."
        for each in places
        if not is_guid(each)
    ]
    mistakes += [
        f"--resource-group: found {each!r}; {_LETTERS}"
        for each in groups
        if not GROUP_NAME.fullmatch(each)
    ]
    if groups and not places and settings.subscription_id is None:
        mistakes.append("--resource-group: in which subscription? Add --subscription.")
    if named and (groups or places) and all(machine_id(each) for each in named):
        mistakes.append(
            "--resource-group and --subscription: an ARM id says them already. Leave them out."
        )
    default = settings.subscription_id
    where = [each.lower() for each in places] or ([] if default is None else [default])
    scopes = tuple(
        Scope(subscription=place, group=group) for place in where for group in (groups or (None,))
    )
    found = [_named(text, scopes, mistakes) for text in named]
    if mistakes:
        raise UsageError("\n".join(mistakes))
    known = tuple(sorted({each for each in found if each is not None}))
    return Selection(settings=settings, machines=known, scopes=() if named else scopes)


def _named(text: str, scopes: Sequence[Scope], mistakes: list[str]) -> MachineId | None:
    full = machine_id(text)
    if full is not None:
        return full
    if is_scale_set(text):
        mistakes.append(
            f"{text}: is a scale set's, which is patched by its own model as a whole. Name single"
            " machines."
        )
    elif "/" in text:
        mistakes.append(f"{text}: is no ARM id of a virtual machine.")
    # Every name of a machine fits it too; what does not is not sent.
    elif not GROUP_NAME.fullmatch(text):
        mistakes.append(f"MACHINE: found {text!r}; {_LETTERS}")
    elif len(scopes) != 1 or scopes[0].group is None:
        mistakes.append(f"{text}: of which resource group? Add one, or give its ARM id.")
    else:
        return MachineId(scopes[0].subscription, scopes[0].group, text)
    return None


def of_stack(pulumi: Pulumi, stack: str, environment: Mapping[str, str]) -> Selection:
    """The machines in the state of a stack, whoever declared them, reached as the stack does.

    Raises:
        UsageError: there is no such stack; it has no machine; or it reaches Azure in two ways.
        OperationsError: Pulumi does not give the state.
        SettingsError: the settings of the provider and the environment are malformed.
    """
    export = pulumi.export()
    providers = _machines_by_provider(export)
    if not providers:
        raise UsageError(
            f"--stack {stack}: its state has no virtual machine; run `pulumi up` first"
        )
    if any(read_state(export).has_secret_settings(each) for each in providers):
        export = pulumi.export(show_secrets=True)
    state = read_state(export)
    ways = {
        replace(
            read_settings(state.settings(each), environment, prefix="azure-native:"),
            subscription_id=None,
        )
        for each in providers
    }
    if len(ways) > 1:
        raise UsageError(
            f"--stack {stack}: its providers reach Azure in {len(ways)} ways; name the machines by"
            " ARM id instead, those of one way at a time"
        )
    machines = tuple(sorted({each for found in providers.values() for each in found}))
    return Selection(
        settings=ways.pop(), machines=machines, stack=stack, components=_components(export)
    )


def _machines_by_provider(export: Mapping[str, Any]) -> dict[str, set[MachineId]]:
    found: dict[str, set[MachineId]] = {}
    for machine, resource in _machines(export):
        provider = resource.get("provider", "").rpartition("::")[0]
        found.setdefault(provider, set()).add(machine)
    return found


def _components(export: Mapping[str, Any]) -> dict[str, str]:
    """Names of the HotpatchVms that machines are in, by the machines' keys."""
    parents = ((machine, each.get("parent") or "") for machine, each in _machines(export))
    return {
        machine.key: parent.split("::", 3)[3]
        for machine, parent in parents
        if parent.split("::")[2:3] and parent.split("::")[2].endswith(_COMPONENT)
    }


def _machines(export: Mapping[str, Any]) -> Iterator[tuple[MachineId, Mapping[str, Any]]]:
    for each in (export.get("deployment") or {}).get("resources") or ():
        machine = machine_id(each.get("id") or "")
        if machine is not None and not each.get("delete"):
            yield machine, each
