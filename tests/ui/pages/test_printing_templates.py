"""自己的模板: a file is put in, its marks are looked at and given a meaning, it is filled for the records chosen."""

import io

import pytest
from docx import Document
from PySide6.QtGui import QGuiApplication

from models.core.history import History
from models.demonstration.rights import tell_rights
from models.office.closed.compartment import enter as enter_compartment
from models.office.template import keep_template, template_called, templates
from models.people.person import Person
from models.recommendation.records import Recommendation
from reports.templates import JOINED, LIST
from tests import builders
from tests.reports.templates import making
from tests.ui import seen
from ui import jobs, messages
from ui.clearance import clearance_of

FORM = making.word(
    "登记表　{{本单位}}　{{今天}}",
    table=[["姓名", "{{姓名}}", "性别", "{{性别}}"], ["手机", "{{手机}}", "印章", "{{印章}}"]],
)


@pytest.fixture
def page(enter):
    page = enter("printing").shell.page
    page.show_templates(True)
    return page


@pytest.fixture
def panel(page):
    return page.templates


def settle(panel):
    while jobs.running:
        next(iter(jobs.running)).wait()


def put_in(panel, tmp_path, content=FORM, name="县妇联登记表.docx"):
    panel.take(making.put(tmp_path / name, content))
    settle(panel)
    return panel.template


def test_an_empty_list_says_what_belongs_there(page, panel, save_screen):
    assert panel._empty.isVisible()
    save_screen(page.window(), "printing_templates_empty")


def test_a_file_is_put_in_and_its_marks_are_listed(page, panel, tmp_path, save_screen):
    template = put_in(panel, tmp_path)
    assert (template.title, template.file_kind) == ("县妇联登记表", "docx")
    rows = {one.words: one for one in panel.marks.rows}
    assert [words for words, one in rows.items() if not one.known] == ["手机", "印章"]
    assert rows["手机"].offered[0] == "联系电话"
    assert panel._told.text() == "共 6 个标记，2 个不认识：不选就原样留在文件里。"
    panel.kind.setText("人员")
    panel._show_kind("person")
    for name in ("单立梅", "解晓燕", "仇国栋"):
        panel.whom.add(Person.get(Person.name == name))
    save_screen(page.window(), "printing_templates")


def test_meanings_are_chosen_and_kept(panel, tmp_path):
    template = put_in(panel, tmp_path)
    rows = {one.words: one for one in panel.marks.rows}
    rows["手机"].choose("phone" if panel._subject == "person" else "person.phone")
    rows["印章"].box.setText("留空")
    rows["印章"].box.editingFinished.emit()
    assert panel.keep_button.isEnabled()
    panel.save()
    kept = template_called(template.uid)
    assert set(kept.choices) == {"手机", "印章"}
    assert not panel.keep_button.isEnabled()
    assert panel.marks.unknown == []


def test_it_is_filled_and_stands_in_the_history(panel, tmp_path):
    put_in(panel, tmp_path)
    panel._show_kind("person")
    panel.kind.setText("人员")
    panel.whom.add(Person.get(Person.name == "单立梅"))
    out = tmp_path / "填好.docx"
    messages.answer(out)
    panel.fill()
    settle(panel)
    assert [cell.text for cell in Document(io.BytesIO(out.read_bytes())).tables[0].rows[0].cells][1] == "单立梅"
    last = History.select().order_by(History.seq.desc()).first()
    assert (last.verb, last.sentence) == ("print_form", "填写模板《县妇联登记表》：单立梅")
    assert "原样留着" in messages.said[-1].text


@pytest.mark.parametrize("way", [JOINED, LIST])
def test_many_persons_are_an_export(panel, tmp_path, way):
    put_in(panel, tmp_path, making.word(table=[["{{姓名}}"]]))
    panel._show_kind("person")
    panel.kind.setText("人员")
    for name in ("单立梅", "解晓燕"):
        panel.whom.add(Person.get(Person.name == name))
    panel.whom.choose_way(way)
    messages.answer(tmp_path / "x.docx")
    panel.fill()
    settle(panel)
    sentences = [row.sentence for row in History.select().order_by(History.seq.desc()).limit(2)]
    assert "导出自己的模板《县妇联登记表》，2 人" in sentences[1]
    assert sentences[0] == "填写模板《县妇联登记表》：单立梅、解晓燕"
    assert (tmp_path / "x.docx").exists()


def test_a_file_that_cannot_be_used_says_why(panel, tmp_path):
    panel.take(making.put(tmp_path / "旧表.doc", b"\xd0\xcf\x11\xe0" + bytes(600)))
    settle(panel)
    assert "另存为 .docx" in messages.said[-1].text
    assert not templates()


def test_a_mark_is_copied_for_word(panel, tmp_path):
    put_in(panel, tmp_path)
    panel._show_kind("person")
    panel.names.search.setText("身份证")
    panel.names._look("身份证")
    panel.names.list.setCurrentRow(0)
    panel.names.copy()
    assert QGuiApplication.clipboard().text() == "{{身份证号}}"


def test_records_of_another_page_are_taken_along(page, panel, tmp_path):
    put_in(panel, tmp_path)
    template = panel.template
    rec = Recommendation.get()
    keep_template(
        page.desk.session, _store(page), "推荐表", "docx", "recommendation", {}, making.word("{{姓名}}{{推荐组织}}")
    )
    page.open_target({"form": "approval", "kind": "recommendation", "uids": [rec.uid]})
    settle(panel)
    assert not panel.isVisible()
    page.show_templates(True)
    assert panel.template.title == "推荐表" != template.title
    assert [one.uid for one in panel.whom.records] == [rec.uid]


def test_two_samples_show_how_it_is_done(panel):
    panel._empty.buttons[1].click()
    settle(panel)
    assert [(kept.title, kept.subject) for kept in templates()] == [
        ("人员花名册", "person"),
        ("推荐登记表", "recommendation"),
    ]
    assert panel.marks.unknown == []


def test_removed_and_taken_back(page, panel, tmp_path):
    put_in(panel, tmp_path)
    panel.remove()
    assert not templates()
    assert panel._empty.isVisible()


def test_what_is_being_chosen_stays_while_records_change_elsewhere(page, panel, tmp_path):
    put_in(panel, tmp_path)
    rows = {one.words: one for one in panel.marks.rows}
    rows["印章"].choose("-")
    builders.person(page.desk.session, "新来的", order=900)
    page.refresh()
    assert panel.marks.choices == {"印章": "-"}
    assert panel.keep_button.isEnabled()


def test_leaving_the_compartment_takes_its_cases_along(page, panel, tmp_path):
    story = tell_rights(page.desk.opened)
    closed = enter_compartment(page.desk.opened)
    keep_template(
        page.desk.session, _store(page), "来访表", "docx", "rights_case", {}, making.word("{{编号}}{{来访人姓名}}")
    )
    page.open_target({"form": "rights.violence", "kind": "rights_case", "uids": [story.violence]})
    page.show_templates(True)
    assert [one.uid for one in panel.whom.records] == [story.violence]
    panel.whom.box.open_all()
    out = tmp_path / "x.docx"
    messages.answer(out)
    panel.fill()
    settle(panel)
    assert out.exists()
    assert closed.rows()[0].sentence == "打印《来访表》"
    number = panel.whom.records[0].number
    page.desk.opened.leave_compartment()
    clearance_of(page.desk).look()
    assert not panel.whom.records
    assert number not in "".join(seen.texts())
    page.show_templates(True)
    assert not panel.whom.records


def _store(page):
    from models.office.attachment import Store

    return Store(page.desk.opened)
