from dataclasses import replace

import pytest
import torch
from drawn import tiny

from fer_core.errors import DataError
from training.config import BEST, PAPER, EncoderConfig, TemporalConfig
from training.networks.classifier import Classifier, make_encoder
from training.networks.paper import PaperEncoder
from training.networks.residual import ResidualEncoder
from training.networks.temporal_head import TemporalHead


def crops(n=4, seed=0):
    return torch.randn(n, 1, 48, 48, generator=torch.Generator().manual_seed(seed))


def windows(n, steps, size, seed=0):
    return torch.randn(n, steps, size, generator=torch.Generator().manual_seed(seed))


def head_of(*, attention, seed=0):
    torch.manual_seed(seed)
    classifier = Classifier(tiny().encoder, ("ferplus", "fer2013"), 7)
    head = TemporalHead(tiny(attention=attention).temporal, classifier)
    if not attention:
        for layer in head.correct.values():
            torch.nn.init.normal_(layer.weight)
    return head.eval(), classifier.eval()


@pytest.mark.parametrize(("kind", "size"), [("paper", 12), ("residual", 16)])
def test_encoders_give_one_embedding_a_crop(kind, size):
    encoder = make_encoder(tiny(kind).encoder).eval()
    assert encoder.embedding_size == size
    with torch.inference_mode():
        found = encoder(crops())
        one = encoder(crops()[1:2])
    assert found.shape == (4, size)
    torch.testing.assert_close(found[1:2], one)


def test_another_encoder_is_refused():
    with pytest.raises(DataError, match="There is no encoder 'transformer'"):
        make_encoder(replace(BEST.encoder, kind="transformer"))


def test_the_paper_s_encoder_has_the_paper_s_modules():
    layers = [type(layer).__name__ for layer in PaperEncoder(PAPER.encoder).layers]
    module = ["Conv2d", "BatchNorm2d", "ReLU"] * 2 + ["MaxPool2d", "Dropout"]
    assert layers == module * 3
    convolutions = [m for m in PaperEncoder(PAPER.encoder).layers if isinstance(m, torch.nn.Conv2d)]
    assert [c.out_channels for c in convolutions] == [32, 32, 64, 64, 128, 128]
    assert {c.kernel_size for c in convolutions} == {(3, 3)}


def test_light_and_contrast_do_not_move_the_residual_encoder():
    encoder = make_encoder(tiny().encoder).eval()
    x = crops()
    with torch.inference_mode():
        torch.testing.assert_close(encoder(x * 0.4 + 1.5), encoder(x), atol=1e-3, rtol=1e-3)


def test_a_residual_block_begins_as_its_short_cut():
    encoder = ResidualEncoder(EncoderConfig(widths=(8,), depths=(2,), stem=8)).eval()
    block = encoder.layers[-1]
    x = torch.rand(2, 8, 6, 6)
    with torch.inference_mode():
        torch.testing.assert_close(block(x), x)


def test_each_stage_halves_the_picture_unless_it_keeps_the_stem_s_width():
    encoder = ResidualEncoder(EncoderConfig(widths=(16, 24), depths=(1, 1), stem=16)).eval()
    halved = ResidualEncoder(EncoderConfig(widths=(20, 24), depths=(1, 1), stem=16)).eval()
    with torch.inference_mode():
        assert encoder.layers(crops()).shape == (4, 24, 24, 24)
        assert halved.layers(crops()).shape == (4, 24, 12, 12)


def test_a_classifier_answers_for_each_kind_of_label():
    model = Classifier(tiny().encoder, ("ferplus", "fer2013"), 5).eval()
    with torch.inference_mode():
        found = model(crops())
        embeddings = model.encoder(crops())
        for name, head in model.linear.items():
            torch.testing.assert_close(found[name], embeddings @ head.weight.T + head.bias)
    assert list(found) == list(model.linear) == ["ferplus", "fer2013"]


def test_a_window_of_one_embedding_reads_as_the_still_picture_exactly():
    head, classifier = head_of(attention=True)
    x = windows(20, 7, 16) * 5
    with torch.inference_mode():
        found = head(x, torch.ones(20, dtype=torch.int64))
        expected = {name: layer(x[:, 0].clone()) for name, layer in classifier.linear.items()}
    for name, logits in expected.items():
        assert torch.equal(found[name], logits)


@pytest.mark.parametrize("attention", [True, False])
def test_what_lies_after_the_valid_part_does_not_count(attention):
    head, _ = head_of(attention=attention)
    x, valid = windows(7, 7, 16), torch.arange(1, 8)
    spoilt = x.clone()
    for row, n in enumerate(valid):
        spoilt[row, n:] = 1e3
    with torch.inference_mode():
        found, expected = head(spoilt, valid), head(x, valid)
    for name in expected:
        torch.testing.assert_close(found[name], expected[name])


@pytest.mark.parametrize("attention", [True, False])
def test_a_shorter_window_reads_the_same_as_the_padded_one(attention):
    head, _ = head_of(attention=attention)
    x = windows(3, 7, 16)
    with torch.inference_mode():
        padded = head(x, torch.full((3,), 4))
        short = head(x[:, :4].clone(), torch.full((3,), 4))
    torch.testing.assert_close(padded["ferplus"], short["ferplus"])


@pytest.mark.parametrize("attention", [True, False])
def test_earlier_embeddings_do_count(attention):
    head, _ = head_of(attention=attention)
    x = windows(3, 7, 16)
    other = x.clone()
    other[:, 2, 0] += 5
    with torch.inference_mode():
        found, changed = head(x, torch.full((3,), 7)), head(other, torch.full((3,), 7))
    assert (found["ferplus"] - changed["ferplus"]).abs().max() > 1e-4


def test_windows_of_a_batch_do_not_mix():
    head, _ = head_of(attention=True)
    x, valid = windows(4, 7, 16), torch.tensor([1, 3, 7, 5])
    with torch.inference_mode():
        together = head(x, valid)["fer2013"]
        apart = torch.cat([head(x[i : i + 1], valid[i : i + 1])["fer2013"] for i in range(4)])
    torch.testing.assert_close(together, apart)


def test_attention_answers_within_what_the_window_shows():
    # The classifiers' reading of a weighted mean lies between the readings of its parts.
    head, classifier = head_of(attention=True)
    x = windows(30, 7, 16)
    with torch.inference_mode():
        found = head(x, torch.full((30,), 7))["ferplus"]
        parts = classifier.linear["ferplus"](x)
    assert (found <= parts.amax(1) + 1e-5).all()
    assert (found >= parts.amin(1) - 1e-5).all()


def test_without_attention_an_untrained_head_reads_the_newest():
    torch.manual_seed(0)
    classifier = Classifier(tiny().encoder, ("fer2013",), 7).eval()
    head = TemporalHead(TemporalConfig(attention=False, hidden=8), classifier).eval()
    x = windows(3, 7, 16)
    with torch.inference_mode():
        found = head(x, torch.tensor([1, 4, 7]))["fer2013"]
        expected = classifier.linear["fer2013"](x[torch.arange(3), [0, 3, 6]])
    torch.testing.assert_close(found, expected)


def test_the_classifiers_in_a_head_are_copies_and_are_not_trained():
    head, classifier = head_of(attention=True)
    copied = head.heads["ferplus"]
    assert torch.equal(copied.weight, classifier.linear["ferplus"].weight)
    assert copied.weight is not classifier.linear["ferplus"].weight
    assert not any(p.requires_grad for p in head.heads.parameters())
    assert any(p.requires_grad for p in head.parameters())


def quiet_head(quiet):
    """A head that hears a class through the syllables, and embeddings that its first classifier is sure about."""
    torch.manual_seed(0)
    classifier = Classifier(tiny().encoder, ("fer2013",), 7).eval()
    with torch.no_grad():
        classifier.linear["fer2013"].weight.copy_(torch.eye(7, classifier.encoder.embedding_size))
        classifier.linear["fer2013"].bias.zero_()
    head = TemporalHead(TemporalConfig(hidden=8, quiet=quiet), classifier).eval()
    if quiet:
        head.syllable[5] = 1.0
    surprise, neutral = (8.0 * torch.eye(7, classifier.encoder.embedding_size)[k] for k in (5, 6))
    return head, surprise, neutral


def read(head, *moments):
    with torch.inference_mode():
        return head(torch.stack(moments).unsqueeze(0), torch.tensor([len(moments)]))["fer2013"][0]


def test_the_pauses_between_syllables_are_listened_to():
    for quiet in (0.0, 10.0):
        head, surprise, neutral = quiet_head(quiet)
        said = read(head, neutral, surprise, surprise, neutral, surprise, surprise)
        assert int(said.argmax()) == (6 if quiet else 5)


def test_a_surprise_in_every_moment_is_heard_as_it_was():
    (plain, surprise, _), (quiet, *_) = quiet_head(0.0), quiet_head(10.0)
    for count in (1, 6):
        torch.testing.assert_close(read(quiet, *[surprise] * count), read(plain, *[surprise] * count))


def test_other_classes_are_heard_alike():
    (plain, _, neutral), (quiet, *_) = quiet_head(0.0), quiet_head(10.0)
    happy = torch.roll(neutral, -3)
    torch.testing.assert_close(
        read(quiet, neutral, happy, happy), read(plain, neutral, happy, happy), atol=0.02, rtol=0.02
    )


def test_a_head_of_earlier_versions_has_no_such_thing():
    head, *_ = quiet_head(0.0)
    assert "syllable" not in head.state_dict()
    assert (
        "syllable"
        not in TemporalHead(TemporalConfig(attention=False, quiet=3.0), head_of(attention=True)[1]).state_dict()
    )
