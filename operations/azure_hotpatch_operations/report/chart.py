"""The year as a picture: a bar a month, and under it what came for each system."""

import calendar
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from html import escape

from azure_hotpatch_operations.report.model import AHEAD, Deed, Kind, Release, Report, deeds, later

_STYLES = {
    Deed.NO_REBOOT: "still",
    Deed.REBOOTED: "reboot",
    Deed.FAILED: "failed",
    Deed.NOTHING: "nothing",
}
_LEFT, _STEP, _BAR, _HEIGHT, _LINE = 150, 62, 38, 120, 18
_WORDS = {
    Kind.BASELINE: ("baseline", "reboot"),
    Kind.UNPLANNED_BASELINE: ("unplanned", "baseline"),
    Kind.HOTPATCH: ("hotpatch", ""),
    Kind.PLANNED_BASELINE: ("planned", "baseline"),
    Kind.PLANNED_HOTPATCH: ("planned", "hotpatch"),
    Kind.UNKNOWN: ("not", "known"),
}


def year_chart(report: Report) -> str:
    """Return the picture as SVG, with words for who cannot see it."""
    months = [*report.months, *later(report.months[-1], AHEAD)]
    bars = _bars(report)
    top = _HEIGHT + 3 * _LINE
    height = top + _LINE + len(report.releases) * (3 * _LINE)
    width = _LEFT + _STEP * len(months)
    return "\n".join(
        (
            f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{_told(bars, months)}">',
            f'<line class="axis" x1="{_LEFT}" x2="{width}" y1="{_HEIGHT}" y2="{_HEIGHT}"/>',
            *(_bar(index, counts) for index, counts in enumerate(bars)),
            *(
                line
                for index, month in enumerate(months)
                for line in _month(index, month, _HEIGHT + _LINE)
            ),
            *(
                line
                for row, (system, releases) in enumerate(sorted(report.releases.items()))
                for line in _row(system, releases, months, top + _LINE + row * 3 * _LINE)
            ),
            "</svg>",
        )
    )


def _bars(report: Report) -> list[Counter[Deed]]:
    rows = deeds(report).values()
    return [Counter(row[index] for row in rows) for index in range(len(report.months))]


def _bar(index: int, counts: Mapping[Deed, int]) -> str:
    total = sum(counts.values())
    x = _LEFT + index * _STEP + (_STEP - _BAR) / 2
    y = float(_HEIGHT)
    parts = []
    for deed, style in _STYLES.items():
        if counts.get(deed, 0):
            tall = counts[deed] / total * (_HEIGHT - _LINE)
            y -= tall
            parts.append(
                f'<rect class="{style}" x="{x:.1f}" y="{y:.1f}" width="{_BAR}" height="{tall:.1f}">'
                f"<title>{counts[deed]} {deed.value}</title></rect>"
            )
    return "".join(parts)


def _month(index: int, month: tuple[int, int], y: int) -> Iterator[str]:
    """Its name, and its year below where that is another."""
    yield _text(index, y, calendar.month_abbr[month[1]])
    if index == 0 or month[1] == 1:
        yield _text(index, y + _LINE - 3, str(month[0]))


def _row(
    system: str,
    releases: Mapping[tuple[int, int], Release],
    months: Sequence[tuple[int, int]],
    y: int,
) -> list[str]:
    lines = [f'<text x="0" y="{y}">{escape(system)}</text>']
    for index, month in enumerate(months):
        release = releases.get(month, Release(kind=Kind.UNKNOWN))
        for offset, word in enumerate(_WORDS[release.kind]):
            lines.append(_text(index, y + offset * (_LINE - 3), word, faint=True))
    return lines


def _text(index: int, y: float, words: str, *, faint: bool = False) -> str:
    x = _LEFT + index * _STEP + _STEP / 2
    style = ' class="faint"' if faint else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle"{style}>{escape(words)}</text>'


def _told(bars: Sequence[Mapping[Deed, int]], months: Sequence[tuple[int, int]]) -> str:
    sentences = []
    for counts, (year, month) in zip(bars, months, strict=False):
        said = ", ".join(f"{counts[deed]} {deed.value}" for deed in Deed if counts.get(deed, 0))
        sentences.append(f"{calendar.month_name[month]} {year}: {said or 'no machines'}.")
    return escape(" ".join(sentences))
