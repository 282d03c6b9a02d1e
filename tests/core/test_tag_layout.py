import itertools

import pytest
from bench.tags import VIEW, count, scene, without_memory

from fer_core.tag_layout import Rect, Tag, TagLayout

PICTURE = Rect(0.0, 0.0, 600.0, 400.0)


def tag(face_id, x, y, side=60.0, width=120.0):
    return Tag(face_id, width, 22.0, Rect(x, y, x + side, y + side))


def row(*xs, y=100.0, **details):
    return [tag(i + 1, x, y, **details) for i, x in enumerate(xs)]


def inside(place, picture=PICTURE):
    return picture.x0 <= place.x0 and picture.y0 <= place.y0 and place.x1 <= picture.x1 and place.y1 <= picture.y1


def test_a_single_tag_stands_over_its_box_in_its_middle_or_with_its_left_edge():
    wide, narrow = tag(1, 200, 100), tag(1, 200, 100, side=200.0)
    assert TagLayout().place([wide], PICTURE) == [Rect(170.0, 74.0, 290.0, 96.0)]
    assert TagLayout().place([narrow], PICTURE) == [Rect(200.0, 74.0, 320.0, 96.0)]


def test_tags_of_neighbours_hide_neither_each_other_nor_another_face():
    tags = row(*(40.0 + 90.0 * i for i in range(6)))
    places = TagLayout().place(tags, PICTURE)
    for i, place in enumerate(places):
        assert inside(place)
        assert not any(place.shared_area(other) for other in places[:i])
        assert not any(place.shared_area(other.box) for j, other in enumerate(tags) if j != i)


def test_a_face_over_another_one_gets_its_tag_elsewhere():
    upper, lower = tag(1, 200, 60), tag(2, 205, 130)
    _, place = TagLayout().place([upper, lower], PICTURE)
    assert not place.shared_area(upper.box)


def test_a_tag_keeps_clear_of_what_is_to_be_kept_free():
    mark = Rect(180.0, 60.0, 320.0, 98.0)
    (place,) = TagLayout().place([tag(1, 200, 100)], PICTURE, [mark])
    assert not place.shared_area(mark)


@pytest.mark.parametrize("box", [(-30, -40, 50, 50), (280, 150, 370, 240), (-50, -50, 450, 450)])
def test_a_tag_stays_in_the_picture(box):
    picture = Rect(0.0, 0.0, 300.0, 200.0)
    (place,) = TagLayout().place([Tag(1, 120.0, 22.0, Rect(*map(float, box)))], picture)
    assert inside(place, picture)


def test_a_tag_moves_with_its_box():
    layout = TagLayout()
    (before,) = layout.place([tag(1, 200, 100)], PICTURE)
    (after,) = layout.place([tag(1, 203, 98)], PICTURE)
    assert (after.x0 - before.x0, after.y0 - before.y0) == (3.0, -2.0)


def test_a_tag_stays_at_its_side_when_the_reason_for_it_has_gone():
    layout = TagLayout()
    layout.place([tag(1, 200, 60), tag(2, 200, 130)], PICTURE)
    side = layout.side(2)
    assert side != "over"
    layout.place([tag(2, 200, 130)], PICTURE)
    assert layout.side(2) == side


def test_a_tag_does_not_flicker_where_a_neighbour_trembles_at_its_edge():
    layout, sides = TagLayout(), []
    for number in range(40):
        # Its lower edge goes to and fro over the upper edge of the other one's tag.
        layout.place([tag(1, 200, 42 - 60 + 31 + 1.5 * (-1) ** number), tag(2, 200, 100)], PICTURE)
        sides.append(layout.side(2))
    assert sum(a != b for a, b in itertools.pairwise(sides)) <= 1


def test_a_face_that_is_back_soon_has_its_tag_where_it_was():
    layout = TagLayout()
    layout.place([tag(1, 200, 60), tag(2, 200, 130)], PICTURE)
    side = layout.side(2)
    for _ in range(10):
        layout.place([], PICTURE)
    layout.place([tag(2, 200, 130)], PICTURE)
    assert layout.side(2) == side
    for _ in range(100):
        layout.place([], PICTURE)
    assert layout.side(2) is None


def test_in_a_crowd_tags_jump_less_and_hide_far_fewer_faces_than_without_memory():
    pictures, layout = scene(250), TagLayout()
    quiet = count(pictures, lambda tags: layout.place(tags, VIEW))
    once = count(pictures, without_memory)
    assert quiet["jumps"] < 0.6 * once["jumps"]
    assert quiet["over other faces"] < 0.25 * once["over other faces"]
