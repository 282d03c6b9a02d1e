"""What the library says in fixed phrases is listed where it is shown: else it would not be translated."""

from app import model_card_view, stream_settings
from app.features import hints
from fer_core import coach, model_card
from fer_core.streams import websocket


def test_all_advice_is_translated():
    assert set(hints._ADVICE) == set(coach.ADVICE.values())


def test_the_phrases_of_model_cards_are_translated():
    flattered = model_card._chosen_on({"selection": "test", "epochs": [{"test_spoken": 0.5}]}, "spoken")
    phrases = {*model_card._SETS.values(), *(figure.of for figure in flattered), model_card._READS, model_card._UNKNOWN}
    assert set(model_card_view._OF_THE_LIBRARY) == phrases


def test_the_warning_of_an_open_websocket_is_translated():
    assert stream_settings.OPEN_TO_OTHERS == websocket.OPEN_TO_OTHERS
