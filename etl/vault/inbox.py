"""The inbox: a folder in, the files in it that are to be taken out.

Collector, watcher and whoever counts what waits ask here, so that nothing is announced that is
never taken. The one surprising thing: a file is known to be unfinished by its name alone, because
nothing else tells a copy that is still under way; capital letters make no difference.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

_NO_WORKBOOK = (".", "~$")  # hidden files; locks of office programs
_UNFINISHED = (".part", ".tmp", ".crdownload", ".download")

OnLeft = Callable[[Path, OSError | None], None]
Waiting = list[tuple[Path, os.stat_result]]


def waiting(folder: Path | None, on_left: OnLeft | None = None, *, links: bool = False) -> Waiting:
    """List the files to take from a folder and those in it, as they are now, oldest first.

    No folder holds none. What is no plain file (a link is one only with `links`) is told to
    `on_left`, and so is what cannot be looked at, with its error.
    """
    found: Waiting = []
    if folder is None or not folder.is_dir():
        return found
    for entry in _entries(folder, on_left, links):
        if not entry.name.startswith(_NO_WORKBOOK) and not entry.name.lower().endswith(_UNFINISHED):
            try:
                found.append((Path(entry.path), entry.stat(follow_symlinks=links)))
            except OSError as error:
                _leave(entry.path, error, on_left)
    return sorted(found, key=lambda one: (one[1].st_mtime_ns, one[0].name))


def _entries(folder: str | Path, on_left: OnLeft | None, links: bool) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            inside = list(entries)
    except OSError as error:
        _leave(folder, error, on_left)
        return
    for entry in inside:
        if entry.is_dir(follow_symlinks=False):
            yield from _entries(entry.path, on_left, links)
        elif entry.is_file(follow_symlinks=links):
            yield entry
        else:
            _leave(entry.path, None, on_left)


def _leave(path: str | Path, error: OSError | None, on_left: OnLeft | None) -> None:
    if on_left is not None:
        on_left(Path(path), error)
