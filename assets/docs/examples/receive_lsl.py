"""Print what fer-live says by Lab Streaming Layer: ``pip install pylsl``, then ``python receive_lsl.py [NAME]``."""

import sys

from pylsl import StreamInlet, local_clock, resolve_byprop

wanted = ("name", sys.argv[1]) if len(sys.argv) > 1 else ("type", "Expression")
found = resolve_byprop(*wanted, timeout=10)
if not found:
    sys.exit("No stream of fer-live was found. Switch it on in the menu Streams.")
inlet = StreamInlet(found[0])
info = inlet.info()
channels = info.get_channel_labels()
classes = [name.removeprefix("p_") for name in channels if name.startswith("p_")]
print(f"{info.name()} on {info.hostname()}: {', '.join(channels)}")

while True:
    sample, t = inlet.pull_sample(timeout=0.5)
    if sample is None:
        continue
    values = dict(zip(channels, sample, strict=True))
    # On the clock of this computer; a face that cannot be read has no numbers.
    t += inlet.time_correction()
    label = classes[int(values["label"])] if values["label"] == values["label"] else "not readable"
    age_ms = (local_clock() - t) * 1000
    print(f"face {values['face_id']:.0f}  {label:9} {values['confidence']:6.1%}  {age_ms:5.0f} ms old", flush=True)
