"""Atomic writing: a file appears whole under its name, or not at all.

It is written under a temporary name in the same folder, synced to the disk and renamed.  A link is
followed, and a file that is written over keeps its permissions.

    >>> import os, tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> name = os.path.join(folder.name, "a.txt")
    >>> with atomic(name) as file:
    ...     _ = file.write(b"whole")
    ...     os.path.exists(name)
    False
    >>> open(name, "rb").read()
    b'whole'
    >>> folder.cleanup()
"""
import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from cleaner.errors import CleanerError

# Short, since a name of 255 bytes has no room for more; recognisable, should a crash leave one behind.
TEMPORARY = ".cleaner-"
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@contextmanager
def atomic(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """A binary file that is at `path` when the block ends well, and nowhere when it does not.

    Raises CleanerError where the folder is missing or not writable, or the disk is full.
    """
    real = os.path.realpath(path)
    # A device or pipe (/dev/null, /dev/stdout) is written to; a file in its place would be a mischief.
    device = os.path.exists(real) and not os.path.isfile(real)
    temporary = real if device else os.path.join(os.path.dirname(real), f"{TEMPORARY}{os.getpid()}-{secrets.token_hex(4)}")
    try:
        file = open(temporary, "wb" if device else "xb", buffering=1 << 20)
    except OSError as error:
        raise _cannot(path, error) from None
    try:
        with file:
            yield file
            file.flush()
            if not device:
                os.fsync(file.fileno())
        if not device:
            _keep_mode(real, temporary)
            os.replace(temporary, real)
    except BaseException as error:
        if not device:
            os.unlink(temporary)
        if isinstance(error, OSError) and (error.errno in FULL or error.filename == temporary):
            raise _cannot(path, error) from None
        raise


def _keep_mode(real: str, temporary: str) -> None:
    try:
        mode = os.stat(real).st_mode & 0o7777
    except FileNotFoundError:
        return
    os.chmod(temporary, mode)


def _cannot(path: str | os.PathLike[str], error: OSError) -> CleanerError:
    cure = "make room on the disk" if error.errno in FULL else "check that the folder is there and can be written to"
    return CleanerError(os.fsencode(path).decode("utf-8", "backslashreplace"), f"cannot be written: {error.strerror or error}", cure)
