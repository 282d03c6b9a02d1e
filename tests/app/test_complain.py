"""What a command says is heard, whatever native code is silenced meanwhile in other threads."""

import subprocess
import sys

# In a process of its own: pytest puts something else in the place of standard error.
SPEAK = """
import threading
from app.commands.common import complain
from fer_core._stderr import quiet_stderr

silenced, enough = threading.Event(), threading.Event()

def silence():
    with quiet_stderr():
        silenced.set()
        enough.wait(5.0)

thread = threading.Thread(target=silence)
thread.start()
silenced.wait(5.0)
threading.Timer(0.1, enough.set).start()
complain("something is wrong.")
thread.join()
with quiet_stderr():
    # Nobody waits for himself.
    complain("nobody hears this.")
"""


def test_a_sentence_is_heard_while_another_thread_silences_native_code():
    done = subprocess.run([sys.executable, "-c", SPEAK], capture_output=True, text=True, timeout=60, check=True)
    assert done.stderr == "fer-live: something is wrong.\n"
