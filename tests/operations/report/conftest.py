"""A real browser for the page."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")  # fmt: skip


@pytest.fixture
def browser() -> Iterator[Browser]:
    """Chromium, headless; where there is none, the tests fail and say what to install.

    One a test: Playwright keeps an event loop running in this thread until it is closed, and a
    test of something else that came before that could start no loop of its own.
    """
    found = next(filter(None, map(shutil.which, NAMES)), None)
    assert found, f"the report's tests need one of {', '.join(NAMES)} on PATH: install Chromium"
    with sync_playwright() as playwright:
        # Chromium has no sandbox for root, which CI is; it opens our own page only.
        browser = playwright.chromium.launch(
            executable_path=found, chromium_sandbox=False, args=list(FLAGS)
        )
        yield browser
        browser.close()
