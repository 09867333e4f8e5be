"""Where the subnets of a network lie."""

import ipaddress
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azure_hotpatch.address_plan import planned, read_plan

CASES = sorted((Path(__file__).parent / "ranges").glob("*.json"))


@st.composite
def spaces(draw: st.DrawFn) -> ipaddress.IPv4Network:
    """A range of 10.0.0.0/8, /8 to /24."""
    length = draw(st.integers(8, 24))
    first = int(ipaddress.IPv4Address("10.0.0.0"))
    index = draw(st.integers(0, 2 ** (length - 8) - 1))
    return ipaddress.IPv4Network((first + index * 2 ** (32 - length), length))


@given(spaces())
def test_subnets_lie_in_the_space_and_do_not_overlap(space: ipaddress.IPv4Network) -> None:
    """Whatever the space, machines have half of it and a bastion its /26."""
    plan = planned(space)

    assert plan.machines.subnet_of(space)
    assert plan.bastion.subnet_of(space)
    assert not plan.machines.overlaps(plan.bastion)
    assert plan.machines.num_addresses * 2 == space.num_addresses
    assert plan.bastion.prefixlen == 26


@given(spaces(), st.booleans())
def test_a_planned_space_is_read_without_mistakes(
    space: ipaddress.IPv4Network,
    has_bastion: bool,  # noqa: FBT001 (hypothesis hands it over by position)
) -> None:
    """The default ranges pass every check, and so do they when written out."""
    plan = planned(space)

    assert read_plan(str(space), None, None, has_bastion=has_bastion) == (plan, [])
    written = read_plan(str(space), str(plan.machines), str(plan.bastion), has_bastion=has_bastion)
    assert written == (plan, [])


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_ranges_that_cannot_be_are_refused(case: Path) -> None:
    """Each with its place, and all of them at once."""
    told = json.loads(case.read_text())

    _, mistakes = read_plan(told["space"], told["machines"], told["bastion"], has_bastion=True)

    assert mistakes == told["mistakes"]
