"""What networks run on: so many threads of the processor, or something else that ONNX Runtime finds here."""

import os
from dataclasses import dataclass

#: ONNX Runtime's name of the processor, which is always there.
CPU = "CPUExecutionProvider"
_NAMES = {
    CPU: "processor",
    "CUDAExecutionProvider": "CUDA (NVIDIA)",
    "TensorrtExecutionProvider": "TensorRT (NVIDIA)",
    "ROCMExecutionProvider": "ROCm (AMD)",
    "MIGraphXExecutionProvider": "MIGraphX (AMD)",
    "CoreMLExecutionProvider": "Core ML (Apple)",
    "DmlExecutionProvider": "DirectML (Windows)",
    "OpenVINOExecutionProvider": "OpenVINO (Intel)",
}


@dataclass(frozen=True, slots=True)
class Compute:
    """What networks run on.

    Attributes
    ----------
    threads
        Of the processor, for each network; at most as many as there are cores.
    provider
        What ONNX Runtime calls what computes. Where it cannot be loaded, the processor steps in.
    """

    threads: int = 1
    provider: str = CPU


#: What leaves most of the processor to camera and window.
SPARING = Compute()


def cores() -> int:
    """Return how many cores of the processor this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def thread_choices(of: int) -> list[int]:
    """Return numbers of threads that are worth a try on so many cores: one, two, half of them, all."""
    return sorted({1, 2, of // 2, of} & set(range(1, of + 1)))


def provider_words(provider: str) -> str:
    """Return what a provider of ONNX Runtime is called for people."""
    return _NAMES.get(provider, provider.removesuffix("ExecutionProvider"))
