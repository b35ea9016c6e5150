"""The invented people of 青龙镇 who stand on the sample rosters: same seed, same people.

All ID numbers lie in the area 999999, which is assigned to nobody.
"""

import random
from dataclasses import dataclass, field
from datetime import date

from models.core.identity import id_check_character

SEED = 20261121
VILLAGES = ("石桥村", "大河村", "白水村", "云岭村", "龙泉社区")

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段"
    "雷黎史龙陶贺毛郝顾龚邵万覃武钱戴严莫孔向汤单仇解查区缪翟朴"
)
_MEN = (
    "建国志强文斌永贵正华德明光辉海涛家旺立新世云荣生开元福全大勇国栋长春小龙天佑少华兴发玉林学军子豪浩宇俊杰一鸣思远"
)
_WOMEN = "秀英桂兰春梅丽华玉珍小芳美玲雪莲翠花素云晓燕红霞金凤淑芬海燕月娥彩云佳怡雨婷欣悦梦洁婉清思琪静雯诗涵"
_RARE = {
    "龙䶮": "男",
    "王𬭎": "男",
    "刘喆": "男",
    "陈㛃": "女",
    "李𬘭": "女",
    "欧阳靖宇": "男",
    "阿卜杜拉·买买提": "男",
    "古丽米热·艾尼瓦尔": "女",
    "次仁卓玛": "女",
    "司马青青": "女",
    "赵𠅤": "男",
    "木合塔尔·吐尔逊": "男",
}
_NATIONALITY_OF = {
    "阿卜杜拉·买买提": "维吾尔族",
    "古丽米热·艾尼瓦尔": "维吾尔族",
    "次仁卓玛": "藏族",
    "木合塔尔·吐尔逊": "维吾尔族",
}
_NATIONALITIES = ("汉族",) * 8 + ("彝族", "哈尼族", "苗族", "壮族", "回族", "傣族")
_EDUCATION = ("小学", "初中", "初中", "高中", "中专", "大专", "本科")


@dataclass
class Somebody:
    """One invented person; dates are real dates, the rosters write them in their own ways."""

    name: str
    sex: str
    nationality: str
    born: date
    id_number: str
    village: str
    group: int
    phone: str
    education: str
    status: str = "群众"
    facts: dict[str, object] = field(default_factory=dict)


def id_number(born: date, sequence: int, sex: str) -> str:
    """A number of the unassigned area with a right check character."""
    order = sequence * 2 + (1 if sex == "男" else 0)
    first = f"999999{born:%Y%m%d}{order % 1000:03d}"
    return first + id_check_character(first)


class Town:
    """Makes people one after the other."""

    def __init__(self) -> None:
        self.random = random.Random(SEED)
        self._names: set[str] = set()
        self._count = 0

    def somebody(self, village: str, years: tuple[int, int], sex: str = "", name: str = "") -> Somebody:
        """A person of this village, born between these years."""
        self._count += 1
        draw = self.random
        sex = sex or _RARE.get(name) or draw.choice("男女")
        born = date(draw.randint(*years), draw.randint(1, 12), draw.randint(1, 28))
        return Somebody(
            name=name or self._name(sex),
            sex=sex,
            nationality=_NATIONALITY_OF.get(name) or draw.choice(_NATIONALITIES),
            born=born,
            id_number=id_number(born, self._count + 10, sex),
            village=village,
            group=draw.randint(1, 6),
            phone=f"1{draw.choice('358')}{draw.randint(0, 9)}0000{self._count:04d}",
            education=draw.choice(_EDUCATION[3:] if years[0] > 1995 else _EDUCATION),
        )

    def people(self, count: int, village: str, years: tuple[int, int], sex: str = "") -> list[Somebody]:
        """Several of them."""
        return [self.somebody(village, years, sex) for _ in range(count)]

    def rare(self) -> list[str]:
        """Names that are hard to write: rare characters, compound surnames, names of several nationalities."""
        return list(_RARE)

    def _name(self, sex: str) -> str:
        given = _MEN if sex == "男" else _WOMEN
        while True:
            at = self.random.randrange(0, len(given) // 2) * 2
            length = self.random.choice((1, 2, 2, 2))
            name = self.random.choice(_SURNAMES) + given[at : at + length]
            if name not in self._names:
                self._names.add(name)
                return name
