import cv2
import numpy as np
import pytest
from recorded import history_of, judged, metrics_of, traces

from fer_core.spec import CLASSES
from training.report import plots
from training.report.intervals import wilson

CURVES = {
    f"method {number}": traces(
        [(0, 0.7, 90 - 5 * number, 0.05, 0.1), (0.2, 0.6, 10 + number, 0.2 + 0.02 * number, 0.1)]
    )
    for number in range(8)
}


@pytest.fixture
def figure_of(monkeypatch):
    """The figure that a function draws, in place of a file."""
    kept = []
    monkeypatch.setattr(plots, "_save", lambda figure, _path: kept.append(figure))

    def drawn(draw, *args):
        draw(*args, None)
        return kept[-1]

    return drawn


def draw_all(folder):
    metrics = metrics_of()
    plots.draw_confusion(metrics["private_test"]["confusion"], CLASSES, "title", folder / "confusion.png")
    plots.draw_curves(history_of([(0.5, 0.4), (0.8, 0.6)]), folder / "curves.png")
    plots.draw_reliability(metrics["private_test"]["reliability"], "title", folder / "reliability.png")
    plots.draw_robustness(metrics["corruption"], folder / "robustness.png")
    plots.draw_trade_off(CURVES, "title", folder / "trade_off.png")


def test_pictures_are_large_enough_to_read_and_small_enough_to_keep(tmp_path):
    draw_all(tmp_path)
    for path in sorted(tmp_path.iterdir()):
        image = cv2.imread(str(path))
        assert min(image.shape[:2]) > 250
        assert image.std() > 10
        assert path.stat().st_size < 120_000
        # Nothing is cut off: the edges are white.
        edges = np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])
        assert (edges > 250).all(), path.name


def test_cells_are_shares_of_their_row(figure_of):
    axes = figure_of(plots.draw_confusion, [[3, 1], [0, 0]], ("a", "b"), "title").axes[0]
    assert [text.get_text() for text in axes.texts] == ["75", "25", "0", "0"]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["a (4)", "b (0)"]


def test_all_methods_are_drawn_and_differ(figure_of):
    axes = figure_of(plots.draw_trade_off, CURVES, "title").axes[0]
    assert [line.get_label() for line in axes.lines] == list(CURVES)
    assert len({(line.get_color(), line.get_marker()) for line in axes.lines}) == len(CURVES)


def test_a_method_without_a_knob_is_a_point_above_the_curves(figure_of):
    curves = {"a": traces([(0, 0.7, 90, 0.05, 0.1)]), "b": traces([(0, 0.7, 90, 0.05, 0.1), (1, 0.2, 3, 0.2, 0.2)])}
    point, curve = figure_of(plots.draw_trade_off, curves, "title").axes[0].lines
    assert point.get_linestyle() == "None"
    assert curve.get_linestyle() != "None"
    assert point.get_zorder() > curve.get_zorder()
    assert point.get_markersize() > curve.get_markersize()


def test_a_setting_without_a_delay_is_left_out(figure_of):
    curves = {"a": traces([(0, 0.7, 90, 0.05, 0.1), (1, 0.2, 3, None, 1.0)]), "b": traces([(0, 0.7, 90, None, 1.0)])}
    first, second = figure_of(plots.draw_trade_off, curves, "title").axes[0].lines
    assert first.get_xydata().tolist() == [[0.05, 90]]
    assert len(second.get_xydata()) == 0


def test_robustness_is_the_share_of_the_clean_accuracy(figure_of):
    figure = figure_of(plots.draw_robustness, metrics_of()["corruption"])
    assert [axes.get_title() for axes in figure.axes] == ["noise", "rotation"]
    noise, rotation = figure.axes
    assert noise.lines[0].get_ydata() == pytest.approx([1.0, 0.9, 0.5])
    assert [label.get_text() for label in rotation.get_xticklabels()] == ["none", "10", "30"]
    assert noise.get_ylim()[0] < 0.5


def test_kinds_that_are_not_known_have_a_panel_too(figure_of):
    kinds = {f"kind_{number}": {"1": 0.5} for number in range(7)}
    corruption = {"clean": {"a": 0.5}, "accuracy": {"a": kinds}}
    figure = figure_of(plots.draw_robustness, corruption)
    assert [axes.get_title() for axes in figure.axes] == [f"kind {number}" for number in range(7)]


def test_reliability_shows_each_bin_with_what_chance_makes_of_it(figure_of):
    bins = judged((8,) * 7, (2,) * 7, output="fer2013")["reliability"]
    upper, lower = figure_of(plots.draw_reliability, bins, "title").axes
    (points,) = [line for line in upper.lines if line.get_marker() == "o"]
    assert points.get_xydata()[0] == pytest.approx([0.7, 0.8])
    (bar,) = lower.patches
    assert bar.get_height() == 1.0
    # Wilson's interval of 56 in 70.
    low, high = upper.collections[0].get_segments()[0][:, 1]
    assert (low, high) == pytest.approx((0.692, 0.877), abs=1e-3)


def test_a_bin_of_one_picture_is_not_called_certain():
    low, high = wilson(np.array([1.0, 0.0]), np.array([1, 1])).T.tolist()[0]
    assert low == pytest.approx(0.207, abs=1e-3)
    assert high == pytest.approx(1.0)


def test_curves_of_any_split_are_named(figure_of):
    history = history_of([(0.5, 0.4), (0.8, 0.6)])
    left, right = figure_of(plots.draw_curves, history).axes
    assert [line.get_label() for line in right.lines][1:] == ["PublicTest, ferplus", "PublicTest, fer2013"]
    assert right.lines[2].get_ydata() == pytest.approx([0.4, 0.6])
    assert left.lines[1].get_ydata() == pytest.approx([0.5, 0.2])
