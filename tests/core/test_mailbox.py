import threading

import pytest

from fer_core.mailbox import Bounded, Closed, Latest, Unbounded

ALL = [Latest, lambda: Bounded(3), Unbounded]


def in_thread(work):
    """Run work in a thread; return the thread and the list that its outcome will be in."""
    outcome = []

    def body():
        try:
            outcome.append(work())
        except Exception as error:
            outcome.append(type(error))

    thread = threading.Thread(target=body, daemon=True)
    thread.start()
    return thread, outcome


def test_latest_keeps_the_newest_and_counts_what_it_replaced():
    box = Latest()
    for item in range(5):
        box.put(item)
    assert box.get() == 4
    assert box.overwritten == 4
    assert box.poll() is None


def test_latest_counts_nothing_that_was_taken():
    box = Latest()
    for item in range(3):
        box.put(item)
        assert box.poll() == item
    assert box.overwritten == 0


def test_bounded_keeps_everything_in_order():
    box = Bounded(2)
    _, outcome = in_thread(lambda: [box.put(item) for item in range(20)])
    assert [box.get(5) for _ in range(20)] == list(range(20))
    assert box.overwritten == 0
    assert not outcome or outcome == [[None] * 20]


def test_bounded_holds_its_writer_up_until_there_is_room():
    box = Bounded(1)
    box.put("first")
    thread, outcome = in_thread(lambda: box.put("second"))
    thread.join(0.05)
    assert outcome == []
    assert box.get() == "first"
    thread.join(5)
    assert outcome == [None]
    assert box.get() == "second"


def test_unbounded_keeps_everything_in_order_and_never_waits():
    box = Unbounded()
    for item in range(10_000):
        box.put(item)
    assert (len(box), box.overwritten) == (10_000, 0)
    assert [box.get() for _ in range(10_000)] == list(range(10_000))


@pytest.mark.parametrize("make", ALL)
def test_it_knows_how_many_items_are_inside(make):
    box = make()
    assert len(box) == 0
    box.put(1)
    assert len(box) == 1
    box.get()
    assert len(box) == 0


@pytest.mark.parametrize("make", ALL)
def test_get_waits_for_an_item(make):
    box = make()
    thread, outcome = in_thread(box.get)
    thread.join(0.05)
    assert outcome == []
    box.put("late")
    thread.join(5)
    assert outcome == ["late"]


@pytest.mark.parametrize("make", ALL)
def test_get_gives_up_after_its_time(make):
    with pytest.raises(TimeoutError):
        make().get(0.01)


@pytest.mark.parametrize("make", ALL)
def test_close_wakes_every_reader(make):
    box = make()
    waiting = [in_thread(box.get) for _ in range(3)]
    box.close()
    for thread, outcome in waiting:
        thread.join(5)
        assert outcome == [Closed]


def test_close_wakes_a_writer_that_waits():
    box = Bounded(1)
    box.put("first")
    thread, outcome = in_thread(lambda: box.put("second"))
    box.close()
    thread.join(5)
    assert outcome == [Closed]


@pytest.mark.parametrize("make", ALL)
def test_what_is_inside_can_be_taken_after_close(make):
    box = make()
    box.put("kept")
    box.close()
    assert box.get() == "kept"
    assert box.poll() is None
    with pytest.raises(Closed):
        box.get()
    with pytest.raises(Closed):
        box.put("more")


@pytest.mark.parametrize("make", ALL)
def test_poll_never_waits(make):
    box = make()
    assert box.poll() is None
    box.put(1)
    assert box.poll() == 1


def test_a_mailbox_without_room_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        Bounded(0)
