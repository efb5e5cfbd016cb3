"""How often somebody may do something: a sliding window a key, in this process's memory.

Wrong passwords are counted otherwise (`BackOff`): who goes on failing waits longer each time. The
one surprising thing: their key is name and address together, so that a stranger who guesses a
name makes himself wait, and not the person whose name it is.
"""

import hashlib
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Pace:
    """Allows `times` events in `seconds` for each key."""

    times: int
    seconds: float
    clock: Callable[[], float] = time.monotonic
    _seen: dict[str, deque[float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, key: str, count: int = 1) -> bool:
        """Count `count` events now; False, and nothing counted, when that is too many."""
        now = self.clock()
        with self._lock:
            self._forget(now)
            seen = self._seen.setdefault(key, deque())
            if len(seen) + count > self.times:
                return False
            seen.extend([now] * count)
            return True

    def give_back(self, key: str) -> None:
        """Take the newest event of a key off again: it was none of those that are counted."""
        with self._lock:
            if seen := self._seen.get(key):
                seen.pop()

    def _forget(self, now: float) -> None:
        for key in list(self._seen):
            seen = self._seen[key]
            while seen and now - seen[0] >= self.seconds:
                seen.popleft()
            if not seen:
                del self._seen[key]


@dataclass
class BackOff:
    """Lets a key fail some times at once, then makes it wait twice as long after each failure."""

    free: int = 5  # failures that cost nothing
    first: float = 2.0  # wait in seconds
    longest: float = 300.0
    clock: Callable[[], float] = time.monotonic
    _failed: dict[str, tuple[int, float]] = field(default_factory=dict)  # failures, the last when
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, key: str) -> float:
        """Count a try, as a failure until it is said to be none; gives 0.0 when it may be made.

        Else gives the seconds to wait, and nothing is counted: waiting is not made longer by
        asking. Tries at the same time are counted one after another.
        """
        now = self.clock()
        with self._lock:
            self._forget(now)
            failures, last = self._failed.get(key, (0, now))
            left = last + self._wait(failures) - now
            if left > 0:
                return left
            self._failed[key] = failures + 1, now
            return 0.0

    def succeeded(self, key: str) -> None:
        """Forget a key's failures: the try that was counted was none."""
        with self._lock:
            self._failed.pop(key, None)

    def _wait(self, failures: int) -> float:
        beyond = failures - self.free
        return min(self.first * 2.0 ** min(beyond, 32), self.longest) if beyond >= 0 else 0.0

    def _forget(self, now: float) -> None:
        old = [k for k, (_, last) in self._failed.items() if now - last > 2 * self.longest]
        for key in old:
            del self._failed[key]


def name_at(name: str, address: str) -> str:
    """Give the key of somebody who signs in: the name and from where, nothing of it in clear."""
    return hashlib.sha256(f"{name}\n{address}".encode()).hexdigest()
