"""A network that sees patches alone, and the evolution that chooses them."""

import random
import time
from dataclasses import replace

import numpy as np
import pytest
import torch
from drawn import stills_of

from fer_core.errors import DataError
from training.cli import main
from training.config import COMPARED, PAPER
from training.data.several import write_data
from training.files import HISTORY, read_json
from training.fit import evolve as fit
from training.fit.evolve import EVOLVED, evolve, evolve_once
from training.networks import checkpoint
from training.networks.classifier import make_encoder
from training.networks.patches import SIDE, SIDES, PatchNet, patches_of
from training.systems import SYSTEMS

ROW = SYSTEMS["evolved_patches"]
CONFIG = ROW.recipe(COMPARED)


def crops(n=2, seed=0):
    return torch.randn(n, 1, 48, 48, generator=torch.Generator().manual_seed(seed))


def test_nothing_beside_the_patches_is_seen():
    torch.manual_seed(0)
    net = PatchNet(replace(ROW.encoder, patches=(2, 4, 16, 20, 8, 10))).eval()
    seen = torch.zeros(48, 48, dtype=torch.bool)
    seen[2:18, 4:20] = True
    seen[20:30, 8:18] = True
    x = crops()
    with torch.inference_mode():
        torch.testing.assert_close(net(torch.where(seen, x, 9.0)), net(x))
        for row, column in ((2, 4), (17, 19), (20, 8), (29, 17)):
            other = x.clone()
            other[:, :, row, column] += 3
            assert not torch.equal(net(other), net(x))


def test_patches_have_their_own_weights():
    torch.manual_seed(0)
    one, other = (PatchNet(replace(ROW.encoder, patches=p)) for p in ((2, 4, 16, 20, 8, 16), (20, 8, 16, 2, 4, 16)))
    other.load_state_dict(one.state_dict())
    with torch.inference_mode():
        assert (one.eval()(crops()) - other.eval()(crops())).abs().max() > 1e-3


def test_it_has_a_twentieth_of_the_weights_of_the_usual_network():
    counts = [sum(p.numel() for p in make_encoder(c).parameters()) for c in (ROW.encoder, PAPER.encoder)]
    assert counts[0] / counts[1] == pytest.approx(0.05, abs=0.003)


@pytest.mark.parametrize("flat", [(), (1, 2), (0, 0, 49), (40, 0, 9), (-1, 0, 8), (0, 0, 0)])
def test_patches_outside_of_the_crop_are_refused(flat):
    with pytest.raises(DataError, match="no patches of a crop"):
        patches_of(flat)


def informative():
    """Pictures whose class shows in one place only, in the lower right; all else is noise."""
    stills, rng = stills_of({"train": 30, "public_test": 12}, votes=False), np.random.default_rng(0)
    images = rng.integers(0, 256, stills.images.shape, dtype=np.uint8)
    images[:, 30:46, 30:46] = stills.images[:, 30:46, 30:46]
    return replace(stills, images=images)


@pytest.fixture
def quick(monkeypatch):
    """Trainings that show in a fraction of a second what a patch is good for."""
    monkeypatch.setattr(fit, "_PASSES", 6)
    monkeypatch.setattr(fit, "_POPULATION", 6)


def one_patch():
    return replace(CONFIG, encoder=replace(CONFIG.encoder, patches=(0, 0, 10), widths=(8, 12)))


def test_evolution_finds_where_the_class_shows(quick):
    found = evolve(one_patch(), informative(), "public_test", seed=1, generations=5)
    ((top, left, side),) = patches_of(found.config.encoder.patches)
    assert min(top, left) + side > 34
    assert found.accuracy > 0.5
    assert found.seconds > 0
    assert replace(found.config, encoder=one_patch().encoder) == one_patch()


def test_the_same_seed_finds_the_same_and_leaves_other_chance_alone(quick):
    state = torch.get_rng_state()
    stills = informative()
    one, same = (evolve(one_patch(), stills, "public_test", seed=3, generations=2) for _ in range(2))
    assert (one.config, one.accuracy, one.tried) == (same.config, same.accuracy, same.tried)
    assert torch.equal(torch.get_rng_state(), state)


def test_a_budget_of_processor_time_ends_the_search(quick):
    start = time.process_time()
    found = evolve(one_patch(), informative(), "public_test", budget_s=0.5)
    assert 0.5 <= found.seconds <= time.process_time() - start
    assert found.seconds < 3
    least = evolve(one_patch(), informative(), "public_test", budget_s=1e-9)
    assert least.tried == 1
    assert least.config == one_patch()


def test_children_are_patches_of_a_crop():
    dice = random.Random(0)
    parents = [tuple(sorted(fit._anywhere(dice) for _ in range(4))) for _ in range(10)]
    for _ in range(30):
        parents = fit._next(parents, lambda patches: sum(patch[0] for patch in patches), dice)
        for child in parents:
            assert len(patches_of([value for patch in child for value in patch])) == 4
            assert all(SIDES[0] <= side <= SIDES[1] for _, _, side in child)
    # Whoever lies lowest is bred: the patches wander to the lower edge.
    assert max(sum(patch[0] for patch in child) for child in parents) > 4 * (SIDE - SIDES[1])


def test_a_run_searches_once_and_within_its_budget(quick, tmp_path, monkeypatch):
    stills, config = informative(), replace(one_patch(), budget_s=1.5)
    found = evolve_once(config, stills, "public_test", tmp_path)
    assert found.config.budget_s == pytest.approx(max(1.5 - found.seconds, 1))
    monkeypatch.setattr(fit, "evolve", None)
    assert evolve_once(config, stills, "public_test", tmp_path) == found
    with pytest.raises(DataError, match="another recipe, seed or data"):
        evolve_once(config, stills, "public_test", tmp_path, seed=1)


def test_fit_trains_what_the_search_found(quick, tmp_path):
    write_data(stills_of({"train": 3, "public_test": 2}), tmp_path / "drawn.npz")
    command = ["fit", "--config", "compared", "--model", "evolved_patches", "--smoke", "--data",
               str(tmp_path / "drawn.npz"), "--out", str(tmp_path / "run")]  # fmt: skip
    assert main(command) == 0
    told = read_json(tmp_path / "run" / EVOLVED)
    state = checkpoint.load(tmp_path / "run" / checkpoint.ENCODER)
    assert list(state["config"]["encoder"]["patches"]) == told["patches"]
    assert read_json(tmp_path / "run" / HISTORY)["evolved"]["tried"] == told["tried"] > 6
    # It goes on where it was, though nothing is left to do.
    assert main(command) == 0
