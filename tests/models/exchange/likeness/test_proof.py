"""The bounds of the whole on a county with planted errors; `tests/benchmarks/likeness.py` has the large one."""

from tests.benchmarks.likeness import PRECISION, RECALL, prove


def test_what_is_called_the_same_is_the_same_and_hardly_anybody_is_missed():
    proof = prove(12_000, 1)
    assert not proof.wrong
    assert proof.precision >= PRECISION, proof.table()
    assert proof.recall >= RECALL, proof.table()
    doubles = [counted for kind, counted in proof.kinds.items() if proof.same[kind]]
    assert min(counted.total() for counted in doubles) >= 30
