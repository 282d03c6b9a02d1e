"""A training that ends with its time, learns as fast as it may, and what it asks of the logits."""

import math
from dataclasses import replace

import pytest
import torch
from drawn import stills_of, tiny

from fer_core.errors import DataError
from training.fit import clock
from training.fit.clock import Clock
from training.fit.losses import cross_entropy, squared_hinge
from training.fit.range_test import find_rate
from training.fit.stills import Trainer


class Slow:
    """A processor on which every look at the clock takes a second."""

    def __init__(self):
        self.now = 100.0

    def process_time(self):
        self.now += 1.0
        return self.now


@pytest.fixture
def slow(monkeypatch):
    made = Slow()
    monkeypatch.setattr(clock, "time", made)
    return made


@pytest.fixture
def stills():
    return stills_of({"train": 12, "public_test": 4})


def test_the_clock_goes_on_where_an_earlier_process_stopped(slow):
    found = Clock(40.0)
    assert found.used_s == 41.0
    slow.now += 9
    assert found.used_s == 51.0


def test_training_ends_with_its_time_and_goes_on_with_what_is_left(stills, tmp_path, slow):
    # An epoch of 84 pictures in batches of 32 looks at the clock some ten times.
    config = replace(tiny(), epochs=50, budget_s=60.0)
    trainer = Trainer(config, stills, "public_test", tmp_path)
    trainer.run()
    assert 2 < trainer.epoch < 20
    assert 60 <= trainer.clock.used_s < 75
    assert len(trainer.history) == trainer.epoch
    again = Trainer(config, stills, "public_test", tmp_path)
    assert again.clock.used_s >= 60
    again.run()
    assert again.epoch == trainer.epoch


def test_the_rate_falls_along_the_time(stills, tmp_path, slow, monkeypatch):
    rates = []
    monkeypatch.setattr(Trainer, "_set_rate", lambda self, rate: rates.append(rate))
    Trainer(replace(tiny(), epochs=50, budget_s=60.0), stills, "public_test", tmp_path).run()
    top = rates.index(max(rates))
    assert 0 < top < len(rates) // 3
    assert all(a >= b for a, b in zip(rates[top:], rates[top + 1 :], strict=False))
    assert rates[-1] < 0.05 * max(rates)


def test_time_for_less_than_an_epoch_is_refused(stills, tmp_path, slow):
    with pytest.raises(DataError, match="3 s of processor time are less than one epoch takes, about"):
        Trainer(replace(tiny(), budget_s=3.0), stills, "public_test", tmp_path).run()
    assert not (tmp_path / "encoder.pt").exists()


def test_a_rate_of_zero_is_found_and_kept(stills, tmp_path):
    config = replace(tiny(), lr=0.0, epochs=1)
    trainer = Trainer(config, stills, "public_test", tmp_path)
    before = {name: value.clone() for name, value in trainer.model.state_dict().items()}
    trainer.lr = trainer._find_rate()
    for name, value in trainer.model.state_dict().items():
        assert torch.equal(value, before[name]), name
    assert trainer.optimizer.state_dict()["state"] == {}
    assert 1e-5 <= trainer.lr <= 1e-1
    found = trainer.lr
    trainer.run()
    assert Trainer(config, stills, "public_test", tmp_path).lr == found


@pytest.mark.parametrize("best", [1e-5, 1e-4, 10**-3.5, 1e-3, 1e-2, 1e-1])
def test_the_rate_is_that_of_the_trial_with_the_lowest_loss(best):
    tried = []

    def loss(rate):
        tried.append(rate)
        return abs(math.log10(rate / best))

    assert find_rate(loss) == pytest.approx(best)
    # Each rate once, and no further than one beyond the best.
    assert len(set(tried)) == len(tried)
    assert min(tried) >= min(best, 10**-3.5) / 4
    assert max(tried) <= max(best, 1e-3) * 4


def test_a_rate_at_which_the_loss_is_no_number_is_not_taken():
    assert find_rate(lambda rate: float("nan") if rate > 5e-4 else 1 - rate) == pytest.approx(10**-3.5)


def test_the_rate_does_not_leave_its_range_where_the_loss_goes_on_falling():
    assert find_rate(lambda rate: -rate) == pytest.approx(0.1)
    assert find_rate(lambda rate: rate) == pytest.approx(1e-5)


def test_the_hinge_is_zero_where_every_margin_holds():
    right = torch.tensor([[2.0, -1.0, -3.0]])
    target = torch.tensor([[1.0, 0.0, 0.0]])
    assert squared_hinge(right, target).item() == 0.0
    # One that lacks 0.5 on its side, and one that is 0.5 on the wrong side of zero.
    wrong = torch.tensor([[0.5, 0.5, -1.0]])
    assert squared_hinge(wrong, target).item() == pytest.approx(0.25 + 2.25)
    # Half a label asks for half of both.
    half = torch.tensor([[0.5, 0.0, 0.0]])
    assert squared_hinge(torch.zeros(1, 3), half).item() == pytest.approx(3.0)
    assert cross_entropy(torch.zeros(1, 3), target).item() == pytest.approx(math.log(3))


def test_what_an_encoder_asks_for_besides_weighs_as_the_recipe_says(stills, tmp_path):
    config = replace(tiny(), epochs=1)

    def loss_with(penalty):
        trainer = Trainer(replace(config, penalty=penalty), stills, "public_test", tmp_path / str(penalty))
        trainer.model.encoder.penalty = torch.tensor(3.0)
        trainer.run()
        return trainer.history[0]["loss"]

    assert loss_with(2.0) - loss_with(0.0) == pytest.approx(6.0, abs=1e-3)
