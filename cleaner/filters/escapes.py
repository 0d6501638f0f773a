"""Escapes: characters that were written as something else for a machine, and left in prose.

    >>> without_entities("caf&eacute; v&agrave; tr&agrave;")[0], without_entities("caf&amp;eacute;")[0]
    ('café và trà', 'caf&eacute;')
    >>> without_backslashes("Ti\\\\u1ebfng Vi\\\\u1ec7t")[0], without_percents("sông H%C6%B0%C6%A1ng")[0]
    ('Tiếng Việt', 'sông Hương')

In code, in addresses and in text about them they are right, and stay.  `doubtful` names those which could be
either.
"""
import re
from collections.abc import Iterator
from unicodedata import category
from urllib.parse import unquote_to_bytes

from cleaner.mojibake.measure import is_good
from cleaner.mojibake.sound import Repaired

# -- HTML ---------------------------------------------------------------------------------------------

ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,8});")
ENTITIES = re.compile(f"{ENTITY.pattern}(?:{ENTITY.pattern})*")
# Letters in a row are a word, which nobody lists.
LETTERS = re.compile(r"&(?:amp;)*#(?:9|[1-9][0-9]{1,2})[0-9]{2};&(?:amp;)*#(?:9|[1-9][0-9]{1,2})[0-9]{2};")
TWICE = re.compile(r"&(?:amp;)+(?=#?\w{2,9};)")
ESCAPED_TWICE = re.compile(r"(?:&(?:amp;)+#?\w{2,9};)+")
NAME = re.compile(r"#?\w+;")
BETWEEN_NAMES = ("&amp;", "&#38;", "&ndash;", "&#8211;", "&mdash;", "&#8212;")
TYPOGRAPHY = "\"'&\xa0\xad–—‘’‚“”„‹›«»…•·\u200c\u200d\u200e\u200f"


def without_entities(line: str) -> Repaired:
    """The characters for the entities of a line, if one of them stands at a word or between two names.

    ftfy resolves every entity it knows.  Text about markup has to stay: it shows tags, quotes code, or
    sets the entity apart ("write &eacute; for é"), and it is told by that.
    """
    if "&" not in line or "<" in line or "`" in line:
        return None
    if (once := TWICE.sub(_once, line)) != line and any(_in_running_text(line, *found.span()) for found in ESCAPED_TWICE.finditer(line)):
        return once, "An HTML entity was escaped twice."
    if not any(_in_running_text(line, *entities.span()) for entities in ENTITIES.finditer(line)):
        return None
    return ENTITY.sub(_character, line), "An HTML entity stood where its character was meant."


def _in_running_text(line: str, start: int, end: int) -> bool:
    before, after = line[start - 1:start], line[end:end + 1]
    if LETTERS.search(line, start, end):
        return True
    if before.isalnum() or after.isalnum() or category(before or " ")[0] == "M":
        return True
    if not before == after == " " or line[start:end] not in BETWEEN_NAMES:
        return False
    initials = line[line.rfind(" ", 0, start - 1) + 1] + line[end + 1:end + 2]
    return len(initials) == 2 and initials.isalnum() and not any(map(str.islower, initials))


def _once(found: re.Match[str]) -> str:
    """The ampersand of an entity, if what it names is one that would be resolved."""
    entity = ENTITY.match("&" + found.string[found.end():found.end() + 10])
    return "&" if entity and (_character(entity) != entity[0] or entity[0] == "&amp;") else found[0]


def _character(entity: re.Match[str]) -> str:
    from html import unescape

    char = unescape(entity[0])
    if len(char) != 1 or char in "<>\ufffd" or char == "&" and NAME.match(entity.string, entity.end()):
        return entity[0]
    # Names of other symbols are words of programs as well: &reg; &copy; &sum; &int;
    meant = char.isprintable() if entity[0][1] == "#" else char.isalpha() and char < "Ȁ"
    return char if meant or char in TYPOGRAPHY else entity[0]


# -- backslashes --------------------------------------------------------------------------------------

BACKSLASHES = re.compile(r"\\u[0-9A-Fa-f]{4}(?:\\u[0-9A-Fa-f]{4})*")      # begins literally: found fast
CODE = re.compile(r"[{}<>=`]|;\s*$|\[[^\]]*\\u|\w\([\"']|[\"']\s*:|^\s*(?://|#|\$ )|\\(?!u[0-9A-Fa-f]{4})|\bUnicode\b")
STRING = re.compile(r"""\s*["'].*["'],?\s*""")


def without_backslashes(line: str) -> Repaired:
    """The characters for escapes such as \\u1ea3, as JSON and Python have them, if one is part of a word."""
    if "\\u" not in line or CODE.search(line) or STRING.fullmatch(line):
        return None
    if not any(_in_a_word(line, found, _unescaped(found)) for found in BACKSLASHES.finditer(line)):
        return None
    return BACKSLASHES.sub(_unescaped, line), "A character was left as the escape that JSON has for it."


def _unescaped(found: re.Match[str]) -> str:
    units = b"".join(int(unit, 16).to_bytes(2, "big") for unit in found[0].split("\\u")[1:])
    try:
        text = units.decode("utf-16-be")
    except UnicodeDecodeError:
        return found[0]
    return text if _means_something(text) else found[0]


def _means_something(text: str) -> bool:
    return not text.isascii() and "\ufffd" not in text and all(char.isprintable() or char in TYPOGRAPHY or category(char)[0] == "M" for char in text)


def _in_a_word(line: str, found: re.Match[str], text: str) -> bool:
    if text == found[0]:
        return False
    before, after = line[found.start() - 1:found.start()], line[found.end():found.end() + 1]
    return before.isalnum() or after.isalnum() or sum(map(str.isalpha, text)) > 1


# -- percents -----------------------------------------------------------------------------------------

# A percentage has no second sign.
ENCODED = re.compile("%[C-Fc-f][0-9A-Fa-f]%[89ABab]")
# From where a word begins, so that a long one is looked at once.
PERCENTS = re.compile(r"""(?<![^\s"'<>()«»“”,])[^\s"'<>()«»“”,]*(?:%[C-Fc-f][0-9A-Fa-f](?:%[89ABab][0-9A-Fa-f])+)[^\s"'<>()«»“”,]*""")
ADDRESS = re.compile(r"[/=?&@#\\:]|\bwww\.")
FILE_NAME = re.compile(r"_|\+|%20|\.\w{2,4}$|-")


def without_percents(line: str) -> Repaired:
    """The words for those that are written as in an address, where there is none."""
    if "%" not in line or not ENCODED.search(line) or CODE.search(line):
        return None
    after = PERCENTS.sub(lambda found: found[0] if FILE_NAME.search(found[0]) else _unquoted(found[0]), line)
    return None if after == line else (after, "A word was left as addresses write it, with percent signs.")


def _unquoted(word: str) -> str:
    if ADDRESS.search(word):
        return word
    try:
        text = unquote_to_bytes(word).decode("utf-8")
    except UnicodeDecodeError:
        return word
    return text if is_good(text) and _means_something(text) else word


# -- doubt --------------------------------------------------------------------------------------------

Flag = tuple[int, int, str, str]       # start, end, rule, why


def doubtful(line: str) -> Iterator[Flag]:
    """Escapes that could be meant, in order: an ampersand between two words, a file's name, a string by itself."""
    found: list[Flag] = []
    entities = list(ENTITY.finditer(line)) if "&" in line and "<" not in line and "`" not in line else []
    if all(entity[0] in BETWEEN_NAMES for entity in entities):      # with others beside it is text about them
        for entity in entities:
            start, end = entity.span()
            if entity[0] in BETWEEN_NAMES and line[start - 1:start] == line[end:end + 1] == " " and line[start - 2:start - 1].isalpha() and line[end + 1:end + 2].isalpha():
                found.append((start, end, "encoding/html-entity", "An HTML entity that may stand for its character."))
        found += [(*twice.span(), "encoding/html-entity", "An HTML entity that was escaped twice, if it is not shown.")
                  for twice in ESCAPED_TWICE.finditer(line) if entities]
    if "\\u" in line and not CODE.search(line):
        found += [(*escape.span(), "encoding/escape", f"An escape that may stand for «{text}».")
                  for escape in BACKSLASHES.finditer(line) if (text := _unescaped(escape)) != escape[0]]
    if "%" in line and ENCODED.search(line) and not CODE.search(line):
        found += [(*word.span(), "encoding/escape", f"A name as addresses write it: «{text}».")
                  for word in PERCENTS.finditer(line) if FILE_NAME.search(word[0]) and (text := _unquoted(word[0])) != word[0]]
    yield from sorted(found)
