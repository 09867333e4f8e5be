"""The components' pages say what the schema says."""

from tests.components.component_pages import FOLDER, pages


def test_the_pages_are_those_of_the_schema() -> None:
    """After a change of an argument: `make docs`."""
    assert {path.name: path.read_text() for path in FOLDER.iterdir()} == pages()
