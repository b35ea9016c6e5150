"""The drawing engine: fonts, layout to a display list, the PDF writer; knows no form.

The way of a form to paper:

1. `reports.forms` declares it once, as a module-level constant (it is cached by identity).
2. `printing.lay_out(paper, facts, stamp)` gives its pages for one record; `printing.missing(paper, facts)` says what
   is blank but expected; `printing.stamped(…)` makes the stamp. No facts and no stamp print the blank form.
3. `display.Paper(title, pages)` collects the pages of any number of records, `pdf.write_pdf(paper, path, moment)`
   writes them into one file; the window's paper view replays the same pages.

Facts are a plain mapping: text, numbers, lists of text (one line each), tuples of ticked options, lists of mappings
(repeated rows), bytes (a photo). Templates write them as `{key}`; `{key:6}` leaves six characters while it is blank.

**A bordered form** (审批表, 登记表, 记录表), `form`:

    row, stack = form.row, form.stack
    APPROVAL = Form("tuiyou.shenpi.gonghui", "2026.1", "推荐对象审批表", left="推荐组织：{organisation}",
        right="填表日期：{date}", sheets=(Sheet((
            row(stack(row(Label("姓　名", 16), Value("name", 24, expected=True), …),
                      row(…), width=140), Photo("photo", 25)),
            row(Label("推荐类别", 20), Ticks("target", ("积极分子", "发展对象"), 60)),
            row(Label("推荐\\n理由", 12), Prose("reason", 153, expected=True), height=30, stretch=1),
            row(Label("工会\\n意见", 12), Opinion("opinion", 153, date="opinion_on"), height=42, stretch=1),
        ), notes=("注：本表一式三份。",)), Sheet(…)))

Cells share their row by `width`, a `stack` puts rows beside a cell that spans them, `height` is the least in
millimetres, and what a page has left goes to rows by `stretch`. One `Sheet` is one side of paper. Text that is too
long first lets its row grow, then steps down to 9 pt, then goes on on a supplement sheet. `Sheet(flow=True)` takes
as many pages as its `Prose` needs instead (minutes of a meeting). `repeat(…)` is a small table in a cell.

**A text document** (考察材料, 公示, 推荐函), `letter.Letter` of Para, Paras, Heading, Table, Sign, Signatures, Space,
Large, Symbol (a QR code) and Slip (回执 to be torn off), with the metrics of GB/T 9704-2012.

**A table** (花名册, 汇总表, 签领表), `register.Register` of Columns; the fact `rows` holds its lines, `totals` the last
one; `closing` is a line as wide as the table under them (合计大写), `row` makes room to sign in.

**Ballots** (推荐票), `ballot.Ballot`; the fact `candidates` holds the names, `copies` how many to print.

A character that no face has raises `fonts.MissingCharacter` with the subject's name; all other text prints.
"""
