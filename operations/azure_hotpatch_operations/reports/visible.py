"""Text of others, made visible: nothing in it moves a cursor, hides, or turns a line around."""


def visible(text: str) -> str:
    r"""Return a text in one line, with an escape for each character that nobody would see.

    >>> visible("web\x1b[2J\u202e")
    'web\\x1b[2J\\u202e'
    """
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in text
    )


def shortened(text: str, length: int) -> str:
    """Return a text of at most this length; one that is cut ends with an ellipsis."""
    return text if len(text) <= length else f"{text[: length - 1]}…"
