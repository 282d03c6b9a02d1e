"""The CNN encoder and the temporal head, run by ONNX Runtime."""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from fer_core.compute import CPU, SPARING, Compute, cores
from fer_core.errors import ModelError
from fer_core.manifest import read_checked
from fer_core.outputs import DistributionSpec
from fer_core.preprocess import normalise
from fer_core.spec import METADATA_KEY, ModelSpec

ENCODER_FILE = "encoder.onnx"
HEAD_FILE = "head.onnx"


class Recogniser(Protocol):
    """Turns crops into embeddings, and windows of embeddings into raw outputs."""

    @property
    def spec(self) -> ModelSpec:
        """What the networks need and give."""

    @property
    def sha256(self) -> Mapping[str, str]:
        """Checksums of the files, hexadecimal, by name."""

    def embed(self, crops: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Encode crops (N, h, w) uint8 grey; return embeddings (N, D) float32."""

    def read(self, windows: NDArray[np.float32], valid: NDArray[np.int64]) -> Mapping[str, NDArray[np.float32]]:
        """Read windows (N, T, D), of which the first ``valid`` (N,) hold; return each output (N, ...) float32."""


class OnnxRecogniser:
    """The shipped recogniser: one ONNX graph encodes, the other one reads the window.

    Parameters
    ----------
    encoder, head
        Sessions of ONNX Runtime.
    spec
        Their common description.
    sha256
        Of the two files, hexadecimal, by name.
    """

    def __init__(self, encoder: Any, head: Any, spec: ModelSpec, sha256: Mapping[str, str]) -> None:
        self._encoder, self._head, self._spec, self._sha256 = encoder, head, spec, sha256

    @classmethod
    def load(cls, folder: Path | None = None, compute: Compute = SPARING) -> Self:
        """Load an exported model.

        Parameters
        ----------
        folder
            Holds ``encoder.onnx`` and ``head.onnx``; None for the model that fer-live ships.
        compute
            What it is to run on; see :attr:`compute` for what became of that.

        Raises
        ------
        ModelError
            If a file is missing or damaged, or the two contradict their description.
        """
        place = "fer-live's own model" if folder is None else str(folder)
        encoder, spec, encoder_sum = _open(folder, ENCODER_FILE, compute)
        head, head_spec, head_sum = _open(folder, HEAD_FILE, compute)
        if spec != head_spec:
            msg = f"{ENCODER_FILE} and {HEAD_FILE} of {place} are not of one model. Export both again, together."
            raise ModelError(msg)
        recogniser = cls(encoder, head, spec, {ENCODER_FILE: encoder_sum, HEAD_FILE: head_sum})
        recogniser._check(place)
        return recogniser

    @property
    def spec(self) -> ModelSpec:
        """What the networks need and give."""
        return self._spec

    @property
    def sha256(self) -> Mapping[str, str]:
        """Checksums of the two files, hexadecimal, by name."""
        return self._sha256

    @property
    def compute(self) -> Compute:
        """What the encoder, which has most to do, runs on."""
        threads = self._encoder.get_session_options().intra_op_num_threads
        return Compute(threads, self._encoder.get_providers()[0])

    def embed(self, crops: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Encode crops (N, h, w) uint8 grey; return embeddings (N, D) float32."""
        (embeddings,) = self._encoder.run(None, {"crops": normalise(crops, self._spec)})
        return np.asarray(embeddings, np.float32)

    def read(self, windows: NDArray[np.float32], valid: NDArray[np.int64]) -> dict[str, NDArray[np.float32]]:
        """Read windows of embeddings.

        Parameters
        ----------
        windows
            (N, T, D) float32, oldest first.
        valid
            (N,) int64: how many of each window hold, counted from its start.

        Returns
        -------
        By name of the output: logits (N, K) float32 of a distribution, before baseline and temperature; numbers (N, M)
        of scalars.
        """
        names = list(self._spec.outputs)
        outputs = self._head.run(names, {"embeddings": windows, "valid": valid})
        return dict(zip(names, outputs, strict=True))

    def _check(self, place: str) -> None:
        spec = self._spec
        try:
            # A picture with something in it: what is undefined would hide in a black one.
            height, width = spec.input_size
            picture = (np.arange(height * width, dtype=np.uint32) * 37 % 256).astype(np.uint8).reshape(1, height, width)
            embeddings = self.embed(picture)
            window = np.zeros((1, spec.window, spec.embedding_size), np.float32)
            window[:, :1, : embeddings.shape[-1]] = embeddings[:, None, : spec.embedding_size]
            outputs = self.read(window, np.ones(1, np.int64))
        except Exception as error:
            msg = f"The networks of {place} do not fit their description ({_line(error)}). Export them again."
            raise ModelError(msg) from error
        if embeddings.shape != (1, spec.embedding_size):
            msg = (
                f"{ENCODER_FILE} of {place} gives {embeddings.shape[-1]} numbers a face, and its description says "
                f"{spec.embedding_size}. Export the model again."
            )
            raise ModelError(msg)
        for name, values in outputs.items():
            output = spec.outputs[name]
            names = output.labels if isinstance(output, DistributionSpec) else output.names
            if values.shape != (1, len(names)):
                msg = (
                    f"{HEAD_FILE} of {place} has {values.shape[-1]} values in its output '{name}' and "
                    f"{len(names)} names for them. Export the model again."
                )
                raise ModelError(msg)
        if not all(np.isfinite(values).all() for values in (embeddings, *outputs.values())):
            msg = f"The networks of {place} answer with what is no number. Train or export the model again."
            raise ModelError(msg)


def runtime() -> Any:
    """Return the module ``onnxruntime``, without reports to its maker."""
    # From 1.29 on it keeps an identifier and reports to its maker, unless it is told not to before it is loaded.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    # What older ones on Windows go by.
    onnxruntime.disable_telemetry_events()
    return onnxruntime


def open_network(network: bytes, origin: str, compute: Compute = SPARING) -> Any:
    """Open a network, by default with one thread: several busy ones would starve camera and window.

    Threads sleep when idle. Where the provider is not there or refuses the network, the processor takes it.

    Parameters
    ----------
    network
        An ONNX file.
    origin
        Where it is from, for the message.
    compute
        What it is to run on.

    Raises
    ------
    ModelError
        If ONNX Runtime cannot read it.
    """
    ort = runtime()
    options = ort.SessionOptions()
    options.intra_op_num_threads = min(max(compute.threads, 1), cores())
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 4
    elsewhere = compute.provider != CPU and compute.provider in ort.get_available_providers()
    for providers in ([compute.provider, CPU], [CPU])[not elsewhere :]:
        try:
            # Otherwise it prints what is wrong on standard output, and tries the same once more.
            return ort.InferenceSession(network, options, providers=providers, enable_fallback=0)
        except Exception as error:
            refused = error
    msg = f"{origin} is damaged or not an ONNX network ({_line(refused)}). Install or export the model again."
    raise ModelError(msg) from refused


def _open(folder: Path | None, name: str, compute: Compute) -> tuple[Any, ModelSpec, str]:
    origin = name if folder is None else str(folder / name)
    network = _read(folder, name)
    session = open_network(network, origin, compute)
    try:
        text = session.get_modelmeta().custom_metadata_map.get(METADATA_KEY)
    except UnicodeDecodeError as error:
        msg = f"The model description in {origin} is damaged. Export or install the model again."
        raise ModelError(msg) from error
    if text is None:
        msg = f"{origin} carries no fer-live model description. Export it with 'fer-train export'."
        raise ModelError(msg)
    return session, ModelSpec.from_json(text, origin), hashlib.sha256(network).hexdigest()


def _read(folder: Path | None, name: str) -> bytes:
    if folder is None:
        return read_checked(name)
    try:
        return (folder / name).read_bytes()
    except FileNotFoundError as error:
        msg = f"There is no {name} in {folder}. Choose the folder of an exported model."
        raise ModelError(msg) from error
    except OSError as error:
        msg = f"{folder / name} cannot be read ({error.strerror}). Choose another model, or mend its permissions."
        raise ModelError(msg) from error


def _line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
