import pytest

from training.fit.schedule import one_cycle


@pytest.mark.parametrize(
    ("progress", "share"),
    [(0.0, 0.0), (0.05, 0.5), (0.1, 1.0), (0.55, 0.5), (0.775, 0.146447), (1.0, 0.0), (1.2, 0.0)],
)
def test_a_straight_rise_and_half_a_cosine(progress, share):
    assert one_cycle(progress) == pytest.approx(share, abs=1e-6)


@pytest.mark.parametrize(("progress", "share"), [(0.0, 0.2), (0.05, 0.6), (0.1, 1.0), (0.55, 0.5)])
def test_the_rise_may_begin_above_nothing(progress, share):
    assert one_cycle(progress, 0.2) == pytest.approx(share)
