import errno

import pytest
import torch

from fer_core.errors import DataError, SinkError
from training.networks import checkpoint


@pytest.fixture(scope="module")
def run(run_of):
    return run_of("residual")


def test_a_checkpoint_that_is_none_of_ours_is_refused(tmp_path):
    torch.save({"weights": torch.zeros(3)}, tmp_path / "encoder.pt")
    with pytest.raises(DataError, match="no checkpoint of fer-train"):
        checkpoint.load_classifier(tmp_path / "encoder.pt")


def test_a_checkpoint_of_another_kind_is_refused(run):
    with pytest.raises(DataError, match="is a checkpoint of something else"):
        checkpoint.load_classifier(run / checkpoint.LAST)


def test_a_missing_checkpoint_is_said(tmp_path):
    with pytest.raises(DataError, match=r"There is no .*encoder\.pt\. Run 'fer-train fit' first"):
        checkpoint.load_classifier(tmp_path / "encoder.pt")


def test_weights_of_another_architecture_are_refused(tmp_path, run):
    state = checkpoint.load(run / checkpoint.ENCODER)
    state["config"]["encoder"]["widths"] = [8, 12, 24]
    torch.save(state, tmp_path / "encoder.pt")
    with pytest.raises(DataError, match="another architecture than its recipe says"):
        checkpoint.load_classifier(tmp_path / "encoder.pt")


def test_a_full_disk_is_said_and_the_old_checkpoint_stays(tmp_path, monkeypatch):
    path = tmp_path / "last.pt"
    checkpoint.save(path, {"config": {}, "model": {}})
    before = path.read_bytes()

    def full(_number):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("fer_core.files.os.fsync", full)
    with pytest.raises(SinkError, match=r"last\.pt cannot be written\. Make room"):
        checkpoint.save(path, {"config": {}, "model": {"w": torch.zeros(100_000)}})
    assert path.read_bytes() == before
