"""The tables of `docs/reliability.md` say what the calls of this run gave, as far as they are ours."""

import pytest
from faulty import FAULTS
from outcomes import outcome
from report import OURS, PAGE, between_marks, cell, kind, read_tables
from surfaces import SURFACES

pytestmark = pytest.mark.timeout(900)  # of the first test, which makes the calls of all
HINT = "make reliability_report makes the tables anew"


@pytest.fixture(scope="module")
def tables():
    return read_tables(between_marks(PAGE.read_text(encoding="utf-8")))


@pytest.mark.parametrize("fault", FAULTS.values(), ids=lambda fault: fault.name)
def test_the_checked_in_cells_are_those_of_this_run(fault, tables, results):
    surfaces = [surface.name for surface in SURFACES if surface.promise in fault.surfaces]
    row = {name: outcome(results[fault.name, name]) for name in surfaces}
    assert {column: tables[fault.name][column] for column in OURS} == {
        column: cell(row, names) for column, names in OURS.items()
    }, HINT


def test_the_page_has_a_row_for_every_fault_and_no_other(tables):
    assert set(tables) == set(FAULTS), HINT


def test_the_page_names_no_loss_no_foreign_error_and_no_endless_call_of_ours(tables):
    said = {part.partition(" (")[0] for row in tables.values() for column in OURS for part in row[column].split("; ")}
    assert {kind(one) for one in said if one} == {"answer", "own error"}
