"""What a rule has seen, in the words of the window; and rows of a list that are as high as their words."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from app.rule_words import firing_words
from app.wrapped_rows import WrappedRows
from fer_core import CLASSES
from fer_core.rules.evaluator import Firing
from fer_core.rules.language import Rule


@pytest.mark.parametrize(
    ("rule", "what", "words"),
    [
        (Rule("glad", "happy", "above", 0.7), "happy 0.80", "Happy 0.80"),
        (Rule("new", "label", "changes"), "happy to sad", "Happy to Sad"),
        (Rule("many", "faces", "above", 3), "4 faces", "4 faces"),
        (Rule("dark", "quality", "is", "dark"), "quality dark", "Quality too dark"),
        (Rule("turned", "yaw_deg", "below", 0.0), "yaw_deg -12.50", "yaw_deg -12.50"),
    ],
)
def test_what_there_was_is_told_in_words(rule, what, words):
    assert firing_words(Firing(1.0, rule, None, what), CLASSES) == words


def test_a_row_with_a_box_is_as_high_as_its_words(themed, qtbot):
    view = QListWidget()
    qtbot.addWidget(view)
    WrappedRows(view)
    view.resize(310, 300)
    words = "Happy above 0.70, for 0.5 s, face 2"
    for text in (f"glad\n{words}", f"glad\n{words}, {words}"):
        item = QListWidgetItem(text)
        item.setCheckState(Qt.CheckState.Checked)
        view.addItem(item)
    view.show()
    short, long = (view.visualItemRect(view.item(row)).height() for row in range(2))
    assert long - short >= view.fontMetrics().height()
    view.resize(600, 300)
    themed.processEvents()
    assert view.visualItemRect(view.item(1)).height() == short
