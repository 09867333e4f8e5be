"""docs/registrations.md says what the plugin does."""

from tests.plugin.plugin_process import ROOT
from tests.plugin.registrations_page import page


def test_the_page_is_what_the_cases_say() -> None:
    """Write it anew with `python -m tests.plugin.registrations_page docs/registrations.md`."""
    written = (ROOT / "docs/registrations.md").read_text(encoding="utf-8")

    assert page(written) == written
