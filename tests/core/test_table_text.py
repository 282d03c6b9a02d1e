"""The text of a table, cut into cells."""

import random

import numpy as np
import pytest

from fer_core.session.table_text import TableText


def numbers(cells, separator=","):
    text = TableText(f"a{separator}b\n{''.join(f'1{separator}{cell}{chr(10)}' for cell in cells)}".encode())
    return text.numbers(1)


def as_written(random_, decimals):
    return [f"{random_.uniform(-1200, 1200):.{decimals}f}" for _ in range(400)]


@pytest.mark.parametrize("seed", range(6))
def test_numbers_are_those_that_python_reads_to_the_last_bit(seed):
    random_ = random.Random(seed)
    shares = [f"{random_.random():.4f}" for _ in range(9000)]
    mixed = [*as_written(random_, 1), *as_written(random_, 9), "", "0", "-0.0", str(2**53), repr(random_.random())]
    random_.shuffle(mixed)
    for cells in (shares, mixed):
        values, unreadable = numbers(cells)
        expected = [float(cell) if cell else np.nan for cell in cells]
        np.testing.assert_array_equal(values, expected)
        assert unreadable == []


@pytest.mark.parametrize("cell", ["-", "--1", "1-", "1..2", "1.2.3", ".", "1 2", "1_0", "0x1", "0,5.5", "12. Mai"])
def test_what_is_no_number_is_not_guessed(cell):
    values, unreadable = numbers(["1.5", cell, cell], ";")
    assert (values[0], unreadable) == (1.5, [1, 2])
    assert np.isnan(values[1:]).all()
    assert numbers([cell] * 2, ";")[1] == [0, 1]


def test_commas_are_decimal_only_where_they_do_not_separate():
    assert numbers(["0,5", "12,25", "-3,5"], ";")[0].tolist() == [0.5, 12.25, -3.5]
    assert numbers(['"0,5"', "2"])[1] == [0]


def test_texts_with_commas_quotes_and_newlines():
    rows = [
        b'1,"a,b"',
        b'2,"say ""no"""',
        b'3,"two\nlines"',
        b"4,",
        "5,Ärger 🙂".encode(),
        b"6," + b"x" * 1000,
        b"",
        b"7,end",
    ]
    text = TableText(b"a,b\n" + b"\r\n".join(rows) + b"\r\n")
    assert text.texts(1).tolist() == ["a,b", 'say "no"', "two\nlines", "", "Ärger 🙂", "x" * 1000, "end"]
    assert text.numbers(0)[0].tolist() == [1, 2, 3, 4, 5, 6, 7]
    assert (text.odd_rows, text.cut_off, text.encoding) == ([], False, "utf-8")


def test_rows_keep_their_numbers_behind_odd_ones():
    text = TableText(b"a,b\n1,2\n1\n3,4\n\n5,6,7\n8,9\n")
    assert text.odd_rows == [(3, 1), (6, 3)]
    assert [text.row_number(row) for row in range(3)] == [2, 4, 7]


def test_a_character_that_is_cut_in_two_is_no_other_encoding():
    text = TableText("a,b\n1,Tür\n2,Tü".encode()[:-1])
    assert (text.encoding, text.texts(1).tolist(), text.cut_off) == ("utf-8", ["Tür"], True)


def test_quotes_far_apart_are_followed_through_all_pieces():
    middle = b"x,y\n" * 600_000
    text = TableText(b'a,b\n1,"begin\n' + middle + b'end"\n2,z\n')
    assert text.row_count == 2
    assert text.texts(1)[1] == "z"
