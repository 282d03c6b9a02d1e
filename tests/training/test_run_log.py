import json
import math
import statistics
from dataclasses import replace
from pathlib import Path

import pytest
from recorded import history_of, write

from fer_core.errors import DataError
from training import cli
from training.config import BEST, PAPER, RESIDUAL
from training.report import run_log
from training.report.run_log import as_markdown, best_epoch, groups, log_runs, read_run, recorded, table

SHORT = replace(RESIDUAL, epochs=2)


def put(runs, name, scores, note="", **more):
    write(runs / name / "history.json", history_of(scores, **more))
    if note:
        (runs / name / "note.txt").write_text(note)
    return runs / name


def logged(runs, tmp_path):
    out = tmp_path / "log" / "RESULTS.md"
    notes = log_runs(runs, out)
    return out.read_text(encoding="utf-8"), notes


def rows_of(text, title):
    """The cells of the first table below a heading, without its titles."""
    below = text[text.index(title) :].splitlines()
    lines = [line for line in below if line.startswith("|")]
    end = next((i for i, line in enumerate(below[3:], start=3) if i > below.index(lines[0]) and not line), len(below))
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:] if line in below[:end]]


@pytest.fixture
def runs(tmp_path):
    folder = tmp_path / "runs"
    put(folder, "worse", [(0.5, 0.4), (0.6, 0.5)], "half the light", config=SHORT)
    put(folder, "better", [(0.8, 0.6), (0.9, 0.7), (0.9, 0.7), (0.91, 0.68)])
    put(folder, "sub/paper", [(0.7, 0.65)], config=PAPER)
    return folder


def test_every_run_is_in_the_table_best_first(runs, tmp_path):
    text, notes = logged(runs, tmp_path)
    assert notes == []
    assert rows_of(text, "## Everything") == [
        ["better", "`residual`", "0", "4 of 160", "2", "90.00", "70.00", "80.00", ""],
        ["sub-paper", "`paper`", "0", "1 of 50", "1", "70.00", "65.00", "67.50", ""],
        ["worse", "`residual` (epochs 2)", "0", "2 of 2", "2", "60.00", "50.00", "55.00", "half the light"],
    ]
    assert "Nothing was run with more than one seed yet." in text


def test_the_best_epoch_is_the_first_of_the_best_by_the_mean_of_the_heads():
    entries = history_of([(0.9, 0.4), (0.7, 0.7), (0.8, 0.6), (0.6, 0.7)])["epochs"]
    assert best_epoch(entries, "public_test")["epoch"] == 2


def test_the_record_of_a_run_is_small_and_says_what_was_otherwise(runs, tmp_path):
    logged(runs, tmp_path)
    record = json.loads((tmp_path / "log" / "runs" / "worse.json").read_text())
    assert record["differences"] == {"epochs": 2}
    assert {key: record[key] for key in ("name", "recipe", "seed", "epochs_run", "best_epoch", "note")} == {
        "name": "worse", "recipe": "residual", "seed": 0, "epochs_run": 2, "best_epoch": 2, "note": "half the light",
    }  # fmt: skip
    assert record["public_test"] == {"ferplus": 0.6, "fer2013": 0.5}
    assert (tmp_path / "log" / "runs" / "worse.json").stat().st_size < 4000


def test_seeds_are_put_together(tmp_path):
    runs = tmp_path / "runs"
    figures = {0: (0.80, 0.60), 1: (0.82, 0.64), 2: (0.87, 0.62)}
    for seed, scores in figures.items():
        put(runs, f"s{seed}", [scores] * (seed + 1), "the choice", config=SHORT, seed=seed)
    put(runs, "other", [(0.1, 0.1)], "the choice", seed=3)
    text, _ = logged(runs, tmp_path)
    ((names, recipe, count, epochs, *spread),) = rows_of(text, "## The same with other seeds")
    assert (names, recipe, count, epochs) == ("s0, s1, s2", "`residual` (epochs 2)", "3", "1 to 3")
    for found, head in zip(spread, (0, 1), strict=False):
        values = [100 * scores[head] for scores in figures.values()]
        assert found == f"{statistics.mean(values):.2f} ± {statistics.stdev(values):.2f}"
    assert spread[2] == "72.50 ± 2.29"


@pytest.mark.parametrize("other", [{"note": "taught"}, {"seed": 0}, {"teachers": ["large"]}, {"config": RESIDUAL}])
def test_what_differs_in_more_than_the_seed_stays_apart(tmp_path, other):
    put(tmp_path, "a", [(0.8, 0.6)], config=SHORT)
    put(tmp_path, "b", [(0.7, 0.6)], **({"config": SHORT, "seed": 1} | other))
    results = [read_run(tmp_path / name, name) for name in ("a", "b")]
    assert max(len(group) for group in groups(results)) == 1
    assert len(groups([results[0], replace(results[0], seed=1, name="c")])) == 1


def test_the_log_keeps_runs_that_are_gone_and_notes_that_are_not_repeated(runs, tmp_path):
    logged(runs, tmp_path)
    later = tmp_path / "later"
    put(later, "worse", [(0.5, 0.4), (0.6, 0.5), (0.95, 0.9)], config=SHORT)
    text, notes = logged(later, tmp_path)
    assert notes == []
    assert [row[0] for row in rows_of(text, "## Everything")] == ["worse", "better", "sub-paper"]
    assert rows_of(text, "## Everything")[0][3:] == ["3 of 2", "3", "95.00", "90.00", "92.50", "half the light"]


def test_another_run_of_a_known_name_does_not_replace_it(runs, tmp_path):
    before, _ = logged(runs, tmp_path)
    put(tmp_path / "later", "worse", [(0.9, 0.9)], config=SHORT, seed=5)
    put(tmp_path / "later", "new", [(0.1, 0.1)])
    text, (note,) = logged(tmp_path / "later", tmp_path)
    assert note == "The log has another run of the name worse. Rename the folder to log this one as well."
    assert rows_of(before, "## Everything")[2] in rows_of(text, "## Everything")


def test_a_failure_is_logged_too(tmp_path):
    history = history_of([(0.2, 0.1)], note="too high a rate:\nit | fell apart")
    history["epochs"][0]["public_test_ferplus_loss"] = math.nan
    write(tmp_path / "runs" / "bad" / "history.json", history)
    text, _ = logged(tmp_path / "runs", tmp_path)
    assert "too high a rate: it \\| fell apart |" in text
    assert json.loads((tmp_path / "log" / "runs" / "bad.json").read_text())["public_test_loss"] == {"fer2013": 1.5}


def test_a_recipe_without_a_name_is_compared_with_best(tmp_path):
    put(tmp_path, "mine", [(0.5, 0.5)], config=replace(BEST, name="mine", lr=0.3))
    found = as_markdown([read_run(tmp_path / "mine", "mine")])
    assert "`mine` (of its own; unlike `best`: lr 0.3)" in found


def test_an_older_recipe_without_a_newer_field_is_not_said_to_differ(tmp_path):
    history = history_of([(0.5, 0.5)])
    del history["config"]["views"], history["config"]["encoder"]["size"]
    history["config"]["gone"] = {"deep": 3}
    write(tmp_path / "old" / "history.json", history)
    assert read_run(tmp_path / "old", "old").as_dict()["differences"] == {"gone.deep": 3}


def test_a_run_of_one_head_is_not_ranked_among_those_of_two(tmp_path):
    put(tmp_path / "runs", "two", [(0.3, 0.2)])
    history = history_of([(0.0, 0.9)])
    for entry in history["epochs"]:
        del entry["public_test_ferplus"], entry["public_test_ferplus_loss"]
    write(tmp_path / "runs" / "one" / "history.json", history)
    text, _ = logged(tmp_path / "runs", tmp_path)
    assert [row[0] for row in rows_of(text, "## Everything")] == ["two", "one"]


@pytest.mark.parametrize(
    ("history", "words"),
    [
        ("{", "is missing or damaged"),
        ("[]", "is no history of a run"),
        ("{}", "is no history of a run"),
        (json.dumps(history_of([]) | {"selection": "validation"}), "chose its epochs on 'validation'"),
        (json.dumps(history_of([])), "has no epoch behind it yet"),
        (json.dumps(history_of([(0.1, 0.1)]) | {"config": {"name": "x"}}), "is no history of a run"),
        (json.dumps(history_of([(0.1, "much")])), "is no history of a run"),
        (None, "is no run: it has no history.json"),
    ],
)
def test_what_is_no_run_is_named_and_the_rest_is_logged(runs, tmp_path, history, words):
    (runs / "strange").mkdir()
    if history is not None:
        (runs / "strange" / "history.json").write_text(history)
    text, (note,) = logged(runs, tmp_path)
    assert words in note
    assert "strange" in note
    assert len(rows_of(text, "## Everything")) == 3


def test_without_runs_the_tables_are_written_anew(runs, tmp_path):
    before, _ = logged(runs, tmp_path)
    (tmp_path / "log" / "RESULTS.md").write_text("by hand")
    (tmp_path / "log" / "runs" / "worse.json").unlink()
    after, notes = logged(None, tmp_path)
    assert notes == []
    assert after == "".join(line for line in before.splitlines(keepends=True) if not line.startswith("| worse"))
    with pytest.raises(DataError, match="There are no records of runs"):
        log_runs(None, tmp_path / "empty" / "RESULTS.md")


def test_a_folder_without_runs_is_refused(tmp_path):
    with pytest.raises(DataError, match="holds no run that can be logged"):
        log_runs(tmp_path, tmp_path / "log" / "RESULTS.md")
    assert not (tmp_path / "log").exists()


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"name": "other"}'])
def test_a_damaged_log_is_not_written_over(runs, tmp_path, text):
    logged(runs, tmp_path)
    (tmp_path / "log" / "runs" / "worse.json").write_text(text)
    with pytest.raises(DataError, match=r"worse\.json is (no record of a run|missing or damaged)"):
        logged(runs, tmp_path)


def test_the_record_of_another_name_is_refused(runs, tmp_path):
    logged(runs, tmp_path)
    folder = tmp_path / "log" / "runs"
    (folder / "worse.json").rename(folder / "renamed.json")
    with pytest.raises(DataError, match=r"renamed\.json is no record"):
        recorded(folder)


def metrics_elsewhere(output, accuracy, talking=None):
    found = {f"strangers_{output}": {"accuracy": accuracy, "macro_recall": accuracy - 0.1}}
    if talking is not None:
        shown = {"alone": {"accuracy": 0.1}, "as the app shows it": {"accuracy": talking}}
        found[f"talking_{output}"] = {"methods": shown}
    return found


def test_figures_of_other_people_stand_beside_those_of_public_test_and_stay(runs, tmp_path):
    logged(runs, tmp_path)
    out = tmp_path / "log" / "RESULTS.md"
    files = {name: tmp_path / f"{name}.json" for name in ("better", "worse")}
    write(files["better"], metrics_elsewhere("fer2013", 0.99, 0.99) | metrics_elsewhere("ferplus", 0.7, 0.65))
    write(files["worse"], metrics_elsewhere("spoken", 0.6) | metrics_elsewhere("ferplus", 0.99))
    given = [part for name, path in files.items() for part in ("--judged", f"{name}={path}")]
    assert cli.main(["log", "--out", str(out), *given]) == 0
    for _ in range(2):
        found = {row[0]: row[8:11] for row in rows_of(out.read_text(encoding="utf-8"), "## Everything")}
        assert found == {"better": ["70.00", "60.00", "65.00"], "worse": ["60.00", "50.00", ""], "sub-paper": [""] * 3}
        # A run that is logged again keeps them.
        assert cli.main(["log", "--runs", str(runs), "--out", str(out)]) == 0
    assert (out.parent / "worlds.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("given", "words"),
    [("better", "does not say of which run"), ("none={}", "no run 'none'"), ("better={}", "nothing of strangers")],
)
def test_figures_of_no_run_or_of_nobody_are_refused(runs, tmp_path, capsys, given, words):
    before, _ = logged(runs, tmp_path)
    write(tmp_path / "empty.json", {"model": "x"})
    out = tmp_path / "log" / "RESULTS.md"
    assert cli.main(["log", "--out", str(out), "--judged", given.format(tmp_path / "empty.json")]) == 2
    assert words in capsys.readouterr().err
    assert out.read_text(encoding="utf-8") == before


def test_tables_hold_cells_with_bars():
    assert table(["a", "b"], [["1|2", "3"]]) == "| a | b |\n| --- | --- |\n| 1\\|2 | 3 |"


def test_the_command(runs, tmp_path, capsys):
    out = tmp_path / "log" / "RESULTS.md"
    (runs / "empty").mkdir()
    assert cli.main(["log", "--runs", str(runs / "worse"), "--out", str(out)]) == 0
    assert cli.main(["log", "--runs", str(runs), "--out", str(out)]) == 0
    assert f"empty is no run: it has no history.json.\nWritten: {out}\n" in capsys.readouterr().out
    assert len(list((tmp_path / "log" / "runs").glob("*.json"))) == 3
    assert cli.main(["log", "--runs", str(runs / "nowhere"), "--out", str(out)]) == 2
    assert "nowhere holds no run that can be logged" in capsys.readouterr().err


def test_the_log_that_is_kept_is_the_one_that_its_records_make():
    folder = Path(run_log.__file__).parent
    kept = recorded(folder / run_log.RECORDS)
    assert len(kept) > 3
    # After a change of a named recipe, 'fer-train log' without --runs writes the tables anew.
    assert (folder / run_log.RESULTS).read_text(encoding="utf-8") == as_markdown(kept, folder / run_log.COMPARISON)


def test_what_somebody_says_of_the_comparison_comes_before_its_tables(tmp_path):
    tables = tmp_path / "comparison.md"
    tables.write_text("### Tables\n")
    assert as_markdown([], tables).endswith("## The paper's comparison\n\n### Tables\n")
    (tmp_path / "words.md").write_text("Little held up.\n")
    assert as_markdown([], tables).endswith("## The paper's comparison\n\nLittle held up.\n\n### Tables\n")
