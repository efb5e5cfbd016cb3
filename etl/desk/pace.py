"""How often somebody may do something: a sliding window a key, in this process's memory."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable


class Pace:
    """Allows `times` events in `seconds` for each key."""

    def __init__(
        self, times: int, seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._times = times
        self._seconds = seconds
        self._clock = clock
        self._seen: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    def take(self, key: str, count: int = 1) -> bool:
        """Count `count` events now; False, and nothing counted, when that is too many."""
        now = self._clock()
        with self._lock:
            self._forget(now)
            seen = self._seen.setdefault(key, deque())
            if len(seen) + count > self._times:
                return False
            seen.extend([now] * count)
            return True

    def give_back(self, key: str) -> None:
        """Take the newest event of a key off again: it was none of those that are counted."""
        with self._lock:
            if seen := self._seen.get(key):
                seen.pop()

    def clear(self, key: str) -> None:
        """Forget a key's events, as after a successful sign-in."""
        with self._lock:
            self._seen.pop(key, None)

    def _forget(self, now: float) -> None:
        for key in list(self._seen):
            seen = self._seen[key]
            while seen and now - seen[0] >= self._seconds:
                seen.popleft()
            if not seen:
                del self._seen[key]
