"""All formats."""

from collections.abc import Callable, Mapping
from enum import Enum
from types import MappingProxyType

from azure_hotpatch_operations.check.findings import CheckReport
from azure_hotpatch_operations.reports.json_form import json_form
from azure_hotpatch_operations.reports.junit import junit
from azure_hotpatch_operations.reports.markdown import markdown
from azure_hotpatch_operations.reports.sarif import sarif
from azure_hotpatch_operations.reports.text import text


class Format(Enum):
    """The name of a format."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    JUNIT = "junit"
    MARKDOWN = "markdown"


WRITERS: Mapping[Format, Callable[[CheckReport], str]] = MappingProxyType(
    {
        Format.TEXT: text,
        Format.JSON: json_form,
        Format.SARIF: sarif,
        Format.JUNIT: junit,
        Format.MARKDOWN: markdown,
    }
)
"""Each format's function from a report to its text, which ends with a line feed."""
