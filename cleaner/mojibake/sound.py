"""Sound: what no repair may bring into a line, however likely it looks.

    >>> is_sound("Ã©", "é"), is_sound("a", "a\\u2028"), is_sound("ï¿½", "\\ufffd")
    (True, False, False)
"""
from unicodedata import category

Repaired = tuple[str, str] | None      # the line after it, and why; None where there is nothing to do


def is_sound(before: str, after: str) -> bool:
    """Whether a reading brings in only characters that mean something.

    The controls U+0080 to U+009F may come in: they are windows-1252, and the next round repairs them.
    """
    if after.count("\ufffd") > before.count("\ufffd"):
        return False
    return after.isprintable() or not any(
        category(char) in ("Cc", "Cn", "Co", "Cs", "Zl", "Zp") and not "\x80" <= char <= "\x9f"
        for char in set(after) - set(before))
