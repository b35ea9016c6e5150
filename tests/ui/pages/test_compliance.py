"""设置—安全情况: what stands there is what is so, and it becomes a PDF."""

from models.core.history import History
from models.office import access
from tests import builders
from ui import messages


def test_sheet_tells_users_roles_copies_and_history(enter, bare, tmp_path, settled, save_screen):
    workbench = enter("settings", bare)
    access.add_user(workbench.desk.opened, "钱计", ["audit"], "稻田里的白鹭飞")
    page = workbench.shell.page
    page.show_part("安全情况")
    part = page.part
    assert builders.USER in part.lines["用户"]
    assert "钱计（审计员）" in part.lines["用户"]
    assert "尚未指定系统管理员、安全管理员。" in part.lines["三员"]
    assert part.lines["最近备份"] == "还没有备份"
    assert part.lines["恢复演练"] == "还没有演练"
    assert "AES-256" in part.lines["加密"]
    assert "仍然打得开" in part.lines["停用用户"]
    save_screen(page.window(), "compliance")
    target = tmp_path / "安全.pdf"
    messages.answer(target)
    part.save()
    settled()
    assert target.read_bytes().startswith(b"%PDF")
    assert History.select().where(History.verb == "print_form").count() == 1


def test_sheet_is_offered_among_the_papers_of_the_office(enter, settled, save_screen):
    page = enter("printing").shell.page
    settled()
    page.forms.choose("compliance")
    settled()
    assert len(page.view.paper.pages) >= 2
    save_screen(page.window(), "compliance_preview")
