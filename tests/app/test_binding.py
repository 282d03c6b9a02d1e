import sys

import pytest


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_the_qt_binding_counts_its_references_to_none():
    """PySide6 6.12.0 loses one with every call under Python 3.11, which ends the process within seconds."""
    from PySide6.QtCore import QObject

    thing = QObject()
    before = sys.getrefcount(None)
    for _ in range(500):
        thing.setObjectName("a")
    assert sys.getrefcount(None) > before - 250
