"""Quoting: any text, and any edit, on one line of a terminal."""
from cleaner.edits import Edit

LONGEST = 60


def shown(text: str, longest: int = LONGEST) -> str:
    """Text for one line of a terminal: what cannot be seen is named, what is long is cut in the middle.

        >>> shown("a\\u00a0b\\n")
        'a<U+00A0>b<newline>'
        >>> shown("abcdefghij", 5)
        'ab…ij'
    """
    if len(text) > longest:
        half = (longest - 1) // 2
        text = f"{text[:half]}…{text[-half:]}"
    return "".join("<newline>" if char == "\n" else char if char.isprintable() else f"<U+{ord(char):04X}>" for char in text)


def told(edit: Edit) -> str:
    """An edit in one line: what stood there, what stands there now, and why."""
    if not edit.changes:
        return f"«{shown(edit.before)}» {edit.why}"
    after = f" -> «{shown(edit.after)}»" if edit.after else " removed"
    return f"«{shown(edit.before)}»{after} {edit.why}"


FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"


def isolated(text: str) -> str:
    """Quoted text in directional isolates, if it holds right-to-left letters.

    Without them a terminal draws the colon, the arrow and the numbers around an Arabic word in another
    order than they stand (Unicode TR9, section 2.4).

        >>> isolated("«abc»") == "«abc»", isolated("«كلمة»") == "«\\u2068كلمة\\u2069»"
        (True, True)
    """
    if not any("\u0590" <= char <= "\u08ff" or "\ufb1d" <= char <= "\ufefe" for char in text):
        return text
    return text.replace("«", "«" + FIRST_STRONG_ISOLATE).replace("»", POP_ISOLATE + "»")
