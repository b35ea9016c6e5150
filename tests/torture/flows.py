"""Everything that the program writes, as small stories that can be interrupted at any moment: see `FLOWS`.

A story prepares a disk in peace, then acts on it; after each action that the program reported as done it calls `do`.
A new thing that writes (a backup, a new user, a case) is one function and one line in `FLOWS`.
"""

import importlib.util
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.core import database
from models.core.database import DB, storage_errors
from models.core.files import write_whole
from models.core.verbs import undo
from models.office import keys
from models.office.access import add_user, remove_user, the_user
from models.office.attachment import Store, attach, detach, set_photo
from models.office.draft import drop_draft, keep_draft
from models.office.office import change_passphrase, create_office, new_recovery_sheet, open_office
from models.office.place import Place
from models.office.rulebook import override_rule
from models.office.setting import change_setting
from models.office.users import active_users
from models.people.person import Person
from models.people.verbs import change_person, remove_person
from models.recommendation.records import Recommendation
from models.recommendation.several import carry_on
from models.recommendation.verbs import take_step
from tests import builders
from tests.torture import (
    answering,
    assistance,
    desks,
    doubles,
    erasing,
    excellence,
    filling,
    giving,
    inside,
    organising,
    receiving,
    returns,
    rights,
    sending,
    upgrading,
)
from tests.torture.world import CLOCK, OFFICE, OTHER_PASSPHRASE, Flow, World, attached, nothing, office


def _left_open(root: Path) -> None:
    """An office whose last work stands in the log only: what a first power cut left."""
    nothing(root)
    still = root.with_name(f"{root.name}-still")
    with builders.office(still / OFFICE) as opened:
        for order in range(100, 140, 2):
            builders.person(opened.session, "单立梅", order=order)
        shutil.copytree(still / OFFICE, root / OFFICE)
    shutil.rmtree(still)


def _many_people(root: Path) -> None:
    nothing(root)
    with builders.office(root / OFFICE) as opened:
        for order in range(100, 130, 2):
            builders.person(opened.session, "单立梅", order=order)


def _found(world: World) -> None:
    def make() -> None:
        opened, code = create_office(world.directory, builders.founding(), CLOCK)
        world.opened = opened
        world.passphrases.append(code)

    world.do(make)
    world.do(lambda: builders.unit(world.session))


def _register(world: World) -> None:
    world.do(world.open)
    for order in (200, 202, 204):
        world.do(lambda order=order: builders.person(world.session, "仇正明", order=order))


def _change(world: World) -> None:
    world.do(world.open)
    person = Person.get()
    world.do(lambda: change_person(world.session, person, {"phone": "13900005678", "address": "大坪村一组"}))
    seq = world.do(lambda: change_person(world.session, person, {"name": "单丽梅"})).seq
    world.do(lambda: undo(world.session, seq))


def _remove(world: World) -> None:
    world.do(world.open)
    person = Person.select().order_by(Person.id.desc()).get()
    seq = world.do(lambda: remove_person(world.session, person)).seq
    world.do(lambda: undo(world.session, seq))


def _units(world: World) -> None:
    world.do(world.open)
    place = world.do(lambda: builders.unit(world.session, "龙泉社区"))
    world.do(lambda: builders.body(world.session, "women", place))


def _meeting(world: World) -> None:
    world.do(world.open)
    world.do(lambda: builders.meet(world.session, Recommendation.get(), yes=25))
    world.do(lambda: builders.meet(world.session, Recommendation.get(), yes=24))


def _steps(world: World) -> None:
    world.do(world.open)
    world.do(lambda: take_step(world.session, Recommendation.get()))
    world.do(lambda: take_step(world.session, Recommendation.get()))


def _several(world: World) -> None:
    from models.core.progress import Silent

    world.do(world.open)
    ids = [rec.id for rec in Recommendation.select()]
    world.do(lambda: carry_on(world.session, ids, {"talked_on": date(2026, 2, 26)}, True, Silent()))


def _roster(world: World) -> None:
    from models.intake.apply import apply_roster, undo_import
    from models.intake.planning import make_plan
    from models.intake.reading import read_bytes

    world.do(world.open)
    lines = ["村别,姓名,性别,民族,出生年月,身份证号,联系电话"]
    for order in range(300, 340):
        number = builders.id_number(date(1990, 1, 2), order)
        sex = "男" if order % 2 else "女"
        lines.append(f"云岭村,普丽{chr(0x4E00 + order)},{sex},彝族,1990-01-02,{number},138{order:08d}")
    plan = make_plan([read_bytes("\n".join(lines).encode(), "花名册.csv")])
    batch = world.do(lambda: apply_roster(world.session, plan)).value
    world.do(lambda: undo_import(world.session, batch))


def _passphrase(world: World) -> None:
    world.do(world.open)
    world.do(lambda: change_passphrase(world.opened, builders.PASSPHRASE, OTHER_PASSPHRASE))


def _recovery(world: World) -> None:
    world.do(world.open)
    world.do(lambda: world.passphrases.append(new_recovery_sheet(world.opened)))


def _user_added(world: World) -> None:
    world.do(world.open)
    world.do(lambda: add_user(world.opened, "李国强", ["review"], OTHER_PASSPHRASE))


def _two_users(root: Path) -> None:
    """Two users, and a copy that both open."""
    from models.office.backups.making import make_backup

    office(root)
    with open_office(root / OFFICE, builders.PASSPHRASE, clock=CLOCK) as opened:
        add_user(opened, "李国强", ["review"], OTHER_PASSPHRASE)
        make_backup(opened, "manual")


def _user_removed(world: World) -> None:
    world.do(world.open)
    world.do(lambda: remove_user(world.opened, the_user("李国强")))


def _slot_is_gone(root: Path) -> str:
    """A user who is out opens neither the office nor a copy."""
    names = {user.name for user in active_users()}
    places = [root / OFFICE, *(root / OFFICE / "backups").glob("*.keys")]
    left = {slot.name for place in places for slot in keys.load(place) if slot.kind == keys.USER}
    return "" if left == names else f"slots of {left}, users {names}"


def _attachments(world: World) -> None:
    world.do(world.open)
    store, person = Store(world.opened), Person.get()
    picture = b"\xff\xd8\xff" + bytes(range(256)) * 40
    world.do(lambda: attach(world.session, store, person, "申请书", "申请书.pdf", b"%PDF-1.7" * 2000))
    world.do(lambda: set_photo(world.session, store, person, "a.jpg", picture))
    kept = world.do(lambda: set_photo(world.session, store, person, "b.jpg", picture + b"2")).value
    world.do(lambda: detach(world.session, kept))


def _drafts(world: World) -> None:
    world.do(world.open)
    world.do(lambda: keep_draft(world.session, "people", "", {"name": "普丽"}))
    world.do(lambda: keep_draft(world.session, "people", "", {"name": "普丽琼"}))
    world.do(lambda: drop_draft(world.session, "people", ""))


def _settings(world: World) -> None:
    world.do(world.open)
    world.do(lambda: change_setting(world.session, "font_size", 14))
    world.do(lambda: change_setting(world.session, "font_size", 16))


def _rules(world: World) -> None:
    world.do(world.open)
    rule = office_rules()[0]
    world.do(lambda: override_rule(world.session, "recommendation", rule.id, reason="县委〔2026〕1号", active=False))


def office_rules() -> list[Any]:
    """The rules that are shipped."""
    from models.office.rulebook import rule_book

    return rule_book("recommendation").rules


def _writing_back(world: World) -> None:
    """The log is written back into the file in the midst of work, as it is in a long day."""
    world.do(world.open)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "WRITE_BACK_BYTES", 100_000)
        for order in range(200, 208, 2):
            world.do(lambda order=order: builders.person(world.session, "仇正明", order=order))

    def write_back() -> None:
        with storage_errors():
            database.checkpoint()

    world.do(write_back)
    world.do(lambda: builders.unit(world.session, "新村"))


def _paper(world: World) -> None:
    from reports.forms.printing import print_to

    world.do(world.open)
    uid = Recommendation.get().uid
    world.do(lambda: print_to("approval.league", [uid], world.out / "审批表.pdf", None, builders.NOW))
    world.do(lambda: builders.person(world.session, "仇正明", order=500))
    world.do(lambda: print_to("minutes.league", [uid], world.out / "审批表.pdf", None, builders.NOW))


def _workbook(world: World) -> None:
    from reports.workbooks import export_roster

    world.do(world.open)
    world.do(lambda: export_roster(world.out / "花名册.xlsx", None, None))


def _backup(world: World) -> None:
    from models.office.backups.making import make_backup

    world.do(world.open)
    world.do(lambda: make_backup(world.opened, "manual"))
    world.do(lambda: builders.unit(world.session, "石桥新村"))
    world.do(lambda: make_backup(world.opened, "manual"))


def _restore(world: World) -> None:
    from models.office.backups.making import make_backup
    from models.office.backups.restoring import restore, unlock_for_restore

    world.do(world.open)
    copy = world.do(lambda: make_backup(world.opened, "manual"))
    world.do(lambda: builders.unit(world.session, "石桥新村"))

    def bring_back() -> None:
        place = Place(world.directory)
        World.close(world)
        restore(place, copy, unlock_for_restore(place, builders.PASSPHRASE, copy), CLOCK)
        world.loose = True  # from here on the copy is the office, whether the next opening succeeds or not
        world.open()
        world.loose = False

    world.do(bring_back)


def _without_sync(world: World) -> None:
    """How it would be if the engine did not wait for the disk."""
    world.do(world.open)
    DB.execute_sql("PRAGMA synchronous=OFF")
    for order in (200, 202, 204):
        world.do(lambda order=order: builders.person(world.session, "仇正明", order=order))


def _paper_without_sync(world: World) -> None:
    """How it would be if a printed file got its name before its content lay on the disk."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("models.core.files.os.fsync", lambda handle: None)
        _paper(world)


def _two_files(world: World) -> None:
    """A step that writes two files one after the other, each whole: a cut between them leaves half of it."""
    world.do(world.open)

    def both() -> None:
        for name in ("甲.txt", "乙.txt"):
            write_whole(world.out / name, lambda stream: [stream.write(b"x" * 3000)])  # type: ignore[arg-type]

    world.do(both)


def _acquainted(root: Path) -> None:
    nothing(root)
    sending.acquainted(root / OFFICE)


def _packages_came(root: Path) -> None:
    nothing(root)
    receiving.two_packages_for(root / OFFICE)


def _report_came(root: Path) -> None:
    nothing(root)
    answering.report_came(root / OFFICE)


def _answer_came(root: Path) -> None:
    nothing(root)
    answering.answer_came(root / OFFICE)


def _petition(root: Path) -> None:
    nothing(root)
    rights.kept_petition(root / OFFICE)


def _people_in_need(root: Path) -> None:
    nothing(root)
    giving.people_in_need(root / OFFICE)


def _help_case(root: Path) -> None:
    nothing(root)
    assistance.kept_case(root / OFFICE)


def _striving(root: Path) -> None:
    nothing(root)
    excellence.striving(root / OFFICE)


def _people_twice(root: Path) -> None:
    nothing(root)
    doubles.people_twice(root / OFFICE)


def _townships_came(root: Path) -> None:
    nothing(root)
    desks.townships_came(root / OFFICE)


FLOWS: dict[str, Flow] = {
    "found": Flow("建立单位", _found, nothing, founding=True),
    "register": Flow("登记人员", _register, office),
    "change": Flow("修改、撤销", _change, office),
    "remove": Flow("删除、撤销", _remove, _many_people),
    "units": Flow("单位和组织", _units, office),
    "meeting": Flow("推荐会", _meeting, office),
    "steps": Flow("完成步骤", _steps, office),
    "several": Flow("多人办理", _several, office),
    "roster": Flow("导入花名册、整批撤销", _roster, office),
    "passphrase": Flow("修改口令", _passphrase, office),
    "recovery": Flow("更换恢复单", _recovery, office),
    "user_added": Flow("增加用户", _user_added, office, check=_slot_is_gone),
    "user_removed": Flow("停用用户", _user_removed, _two_users, check=_slot_is_gone),
    "attachments": Flow("附件和照片", _attachments, office),
    "drafts": Flow("草稿", _drafts, office),
    "settings": Flow("设置", _settings, office),
    "rules": Flow("本地规定", _rules, office),
    "writing_back": Flow("写回数据文件", _writing_back, _many_people),
    "reopen": Flow("断电后再断电", _register, _left_open),
    "upgrade": Flow("升级", upgrading.upgrade, _many_people, steps=upgrading.STEPS, check=upgrading.copy_is_whole),
    "backup": Flow("备份", _backup, attached, backups=True),
    "restore": Flow("恢复", _restore, attached),
    "paper": Flow("打印 PDF", _paper, office),
    "compartment": Flow("保密区内办理", inside.enter_and_work, office, check=inside.compartment_is_whole),
    "readers": Flow("保密查阅人", inside.readers, inside.three_users, check=inside.compartment_is_whole),
    "erase": Flow("删除个人信息", erasing.erase, erasing.asked_to_erase, check=erasing.copies_are_old_or_new),
    "help_steps": Flow("帮扶个案的步骤", assistance.steps_of_a_case, _help_case),
    "households": Flow("家庭档案和帮扶项目", assistance.households_and_programmes, _help_case),
    "petition": Flow("来访办理", rights.steps_of_a_petition, office),
    "distribution": Flow("发放名单", giving.from_saving_to_taking_back, _people_in_need),
    "visits": Flow("走访、结对和儿童登记", giving.visits_pairs_and_children, _people_in_need),
    "help_roster": Flow("导入困难职工花名册、整批撤销", giving.roster_of_workers, office),
    "protect": Flow("来访移入保密区", rights.into_the_compartment, _petition, check=rights.case_on_one_side),
    "keys_and_cards": Flow("报送密钥", sending.keys_and_cards, office),
    "send": Flow("报送到U盘", sending.two_packages, _acquainted, check=sending.stick_is_whole),
    "receive": Flow("接收报送包、撤销、核对冲突", receiving.received_and_settled, _packages_came),
    "answer": Flow("回告、回复下级", answering.told_and_answered, _report_came, check=sending.stick_is_whole),
    "take_answer": Flow("接收上级回复、办结回告", answering.taken_and_dealt_with, _answer_came),
    "templates": Flow("自己的模板：添加、修改、填写、删除", filling.kept_filled_and_removed, office),
    "campaign": Flow("创先争优活动", excellence.steps_of_a_campaign, _striving),
    "award": Flow("评选推荐和目标", excellence.award_and_targets, _striving),
    "organising": Flow("任职、换届、阵地、涵盖单位", organising.officers_and_places, office),
    "doubles": Flow("重复人员和重复帮扶", doubles.found_and_decided, _people_twice),
    "desks": Flow("收件箱、审核意见、退回补正", desks.received_and_judged, _townships_came),
    "returns": Flow("报出统计报表", returns.handed_out, office),
}
if importlib.util.find_spec("reports.workbooks"):
    FLOWS["workbook"] = Flow("导出花名册", _workbook, office)

CARELESS: dict[str, Flow] = {
    "engine_without_sync": Flow("不等磁盘的数据库", _without_sync, office),
    "paper_without_sync": Flow("不等磁盘的文件", _paper_without_sync, office),
    "two_files": Flow("两个文件的一步", _two_files, office),
}
"""Stories that must go wrong: they prove that the torture sees it."""
