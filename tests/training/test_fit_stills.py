from dataclasses import replace

import numpy as np
import pytest
import torch
from drawn import FULL, pictures, stills_of, tiny

from fer_core.errors import DataError
from fer_core.preprocess import normalise
from fer_core.spec import CLASSES
from training.config import BEST, PAPER, AugmentConfig
from training.data.augment import degrade
from training.data.stills import Stills
from training.export.to_onnx import make_spec
from training.files import HISTORY, read_json
from training.fit import stills as fit
from training.fit.average import Average
from training.fit.stills import Trainer, adopt, learning_rate
from training.fit.targets import spoken_of
from training.fit.teachers import Teachers
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
    adopt(model, start)
    assert torch.equal(model.linear["fer2013"].weight, start.linear["fer2013"].weight)
    # What is new begins as the mean of what is known.
    assert torch.equal(model.linear["ferplus"].weight, start.linear["fer2013"].weight)
    adopt(fewer, start)
    assert fewer.linear["fer2013"].weight.shape[0] == 5
    for name, value in start.encoder.state_dict().items():
        assert torch.equal(fewer.encoder.state_dict()[name], value)


def test_adopt_refuses_another_architecture():
    with pytest.raises(DataError, match="encoder of another architecture"):
        adopt(Classifier(tiny().encoder, ("fer2013",), 7), Classifier(tiny("paper").encoder, ("fer2013",), 7))


@pytest.mark.parametrize(("heads", "classes"), [(("rafdb",), 7), (("ferplus", "fer2013"), 6)])
def test_a_teacher_of_other_data_is_refused(stills, tmp_path, heads, classes):
    with pytest.raises(DataError, match="A teacher has other classifiers or classes"):
        Trainer(FULL, stills, "public_test", tmp_path, teachers=[Classifier(tiny().encoder, heads, classes)])


def test_teachers_are_asked_once_for_each_view(stills, tmp_path, monkeypatch):
    config = replace(FULL, epochs=5, views=2)
    seen = []
    taught = Teachers.of_varied

    def watched(self, clean, batch):
        answer = taught(self, clean, batch)
        seen.append((batch, clean.clone(), answer["fer2013"]))
        return answer

    monkeypatch.setattr(Teachers, "of_varied", watched)
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


def test_teachers_that_see_plain_pictures_are_asked_once(stills, tmp_path):
    config = replace(FULL, epochs=3, plain=True, views=2)
    torch.manual_seed(3)
    teacher, seen = Classifier(tiny().encoder, ("ferplus", "fer2013"), 7), []
    teacher.register_forward_hook(lambda _, given, __: seen.append(given[0].clone()))
    trainer = Trainer(config, stills, "public_test", tmp_path, teachers=[teacher])
    trainer.run()
    train = stills.split("train").images
    plain = (torch.from_numpy(train).unsqueeze(1).float() / 255 - config.mean) / config.std
    assert len(seen) == 2
    torch.testing.assert_close(seen[0], plain)
    torch.testing.assert_close(seen[1], plain.flip(3))
    with torch.inference_mode():
        expected = (teacher(plain)["fer2013"].softmax(1) + teacher(plain.flip(3))["fer2013"].softmax(1)) / 2
    torch.testing.assert_close(trainer.teachers.of_plain(trainer.images)["fer2013"], expected)


def test_a_teacher_need_not_have_what_is_spoken(stills, tmp_path):
    config = replace(FULL, epochs=1, spoken=True, plain=True)
    teacher = Classifier(tiny().encoder, ("ferplus", "fer2013"), 7)
    trainer = Trainer(config, stills, "public_test", tmp_path, teachers=[teacher])
    trainer.run()
    assert trainer.heads == ("spoken", "ferplus", "fer2013")
    said = trainer.teachers.of_plain(trainer.images)
    p = spoken_of(said["ferplus"], said["fer2013"], trainer.targets.balance)
    # The mean over two views of something that is not linear: nearly the same.
    torch.testing.assert_close(said["spoken"], p, atol=0.02, rtol=0.1)
    assert {"public_test_spoken", "public_test_ferplus"} <= trainer.history[0].keys()


def test_what_is_kept_leans_to_where_the_run_began(stills, tmp_path):
    config = replace(FULL, epochs=1, anchor=0.25)
    torch.manual_seed(5)
    start = Classifier(tiny().encoder, ("ferplus", "fer2013"), 7)
    trainer = Trainer(config, stills, "public_test", tmp_path / "a", start=start)
    trainer.run()
    kept, own = trainer.best["weights"], trainer.average.weights
    moved = 0
    for name, value in start.state_dict().items():
        if value.is_floating_point():
            torch.testing.assert_close(kept[name], 0.25 * value + 0.75 * own[name])
            moved += int(not torch.equal(own[name], value))
    assert moved > 10
    # It is only about what is judged: the training itself goes the same way.
    free = Trainer(replace(config, anchor=0.0), stills, "public_test", tmp_path / "b", start=start)
    free.run()
    assert all(torch.equal(free.average.weights[name], own[name]) for name in own)
    assert all(torch.equal(free.best["weights"][name], own[name]) for name in own)


def test_a_run_that_began_with_nothing_leans_nowhere(stills, tmp_path):
    trainer = Trainer(replace(FULL, epochs=1, anchor=0.25), stills, "public_test", tmp_path)
    trainer.run()
    assert all(torch.equal(trainer.best["weights"][name], value) for name, value in trainer.average.weights.items())


def test_adopt_begins_what_is_spoken_with_the_mean_of_both():
    torch.manual_seed(0)
    start = Classifier(tiny().encoder, ("ferplus", "fer2013"), 7)
    model = Classifier(tiny().encoder, ("spoken", "ferplus", "fer2013"), 7)
    adopt(model, start)
    for part in ("weight", "bias"):
        both = [getattr(start.linear[name], part) for name in ("ferplus", "fer2013")]
        torch.testing.assert_close(getattr(model.linear["spoken"], part), (both[0] + both[1]) / 2)
    again = Classifier(tiny().encoder, ("spoken", "ferplus", "fer2013"), 7)
    adopt(again, model)
    assert torch.equal(again.linear["spoken"].weight, model.linear["spoken"].weight)


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
    rates = [learning_rate(BEST, i / 1000) for i in range(1001)]
    assert rates[0] == pytest.approx(0.04)
    assert int(np.argmax(rates)) == 100
    assert rates[100] == pytest.approx(1.0)
    assert rates[550] == pytest.approx(0.5, abs=1e-3)
    assert rates[-1] == pytest.approx(0.0, abs=1e-9)
    assert learning_rate(PAPER, 0.0) == learning_rate(PAPER, 0.9) == 1.0


def test_the_history_tells_where_a_run_is_from(stills, tmp_path):
    origins = {"teachers": ["large"], "start": None}
    Trainer(replace(FULL, epochs=1), stills, "public_test", tmp_path, origins=origins).run()
    history = read_json(tmp_path / HISTORY)
    assert (history["teachers"], history["start"]) == (["large"], None)


def test_data_without_training_pictures_is_refused(tmp_path):
    with pytest.raises(DataError, match="no pictures in its split 'train'"):
        Trainer(FULL, stills_of({"public_test": 2}), "public_test", tmp_path)


def of_class(number, split="public_test", count=5):
    """Pictures of one class in a split, and one training picture."""
    labels = np.array([0] + [number] * count)
    splits = np.array(["train"] + [split] * count)
    return Stills(pictures(labels), labels, None, splits, CLASSES)


@pytest.mark.parametrize(("ema", "judged"), [(0.9, 3), (0.0, 5)])
def test_the_averaged_weights_are_judged_and_kept(tmp_path, monkeypatch, ema, judged):
    trainer = Trainer(tiny(epochs=1, ema=ema), of_class(3), "public_test", tmp_path)

    def trained(self):
        # The average says that everything is of class 3, the weights of the last step that it is of class 5.
        for weights, number in ((self.average.weights, 3), (self.model.state_dict(), 5)):
            weights["heads.fer2013.weight"].zero_()
            weights["heads.fer2013.bias"].copy_(2.0 * torch.eye(7)[number])
        self.history.append({"epoch": 1, "loss": 0.0, "accuracy": 0.0})

    monkeypatch.setattr(Trainer, "_train_epoch", trained)
    trainer.run()
    (entry,) = read_json(tmp_path / HISTORY)["epochs"]
    assert entry["public_test_fer2013"] == float(judged == 3)
    # 7 classes, of which one has the logit 2 and the others 0.
    assert entry["public_test_fer2013_loss"] == pytest.approx(np.log(np.exp(2) + 6) - (2 if judged == 3 else 0))
    kept = checkpoint.load(tmp_path / checkpoint.ENCODER)["model"]["heads.fer2013.bias"]
    assert torch.equal(kept, 2.0 * torch.eye(7)[judged])


def test_every_step_is_averaged_with_the_decay_of_the_recipe(tmp_path):
    config = tiny(epochs=2, batch=7, ema=0.2, optimizer="adam", lr=0.01)
    trainer = Trainer(config, stills_of({"train": 3, "public_test": 1}), "public_test", tmp_path)
    bias = trainer.model.linear["fer2013"].bias
    expected, seen = bias.detach().clone(), []
    trainer.optimizer.register_step_post_hook(lambda *_: seen.append(bias.detach().clone()))
    trainer.run()
    assert len(seen) == 6
    # At first (1 + step) / (10 + step), which is more than 0.2 from the second step on.
    for number, value in enumerate(seen):
        keep = 2 / 11 if number == 0 else 0.2
        expected = keep * expected + (1 - keep) * value
    torch.testing.assert_close(trainer.average.weights["heads.fer2013.bias"], expected)
    assert not torch.allclose(expected, seen[-1], atol=1e-4)


def test_mixup_mixes_the_targets_and_their_weights_as_it_mixes_the_pictures(tmp_path, monkeypatch):
    config = replace(tiny(epochs=1, label_smoothing=0.0, class_weights=0.0), augment=AugmentConfig(mixup=0.4))
    labels = np.array([0, 1, -1, 0])
    splits = np.array(["train"] * 3 + ["public_test"])
    grey = np.full((4, 48, 48), 10, np.uint8) * np.arange(1, 5, dtype=np.uint8)[:, None, None]
    trainer = Trainer(config, Stills(grey, labels, None, splits, CLASSES), "public_test", tmp_path)
    # Whatever it sees, the network gives the classes these probabilities.
    p = torch.tensor([1 / 2, 1 / 4, 1 / 8, 1 / 32, 1 / 32, 1 / 32, 1 / 32])
    with torch.no_grad():
        trainer.model.linear["fer2013"].weight.zero_()
        trainer.model.linear["fer2013"].bias.copy_(p.log())
    shares, shown = torch.tensor([0.75, 0.6, 0.8]), []

    def each_with_the_next(x, alpha, _rng):
        assert alpha == 0.4
        number = (x.mean((1, 2, 3)) * 25.5).round().long() - 1
        partner = number.argsort()[(number + 1) % 3]
        share = shares[number]
        column = share.reshape(-1, 1, 1, 1)
        return x * column + x[partner] * (1 - column), partner, share

    monkeypatch.setattr(fit, "augment", lambda x, *_: x)
    monkeypatch.setattr(fit, "mix", each_with_the_next)
    monkeypatch.setattr(fit, "degrade", lambda x, *_: shown.append(x) or x)
    trainer.run()
    # Grey levels 10, 20, 30: the first picture with the second, the second with the third, the third with the first.
    levels = sorted(float(level) for level in shown[0].mean((1, 2, 3)) * 255)
    assert levels == pytest.approx([0.75 * 10 + 0.25 * 20, 0.6 * 20 + 0.4 * 30, 0.8 * 30 + 0.2 * 10], abs=1e-3)
    # In units of log 2, a picture of class 0 costs 1 and one of class 1 costs 2. The third has no label: what it brings
    # counts for nothing, and its place among the targets is that of class 0.
    costs = [0.75 * 1 + 0.25 * 2, 0.6 * 2 + 0.4 * 1, 1]
    weights = [1, 0.6, 0.2]
    expected = np.log(2) * np.dot(costs, weights) / 3
    assert trainer.history[0]["loss"] == pytest.approx(expected, rel=1e-5)


def test_training_and_judging_see_pictures_as_the_app_normalises_them(tmp_path, monkeypatch):
    # An encoder that does not bring each picture to mean 0 and deviation 1 itself.
    config = tiny("paper", epochs=1, mean=0.3, std=0.2, optimizer="adam", lr=1e-3, patience=0)
    data, seen = stills_of({"train": 1, "public_test": 3}), []
    trainer = Trainer(config, data, "public_test", tmp_path)
    monkeypatch.setattr(fit, "augment", lambda x, *_: x)
    monkeypatch.setattr(fit, "degrade", lambda x, *_: x)
    trainer.model.encoder.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0].clone()))
    trainer.run()
    classifier, _ = checkpoint.load_classifier(tmp_path / checkpoint.ENCODER)
    spec = make_spec(config, "test", CLASSES, classifier, ["fer2013"])

    def in_order(x):
        return x[x.mean((1, 2, 3)).argsort()]

    expected = torch.from_numpy(normalise(data.split("train").images, spec))
    torch.testing.assert_close(in_order(seen[0]), in_order(expected), atol=1e-4, rtol=0)
    judged = data.split("public_test")
    with torch.inference_mode():
        logits = classifier(torch.from_numpy(normalise(judged.images, spec)))["fer2013"]
    loss = torch.nn.functional.cross_entropy(logits, torch.from_numpy(judged.labels))
    assert trainer.history[0]["public_test_fer2013_loss"] == pytest.approx(float(loss), rel=1e-4)
