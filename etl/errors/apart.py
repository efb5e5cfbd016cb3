"""Work for many of which one must not stop the others: items and what to do with them in.

Out: what was done, and a word for each item on which it fails. The one surprising thing: all are
tried together first, which is fast, and in halves only when that fails, so that one bad item among
a thousand costs some twenty tries. What is done must be the same together and apart, and may be
done again.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

from etl.errors.our_fault import is_unreachable

T = TypeVar("T")
R = TypeVar("R")


def apart(
    items: Sequence[T],
    do: Callable[[Sequence[T]], R],
    on_fault: Callable[[T, Exception], None],
) -> list[R]:
    """Do something for all items together, or for the halves apart where that raises.

    Gives the results in the order of the items; an item on which it fails even alone is told to
    `on_fault`. Raises what says that the warehouse does not answer: no item is to blame for that.
    """
    if not items:
        return []
    try:
        return [do(items)]
    except Exception as error:
        if is_unreachable(error):
            raise
        if len(items) == 1:
            on_fault(items[0], error)
            return []
    half = len(items) // 2
    return [*apart(items[:half], do, on_fault), *apart(items[half:], do, on_fault)]
