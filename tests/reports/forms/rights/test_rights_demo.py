"""The demonstration lives through a petition, a case of violence and a child that was harmed, and prints all papers."""

from models.core.history import History
from models.core.progress import Silent
from models.demonstration import tell
from models.rights.records import PARTS, RightsCase
from reports.dossiers import write_demo


def test_the_demonstration_prints_three_case_files_and_leaves_nothing_protected_open(tmp_path):
    told = tell(tmp_path / "office")
    with told.opened:
        lines = write_demo(told, tmp_path, Silent())
        assert [case.name for case in RightsCase.select()] == ["赵春花"]
        for cls in PARTS:
            assert {row.case_uid for row in cls.select()} <= {told.rights.petition}
        sentences = "".join(row.sentence + row.changes for row in History.select())
        for telling in ("周美", "张建军", "陈雨欣", "黄秀珍", told.rights.violence, told.rights.child):
            assert telling not in sentences
        assert told.opened.compartment is None
    files = sorted(path.name for path in (tmp_path / "维权案卷").iterdir())
    assert files == ["护访2026-001.pdf", "护访2026-002.pdf", "访2026-001.pdf"]
    assert sum("维权案卷" in line for line in lines) == 3
