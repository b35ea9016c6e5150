"""Stories with own templates: one kept, given another meaning, filled into a file, taken away and brought back."""

from typing import Any

from models.core.verbs import undo
from models.office.attachment import Store
from models.office.template import change_template, content_of, keep_template, remove_template, template_called
from models.people.person import Person
from tests import builders
from tests.reports.templates import making


def kept_filled_and_removed(world: Any) -> None:
    """A county's form from its arrival to its end."""
    from reports.templates import JOINED, Order, fill_to, read_source, subject_called

    world.do(world.open)
    store, content = Store(world.opened), making.word("{{姓名}}", table=[["{{手机}}"]])
    world.do(lambda: keep_template(world.session, store, "登记表", "docx", "person", {}, content))
    meant = {"手机": "phone"}
    kept = template_called("登记表")
    world.do(lambda: change_template(world.session, kept, title="登记表二", subject="person", choices=meant))
    source = read_source(content_of(store, template_called("登记表二")), "登记表二.docx")
    order = Order(source, subject_called("person"), list(Person.select()), meant)
    world.do(lambda: fill_to(order, JOINED, world.out / "登记表.docx", builders.NOW))
    seq = world.do(lambda: remove_template(world.session, template_called("登记表二"))).seq
    world.do(lambda: undo(world.session, seq))
