"""cleaner: repairs encoding, strips abusive and junk lines, removes duplicates, and can put every change back.

    >>> from cleaner import Cleaner
    >>> clean = Cleaner()
    >>> result = clean("Má»¹ sáº½ tÃ¬m kiáº¿m tÃ¡m quá»‘c gia.\\n235\\n16/05/2024 - 14:51\\n")
    >>> result.text
    'Mỹ sẽ tìm kiếm tám quốc gia.\\n'
    >>> result.restore()
    'Má»¹ sáº½ tÃ¬m kiáº¿m tÃ¡m quá»‘c gia.\\n235\\n16/05/2024 - 14:51\\n'
"""
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cleaner.edits import Edit
    from cleaner.errors import CleanerError
    from cleaner.library import Cleaned, Cleaner

__version__ = "0.1.0"
__all__ = ["Cleaned", "Cleaner", "CleanerError", "Edit"]

_HOMES = {"Cleaned": "library", "Cleaner": "library", "CleanerError": "errors", "Edit": "edits"}


def __getattr__(name: str) -> Any:
    # The command imports what it needs; `import cleaner` alone should cost nothing.
    if name in _HOMES:
        from importlib import import_module
        return getattr(import_module(f"cleaner.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'cleaner' has no attribute {name!r}")
