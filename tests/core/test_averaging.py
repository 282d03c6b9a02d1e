import numpy as np
import pytest

from fer_core.averaging import blend


def test_after_one_time_constant_a_third_of_the_old_value_is_left():
    assert blend(1.0, 0.0, 0.2, 0.2) == pytest.approx(0.36787944)
    assert blend(10.0, 20.0, 0.1, 0.2) == pytest.approx(13.934693)


def test_arrays_are_averaged_element_by_element():
    found = blend(np.array([1.0, 0.0]), np.array([0.0, 1.0]), 0.1, 0.1)
    np.testing.assert_allclose(found, [0.36787944, 0.63212056])


@pytest.mark.parametrize("steps", [1, 2, 7, 100])
def test_the_number_of_steps_makes_no_difference(steps):
    value = 5.0
    for _ in range(steps):
        value = blend(value, 1.0, 0.3 / steps, 0.2)
    assert value == pytest.approx(1.89252064)


@pytest.mark.parametrize("dt_s", [0.0, -0.5])
def test_without_time_nothing_changes(dt_s):
    assert blend(5.0, 1.0, dt_s, 0.2) == 5.0


def test_a_time_constant_of_none_keeps_nothing():
    assert blend(5.0, 1.0, 0.0, 0.0) == 1.0


def test_what_was_given_is_not_changed():
    old, new = np.array([1.0, 0.0]), np.array([0.0, 1.0])
    blend(old, new, 0.1, 0.1)
    assert old.tolist() == [1.0, 0.0]
    assert new.tolist() == [0.0, 1.0]
