"""Policy: what is done about a finding, decided by what stands around it.

A hit says what a word is; what happens to it depends on the line.  A short line that is abuse and
little else goes; the same word in a paragraph of prose, or in quotation marks, is flagged.  All the
numbers stand here, each with its reason.

    >>> careful = policy()
    >>> careful.drops(Line(words=4, share=0.25, severity=4, sure=True, quoted=False))
    True
    >>> careful.drops(Line(words=40, share=0.03, severity=4, sure=True, quoted=False))
    False
"""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from cleaner.errors import CleanerError
from cleaner.folding import fold
from cleaner.rulefile import ACTIONS, Rule

NEVER = 5       # no rule is that severe


class Line(NamedTuple):
    """A line with hits in it, as it is judged."""
    words: int
    share: float      # of its letters that belong to hits of severity 2 or more
    severity: int     # of the worst hit that is neither quoted nor contextual
    sure: bool        # whether that hit is unambiguous, and no slang
    quoted: bool      # whether every severe hit is quoted or named as a word


@dataclass(frozen=True)
class Policy:
    """Plain values, so that worker processes can be handed one."""
    name: str

    # A line goes for words that have no innocent use, and only for strong ones: nobody reads what was
    # dropped.  Rude words (2) are in every film review, mild ones (1) in every newspaper.
    drop_from: int = 3
    # Slang and contextual words drop nothing by themselves.
    drop_unsure: bool = False
    # Up to this many words a line is a remark: half of all comments have nine words or fewer, a
    # sentence of newspaper or encyclopaedia prose has twenty-five.
    short: int = 9
    # Up to this many words a line goes if a quarter of its letters is abuse: several insults in a
    # row are no report of one.  In prose that mentions a single word the share is below a tenth.
    medium: int = 40
    share: float = 0.25
    # What happens to a hit in a line that stays, and from which severity.  Flagging changes nothing.
    inline: str = "flag"
    inline_from: int = 3
    # A document most of whose lines are abusive, and at least three of them, is no text with a lapse.
    # Exactly one half: taking out abusive lines, with or without their posters' names, never carries
    # a document over it, so cleaning twice is cleaning once.
    document: str = "flag"
    document_share: float = 0.5
    document_lines: int = 3

    mask: str = "***"                               # "first-letter" keeps the length and the first letter
    changes: bool = True                            # False: everything is flagged and nothing changed
    actions: tuple[tuple[str, str], ...] = ()       # rule name or glob -> action, the last that fits wins
    severities: tuple[tuple[str, int], ...] = ()    # rule name or glob -> severity, the last that fits wins
    allow: tuple[str, ...] = ()                     # rules, words, sentences

    def drops(self, line: Line) -> bool:
        """Whether a line goes as a whole."""
        if not self.changes or line.quoted or line.severity < self.drop_from or not (line.sure or self.drop_unsure):
            return False
        return line.words <= self.short or line.words <= self.medium and line.share >= self.share

    def action(self, rule: Rule) -> str:
        """What the user, or else the rule, has decided for all its hits; "" leaves it to the line."""
        chosen = [action for glob, action in self.actions if _names(glob, rule)]
        return chosen[-1] if chosen else rule.action if self.changes else ""

    def chosen_by_user(self, rule: Rule) -> bool:
        return any(_names(glob, rule) for glob, _ in self.actions)

    def in_force(self, rules: Sequence[Rule]) -> tuple[Rule, ...]:
        """The rules without those that are allowed, with the severities that the user gave them."""
        return tuple(self._weighed(rule) for rule in rules if not any(_names(glob, rule) for glob in self.allow))

    def _weighed(self, rule: Rule) -> Rule:
        given = [severity for glob, severity in self.severities if _names(glob, rule)]
        return replace(rule, severity=given[-1]) if given else rule

    def allowed_phrases(self) -> tuple[str, ...]:
        """Folded words and sentences inside which nothing is a finding."""
        return tuple(sorted({folded for each in self.allow if (folded := fold(each).text.strip())}, key=len, reverse=True))


POLICIES = {
    "careful": Policy("careful"),
    # For corpora that would rather lose a line than keep an insult: rude and uncertain words drop
    # short lines too, strong ones are masked in prose, and documents of abuse go.
    "strict": Policy("strict", drop_from=2, drop_unsure=True, inline="mask", document="drop-document"),
    "flag-only": Policy("flag-only", drop_from=NEVER, changes=False),
}
_KEYS = ("actions", "severities", "allow", "mask")


def policy(name: str = "careful", overrides: Mapping[str, Any] | None = None) -> Policy:
    """The policy of this name with the user's decisions: `actions` and `severities` by rule name or
    glob, `allow` for rules, words and sentences, and `mask`.  Raises CleanerError."""
    if name not in POLICIES:
        raise CleanerError("policy", f"there is no policy «{name}»", _nearest(name, tuple(POLICIES)))
    overrides = overrides or {}
    for key in overrides:
        if key not in _KEYS:
            raise CleanerError("policy", f"knows no «{key}»", _nearest(key, _KEYS))
    for glob, action in overrides.get("actions", {}).items():
        if action not in ACTIONS:
            raise CleanerError("policy", f"the action of {glob} is «{action}»", _nearest(str(action), ACTIONS))
    for glob, severity in overrides.get("severities", {}).items():
        if severity not in (1, 2, 3, 4):
            raise CleanerError("policy", f"the severity of {glob} is {severity!r}", "use 1 (mild) to 4 (extreme)")
    return replace(POLICIES[name], mask=overrides.get("mask", "***"), allow=tuple(overrides.get("allow", ())),
                   actions=tuple(overrides.get("actions", {}).items()),
                   severities=tuple(overrides.get("severities", {}).items()))


def _names(glob: str, rule: Rule) -> bool:
    """A whole name or a glob of it, or the id alone: `abuse/vi/*`, `obscene`."""
    return fnmatchcase(rule.name, glob) or glob == rule.name.rpartition("/")[2]


def _nearest(word: str, known: tuple[str, ...]) -> str:
    near = get_close_matches(word, known, 1, 0.5)
    return f"write «{near[0]}»" if near else "use one of " + ", ".join(known)
