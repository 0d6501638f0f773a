"""Filters: each is a function from a document to the edits it proposes, and they run in this order.

| filter     | what it does                                     | why it stands where it does                       |
|------------|--------------------------------------------------|---------------------------------------------------|
| encoding   | repairs text that was decoded wrongly; NFC       | an insult inside mojibake is invisible to rules   |
| spacing    | hidden characters, blanks at line ends           | after encoding: A0 may be half of a letter        |
| abuse      | drops, masks or flags what the rules name        | before junk: a poster's line is known by its neighbour |
| junk       | drops what a page shows around its text          | before duplicates: widgets are not paragraphs     |
| wording    | flags Vietnamese words that lost their blank     | reads clean text; changes nothing                 |
| duplicates | drops what stands elsewhere                      | compares what is left of each document            |
| gaps       | closes runs of empty lines                       | last: removed lines leave gaps                    |
"""
from collections.abc import Callable, Iterable

from cleaner.edits import Edit
from cleaner.text import Document

Filter = Callable[[Document], Iterable[Edit]]   # edits sorted by start, without overlap

ORDER = ("encoding", "spacing", "abuse", "junk", "wording", "duplicates", "gaps")
