"""What azure-hotpatch says when it refuses."""

from collections.abc import Iterable

import pulumi


class HotpatchError(pulumi.RunError):
    """The root of every refusal of this package; a Pulumi program ends on it without a traceback.

    The message names the place first, then what was found, what is allowed, and what to do.
    """


class ArgumentsError(HotpatchError):
    """What is wrong with the arguments of one component, all of it at once.

    `place` is the component, such as `PreviewAccess 'access'`; each mistake is one sentence.
    """

    def __init__(self, place: str, mistakes: Iterable[str]) -> None:
        self.place = place
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(f"{place}: {mistake}" for mistake in self.mistakes))
