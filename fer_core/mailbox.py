"""What stands between two threads: a slot that keeps the newest item, and queues that lose none.

All have the same ``put``, ``get``, ``poll`` and ``close``, so that whoever uses one need not know which.
"""

import sys
import threading
import time
from collections import deque
from typing import Generic, Protocol, TypeVar

T = TypeVar("T")


class Closed(Exception):  # noqa: N818
    """The mailbox is closed, and nothing is left in it."""


class Mailbox(Protocol[T]):
    """What ``Latest``, ``Bounded`` and ``Unbounded`` have in common."""

    @property
    def overwritten(self) -> int:
        """Items that were replaced by a newer one before anybody took them."""

    def __len__(self) -> int:
        """Items inside, but for those of ``put_always``."""

    def put(self, item: T) -> None:
        """Hand over an item; ``Closed`` after ``close``."""

    def put_always(self, item: T) -> None:
        """Hand over an item without waiting that nothing replaces; ``Closed`` after ``close``."""

    def get(self, timeout_s: float | None = None) -> T:
        """Wait for an item and take it; ``Closed`` or ``TimeoutError`` if none comes."""

    def poll(self) -> T | None:
        """Take an item if there is one, without waiting."""

    def close(self) -> None:
        """Take no more items and wake everybody who waits."""


class _Base(Generic[T]):
    """A deque under one condition; the subclasses differ in what ``put`` does when it is full."""

    def __init__(self, capacity: int) -> None:
        if capacity < 1:
            msg = f"a mailbox holds at least one item, not {capacity}"
            raise ValueError(msg)
        self._capacity = capacity
        # With each, whether it is there to stay until it is taken.
        self._items: deque[tuple[T, bool]] = deque()
        self._counted = 0
        self._changed = threading.Condition()
        self._closed = False
        self._overwritten = 0

    @property
    def overwritten(self) -> int:
        """Items that were replaced by a newer one before anybody took them."""
        return self._overwritten

    def __len__(self) -> int:
        """Items inside, but for those of ``put_always``."""
        return self._counted

    @property
    def closed(self) -> bool:
        """Whether ``close`` has been called."""
        return self._closed

    def put_always(self, item: T) -> None:
        """Hand over an item without waiting, behind those that are there; it takes up no room and nothing replaces it.

        Raises
        ------
        Closed
            After ``close``.
        """
        with self._changed:
            self._add(item, stays=True)

    def get(self, timeout_s: float | None = None) -> T:
        """Wait for an item and take it.

        Parameters
        ----------
        timeout_s
            Seconds to wait; None waits until an item comes or the mailbox is closed.

        Raises
        ------
        Closed
            After ``close``, once nothing is left.
        TimeoutError
            If nothing came in time.
        """
        deadline = None if timeout_s is None else time.monotonic() + timeout_s
        with self._changed:
            while not self._items:
                if self._closed:
                    raise Closed
                left = None if deadline is None else deadline - time.monotonic()
                if left is not None and left <= 0:
                    raise TimeoutError
                self._changed.wait(left)
            return self._take()

    def poll(self) -> T | None:
        """Take an item if there is one, without waiting."""
        with self._changed:
            return self._take() if self._items else None

    def close(self) -> None:
        """Take no more items and wake everybody who waits; what is inside can still be taken."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _add(self, item: T, *, stays: bool = False) -> None:
        if self._closed:
            raise Closed
        self._items.append((item, stays))
        self._counted += not stays
        self._changed.notify_all()

    def _take(self) -> T:
        item, stays = self._items.popleft()
        self._counted -= not stays
        self._changed.notify_all()
        return item


class Latest(_Base[T]):
    """One slot: a new item replaces the one that nobody has taken yet, so a reader is never behind.

    ``put`` never waits.
    """

    def __init__(self) -> None:
        super().__init__(1)

    def put(self, item: T) -> None:
        """Hand over the newest item, in place of the one that is still there.

        Raises
        ------
        Closed
            After ``close``.
        """
        with self._changed:
            if self._counted and not self._closed:
                self._items = deque(entry for entry in self._items if entry[1])
                self._counted = 0
                self._overwritten += 1
            self._add(item)


class Bounded(_Base[T]):
    """A queue in which nothing is lost: ``put`` waits while it is full.

    Parameters
    ----------
    capacity
        The most items inside.
    """

    def __init__(self, capacity: int) -> None:
        super().__init__(capacity)

    def put(self, item: T) -> None:
        """Hand over an item as soon as there is room for it.

        Raises
        ------
        Closed
            After ``close``, also when it happens while this waits.
        """
        with self._changed:
            while self._counted >= self._capacity and not self._closed:
                self._changed.wait()
            self._add(item)


class Unbounded(Bounded[T]):
    """A queue in which nothing is lost and ``put`` never waits: for small items."""

    def __init__(self) -> None:
        super().__init__(sys.maxsize)
