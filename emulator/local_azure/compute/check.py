"""The form of one check."""

from collections.abc import Callable
from dataclasses import dataclass

from local_azure.arm import ArmError
from local_azure.compute.wish import Wish

ASSUMED = "assumed"


@dataclass(frozen=True, kw_only=True)
class Check:
    """One thing that ARM refuses.

    `message` is ARM's text, with `{words}` of the wish in it. `source` says where the text was
    seen, or that it is assumed, by the shape of the nearest one that is known.
    """

    name: str
    when: Callable[[Wish], bool]
    message: str
    source: str
    status: int = 400
    code: str = "InvalidParameter"
    target: str | None = None

    @property
    def is_assumed(self) -> bool:
        """Whether the text is not known from Azure."""
        return self.source == ASSUMED

    def error(self, wish: Wish) -> ArmError:
        """The refusal of this wish."""
        text = self.message.format_map(wish.words())
        return ArmError(self.status, self.code, text, target=self.target)
