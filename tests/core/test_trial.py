"""A model of somebody else's is tried where it can do no harm."""

import subprocess
import sys

import numpy as np
import pytest
from bad_models import eat_memory, never_end, spoil
from tiny_model import save_tiny_model, tiny_spec

from fer_core import trial
from fer_core.errors import ModelError
from fer_core.recognition import ENCODER_FILE, HEAD_FILE, OnnxRecogniser
from fer_core.trial import try_model


@pytest.fixture(autouse=True)
def nothing_tried_yet(monkeypatch):
    monkeypatch.setattr(trial, "_passed", {})


@pytest.fixture
def folder(tmp_path):
    return save_tiny_model(tmp_path / "model")


def test_a_good_model_tells_of_itself_and_is_tried_once(folder, monkeypatch):
    tried = try_model(folder)
    assert tried.spec == tiny_spec()
    assert tried.sha256 == OnnxRecogniser.load(folder).sha256
    monkeypatch.setattr(trial.subprocess, "run", None)
    assert try_model(folder) is tried


def test_another_model_in_the_same_folder_is_tried_again(folder):
    try_model(folder)
    (folder / HEAD_FILE).write_bytes(b"no network")
    with pytest.raises(ModelError, match="damaged or not an ONNX network"):
        try_model(folder)


def test_what_is_wrong_is_told_in_its_own_words(tmp_path):
    with pytest.raises(ModelError, match=r"^There is no encoder\.onnx in "):
        try_model(tmp_path)


@pytest.mark.parametrize("value", [np.nan, np.inf])
@pytest.mark.parametrize("name", [ENCODER_FILE, HEAD_FILE])
def test_a_network_that_answers_with_no_number_is_refused(folder, name, value):
    with pytest.raises(ModelError, match="answer with what is no number"):
        try_model(spoil(folder, value, name))


def test_a_network_that_never_ends_is_given_up(folder, monkeypatch):
    monkeypatch.setattr(trial, "_TIMEOUT_S", 3.0)
    with pytest.raises(ModelError, match="did not read a picture within 3 s"):
        try_model(never_end(folder))


def test_a_network_that_never_ends_does_not_outlive_whoever_tried_it_for_long(folder, monkeypatch):
    def start(command, timeout, **options):
        children.append(subprocess.Popen(command, stdin=subprocess.DEVNULL))
        raise subprocess.TimeoutExpired(command, timeout)

    children = []
    monkeypatch.setattr(trial, "_TIMEOUT_S", 1.0)
    monkeypatch.setattr(trial.subprocess, "run", start)
    with pytest.raises(ModelError, match="did not read a picture"):
        try_model(never_end(folder))
    assert children[0].wait(timeout=60.0) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of a process reliably")
def test_a_network_that_takes_all_memory_is_refused(folder):
    with pytest.raises(ModelError, match=r"takes more than 4 GB of memory\. Choose another model\.$"):
        try_model(eat_memory(folder))
