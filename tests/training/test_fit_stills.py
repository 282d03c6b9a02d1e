from dataclasses import replace

import numpy as np
import pytest
import torch
from drawn import FULL, stills_of, tiny

from fer_core.errors import DataError
from training.config import BEST, PAPER, AugmentConfig
from training.data.augment import degrade
from training.files import HISTORY, read_json
from training.fit import stills as fit
from training.fit.stills import Average, Trainer, adopt, learning_rate
from training.networks import checkpoint
from training.networks.classifier import Classifier


@pytest.mark.parametrize(("kind", "optimizer", "lr"), [("paper", "adam", 0.01), ("residual", "sgd", 0.2)])
def test_a_small_run_learns(kind, optimizer, lr, tmp_path):
    still = AugmentConfig(0, 0, shift=0.02, flip=False, light=0.1, erase=0, corrupt=0)
    config = tiny(kind, optimizer=optimizer, lr=lr, ema=0.0, patience=0, label_smoothing=0.0, augment=still)
    config = replace(config, batch=16, epochs=6, encoder=replace(config.encoder, dropout=0.0))
    data = stills_of({"train": 30, "public_test": 8})
    trainer = Trainer(config, data, "public_test", tmp_path)
    trainer.run()
    first, last = trainer.history[0], trainer.history[-1]
    assert last["loss"] < first["loss"] - 1
    assert last["accuracy"] > 0.8
    assert max(entry["public_test_fer2013"] for entry in trainer.history) > 0.9
    classifier, state = checkpoint.load_classifier(tmp_path / checkpoint.ENCODER)
    images = torch.from_numpy(data.split("public_test").images).unsqueeze(1).float() / 255
    with torch.inference_mode():
        logits = classifier((images - config.mean) / config.std)
    entry = trainer.history[state["epoch"] - 1]
    for name in ("ferplus", "fer2013"):
        right = (logits[name].argmax(1).numpy() == data.split("public_test").labels).mean()
        assert right == pytest.approx(entry[f"public_test_{name}"], abs=0.02)


def test_training_stops_when_it_no_longer_gets_better(stills, tmp_path):
    # A learning rate that changes nothing: the first epoch stays the best.
    config = replace(FULL, epochs=50, patience=3, optimizer="adam", lr=1e-12, ema=0.0)
    trainer = Trainer(config, stills, "public_test", tmp_path)
    with torch.no_grad():
        for module in trainer.model.modules():
            if isinstance(module, torch.nn.BatchNorm2d):
                module.momentum = 0.0
    trainer.run()
    assert trainer.epoch == 4
    assert checkpoint.load(tmp_path / checkpoint.ENCODER)["epoch"] == 1


def test_data_without_labels_to_choose_by_is_refused(stills, tmp_path):
    blind = replace(stills, labels=np.where(stills.splits == "public_test", -1, stills.labels))
    with pytest.raises(DataError, match="has a label 'fer2013' to choose epochs by"):
        Trainer(FULL, blind, "public_test", tmp_path).run()


def test_fine_tuning_begins_with_the_weights_of_another_run(stills, tmp_path, run_of):
    start, _ = checkpoint.load_classifier(run_of() / checkpoint.ENCODER)
    trainer = Trainer(replace(FULL, lr=0.01), stills, "public_test", tmp_path, start=start)
    for name, value in trainer.model.state_dict().items():
        assert torch.equal(value, start.state_dict()[name]), name


def test_adopt_takes_the_classifiers_that_fit():
    torch.manual_seed(0)
    start = Classifier(tiny().encoder, ("fer2013",), 7)
    model, fewer = Classifier(tiny().encoder, ("ferplus", "fer2013"), 7), Classifier(tiny().encoder, ("fer2013",), 5)
    other = model.linear["ferplus"].weight.clone()
    adopt(model, start)
    assert torch.equal(model.linear["fer2013"].weight, start.linear["fer2013"].weight)
    assert torch.equal(model.linear["ferplus"].weight, other)
    adopt(fewer, start)
    assert fewer.linear["fer2013"].weight.shape[0] == 5
    for name, value in start.encoder.state_dict().items():
        assert torch.equal(fewer.encoder.state_dict()[name], value)


def test_adopt_refuses_another_architecture():
    with pytest.raises(DataError, match="encoder of another architecture"):
        adopt(Classifier(tiny().encoder, ("fer2013",), 7), Classifier(tiny("paper").encoder, ("fer2013",), 7))


@pytest.mark.parametrize(("heads", "classes"), [(("fer2013",), 7), (("ferplus", "fer2013"), 6)])
def test_a_teacher_of_other_data_is_refused(stills, tmp_path, heads, classes):
    with pytest.raises(DataError, match="A teacher has other classifiers or classes"):
        Trainer(FULL, stills, "public_test", tmp_path, teachers=[Classifier(tiny().encoder, heads, classes)])


def test_teachers_are_asked_once_for_each_view(stills, tmp_path, monkeypatch):
    config = replace(FULL, epochs=5, views=2)
    seen = []
    taught = Trainer._taught

    def watched(self, clean, batch):
        answer = taught(self, clean, batch)
        seen.append((batch, clean.clone(), answer["fer2013"]))
        return answer

    monkeypatch.setattr(Trainer, "_taught", watched)
    asked = []
    teacher = Classifier(tiny().encoder, ("ferplus", "fer2013"), 7)
    teacher.register_forward_hook(lambda *_: asked.append(1))
    Trainer(config, stills, "public_test", tmp_path, teachers=[teacher]).run()
    batches = len(seen) // 5
    assert len(asked) == 2 * batches
    # The third epoch shows the pictures of the first one again, and the second one others.
    for first, second, third in zip(seen[:batches], seen[batches:], seen[2 * batches :], strict=False):
        assert first[0] == third[0] != second[0]
        assert torch.equal(first[1], third[1])
        assert torch.equal(first[2], third[2])
        assert not torch.equal(first[1], second[1])


def test_without_teachers_every_epoch_shows_other_pictures(stills, tmp_path, monkeypatch):
    seen = []

    def watched(clean, *others):
        seen.append(clean.clone())
        return degrade(clean, *others)

    monkeypatch.setattr(fit, "degrade", watched)
    Trainer(replace(FULL, epochs=3, views=1), stills, "public_test", tmp_path).run()
    first, second, third = (seen[number * len(seen) // 3] for number in range(3))
    assert not torch.equal(first, second)
    assert not torch.equal(second, third)


def test_a_student_comes_closer_to_its_teacher(tmp_path):
    data = stills_of({"train": 20, "public_test": 4})
    torch.manual_seed(1)
    teacher = Classifier(tiny("paper").encoder, ("ferplus", "fer2013"), 7)
    with torch.no_grad():
        for head in teacher.linear.values():
            head.bias += torch.tensor([0.0, 3.0, 0, 0, 0, 0, 0])
    config = tiny(optimizer="adam", lr=1e-2, ema=0.0, distill=1.0)
    trainer = Trainer(config, data, "public_test", tmp_path, teachers=[teacher])
    trainer.run()
    student = trainer.model.eval()
    images = torch.from_numpy(data.split("public_test").images).unsqueeze(1).float() / 255
    with torch.inference_mode():
        answers = student((images - config.mean) / config.std)
    # The teacher, and it alone, says that everything is of the second class.
    assert (answers["fer2013"].argmax(1) == 1).all()


def test_the_average_follows_the_weights():
    model = Classifier(tiny().encoder, ("fer2013",), 7)
    average = Average(model, 0.9)
    weight = model.linear["fer2013"].weight
    with torch.no_grad():
        weight.fill_(0.0)
        average.weights["heads.fer2013.weight"].fill_(1.0)
        average.update(model)
        # The first steps count for more: (1 + 1) / (10 + 1).
        assert float(average.weights["heads.fer2013.weight"].mean()) == pytest.approx(2 / 11)
        for _ in range(300):
            average.update(model)
        average.weights["heads.fer2013.weight"].fill_(1.0)
        average.update(model)
    assert float(average.weights["heads.fer2013.weight"].mean()) == pytest.approx(0.9)
    name = "encoder.layers.1.num_batches_tracked"
    model.state_dict()[name].fill_(17)
    average.update(model)
    assert int(average.weights[name]) == 17


def test_the_learning_rate_rises_and_falls():
    rates = [learning_rate(replace(BEST, lr=1.0), i / 1000) for i in range(1001)]
    assert rates[0] == pytest.approx(0.04)
    assert int(np.argmax(rates)) == 100
    assert rates[100] == pytest.approx(1.0)
    assert rates[550] == pytest.approx(0.5, abs=1e-3)
    assert rates[-1] == pytest.approx(0.0, abs=1e-9)
    assert learning_rate(PAPER, 0.0) == learning_rate(PAPER, 0.9) == PAPER.lr


def test_the_history_tells_where_a_run_is_from(stills, tmp_path):
    origins = {"teachers": ["large"], "start": None}
    Trainer(replace(FULL, epochs=1), stills, "public_test", tmp_path, origins=origins).run()
    history = read_json(tmp_path / HISTORY)
    assert (history["teachers"], history["start"]) == (["large"], None)


def test_data_without_training_pictures_is_refused(tmp_path):
    with pytest.raises(DataError, match="no pictures in its split 'train'"):
        Trainer(FULL, stills_of({"public_test": 2}), "public_test", tmp_path)
