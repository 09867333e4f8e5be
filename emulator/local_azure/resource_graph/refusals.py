"""What Resource Graph says no with: its envelope has the reasons in `details`.

Source: answers of Azure in microsoft/ARI#237 and #255, Azure/aztfexport#485 and #491,
Azure/azure-powershell#13762, Azure/azqr#847, Azure/review-checklists#1002, and azure-powershell
ResourceGraph.Test/ScenarioTests/ResourceGraphQueryTests.ps1, read 2026-11-25.
"""

from collections.abc import Iterable

from local_azure.arm import ArmError, Json

_INVALID: Json = {
    "code": "InvalidQuery",
    "message": "Query is invalid. Please refer to the documentation for the Azure Resource Graph"
    " service and fix the error before retrying.",
}

ASSUMED = (
    (
        "A query that Azure would evaluate and this Azure does not is refused with the code"
        " `InvalidQueryLanguage`, which Azure gave in 2020 for an operator that it did not have,"
        " and with one more detail, `NotEmulated`, that says so in words."
    ),
    ("The code `Default` of the detail that names a column which is not there; its text was seen."),
    (
        "The texts of 400 `BadRequest` for `$top`, `$skip`, `$skipToken`, `resultFormat`, `facets`"
        " and for a function with a wrong number of arguments."
    ),
)


class GraphError(Exception):
    """A refusal without its frame: the time and the id of the request are not known here."""

    def __init__(
        self, details: Iterable[Json], *, status: int = 400, code: str = "BadRequest"
    ) -> None:
        self.status = status
        self.code = code
        self.details = tuple(details)
        super().__init__("; ".join(str(each["message"]) for each in self.details))

    def framed(self, at: str, correlation_id: str) -> ArmError:
        """The error as Resource Graph answers it."""
        return ArmError(
            self.status,
            self.code,
            f"Please provide below info when asking for support: timestamp = {at},"
            f" correlationId = {correlation_id}.",
            details=self.details,
        )


def parser_failure(line: int, position: int, token: str) -> GraphError:
    """The text is no query: line from 1, position in it from 0, and what stands there."""
    failure = {"code": "ParserFailure", "message": "ParserFailure"}
    place = {"line": line, "characterPositionInLine": position, "token": token}
    return GraphError([_INVALID, failure | place])


def not_emulated(token: str, known: Iterable[str]) -> GraphError:
    """An operator or a function of Kusto that this Azure does not have."""
    language = {"code": "InvalidQueryLanguage", "message": "InvalidQueryLanguage"}
    place = {"line": -1, "characterPositionInLine": -1, "token": token}
    hint = {
        "code": "NotEmulated",
        "message": f"Azure may know '{token}'; the local Azure evaluates {', '.join(known)} only.",
    }
    return GraphError([_INVALID, language | place, hint])


def unknown_function(name: str) -> GraphError:
    """A function that Kusto does not have."""
    return GraphError(
        [_INVALID, {"code": "UnknownFunction", "message": f"Unknown function: '{name}'."}]
    )


def unknown_column(operator: str, name: str) -> GraphError:
    """A column that the rows do not have at that place of the query."""
    text = f"'{operator}' operator: Failed to resolve column or scalar expression named '{name}'"
    return GraphError([_INVALID, {"code": "Default", "message": text}])


def invalid_query(message: str) -> GraphError:
    """A query that can't be evaluated, in a sentence."""
    return GraphError([_INVALID, {"code": "Default", "message": message}])


def unknown_table(name: str) -> GraphError:
    """A table that there is not."""
    message = f"Table {name} is invalid, unsupported or disallowed."
    return GraphError([{"code": "DisallowedLogicalTableName", "message": message}])


def no_subscription(asked: Iterable[str]) -> GraphError:
    """None of the subscriptions is one that this identity can read."""
    message = (
        "There must be at least one subscription that is eligible to contain resources."
        f" Given: '{', '.join(asked)}'."
    )
    return GraphError([{"code": "NoValidSubscriptionsInQueryRequest", "message": message}])


def access_denied() -> GraphError:
    """The scope is one that this identity can't read."""
    message = (
        "Access is denied to the requested resource. The user might not have enough permission."
    )
    denied = {"code": "AccessDenied", "message": message}
    return GraphError([denied], status=403, code="AccessDenied")


def invalid_request(code: str, message: str) -> GraphError:
    """Something beside the query is wrong."""
    return GraphError([{"code": code, "message": message}])
