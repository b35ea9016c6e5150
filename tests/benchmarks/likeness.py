"""Whether the same person is found among many, and how long it takes: `python -m tests.benchmarks.likeness [persons]`.

First the proof: five counties of 50,000 persons with 5 % planted errors of named kinds, as a table per kind. Then the
speed among 1,000,000 persons (or as many as asked for) in one encrypted file, in a process of its own, whose memory is
measured. The floor is one GROUP BY over the same keys of the same persons on the same connection.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher

from models.core.apart import open_apart
from models.core.database import CACHE_KIB
from models.core.progress import Silent
from models.exchange.likeness.finding import Ask, pairs
from models.exchange.likeness.keys import COLUMNS, Key, keys, narrow_sql
from models.exchange.likeness.scoring import Verdict
from tests.samples.doubles import SEED, County, make_tables, write

PERSONS, SEEDS, MANY = 50_000, 5, 1_000_000
PRECISION, RECALL, TIMES, MEGABYTES = 0.999, 0.95, 10, 500
KEY = bytes(range(32))
ROOT = Path(__file__).resolve().parents[2]
SAME, REVIEW, DIFFERENT = Verdict


class Proof:
    """What was found of what was planted, summed over counties."""

    def __init__(self) -> None:
        self.kinds: dict[str, Counter[Verdict]] = defaultdict(Counter)
        self.same: dict[str, bool] = {}
        self.found: Counter[tuple[Verdict, bool]] = Counter()
        self.wrong: list[str] = []

    def add(self, county: County) -> None:
        """Search one county held in memory."""
        connection = sqlcipher.connect(":memory:", isolation_level=None)
        make_tables(connection)
        write(connection, county.rows, county.villages)
        truth = {row.uid: row.truth for row in county.rows}
        verdicts: dict[tuple[str, str], Verdict] = {}
        for pair in pairs(Ask(connection), Silent()):
            one, other, verdict = pair.one.uid, pair.other.uid, pair.likeness.verdict
            verdicts[one, other] = verdict
            self.found[verdict, truth[one] == truth[other]] += 1
            if verdict is SAME and truth[one] != truth[other]:
                self.wrong.append(f"{pair.one.name}、{pair.other.name}：{pair.likeness.words}")
        for planted in county.planted:
            key = (min(planted.one, planted.other), max(planted.one, planted.other))
            self.kinds[planted.kind][verdicts.get(key, DIFFERENT)] += 1
            self.same[planted.kind] = planted.same
        connection.close()

    @property
    def precision(self) -> float:
        """Share of the automatic pairs that are one person."""
        right, wrong = self.found[SAME, True], self.found[SAME, False]
        return right / max(right + wrong, 1)

    @property
    def recall(self) -> float:
        """Share of the planted doubles that are automatic or stand in the queue."""
        doubles = [counted for kind, counted in self.kinds.items() if self.same[kind]]
        return sum(counted[SAME] + counted[REVIEW] for counted in doubles) / max(sum(map(Counter.total, doubles)), 1)

    @property
    def queue(self) -> float:
        """Share of the review queue that is one person."""
        right, wrong = self.found[REVIEW, True], self.found[REVIEW, False]
        return right / max(right + wrong, 1)

    def holds(self) -> bool:
        """Whether both bounds are kept."""
        return self.precision >= PRECISION and self.recall >= RECALL

    def table(self) -> str:
        """One line per kind, then the sums."""
        lines = [f"{_wide('种类', 26)}  planted  automatic  review  missed  recall"]
        for kind, counted in self.kinds.items():
            if self.same[kind]:
                told = (counted.total(), counted[SAME], counted[REVIEW], counted[DIFFERENT])
                lines.append(
                    f"{_wide(kind, 26)}  {told[0]:7}  {told[1]:9}  {told[2]:6}  {told[3]:6}  "
                    f"{(told[1] + told[2]) / told[0]:6.3f}"
                )
        lines.append(f"{_wide('两个人的圈套', 26)}  planted  automatic  review  told apart")
        for kind, counted in self.kinds.items():
            if not self.same[kind]:
                told = (counted.total(), counted[SAME], counted[REVIEW], counted[DIFFERENT])
                lines.append(f"{_wide(kind, 26)}  {told[0]:7}  {told[1]:9}  {told[2]:6}  {told[3]:10}")
        automatic = self.found[SAME, True] + self.found[SAME, False]
        lines.append(
            f"automatic: {automatic:,} pairs, {self.found[SAME, False]} wrong, precision {self.precision:.5f} "
            f"(aim ≥ {PRECISION})"
        )
        review = self.found[REVIEW, True] + self.found[REVIEW, False]
        lines.append(f"review queue: {review:,} pairs, of which one person: {self.queue:.3f}")
        lines.append(f"recall with the queue: {self.recall:.4f} (aim ≥ {RECALL})")
        return "\n".join([*lines, *self.wrong])


def _wide(text: str, columns: int) -> str:
    return text + " " * (columns - sum(2 if ord(letter) > 0x2000 else 1 for letter in text))


def prove(persons: int, seeds: int) -> Proof:
    """So many counties of so many persons."""
    proof = Proof()
    for number in range(seeds):
        proof.add(County(persons, seed=SEED + number).fill())
    return proof


def make_file(file: Path, persons: int) -> int:
    """An encrypted file of a county of fifty townships; how many persons it holds."""
    county = County(persons, townships=50).fill()
    file.touch()
    with open_apart(file, KEY, still=False) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        make_tables(connection)
        write(connection, county.rows, county.villages)
        connection.execute("ANALYZE")
    return len(county.rows)


def search(file: Path) -> dict[str, Any]:
    """Times, pairs and the memory of this process, which does nothing else."""
    with open_apart(file, KEY, still=True) as connection:
        connection.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
        count: Counter[str] = Counter()

        def take() -> None:
            count.update(pair.likeness.verdict.value for pair in pairs(Ask(connection), Silent()))

        before = _megabytes()
        took = _seconds(take)
        memory = _megabytes()
        floor = _seconds(lambda: connection.execute(floor_sql(keys())).fetchone())
        single = min(_seconds(lambda key=key: connection.execute(floor_sql([key])).fetchone()) for key in keys())
        told = {"seconds": round(took, 2), "floor_s": round(floor, 2), "times_the_floor": round(took / floor, 2)}
        return {**told, "quickest_key_s": round(single, 2), "before_mb": before, "peak_mb": memory, **count}


def floor_sql(wanted: Sequence[Key]) -> str:
    """One GROUP BY over these keys of all persons, as they stand in the table."""
    columns = ", ".join(("n", *COLUMNS))
    arms = (f"SELECT '{key.name}' AS kind, {key.sql} AS shared FROM persons" for key in wanted)
    persons = f"WITH persons({columns}) AS NOT MATERIALIZED ({narrow_sql(('main',))})"
    grouped = "WHERE shared IS NOT NULL GROUP BY kind, shared HAVING count(*) > 1"
    return f"{persons} SELECT count(*) FROM (SELECT 1 FROM ({' UNION ALL '.join(arms)}) {grouped})"


def _megabytes() -> int:
    """The most memory this process has held; `getrusage` would tell that of the process which started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> int:
    """Prove, measure, print; 1 when a bound is broken."""
    proof = prove(PERSONS, SEEDS)
    print(proof.table())
    persons = int(sys.argv[1]) if len(sys.argv) > 1 else MANY
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory) / "county.db"
        count = make_file(file, persons)
        run = [sys.executable, "-m", "tests.benchmarks.likeness", "--search", str(file)]
        told = json.loads(subprocess.run(run, capture_output=True, text=True, check=True, cwd=ROOT).stdout)
    print(json.dumps({"persons": count, **told}, ensure_ascii=False))
    quick = told["seconds"] <= TIMES * told["floor_s"] and told["peak_mb"] <= MEGABYTES
    print(
        f"duplicates among {count:,} persons: × {told['times_the_floor']} of one GROUP BY (aim ≤ {TIMES}), "
        f"{told['peak_mb']} MB (aim ≤ {MEGABYTES})"
    )
    return int(not (proof.holds() and quick))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--search"]:
        print(json.dumps(search(Path(sys.argv[2]))))
        sys.exit(0)
    sys.exit(main())
