"""What stops the publishing of a report."""

from azure_hotpatch_operations.errors import OperationsError


class PublishError(OperationsError):
    """A report is not published: its artifact or its pull request is not what it should be."""


class GitHubError(OperationsError):
    """GitHub refuses, or cannot be reached."""

    def __init__(self, what: str, status: int, hint: str = "") -> None:
        answered = f"answered {status}" if status else "cannot be reached"
        super().__init__(f"{what}: GitHub {answered}. {hint or 'Run the job again.'}")
        self.status = status
