"""How long 1,000 审批表 in one file take: `python -m tests.benchmarks.paper [forms]`.

The floor is reportlab's canvas drawing the same strings and lines, already laid out, in the same fonts, with grid
and labels as form XObjects. Where LibreOffice is installed, its mail merge of 200 is measured beside it.
"""

import io
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from reports.paper.display import Bitmap, Item, Line, Page, Paper, Rect, Text
from reports.paper.fonts import FACES, face_path
from reports.paper.pdf import pdf_bytes
from reports.paper.printing import lay_out, stamped
from tests.benchmarks.paper_sample import APPROVAL, facts

MOMENT = datetime(2026, 9, 1, 8, 30)


def pages_of(people: list[dict[str, object]]) -> list[Page]:
    """The pages of all forms."""
    pages: list[Page] = []
    for person in people:
        pages += lay_out(APPROVAL, person, stamped(APPROVAL, person, str(person["record"]), 1))
    return pages


def floor(pages: list[Page]) -> int:
    """Draw the display lists through reportlab's own canvas and its own TrueType fonts; the file's size."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    for key in FACES:
        if key not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(key, str(face_path(key))))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595.3, 841.9), pageCompression=1, invariant=1, initialFontName="fang")
    known: set[str] = set()
    for page in pages:
        if page.static is not None:
            if page.static.key not in known:
                known.add(page.static.key)
                canvas.beginForm(page.static.key)
                for item in page.static.items:
                    _plain(canvas, item, page.height)
                canvas.endForm()
            canvas.doForm(page.static.key)
        for item in page.items:
            _plain(canvas, item, page.height)
        canvas.showPage()
    canvas.save()
    return len(buffer.getvalue())


def _plain(canvas, item: Item, height: int) -> None:
    if isinstance(item, Text):
        canvas.setFont(item.face, item.size / 10)
        canvas.drawString(item.x / 10, (height - item.y) / 10, item.string, charSpace=item.spacing / 10)
    elif isinstance(item, Line):
        canvas.setLineWidth(item.width / 10)
        canvas.line(item.x1 / 10, (height - item.y1) / 10, item.x2 / 10, (height - item.y2) / 10)
    elif isinstance(item, Rect):
        canvas.setLineWidth(item.width / 10)
        canvas.rect(item.x / 10, (height - item.y - item.h) / 10, item.w / 10, item.h / 10)
    elif isinstance(item, Bitmap):
        # The floor draws no QR code, only its outline: the comparison is to our disadvantage.
        canvas.rect(item.x / 10, (height - item.y - item.h) / 10, item.w / 10, item.h / 10)


def timed(work: Callable[[], object], times: int = 3) -> float:
    """Median seconds."""
    spent = []
    for _ in range(times):
        begin = time.perf_counter()
        work()
        spent.append(time.perf_counter() - begin)
    return statistics.median(spent)


def mail_merge(count: int) -> float | None:
    """Seconds that LibreOffice needs to make one PDF of so many forms of two pages each; None without it."""
    office = shutil.which("soffice")
    if office is None:
        return None
    people = [facts(number) for number in range(count)]
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "forms.fodt"
        source.write_text(_merged(people), encoding="utf-8")
        home = f"-env:UserInstallation=file://{folder}/profile"
        command = [office, home, "--headless", "--convert-to", "pdf", "--outdir", folder, str(source)]
        begin = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, timeout=900)
        return time.perf_counter() - begin


def _merged(people: list[dict[str, object]]) -> str:
    """What a mail merge hands to LibreOffice's layout: a flat document with one table a person."""
    labels = [(key, key) for key in people[0]]
    tables = []
    for person in people:
        rows = []
        for at in range(0, len(labels), 2):
            cells = []
            for key, label in labels[at : at + 2]:
                fact = person[key]
                text = "；".join(map(str, fact)) if isinstance(fact, list | tuple) else str(fact)
                for words in (label, text):
                    cells.append(f'<table:table-cell table:style-name="c"><text:p>{words}</text:p></table:table-cell>')
            rows.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
        for words in ("所在工会意见", "上一级工会审核意见", "同级党组织意见", "备注"):
            blank = "<text:p/>" * 12 + "<text:p>负责人签字：　　　　（盖章）　　年　　月　　日</text:p>"
            rows.append(
                '<table:table-row><table:table-cell table:style-name="c"><text:p>'
                f'{words}</text:p></table:table-cell><table:table-cell table:style-name="c" '
                f'table:number-columns-spanned="3">{blank}</table:table-cell></table:table-row>'
            )
        tables.append(
            '<text:p text:style-name="t">推荐对象审批表</text:p><table:table>'
            f'<table:table-column table:number-columns-repeated="4"/>{"".join(rows)}</table:table>'
        )
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{place}:1.0"'
        for name, place in (("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"))
    )
    fo = 'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {spaces} {fo} office:version="1.2" '
        'office:mimetype="application/vnd.oasis.opendocument.text"><office:automatic-styles>'
        '<style:style style:name="t" style:family="paragraph">'
        '<style:paragraph-properties fo:break-before="page"/></style:style>'
        '<style:style style:name="c" style:family="table-cell">'
        '<style:table-cell-properties fo:border="0.5pt solid #000000"/></style:style>'
        f"</office:automatic-styles><office:body><office:text>{''.join(tables)}</office:text></office:body>"
        "</office:document>"
    )


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    people = [facts(number) for number in range(count)]
    pages = pages_of(people)
    floor(pages[:2])
    ours = timed(lambda: pdf_bytes(Paper("审批表", pages_of(people)), MOMENT))
    laid_out = timed(lambda: pages_of(people))
    least = timed(lambda: floor(pages))
    statics = len({page.static.key for page in pages if page.static})
    size = len(pdf_bytes(Paper("审批表", pages), MOMENT))
    print(f"{count} forms, {len(pages)} pages, {statics} static parts, {size / 1e6:.1f} MB")
    print(f"ours   {ours / count * 1000:6.2f} ms a form (layout {laid_out / count * 1000:.2f})")
    print(f"floor  {least / count * 1000:6.2f} ms a form ({floor(pages) / 1e6:.1f} MB)")
    print(f"ratio  {ours / least:6.2f}   aim ≤ 2")
    print(f"peak   {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    office = mail_merge(200)
    if office is None:
        print("LibreOffice is not installed: no comparison with mail merge")
    else:
        times = office / 200 / (ours / count)
        print(f"LibreOffice {office / 200 * 1000:.1f} ms a form, {times:.0f} × ours, aim ≥ 25")


if __name__ == "__main__":
    main()
