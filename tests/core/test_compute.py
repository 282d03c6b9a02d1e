"""What networks run on: threads and providers reach ONNX Runtime, and what there is not gives way to the processor."""

import pytest
from fake_faces import FakeRecogniser
from tiny_model import save_tiny_model

from fer_core import compute, recognition, speed
from fer_core.build import make_pipeline
from fer_core.compute import CPU, Compute, thread_choices
from fer_core.recognition import OnnxRecogniser, runtime
from fer_core.speed import ms_per_face, providers


@pytest.fixture
def opened(monkeypatch):
    """Return what networks are opened with, as far as it matters here."""
    ort, seen = runtime(), []

    class Runtime:
        SessionOptions = ort.SessionOptions
        broken: tuple[str, ...] = ()

        @staticmethod
        def get_available_providers():
            return ["AzureExecutionProvider", "CUDAExecutionProvider", CPU]

        def InferenceSession(self, network, options, *, providers, enable_fallback):  # noqa: N802
            seen.append((options.intra_op_num_threads, providers))
            if providers[0] in self.broken:
                raise RuntimeError("libcudart.so is missing")
            return ort.InferenceSession(network, options, providers=[CPU], enable_fallback=enable_fallback)

    fake = Runtime()
    fake.seen = seen
    monkeypatch.setattr(recognition, "runtime", lambda: fake)
    monkeypatch.setattr(speed, "runtime", lambda: fake)
    return fake


@pytest.mark.parametrize(("cores", "wanted", "given"), [(8, 1, 1), (8, 6, 6), (2, 6, 2), (8, 0, 1)])
def test_threads_are_passed_to_onnx_runtime(tiny_model, monkeypatch, cores, wanted, given):
    monkeypatch.setattr(recognition, "cores", lambda: cores)
    recogniser = OnnxRecogniser.load(tiny_model, Compute(wanted))
    for session in (recogniser._encoder, recogniser._head):
        assert session.get_session_options().intra_op_num_threads == given
        assert session.get_session_options().get_session_config_entry("session.intra_op.allow_spinning") == "0"
    assert recogniser.compute == Compute(given, CPU)


def test_a_provider_comes_first_and_the_processor_after_it(opened, tiny_model):
    OnnxRecogniser.load(tiny_model, Compute(1, "CUDAExecutionProvider"))
    assert opened.seen == [(1, ["CUDAExecutionProvider", CPU])] * 2


def test_a_provider_that_fails_to_load_gives_way_to_the_processor(opened, tiny_model):
    opened.broken = ("CUDAExecutionProvider",)
    recogniser = OnnxRecogniser.load(tiny_model, Compute(1, "CUDAExecutionProvider"))
    assert [names for _, names in opened.seen] == [["CUDAExecutionProvider", CPU], [CPU]] * 2
    assert recogniser.compute.provider == CPU


def test_a_provider_that_there_is_not_is_not_tried(opened, tiny_model):
    assert OnnxRecogniser.load(tiny_model, Compute(1, "DmlExecutionProvider")).compute.provider == CPU
    assert opened.seen == [(1, [CPU])] * 2


def test_what_a_pipeline_runs_on_is_written_down(tiny_model):
    pipeline = make_pipeline(tiny_model, compute=Compute(1, "DmlExecutionProvider"))
    pipeline.close()
    assert pipeline.description.settings["provider"] == CPU
    assert pipeline.description.settings["threads"] == 1


def test_the_processor_is_always_offered_and_no_other_computer(opened):
    assert providers() == (CPU, "CUDAExecutionProvider")


@pytest.mark.parametrize(
    ("cores", "numbers"), [(1, [1]), (2, [1, 2]), (3, [1, 2, 3]), (4, [1, 2, 4]), (12, [1, 2, 6, 12])]
)
def test_threads_to_choose_from(cores, numbers):
    assert thread_choices(cores) == numbers


def test_providers_in_words():
    assert compute.provider_words("CUDAExecutionProvider") == "CUDA (NVIDIA)"
    assert compute.provider_words("NewExecutionProvider") == "New"


def test_the_cost_of_a_face_is_the_median_of_a_hundred(monkeypatch):
    # Ever longer: the first five warm up.
    times = iter(value for index in range(105) for value in (float(index), index + index / 1000))
    monkeypatch.setattr(speed.time, "perf_counter", lambda: next(times))
    recogniser = FakeRecogniser()
    assert ms_per_face(recogniser) == pytest.approx((54 + 55) / 2)
    assert recogniser.batches == [1] * 105


def test_measuring_can_be_stopped():
    recogniser = FakeRecogniser()
    assert ms_per_face(recogniser, lambda: len(recogniser.batches) == 3) is None


def test_a_model_is_measured_with_its_networks(tmp_path):
    assert ms_per_face(OnnxRecogniser.load(save_tiny_model(tmp_path))) > 0
