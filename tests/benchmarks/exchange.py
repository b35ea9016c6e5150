"""How long packages take: `python -m tests.benchmarks.exchange [persons]`.

Sealing 50 MB is compared with `age` on the same bytes to the same two recipients, turn by turn, the best of each (files
in memory where there is such a place); a township of so many persons is then chosen, sealed, written to a directory and
checked, with the memory that it took.
"""

import os
import resource
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.update(QUNTUAN_TEST_COSTS="1", QUNTUAN_ANY_DRIVE="1")

from models.core.verbs import Work, verb
from models.exchange import minisign
from models.exchange.cards import read_card_file
from models.exchange.sealing import seal
from models.exchange.verifying import check_package, reader_of
from models.office.office import open_office
from models.people.person import Person
from tests import builders
from tests.models.exchange import packages

SIZE = 50_000_000
CLAIMS = {"format": 1}


def best(*works: Callable[[], object], times: int = 15) -> list[float]:
    """The least seconds of each, taken turn by turn."""
    spent: list[list[float]] = [[] for _ in works]
    for _ in range(times):
        for work, known in zip(works, spent, strict=True):
            began = time.perf_counter()
            work()
            known.append(time.perf_counter() - began)
    return list(map(min, spent))


def sealing(scratch: Path) -> bool:
    """50 MB, ours and age's; whether the aim is met."""
    from pyrage import x25519

    recipients = [str(x25519.Identity.generate().to_public()) for _ in range(2)]
    content, signing = secrets.token_bytes(SIZE), minisign.new_secret()
    plain = scratch / "plain"
    plain.write_bytes(content)
    view = [content[at : at + (1 << 20)] for at in range(0, SIZE, 1 << 20)]
    work = [lambda: seal(scratch / "ours", view, recipients, signing, CLAIMS)]
    if shutil.which("age") is None:
        print(f"sealing and signing 50 MB   {best(*work)[0] * 1000:7.1f} ms; age is not installed: no comparison")
        return True
    words = ["age", *(word for one in recipients for word in ("-r", one)), "-o", scratch / "theirs", plain]
    ours, floor = best(*work, lambda: subprocess.run(words, check=True))
    print(f"sealing and signing 50 MB   {ours * 1000:7.1f} ms")
    print(f"age on the same bytes       {floor * 1000:7.1f} ms")
    print(f"ratio                       {ours / floor:7.2f}   aim ≤ 2")
    return ours <= 2 * floor


@verb("sample_bulk", "写入示例人员")
def write_people(work: Work, count: int) -> None:
    """Persons at the driver's speed."""
    columns = (
        "name",
        "sex",
        "nationality",
        "born",
        "id_number",
        "phone",
        "address",
        "resume",
        "pinyin",
        "initials",
        "sorting",
    )
    rows = (
        (
            f"王{at}",
            "1",
            "01",
            "1990-05",
            None,
            f"138{at:08}",
            "大坪村三组",
            "2016.09—2019.06　芒果县职业高级中学学习",
            "w",
            "w",
            "w",
        )
        for at in range(count)
    )
    work.insert_many(Person, columns, rows, count)


def township(scratch: Path, count: int) -> None:
    """A township of so many persons, whole."""
    packages.acquainted(builders.office(scratch / "township"), scratch / "county")
    (scratch / "stick").mkdir()
    with open_office(scratch / "township", builders.PASSPHRASE) as opened:
        packages.trust(opened, read_card_file(scratch / "county" / "card"))
        opened.session.guard = None
        write_people(opened.session, count)
        began = time.perf_counter()
        sent = packages.sent(opened, scratch / "stick", "handover")
        spent = time.perf_counter() - began
    size = sent.path.stat().st_size
    print(f"{count:,} persons sent        {spent:7.2f} s, {size / 1e6:.1f} MB")
    with open_office(scratch / "county", builders.PASSPHRASE) as opened:
        began = time.perf_counter()
        check_package(sent.path, reader_of(opened))
        print(f"the same checked            {time.perf_counter() - began:7.2f} s")
    print(
        f"peak                        {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:7.0f} MB   aim < 500"
    )


def main() -> int:
    """Measure and print; 1 when the aim was missed."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    memory = "/dev/shm" if Path("/dev/shm").is_dir() else None  # the work is compared, not the disk
    with tempfile.TemporaryDirectory(dir=memory) as scratch:
        met = sealing(Path(scratch))
    with tempfile.TemporaryDirectory() as scratch:
        township(Path(scratch), count)
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
