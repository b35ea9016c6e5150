"""A realistic 推荐对象审批表 with made-up facts, for measuring and trying the drawing engine."""

import io
import random

from reports.paper.form import (
    Form,
    Label,
    Opinion,
    Photo,
    Prose,
    Sheet,
    Ticks,
    Value,
    row,
    stack,
)

PERSONAL = stack(
    row(
        *(Label("姓　名", 16), Value("name", 26, expected=True)),
        *(Label("性　别", 14), Value("sex", 12, expected=True)),
        *(Label("民　族", 14), Value("nation", 18)),
        *(Label("出生年月", 18), Value("born", 22, expected=True)),
    ),
    row(
        *(Label("籍　贯", 16), Value("native", 26)),
        *(Label("文化程度", 26), Value("education", 32)),
        *(Label("健康状况", 18), Value("health", 22)),
    ),
    row(Label("参加工\n作时间", 16), Value("worked", 26), Label("身份证号", 26), Value("id_number", 72), height=11),
    row(Label("现住址\n（村组）", 16), Value("address", 84), Label("联系电话", 18), Value("phone", 22), height=11),
    width=140,
)

APPROVAL = Form(
    "sample.approval",
    "1",
    "推荐对象审批表",
    left="推荐组织：{organisation:14}",
    right="编号：{record:8}　填表日期：{date:8}",
    sheets=(
        Sheet(
            (
                row(PERSONAL, Photo("photo", 25)),
                row(Label("单位及职务", 24), Value("post", 58), Label("群团职务", 20), Value("duty", 38), height=10),
                row(
                    *(Label("申请入党时间", 24), Value("applied", 36), Label("推荐类别", 20)),
                    Ticks("target", ("积极分子", "发展对象"), 60),
                    height=10,
                ),
                row(Label("简\n\n历", 12), Prose("career", 128, indent=0, expected=True), height=28, stretch=1),
                row(Label("奖惩情况", 12), Prose("awards", 128), height=16, stretch=0.4),
                row(Label("主要\n事迹\n和现实\n表现", 12), Prose("deeds", 128, expected=True), height=45, stretch=3),
                row(Label("推荐理由", 12), Prose("reason", 128, expected=True), height=22, stretch=1),
            )
        ),
        Sheet(
            (
                row(
                    Label("民主评议", 12),
                    stack(
                        row(Label("会议名称", 22), Value("meeting", 50), Label("时　间", 16), Value("held_on", 40)),
                        row(
                            *(Label("应到", 11), Value("due", 11), Label("实到", 11), Value("present", 11)),
                            *(Label("同意", 11), Value("yes", 11), Label("不同意", 13), Value("no", 11)),
                            *(Label("弃权", 11), Value("abstained", 11)),
                        ),
                        width=128,
                    ),
                ),
                row(Label("考察时间", 22), Value("inspected", 48), Label("考察人", 20), Value("inspectors", 50)),
                row(
                    Label("所在\n工会\n意见", 12),
                    Opinion("own", 128, template="经{held_on:6}职工大会民主评议，同意推荐。", date="own_on"),
                    height=42,
                    stretch=1,
                ),
                row(Label("上一级\n工会\n审核\n意见", 12), Opinion("superior", 128), height=42, stretch=1),
                row(
                    Label("同级\n党组织\n意见", 12),
                    Opinion("party", 128, choice="answer", options=("列为发展对象", "列为积极分子", "继续培养")),
                    height=46,
                    stretch=1,
                ),
                row(Label("备注", 12), Prose("remark", 128), height=16),
            ),
            notes=("注：1. 本表一式三份，推荐组织、上一级工会、同级党组织各存一份。", "　　2. 字迹清楚，不得涂改。"),
        ),
    ),
)

_SURNAMES = "田覃向唐王李张刘陈杨赵黄周吴徐孙"
_GIVEN = "小兰建国明芳丽伟强军秀英桂花春梅志远海燕文斌𬭎䶮"
_SENTENCES = (
    "该同志思想上积极要求进步，自2019年3月参加工作以来（含试用期），认真学习“习近平新时代中国特色社会主义思想”。",
    "在工作中敢于担当、乐于奉献；2023年获评《优秀工会积极分子》，群众反映良好。",
    "积极参加村里组织的志愿服务，累计时长120小时，带动周边群众30余人参与。",
    "能够自觉遵守国家法律法规和单位各项规章制度，无违纪违法行为。",
    "主动承担技术攻关任务，提出合理化建议8条，其中5条被采纳，节约成本12.6万元。",
    "关心同事，团结群众，注意听取不同意见，能够开展批评与自我批评。",
)


def facts(number: int) -> dict[str, object]:
    """The facts of one made-up person; the same number gives the same person."""
    chance = random.Random(number)
    name = chance.choice(_SURNAMES) + "".join(chance.sample(_GIVEN, chance.choice((1, 2))))
    deeds = "".join(chance.choices(_SENTENCES, k=chance.randint(6, 11)))
    return {
        "organisation": "石门镇水泥制品有限公司工会委员会",
        "record": f"TY-2026-{number:06d}",
        "date": "2026年5月12日",
        "name": name,
        "sex": chance.choice("男女"),
        "nation": chance.choice(("汉族", "土家族", "苗族")),
        "born": f"{chance.randint(1970, 2005)}.{chance.randint(1, 12):02d}",
        "native": "湖南石门",
        "education": chance.choice(("初中", "高中", "大学专科", "大学本科")),
        "health": "健康",
        "worked": "2012.07",
        "id_number": f"9999991991{chance.randint(1, 12):02d}15{chance.randint(1000, 9999)}",
        "address": f"石门镇青龙村第{chance.randint(1, 9)}村民小组{chance.randint(1, 99)}号",
        "phone": f"139{chance.randint(0, 99999999):08d}",
        "post": "水泥制品公司质检科副科长",
        "duty": "工会女职工委员",
        "applied": "2024年7月1日",
        "target": ("发展对象",),
        "career": [
            "2009.09—2012.06　湖南工业职业技术学院材料工程技术专业学习",
            "2012.07—2018.03　石门镇水泥制品有限公司化验员",
            "2018.03至今　　　石门镇水泥制品有限公司质检科副科长",
        ],
        "awards": "2021年被评为县“五一巾帼标兵”；2023年被镇总工会评为优秀工会积极分子。",
        "deeds": deeds,
        "reason": "".join(chance.sample(_SENTENCES, 2)),
        "meeting": "2026年第一次职工大会",
        "held_on": "2026年4月20日",
        "due": 56,
        "present": 49,
        "yes": 47,
        "no": 1,
        "abstained": 1,
        "inspected": "2026年4月22日至28日",
        "inspectors": "田小兰、覃建国",
        "own_on": "2026年5月12日",
    }


def photo() -> bytes:
    """A made-up portrait as a JPEG file."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (295, 413), (214, 226, 240))
    pen = ImageDraw.Draw(picture)
    pen.ellipse((90, 80, 205, 220), fill=(230, 200, 175))
    pen.pieslice((20, 230, 275, 560), 180, 360, fill=(60, 70, 90))
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=80)
    return buffer.getvalue()
