"""Own templates: the .docx and .xlsx files that counties insist on, kept with what each of their marks means.

Owns the record; the file itself is an attachment of it. What a mark may mean and how a file is filled is no business
of this module: it keeps the choices as they were made.
"""

from collections.abc import Mapping

from models.core.errors import NotFound, RuleRefused
from models.core.fields import JsonField, LineField
from models.core.record import Record
from models.core.verbs import Work, verb
from models.office.attachment import Attachment, Store, attach, attachments_of

FILE = "模板文件"
"""Title of the attachment that holds the file."""
DOCX, XLSX = "docx", "xlsx"


class Template(Record):
    """自己的模板: title, kind of file, of which kind of record it is, and mark → key of what stands there."""

    noun = "模板"
    untold = ("choices",)

    title = LineField("模板名称", required=True, max_length=60, unique_among_living=True, counted=True)
    file_kind = LineField("文件格式", required=True, max_length=8, counted=True)
    subject = LineField("用于", required=True, max_length=40, counted=True)
    choices = JsonField("标记对照", counted=True)

    class Meta:
        table_name = "template"

    def called(self) -> str:
        return f"模板“{self.title}”"


@verb("keep_template", "添加模板")
def keep_template(
    work: Work, store: Store, title: str, file_kind: str, subject: str, choices: Mapping[str, str], content: bytes
) -> Template:
    """Keep a template with its file. Raises RuleRefused for a title that is taken, BadFile for a file too large."""
    _refuse_taken(title)
    kept = work.insert(Template(title=title, file_kind=file_kind, subject=subject, choices=dict(choices)))
    attach.within(work, store, kept, FILE, f"{title}.{file_kind}", content)  # type: ignore[attr-defined]
    work.about(kept, f"添加了{kept.called()}")
    return kept


@verb("change_template", "修改模板")
def change_template(
    work: Work, template: Template, *, title: str, subject: str, choices: Mapping[str, str]
) -> Template:
    """Change what a template is called, of what it is and what its marks mean."""
    if title != template.title:
        _refuse_taken(title)
    changed = work.update(template, title=title, subject=subject, choices=dict(choices))
    work.about(changed, f"修改了{changed.called()}")
    return changed


@verb("remove_template", "删除模板")
def remove_template(work: Work, template: Template) -> None:
    """Take a template away; its encrypted file stays for an undo."""
    for attachment in attachments_of(template):
        work.delete(attachment)
    work.delete(template)
    work.sentence = f"删除了{template.called()}"


def templates() -> list[Template]:
    """Every kept template, by title."""
    return list(Template.select().order_by(Template.title))


def template_called(title: str) -> Template:
    """The template of this title or uid. Raises NotFound with the titles that there are."""
    found = Template.get_or_none((Template.title == title) | (Template.uid == title))
    if found is None:
        known = "、".join(f"“{each.title}”" for each in templates()) or "现在一个也没有"
        raise NotFound(f"没有找到模板“{title}”。已有的模板：{known}。")
    kept: Template = found
    return kept


def content_of(store: Store, template: Template) -> bytes:
    """The file of a template. Raises NotFound, BadFile."""
    kept: list[Attachment] = attachments_of(template, FILE)
    if not kept:
        raise NotFound(f"{template.called()}的文件不见了，请删除后重新添加。")
    return store.content(kept[-1].uid)


def _refuse_taken(title: str) -> None:
    if Template.select().where(Template.title == title).exists():
        raise RuleRefused(f"已经有一个叫“{title}”的模板，请换一个名称，或先删除原来的。")
