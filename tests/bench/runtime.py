"""Would the encoder be faster if ONNX Runtime were asked otherwise? ``python tests/bench/runtime.py [--runs N]``.

Median milliseconds of a crop on one core, in turn: as the app runs it, with inputs and outputs bound once (IOBinding),
from a graph that was optimised ahead of time, and with denormal numbers taken for zero; and how long each takes to
open. All four answer alike, or it says so.
"""

import argparse
import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np

from fer_core.manifest import read_checked
from fer_core.preprocess import normalise
from fer_core.recognition import ENCODER_FILE, OnnxRecogniser, open_network, runtime

WARM_UP = 30


def opened(network, **settings):
    """Return a session with one thread, and the milliseconds that it took to open."""
    ort = runtime()
    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    for key, value in settings.items():
        if key == "denormal":
            options.add_session_config_entry("session.set_denormal_as_zero", value)
        else:
            setattr(options, key, value)
    start = time.perf_counter()
    session = ort.InferenceSession(network, options, providers=["CPUExecutionProvider"])
    return session, (time.perf_counter() - start) * 1000


def timed(run, runs):
    """Return the median milliseconds of a run."""
    for _ in range(WARM_UP):
        run()
    laps = []
    for _ in range(runs):
        start = time.perf_counter()
        run()
        laps.append((time.perf_counter() - start) * 1000)
    return median(laps)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    ort, network, spec = runtime(), read_checked(ENCODER_FILE), OnnxRecogniser.load(None).spec
    crops = normalise(np.random.default_rng(0).integers(0, 256, (1, *spec.input_size), np.uint8), spec)
    start = time.perf_counter()
    plain = open_network(network, ENCODER_FILE)
    loads = {"as it is": (time.perf_counter() - start) * 1000}
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "ahead.onnx")
        opened(network, optimized_model_filepath=path)
        ahead, loads["ahead of time"] = opened(
            path, graph_optimization_level=ort.GraphOptimizationLevel.ORT_DISABLE_ALL
        )
    zero, loads["denormals as zero"] = opened(network, denormal="1")
    embeddings = np.zeros((1, spec.embedding_size), np.float32)
    binding = plain.io_binding()
    binding.bind_ortvalue_input("crops", ort.OrtValue.ortvalue_from_numpy(crops))
    bound = ort.OrtValue.ortvalue_from_numpy(embeddings)
    binding.bind_ortvalue_output(plain.get_outputs()[0].name, bound)
    ways = {
        "as it is": lambda: plain.run(None, {"crops": crops}),
        "bound": lambda: plain.run_with_iobinding(binding),
        "ahead of time": lambda: ahead.run(None, {"crops": crops}),
        "denormals as zero": lambda: zero.run(None, {"crops": crops}),
    }
    laps = {name: [] for name in ways}
    for _ in range(args.rounds):
        for name, run in ways.items():
            laps[name].append(timed(run, args.runs))
    (wanted,) = ways["as it is"]()
    ways["bound"]()
    answers = {"bound": bound.numpy(), **{name: ways[name]()[0] for name in ("ahead of time", "denormals as zero")}}
    print("| way | ms a crop, by round | opens in ms | answers |\n|---|---|---|---|")
    for name, found in laps.items():
        apart = float(np.abs(answers.get(name, wanted) - wanted).max())
        opens = f"{loads[name]:.0f}" if name in loads else "-"
        print(f"| {name} | {', '.join(f'{lap:.2f}' for lap in found)} | {opens} | {apart:.1g} apart |")


if __name__ == "__main__":
    main()
