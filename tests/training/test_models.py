"""The networks of other papers, each of which can be trained, exported and read."""

import numpy as np
import pytest
import torch
from drawn import pictures, stills_of

from fer_core.recognition import OnnxRecogniser
from training.cli import main
from training.config import COMPARED
from training.data.several import write_data
from training.files import HISTORY, read_json
from training.fit.smoke import PICTURES
from training.fit.stills import Trainer
from training.networks.attention import Cbam
from training.networks.classifier import Classifier, make_encoder
from training.networks.handcrafted import HANDCRAFTED
from training.networks.vgg import SIDE, VggNet
from training.systems import SYSTEMS

LEARNED = [name for name in SYSTEMS if SYSTEMS[name].encoder.kind not in HANDCRAFTED]


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """More pictures than a run with --smoke looks at."""
    path = tmp_path_factory.mktemp("data") / "drawn.npz"
    write_data(stills_of({"train": 8, "public_test": 3}), path)
    return path


def crops(n=3, seed=0):
    return torch.randn(n, 1, 48, 48, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("name", SYSTEMS)
def test_each_gives_one_embedding_a_crop_whatever_the_others(name):
    torch.manual_seed(0)
    encoder = make_encoder(SYSTEMS[name].encoder).eval()
    with torch.inference_mode():
        found, one = encoder(crops()), encoder(crops()[1:2])
    assert found.shape == (3, encoder.embedding_size)
    torch.testing.assert_close(found[1:2], one, atol=1e-4, rtol=1e-3)


@pytest.mark.parametrize(
    ("name", "millions"),
    # By hand: convolutions, dense layers, two for each channel that is normalised, biases of dense layers.
    [
        ("resnet50", 23.5),
        ("alexnet", 18.0),
        ("dcnn_haar", 5.6),
        ("vgg", 10.0),
        ("cnn_lstm", 1.5),
        ("cnn_lstm_attention", 1.5),
        # ConvNeXt-Tiny without its classifier 27.8; gates, query and key are 1.3.
        ("emonext_tiny", 29.1),
        ("evolved_patches", 0.0738),
    ],
)
def test_each_has_the_weights_of_its_kind(name, millions):
    count = sum(p.numel() for p in make_encoder(SYSTEMS[name].encoder).parameters()) / 1e6
    assert count == pytest.approx(millions, rel=0.06)


@pytest.mark.parametrize("name", SYSTEMS)
def test_each_is_fitted_and_exported_in_seconds(name, data, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("training.judge.film_calibration.FILMS", 1)
    monkeypatch.setattr("training.fit.smoke._EPOCHS", 1)
    monkeypatch.setattr("training.fit.smoke._LEARNED", 2)
    monkeypatch.setattr("os.fsync", lambda _: None)
    out, model = tmp_path / "run", tmp_path / "model"
    chosen = ("--config", "compared", "--model", name)
    assert main(["fit", *chosen, "--smoke", "--data", str(data), "--out", str(out)]) == 0
    entry = read_json(out / HISTORY)["epochs"][-1]
    assert np.isfinite(entry["loss"])
    assert f"--run {out} --data {out / PICTURES} --out MODEL" in capsys.readouterr().out
    assert main(["export", "--run", str(out), "--data", str(out / PICTURES), "--out", str(model)]) == 0
    told = capsys.readouterr().out.partition("differ at most by: ")[2].split(".\n")[0]
    differences = {part.split()[0]: float(part.split()[1]) for part in told.split(", ")}
    assert set(differences) == {"encoder", "head", "chain"}
    assert max(differences.values()) < 1e-4
    # The app reads it: one embedding, and one distribution over the classes by each convention.
    recogniser = OnnxRecogniser.load(model)
    assert recogniser.embed(pictures([3])).shape == (1, recogniser.spec.embedding_size)
    assert list(recogniser.spec.distributions) == ["ferplus", "fer2013"]


@pytest.mark.parametrize("name", LEARNED)
def test_each_learns_a_few_pictures(name):
    torch.manual_seed(0)
    model = Classifier(SYSTEMS[name].encoder, ("fer2013",), 7).train()
    stills = stills_of({"train": 1})
    x = (torch.from_numpy(stills.images).unsqueeze(1).float() / 255 - 0.5) / 0.25
    labels = torch.from_numpy(stills.labels)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    losses = []
    for _ in range(6):
        loss = torch.nn.functional.cross_entropy(model(x)["fer2013"], labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert min(losses[3:]) < 0.8 * losses[0]


def test_attention_looks_at_channels_and_places():
    torch.manual_seed(0)
    cbam = Cbam(32).eval()
    x = torch.rand(2, 32, 6, 6)
    with torch.no_grad():
        y = cbam(x)
        gates = y / x
        # One gate a channel times one a place: every two places differ by the same factor in all channels.
        ratio = gates[:, :, 0, 0] / gates[:, :, 3, 4]
        torch.testing.assert_close(ratio, ratio[:, :1].expand_as(ratio))
        assert (gates > 0).all()
        assert (gates < 1).all()
        assert gates.std() > 1e-3


def test_vgg_sees_a_random_part_while_it_learns_and_the_middle_afterwards():
    torch.manual_seed(0)
    net = VggNet(SYSTEMS["vgg"].encoder).eval()
    x = crops(1)
    framed = x.clone()
    room = (48 - SIDE) // 2
    framed[:, :, :room], framed[:, :, -room:] = 9.0, 9.0
    with torch.inference_mode():
        torch.testing.assert_close(net(x), net(framed))
        net.train()
        for part in net.modules():
            if isinstance(part, torch.nn.BatchNorm2d | torch.nn.Dropout):
                part.eval()
        assert len({net(framed).sum().item() for _ in range(8)}) > 1


def test_a_network_is_chosen_by_its_name(tmp_path, monkeypatch, capsys):
    data = stills_of({"train": 2, "public_test": 1})
    monkeypatch.setattr("training.data.several.read_data", lambda *_: data)
    chosen = []

    def stop(self):
        chosen.append(self.config)
        raise KeyboardInterrupt

    monkeypatch.setattr(Trainer, "run", stop)
    command = ("fit", "--config", "compared", "--data", "x", "--out", str(tmp_path / "run"), "--model")
    assert main((*command, "vgg")) == 130
    assert chosen[0].encoder == SYSTEMS["vgg"].encoder
    assert chosen[0].augment == COMPARED.augment
    capsys.readouterr()
    assert main((*command, "vgg", "--start", "shipped")) == 2
    assert "Leave out --model or --start" in capsys.readouterr().err
    assert main((*command, "transformer")) == 2
    assert f"Choose one of: {', '.join(SYSTEMS)}." in capsys.readouterr().err
