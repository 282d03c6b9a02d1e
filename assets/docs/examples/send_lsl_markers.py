"""Set markers that fer-live takes in as marks: ``pip install pylsl``, then ``python send_lsl_markers.py [COUNT]``."""

import sys
import time

from pylsl import IRREGULAR_RATE, StreamInfo, StreamOutlet, cf_string, local_clock

count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
outlet = StreamOutlet(StreamInfo("my experiment", "Markers", 1, IRREGULAR_RATE, cf_string, "my-experiment"))
print("Waiting for a listener: switch on 'Take in markers of other programs' in the menu Streams.", flush=True)
while not outlet.wait_for_consumers(1.0):
    pass
for number in range(1, count + 1):
    outlet.push_sample([f"trial {number}"], local_clock())
    print(f"trial {number}", flush=True)
    time.sleep(1.0)
