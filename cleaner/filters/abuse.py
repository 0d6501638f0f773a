"""Abuse: drops, masks or flags what the rules name, by the line it stands in.

    >>> from cleaner.edits import apply
    >>> from cleaner.rulebook import load
    >>> find = abuse(load(), policy())
    >>> text = "Don Jong Un\\nCái lồn nhăn nheo\\nThe summit opens on Friday.\\n"
    >>> [(edit.rule, edit.before) for edit in find(Document(text))]
    [('abuse/any/mock-name', 'Don Jong Un\\n'), ('abuse/vi/genitals', 'Cái lồn nhăn nheo\\n')]

What was dropped or masked is not found again, and nothing else depends on it: a poster's name goes only
with the line below it, so the filter never changes its own result.
"""
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from cleaner.edits import Edit, drop_line
from cleaner.filters import Filter
from cleaner.folding import fold
from cleaner.matching import Hit, Matcher, matcher
from cleaner.policy import Line, Policy, policy
from cleaner.rulebook import Rulebook
from cleaner.text import Document, Span, line_around, lines

__all__ = ["abuse", "policy"]

MOCK_NAME = "abuse/any/mock-name"
MOSTLY_ABUSE = "abuse/any/mostly-abuse"


class _Judged(NamedTuple):
    line: Span
    hits: list[Hit]
    action: str      # "drop-document", "drop-line", or "" for hit by hit
    abusive: bool    # for what most of a document is


def abuse(book: Rulebook, policy: Policy) -> Filter:
    """Finds what the abuse rules of the book name, and does about it what the policy says.

    Besides the rules' own names: abuse/any/mock-name for a poster's line above a dropped one, and
    abuse/any/mostly-abuse for a document most of whose lines are abusive.
    """
    matches = matcher(policy.in_force(book.of("abuse")))
    allowed = _allowance(policy.allowed_phrases())

    def find(text: str) -> list[Hit]:
        hits = matches(text)
        return [hit for hit in hits if not allowed(text, hit)] if hits and allowed else hits

    def edits(document: Document) -> Iterator[Edit]:
        if hits := find(document.text):
            judged = [_judged(document.text, line, found, policy, find) for line, found in _by_line(document.text, hits)]
            yield from _decided(document.text, judged, policy)
    return edits


def _allowance(phrases: Sequence[str]) -> Callable[[str, Hit], bool] | None:
    """Whether a hit stands inside one of these folded words or sentences."""
    if not phrases:
        return None
    regex = re.compile("|".join(rf"(?<!\w){re.escape(phrase)}(?!\w)" for phrase in phrases))

    def allowed(text: str, hit: Hit) -> bool:
        start, end = line_around(text, hit.start, hit.end)
        folded, span = fold(text[start:end])
        places = [span(*match.span()) for match in regex.finditer(folded)]
        return any(start + low <= hit.start and hit.end <= start + high for low, high in places)
    return allowed


def _by_line(text: str, hits: Sequence[Hit]) -> Iterator[tuple[Span, list[Hit]]]:
    line, found = Span(0, -1), []
    for hit in hits:
        if hit.end > line.end:
            if found:
                yield line, found
            line, found = line_around(text, hit.start, hit.end), []
        found.append(hit)
    yield line, found


_WORD = re.compile(r"[^\W_]+")
_QUOTED = re.compile(r"“[^“”]*”|„[^„“”]*[“”]|«[^«»]*»|‹[^‹›]*›|\"[^\"]*\"|‘[^‘’]*’(?!\w)|(?<!\w)'[^']*'(?!\w)|「[^「」]*」|`[^`]*`")
# "the word X", "from the slur X": X is named, not said.
_NAMED = re.compile(r"(?:\b(?:words?|terms?|slurs?|phrases?|spelled|epithets?|meaning|called)|\b(?:từ|chữ|tiếng|cụm từ|nghĩa là)"
                    r"|(?:كلمة|لفظ|لفظة|عبارة|مصطلح))\s*(?:of |is |like |as |as in )?[\"'“‘«(]?$", re.IGNORECASE)


def _judged(text: str, line: Span, hits: list[Hit], policy: Policy, find: Matcher) -> _Judged:
    written = text[line.start:line.end]
    quotes = [match.span() for match in _QUOTED.finditer(written)]
    said = [hit for hit in hits if not _mentioned(written, hit.start - line.start, hit.end - line.start, quotes)]
    words = _WORD.findall(written)
    letters = sum(map(len, words))
    abusive = [hit for hit in said if hit.rule.severity > 1]
    severe = [hit for hit in said if hit.rule.severity >= policy.drop_from]
    sure = [hit for hit in severe if hit.rule.certainty == "unambiguous"]
    judged = Line(
        # Where no blanks part the words, five letters count for one.
        words=max(len(words), letters // 12),
        share=sum(_letters(hit.text) for hit in abusive) / max(letters, 1),
        severity=max((hit.rule.severity for hit in sure or severe), default=0),
        sure=bool(sure),
        quoted=not said)
    # What a rule decides for itself holds for what is said, not for what is quoted; a user's word holds always.
    chosen = {policy.action(hit.rule) for hit in said} | {policy.action(hit.rule) for hit in hits if policy.chosen_by_user(hit.rule)}
    drops = policy.drops(judged) and not any(policy.action(hit.rule) in ("flag", "mask") for hit in sure or severe)
    action = "drop-document" if "drop-document" in chosen else "drop-line" if drops or "drop-line" in chosen else ""
    if not action and (masked := _masked(text, line, hits, policy)) != written and (left := find(masked)):
        # Without the masked words the line is shorter, and may be one that goes: then it goes at once.
        action = _judged(masked, Span(0, len(masked)), left, policy, find).action
    return _Judged(line, hits, action, bool(action) or bool(abusive) and judged.words <= policy.medium)


def _masked(text: str, line: Span, hits: Sequence[Hit], policy: Policy) -> str:
    pieces, at = [], line.start
    for hit in hits:
        pieces += (text[at:hit.start], _after(hit, policy))
        at = hit.end
    return "".join(pieces) + text[at:line.end]


def _letters(text: str) -> int:
    return sum(map(len, _WORD.findall(text)))


def _mentioned(line: str, start: int, end: int, quotes: Sequence[tuple[int, int]]) -> bool:
    before = bisect_right(quotes, (start, len(line))) - 1
    return before >= 0 and end <= quotes[before][1] or bool(_NAMED.search(line[max(0, start - 40):start]))


def _decided(text: str, judged: list[_Judged], policy: Policy) -> Iterator[Edit]:
    whole = next((each for each in judged if each.action == "drop-document"), None)
    if whole:
        yield Edit(0, len(text), text, "", whole.hits[0].rule.name, _why(whole.hits))
        return
    if _mostly(text, judged, policy):
        why = f"Most lines of this document are abusive, {sum(each.abusive for each in judged)} of them."
        if policy.document == "drop-document" and policy.changes:
            yield Edit(0, len(text), text, "", MOSTLY_ABUSE, why)
            return
        yield Edit(0, 0, "", "", MOSTLY_ABUSE, why)
    done = 0
    for each in judged:
        if each.action == "drop-line":
            for line in _posted(text, each.line):
                if line.start >= done:
                    yield drop_line(text, *line, MOCK_NAME, "The name, or the time, of whoever posted the abusive line below it.")
            worst = max(each.hits, key=lambda hit: (hit.rule.severity, hit.end - hit.start))
            yield drop_line(text, *each.line, worst.rule.name, _why([worst, *(hit for hit in each.hits if hit is not worst)]))
            done = each.line.end
        else:
            for hit in each.hits:
                yield Edit(hit.start, hit.end, hit.text, _after(hit, policy), hit.rule.name, _why([hit]))
            done = each.line.end


def _mostly(text: str, judged: Sequence[_Judged], policy: Policy) -> bool:
    abusive = sum(each.abusive for each in judged)
    if abusive < policy.document_lines:
        return False
    return abusive > policy.document_share * sum(not text[start:end].isspace() for start, end in lines(text) if start < end)


def _after(hit: Hit, policy: Policy) -> str:
    """What stands there after the hit was masked, or the same where it is only flagged."""
    action = policy.action(hit.rule)
    if action != "mask" and (action or policy.inline != "mask" or hit.rule.severity < policy.inline_from):
        return hit.text
    return hit.text[0] + "*" * (len(hit.text) - 1) if policy.mask == "first-letter" else policy.mask


def _why(hits: Sequence[Hit]) -> str:
    found = list(dict.fromkeys(hit.text for hit in hits))
    return f"{hits[0].rule.why} Found " + ", ".join(f"«{text}»" for text in found[:5]) + (" and others." if len(found) > 5 else ".")


# A name or a handle: a few words and no sentence.  Anything longer may be a title.
_NAME_WORDS = 5
_SENTENCE = re.compile(r"[.!?…:;,\"“”«»؟،؛。！？]")
_TIME = re.compile(
    r"\s*(?:\W?\s*(?:\d{1,4}|an?|một|vài)\s*(?:s|m|h|d|w|y|(?:sec|min|hr|second|minute|hour|day|week|month|year)s?|giây|phút|giờ|ngày|tuần|"
    r"tháng|năm)\.?\s*(?:ago|trước)?|(?:منذ|قبل)\s.{2,20}|(?:yesterday|today|hôm qua|hôm nay|أمس|اليوم)\W.{0,16}|"
    r"[\d/.:-]{4,10}(?:[\s,-]{1,3}[\d/.:-]{4,10})?(?:\s?[ap]m)?)\s*", re.IGNORECASE)


def _posted(text: str, line: Span) -> list[Span]:
    """The lines above that only say who posted this one, and when, in the order they stand.

    At the head of a text a name alone; elsewhere only a name with a time below it.
    """
    above = _above(text, line)
    if above is None:
        return []
    if _TIME.fullmatch(text, *above):
        name = _above(text, above)
        return [name, above] if name and _is_name(text, name) else []
    return [above] if _is_name(text, above) and not text[:above.start].strip() else []


def _above(text: str, line: Span) -> Span | None:
    return Span(text.rfind("\n", 0, line.start - 1) + 1, line.start - 1) if line.start else None


def _is_name(text: str, line: Span) -> bool:
    written = text[line.start:line.end]
    return 0 < len(_WORD.findall(written)) <= _NAME_WORDS and not _SENTENCE.search(written) and any(map(str.isalpha, written))
