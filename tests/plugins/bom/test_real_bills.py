"""The real parts lists, where FANLOOP_DATA says they lie."""

import os
from pathlib import Path

import pytest

from fanloop.plugins.bom.importer import import_bom, preview
from fanloop.things.products import queries
from tests.making.conftest import AT

FOLDER = Path(os.environ.get("FANLOOP_DATA", "/nowhere")) / "supply" / "bom"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="FANLOOP_DATA names no folder with supply/bom")

# file → parts, lines, not understood
EXPECTED = {
    "lekiwi_priced_us_eu_cn.csv": (29, 32, 9),
    "mnt_reform2_boards.csv": (152, 198, 0),
    "odri_multilevel.csv": (273, 339, 1),
    "pvp_10_27_2020_bom.csv": (62, 61, 35),
    "pvp_actuator_pcb_bom.csv": (8, 10, 0),
    "pvp_powerio_bom.csv": (0, 0, 1),
    "pvp_sensor_pcb_bom.csv": (12, 12, 1),
    "voron_klipper_expander.csv": (22, 21, 0),
    "voron_taco_raven.csv": (58, 57, 0),
    "voron_v0_display.csv": (19, 18, 0),
    "watchy.csv": (49, 49, 0),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_real_bill_is_read(db, name):
    seen = preview(FOLDER / name)
    assert (len(seen.parts), len(seen.lines), seen.problem_count) == EXPECTED[name]


def test_the_quadruped_holds_twelve_actuators(db):
    import_bom(FOLDER / "odri_multilevel.csv", strict=False, at=AT)
    top = queries.part_by_number("quadruped_robot_12dof_v1")
    below = queries.bom_below(top.id)
    numbers = {id_: part.number for id_, part in queries.parts([child for _, child, _ in below]).items()}
    per = {(numbers.get(parent, top.number), numbers[child]): quantity for parent, child, quantity in below}

    assert sum(1 for parent, _, _ in below if parent == top.id) == 35
    assert per[top.number, "leg_3dof_v1"] * per["leg_3dof_v1", "actuator_module_v1"] == 12
