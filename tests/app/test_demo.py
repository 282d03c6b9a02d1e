def test_the_demo_clip_shows_labelled_faces_with_the_real_detector(open_window, until, tmp_path, tiny_model):
    from app.backend import real_backend
    from app.choice import DEMO

    window = open_window(real_backend(), DEMO, model=tiny_model)
    until(lambda: window.panels["faces"].cards)
    (card,) = window.panels["faces"].cards
    assert card.label.text().rstrip("?") in {"Angry", "Disgust", "Fear", "Happy", "Sad", "Surprise", "Neutral"}
    assert [name for name, _ in card.bars.rows] == [
        "Angry",
        "Disgust",
        "Fear",
        "Happy",
        "Sad",
        "Surprise",
        "Neutral",
    ]
    assert window.view.mark
