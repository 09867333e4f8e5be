"""Artifacts that somebody made on purpose: nothing of them is written, run, said or obeyed."""

import dataclasses
import io
import json
import re
import struct
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azure_hotpatch_operations.pull_request import artifact
from azure_hotpatch_operations.pull_request.about import About, Proposed, read_about
from azure_hotpatch_operations.pull_request.comment import Around, body
from azure_hotpatch_operations.pull_request.errors import PublishError
from azure_hotpatch_operations.reports.json_form import json_form
from azure_hotpatch_operations.reports.markdown import LIMIT
from tests.pull_request.github import HEAD, State
from tests.pull_request.published import ABOUT, archive, publish, zipped
from tests.reports.report_of import EXAMPLE, reports, texts
from tests.reports.test_markdown import LINKS, TAGS, shown

PLANTED = "canary-planted"


def with_extra(name: str) -> bytes:
    """An artifact with one file more."""
    return archive({"check.json": json_form(EXAMPLE), "about.json": ABOUT.text(), name: PLANTED})


def twice() -> bytes:
    """A name that is there twice."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as writer:
        writer.writestr("about.json", ABOUT.text())
        with pytest.warns(UserWarning, match="Duplicate"):
            writer.writestr("about.json", ABOUT.text())
    return out.getvalue()


def padded(size: int) -> str:
    """A report that would pass, but for all the spaces behind it."""
    return json_form(EXAMPLE).ljust(size)


def lying_about_its_size() -> bytes:
    """A file of 300 kB that the zip's own list says has ten bytes."""
    honest = archive({"about.json": ABOUT.text().ljust(300_000)})
    return honest.replace(struct.pack("<I", 300_000), struct.pack("<I", 10))


def encrypted() -> bytes:
    """A file whose flags say that it has a password."""
    honest = bytearray(zipped())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = honest.find(signature)
        while start >= 0:
            honest[start + offset] |= 1
            start = honest.find(signature, start + 1)
    return bytes(honest)


def linked() -> bytes:
    """A symbolic link where the report should be."""
    link = zipfile.ZipInfo("check.json")
    link.external_attr = 0o120777 << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as writer:
        writer.writestr("about.json", ABOUT.text())
        writer.writestr(link, "/proc/self/environ")
    return out.getvalue()


HOSTILE: dict[str, Callable[[], bytes]] = {
    "a name above the folder": lambda: with_extra(f"../../{PLANTED}"),
    "an absolute name": lambda: with_extra(f"/tmp/{PLANTED}"),  # noqa: S108 (never written)
    "a name with backslashes": lambda: with_extra(f"..\\..\\{PLANTED}"),
    "a file that is not a check's": lambda: with_extra("action.yml"),
    "a folder": lambda: with_extra("check.json/"),
    "a name twice": twice,
    "a bomb": lambda: archive({"about.json": ABOUT.text(), "check.json": padded(200_000_000)}),
    "a size that is a lie": lying_about_its_size,
    "a password": encrypted,
    "a link": linked,
    "no zip": lambda: b"PK, or not",
    "half a zip": lambda: zipped()[:-40],
    "no statement": lambda: archive({"check.json": json_form(EXAMPLE)}),
    "no JSON": lambda: zipped(about_json="{"),
    "deep JSON": lambda: zipped(about_json="[" * 100_000),
    "no UTF-8": lambda: zipped(about_json=b"\xff\xfe{}"),
    "another form": lambda: zipped(about_json='{"form": "x"}'),
    "a number that is a text": lambda: zipped(about_json=about_with(number="7/../8")),
    "a number that is true": lambda: zipped(about_json=about_with(number=True)),
    "a number below zero": lambda: zipped(about_json=about_with(number=-7)),
    "an exemption with more": lambda: zipped(about_json=about_with(exemptions=[{"x": "y"}])),
    "another commit": lambda: zipped(about_json=about_with(head_sha="f" * 40)),
    "no report": lambda: zipped(check_json="[]"),
    "an unknown rule": lambda: zipped(
        check_json=json_form(EXAMPLE).replace("HP001-azure-edition", "HP666-evil")
    ),
}


def about_with(**more: object) -> str:
    """The first job's statement with something else in it."""
    return json.dumps({**json.loads(ABOUT.text()), **more})


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_artifact_publishes_nothing(kind: str, tmp_path: Path) -> None:
    """One sentence in the log, in our own words; no comment, no upload, no file."""
    state = State(archive=HOSTILE[kind]())

    done = publish(state, tmp_path)

    assert (done.returncode, done.stdout, state.written) == (1, "", [])
    assert re.fullmatch(r"azure-hotpatch: [^\n]+\n", done.stderr), done.stderr
    assert PLANTED not in done.stderr
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["event.json", "work"]


def test_an_artifact_too_large_is_not_fetched(tmp_path: Path) -> None:
    """The list says its size."""
    state = State(archive=zipped(), listed_size=artifact.MOST_BYTES + 1)

    done = publish(state, tmp_path)

    assert done.returncode == 1
    assert [path for path, _ in state.sent("GET")] == ["actions/runs/4711/artifacts"]


def test_an_artifact_larger_than_the_list_says_is_cut_off(tmp_path: Path) -> None:
    """Whatever the list says."""
    state = State(archive=b"x" * (artifact.MOST_BYTES + 2), listed_size=1)

    done = publish(state, tmp_path)

    assert (done.returncode, state.written) == (1, [])
    assert "found more than 20000000 bytes" in done.stderr


def test_a_download_from_elsewhere_than_the_web_is_refused(tmp_path: Path) -> None:
    """A redirect to a file of the runner, say."""
    state = State(archive=zipped(), where="file:///etc")

    done = publish(state, tmp_path)

    assert (done.returncode, state.written) == (1, [])
    assert "found no https address" in done.stderr


def test_a_run_without_an_artifact_publishes_nothing(tmp_path: Path) -> None:
    """The job was stopped before its check."""
    state = State()

    done = publish(state, tmp_path)

    assert (done.returncode, state.written) == (1, [])
    assert "artifact 'azure-hotpatch-check' of run 4711: found none." in done.stderr


@given(data=st.binary(max_size=300) | st.binary(max_size=300).map(lambda tail: zipped() + tail))
def test_no_bytes_crash_the_reading(data: bytes) -> None:
    """They are an artifact, or refused."""
    try:
        found = artifact.contents(data)
    except PublishError:
        return
    assert set(found) <= set(artifact.FILES)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
proposed = st.builds(Proposed, texts, texts, texts, texts, texts)
abouts = st.builds(
    About,
    number=st.integers(1, 10**9),
    head_sha=texts,
    exemptions=st.lists(proposed, max_size=4).map(tuple),
    mistakes=texts,
)


@given(said=st.dictionaries(st.sampled_from([*json.loads(ABOUT.text())]), json_values))
def test_no_statement_crashes_the_reading(said: dict[str, object]) -> None:
    """It is the first job's, or refused."""
    with suppress(PublishError):
        read_about(about_with(**said))


@given(about=abouts)
def test_a_statement_reads_back(about: About) -> None:
    """Nothing of it is lost on the way to the other job."""
    assert read_about(about.text()) == about


@given(report=st.none() | reports, about=abouts, files=st.lists(texts, max_size=3))
def test_nothing_in_a_comment_becomes_markup(
    report: object, about: About, files: list[str]
) -> None:
    """Reports, exemptions, mistakes and paths are all the pull request's words."""
    paths = (*(f".github/{path}" for path in files), *(f"{path}/x" for path in files))
    server = "https://github.com/example/servers"
    around = Around("check", f"{server}/actions/runs/1", f"{server}/blob/{HEAD}", paths)
    if report is not None:
        report = dataclasses.replace(report, pages="https://example.com/hotpatch")  # type: ignore[type-var]

    comment = body(report, about, around)  # type: ignore[arg-type]  # None, or a report.

    page = shown(comment)
    assert len(comment) <= LIMIT
    assert page.tags <= TAGS
    assert all(LINKS.match(link) for link in page.links)
    assert not any(".." in link.split("/") for link in page.links)
    assert "@" not in page.prose
    assert "#" not in page.prose
