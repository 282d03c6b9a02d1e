"""One run of ``peers.py``, in a process and an environment of its own: ``python -P peer_run.py WHO PICTURES FACTS``.

PICTURES is a file of raw RGB pictures, FACTS a JSON with their width, height and times in seconds. It prints "first"
with its first label, and a JSON with its figures at the end. Its environment has the one program that it runs, and
numpy.
"""

import json
import os
import sys
import time

import numpy as np

#: What a start-up takes is not counted, in seconds of the clip.
WARM_UP_S = 1.0


def fer_live(*, live):
    from fer_core import make_pipeline
    from fer_core.types import Frame

    pipeline = make_pipeline(live=live)

    def read(index, t, image):
        faces = pipeline.process(Frame(index, t, image, time.monotonic())).seen
        boxes = [(face.track.detection.box_px, face.expression) for face in faces if face.expression]
        return [((box[2] - box[0]) * (box[3] - box[1]), said.label) for box, said in boxes]

    return read


def fer(*, mtcnn):
    from fer.fer import FER

    detector = FER(mtcnn=mtcnn)

    def read(_index, _t, image):
        found = detector.detect_emotions(np.ascontiguousarray(image[:, :, ::-1]))
        return [
            (face["box"][2] * face["box"][3], max(face["emotions"], key=face["emotions"].get))
            for face in found
            if face["emotions"]
        ]

    return read


def deepface():
    from deepface import DeepFace

    def read(_index, _t, image):
        bgr = np.ascontiguousarray(image[:, :, ::-1])
        found = DeepFace.analyze(bgr, actions=["emotion"], enforce_detection=False, silent=True)
        seen = [face for face in found if face["face_confidence"]]
        return [(face["region"]["w"] * face["region"]["h"], face["dominant_emotion"]) for face in seen]

    return read


#: By name: how it is made, and whether pictures come to it at their times, those it is too slow for left out.
RUNS = {
    "fer-live, live": (lambda: fer_live(live=True), True),
    "fer-live, every frame": (lambda: fer_live(live=False), False),
    "fer, live": (lambda: fer(mtcnn=False), True),
    "fer, every frame": (lambda: fer(mtcnn=False), False),
    "fer with MTCNN, live": (lambda: fer(mtcnn=True), True),
    "deepface, live": (deepface, True),
}


def pictures(path, facts, *, paced):
    """Yield number, time and picture of each frame."""
    shape = (facts["height"], facts["width"], 3)
    size, times, start = int(np.prod(shape)), facts["times_s"], None
    with open(path, "rb") as file:  # noqa: PTH123
        for index, t in enumerate(times):
            if paced and start is not None:
                if index + 1 < len(times) and time.monotonic() - start > times[index + 1]:
                    continue
                time.sleep(max(0.0, start + t - time.monotonic()))
            file.seek(index * size)
            image = np.frombuffer(file.read(size), np.uint8).reshape(shape)
            yield index, t, image
            # The first picture pays for what is loaded late.
            start = time.monotonic() - t if start is None else start


def main(who, path, facts_path):
    with open(facts_path, encoding="utf-8") as file:  # noqa: PTH123
        facts = json.load(file)
    make, paced = RUNS[who]
    # What the programs print is none of ours.
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    read, labels, times_ms, cpu_s = make(), [], [], None
    for index, t, image in pictures(path, facts, paced=paced):
        if cpu_s is None and t >= WARM_UP_S:
            cpu_s = time.process_time()
        start = time.perf_counter()
        found = read(index, t, image)
        if cpu_s is not None:
            times_ms.append((time.perf_counter() - start) * 1000)
        if found and not any(labels):
            print("first", file=out, flush=True)
        labels.append(max(found)[1] if found else None)
    print(json.dumps({"times_ms": times_ms, "cpu_s": time.process_time() - cpu_s, "labels": labels}), file=out)
    out.flush()
    # Threads of the programs may keep the process.
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
