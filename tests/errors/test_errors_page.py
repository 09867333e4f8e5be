"""docs/errors.md, and the errors that it lists."""

import tomllib

import pytest

from tests.errors.page import PAGE, ROOTS, errors_of, full_name, page, said

ERRORS = [error for package in ROOTS for error in errors_of(package)]
LEAVES = [error for error in ERRORS if not any(error in other.__bases__ for other in ERRORS)]


def test_the_page_is_what_the_classes_say() -> None:
    """After a change: `make docs`."""
    assert PAGE.read_text() == page()


@pytest.mark.parametrize("error", LEAVES, ids=full_name)
def test_every_error_has_an_example(error: type[Exception]) -> None:
    """It is one that is really raised."""
    assert all(said(error))
    assert said(error)


@pytest.mark.parametrize("error", ERRORS, ids=full_name)
def test_a_package_has_one_root(error: type[Exception]) -> None:
    """Who catches it has caught every refusal of the package."""
    assert issubclass(error, ROOTS[error.__module__.partition(".")[0]])
    assert error.__doc__


def test_every_package_is_on_the_page() -> None:
    """Those that are type-checked are those that are installed."""
    tools = tomllib.loads((PAGE.parents[1] / "pyproject.toml").read_text())

    assert {*ROOTS, "azure_hotpatch_facts"} == set(tools["tool"]["mypy"]["packages"])


def test_facts_raise_no_error_of_their_own() -> None:
    """They answer with violations, which the rooms above put into words."""
    assert errors_of("azure_hotpatch_facts") == []
