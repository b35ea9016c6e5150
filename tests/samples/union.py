"""The roster of an enterprise's union."""

from datetime import date

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.samples.desk import Desk, one_digit_wrong
from tests.samples.paper import line, month, save_xlsx, title, whole
from tests.samples.people import Somebody

UNION_FILE = "云岭茶业有限公司工会会员花名册.xlsx"


class UnionRoster(Desk):
    """The workers and their union."""

    def _workers(self) -> list[Somebody]:
        workers = self.town.people(38, "云岭村", (1968, 2003))
        workers += [self.town.somebody("云岭村", (1975, 1999), name=name) for name in self.rare[:4]]
        star = self.town.somebody("云岭村", (1990, 1990), "女", "普丽琼")
        star.facts = {
            "applied": date(2025, 11, 3),
            "joined": date(2014, 5, 4),
            "post": "工会小组长",
            "works": date(2012, 3, 1),
        }
        second = self.town.somebody("白水村", (1984, 1984), "男", "杨承志")
        second.facts = {
            "applied": date(2025, 12, 15),
            "joined": date(2010, 6, 1),
            "post": "",
            "works": date(2008, 7, 1),
        }
        self.candidates["union"] = star.id_number
        workers[7:7] = [star]
        workers[20:20] = [second]
        return workers

    def union(self) -> None:
        """An enterprise's union: spaces and line breaks in headers, numbers for texts, a subtotal, signatures."""
        book = Workbook()
        sheet = book.active
        sheet.title = "会员名册"
        header = [
            "序号",
            "姓  名",
            "*性别",
            "民族",
            "出生\n年月",
            "*身份证号码",
            "政治面貌",
            "文化程度",
            "参加工作时间",
        ]
        header += ["工种（岗位）", "用工形式", "入会时间", "会员证号", "会内职务", "申请入党时间", "联系电话", "备 注"]
        title(sheet, 1, "云岭茶业有限公司工会会员花名册", len(header))
        title(
            sheet,
            2,
            "填报单位：云岭茶业有限公司工会委员会（盖章）      填报时间：2026年9月10日",
            len(header),
            large=False,
        )
        line(sheet, 3, list(header))
        row = 4
        for number, worker in enumerate(self.workers, 1):
            line(sheet, row, self._union_line(number, worker))
            self._union_trouble(sheet, row, number, worker)
            row += 1
            if number == 20:
                line(sheet, row, ["小计", 20, None, None])
                line(sheet, row + 1, list(header))
                row += 2
        hidden = self.town.somebody("云岭村", (1980, 1990))
        line(sheet, row, self._union_line(len(self.workers) + 1, hidden))
        sheet.row_dimensions[row].hidden = True
        line(sheet, row + 1, ["合计", len(self.workers)])
        sheet.cell(row + 2, 1, "单位负责人：周国强")
        sheet.cell(row + 2, 6, "填表人：何丽华")
        sheet.cell(row + 2, 12, "联系电话：13800001234")
        save_xlsx(book, self.target / UNION_FILE)

    def _union_line(self, number: int, worker: Somebody) -> list[object]:
        draw, facts = self.draw, worker.facts
        works = facts.get("works") or date(min(worker.born.year + draw.randint(18, 24), 2024), draw.randint(1, 12), 1)
        joined = facts.get("joined") or date(min(works.year + 1, 2025), draw.randint(1, 12), 1)
        applied = facts.get("applied")
        return [
            number,
            worker.name if number % 9 or len(worker.name) > 2 else " ".join(worker.name),
            worker.sex if number % 8 else f"{worker.sex}性",
            worker.nationality.removesuffix("族") if number % 3 == 0 else worker.nationality,
            month(worker.born, draw),
            worker.id_number,
            "群众" if number % 6 else "中共党员",
            "大学" if worker.education == "本科" else worker.education,
            month(works, draw),
            draw.choice(("采茶工", "炒茶工", "包装工", "销售员", "电工", "质检员")),
            draw.choice(("合同制", "劳动合同", "临时工", "正式")),
            month(joined, draw),
            f"YL2026{number:04d}",
            facts.get("post") or (draw.choice(("工会委员", "", "", "", "")) or None),
            whole(applied, draw) if isinstance(applied, date) else None,
            worker.phone if number % 4 else int(worker.phone),
            None,
        ]

    def _union_trouble(self, sheet: Worksheet, row: int, number: int, worker: Somebody) -> None:
        cell, plant = sheet.cell, lambda column, code: self.plant(UNION_FILE, "会员名册", row, column, code)
        if number == 3:
            cell(row, 6).value = int(worker.id_number[:15] + "000") if worker.id_number[:17].isdigit() else None
            cell(row, 6).number_format = "0"
            plant("身份证号码", "id_number_damaged")
        elif number == 5:
            cell(row, 6).value = (
                worker.id_number[:10] + worker.id_number[11] + worker.id_number[10] + worker.id_number[12:]
            )
            cell(row, 6).value = one_digit_wrong(worker.id_number)
            plant("身份证号码", "id_number_checksum")
        elif number == 11:
            cell(row, 5).value, cell(row, 5).number_format = 1990.1, "General"
            plant("出生年月", "date_ambiguous")
        elif number == 13:
            cell(row, 6).value = "".join(chr(ord(char) + 0xFEE0) for char in worker.id_number)
        elif number == 14:
            cell(row, 5).value = f'=MID(F{row},7,4)&"."&MID(F{row},11,2)'
            plant("出生年月", "formula_without_value")
        elif number == 16:
            cell(row, 2).value = f"{worker.name[0]}(yù){worker.name[-1]}"
            plant("姓名", "name_unreadable_character")
        elif number == 18:
            cell(row, 7).value = "入党积极分子"
        elif number == 19:
            cell(row, 5).value, cell(row, 5).number_format = 33000, "General"
            plant("出生年月", "birth_differs")
        elif number == 25:
            cell(row, 15).value = "不详"
        elif number == 27:
            for column in range(2, 18):
                cell(row, column).value = cell(row - 1, column).value
            plant("身份证号码", "duplicate_in_file")
        elif number == 30:
            cell(row, 8).value = "私塾"
            plant("文化程度", "code_unknown")
        elif number == 33:
            cell(row, 6).value = worker.id_number[:17]
            plant("身份证号码", "id_number_length")
        elif number == 36:
            cell(row, 17).value = "=双职工家庭"
            cell(row, 17).data_type = "s"
