"""A whole round between a county and three townships: reports on a stick, the county's merge, its answers.

The story is data in `resources/samples/round.json`, in the words that a clerk types; every step is a verb or a job that
the window has as well. One office is open at a time, as on one computer.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from models.assistance.aid import Aid, give_aid
from models.core.clock import Clock, fixed
from models.core.progress import Progress, Silent
from models.core.verbs import Session
from models.demonstration.rights import typed
from models.exchange.answering import answer, deal_with_notice, due_notices, make_notice, open_notices
from models.exchange.answering.notices import SAME_PERSON, About, offered_value
from models.exchange.cards import Card
from models.exchange.identity import make_escrow_key, make_exchange_keys, own_card, receiver_named, trust_office
from models.exchange.inbox import SOUND, packages_in, sort_arrived, take_all
from models.exchange.likeness.queue import find_pairs
from models.exchange.likeness.twice import tell_twice, twice_lines
from models.exchange.merging.apply import open_conflicts, settle_conflict
from models.exchange.merging.records import OURS
from models.exchange.opinions import Opinion, SendingBack, give, send_back, step_for
from models.exchange.purposes import Handover, purpose
from models.exchange.sending import Order, send
from models.office.closed.compartment import enter
from models.office.office import Founding, OpenOffice, create_office, open_office
from models.organisations.body import Body
from models.organisations.unit import Unit
from models.organisations.verbs import register_body, register_unit
from models.people.person import Person
from models.people.same import SamePerson
from models.people.verbs import change_person, join_body, register_person
from models.recommendation.procedure import procedure
from models.recommendation.records import Batch, Meeting, Recommendation
from models.recommendation.verbs import fill_in, hold_meeting, nominate, open_batch, take_step
from models.rights.doing import register
from models.rights.records import RightsCase
from resources import path

STICK = "U盘"
NAME, HEAD = "〔姓名〕", "〔负责人〕"
Words = Mapping[str, Any]
Show = Callable[[Recommendation, Path], str]
"""Draws an answered recommendation into an office's folder; the line that says so."""


@dataclass(slots=True)
class Round:
    """Where it is played, by which clock, and what there is to tell."""

    root: Path
    passphrase: str
    story: Words
    clock: Clock
    progress: Progress
    lines: list[str] = field(default_factory=list)

    @property
    def stick(self) -> Path:
        """The stick that goes from hand to hand."""
        return self.root / STICK

    def tell(self, where: str, what: str) -> None:
        """One line of the story."""
        self.lines.append(f"【{where}】{what}")
        self.progress.step(f"一来一回：{where}", len(self.lines), len(self.lines) + 1)

    def found(self, part: Words) -> OpenOffice:
        """A new office with keys."""
        founding = Founding(**part["office"], passphrase=self.passphrase)
        opened = create_office(self.root / part["folder"], founding, self.clock)[0]
        make_exchange_keys(opened.session, opened)
        return opened

    @contextmanager
    def at(self, part: Words) -> Iterator[OpenOffice]:
        """An office, open."""
        with open_office(self.root / part["folder"], self.passphrase, clock=self.clock) as opened:
            yield opened


def play_round(root: Path, passphrase: str, show: Show, progress: Progress | None = None) -> list[str]:
    """Play it below `root`, which is made anew; what happened, line by line."""
    story = json.loads(path("samples", "round.json").read_text("utf-8"))
    clock = fixed(datetime.fromisoformat(story["now"]))
    play = Round(root, passphrase, story, clock, progress or Silent())
    play.stick.mkdir(parents=True)
    cards = _found_all(play)
    _at_the_county(play, story["county"], cards)
    for part in story["townships"]:
        _take_answer(play, part, show)
    return play.lines


def _found_all(play: Round) -> list[Card]:
    """Offices with their records and keys; each township has the county's card and reports. The townships' cards."""
    with play.found(play.story["county"]) as county:
        make_escrow_key(county.session)
        superior = own_card()
    count = len(play.story["townships"])
    play.tell(play.story["county"]["folder"], f"生成密钥，公钥卡交给 {count} 个乡镇；乡镇打电话逐组核对指纹后登记")
    cards = []
    for part in play.story["townships"]:
        with play.found(part) as opened:
            trust_office(opened.session, superior, superior.fingerprint)
            _live(opened, play.story, part)
            cards.append(own_card())
            _report(play, opened, part, "recommendations")
            if "changed" in part:
                _change(opened, part)
            _report(play, opened, part, "assistance")
    return cards


def _live(opened: OpenOffice, story: Words, part: Words) -> None:
    """What a township has: units, a body, a recommendation at the superior's step, an aid, maybe a protected case."""
    session = opened.session
    for values in part["units"]:
        register_unit(session, typed(Unit, values))
    body = register_body(session, _placed(Body, part["body"], "unit")).value
    _recommend(session, story, part, body)
    helped = register_person(session, _placed(Person, part["helped"], "village")).value
    give_aid(session, {**typed(Aid, part["aid"]), "programme": "comfort", "person": helped, "reason": "入户核实。"})
    if "protected" in part:
        compartment = enter(opened)
        try:
            register(opened, typed(RightsCase, part["protected"]))
        finally:
            compartment.leave()


def _placed(cls: Any, values: Words, link: str) -> dict[str, Any]:
    """Typed values with the unit that a name means."""
    told = typed(cls, {name: text for name, text in values.items() if name != link})
    return {**told, link: Unit.get(Unit.name == values[link])}


def _recommend(session: Session, story: Words, part: Words, body: Body) -> None:
    who = register_person(session, _placed(Person, part["candidate"], "village")).value
    join_body(session, who, part["channel"], {"body": body})
    batch = open_batch(session, {**typed(Batch, part["batch"]), "channel": part["channel"]}).value
    rec = nominate(session, batch, who, body).value
    for step in procedure(part["channel"]).route(rec.route):
        if step.key not in story["steps"]:
            break
        told = story["steps"][step.key].items()
        words = {name: text.replace(NAME, who.name).replace(HEAD, body.head or "") for name, text in told}
        if step.key == "meeting":
            hold_meeting(session, batch, body, typed(Meeting, words), {_again(rec): tuple(story["votes"])})
        else:
            fill_in(session, _again(rec), typed(Recommendation, words))
        take_step(session, _again(rec))


def _again(rec: Recommendation) -> Recommendation:
    found: Recommendation = Recommendation.get_by_id(rec.id)
    return found


def _report(play: Round, opened: OpenOffice, part: Words, key: str) -> None:
    told = play.story["ground"]
    handover = Handover(told["ground"], date.fromisoformat(told["assessed_on"]))
    sent = send(opened, Order(purpose(key), receiver_named(""), handover=handover), play.stick)
    rows = sum(sent.manifest["rows"].values())
    play.tell(part["folder"], f"{sent.manifest['purpose_title']} {rows} 条，加密签名，写到U盘：{sent.path.name}")


def _change(opened: OpenOffice, part: Words) -> None:
    """While its first package is away the township changes what the county is going to mend, and reports her again."""
    change_person(opened.session, _named(part["candidate"]["name"]), typed(Person, part["changed"]))
    given = {**typed(Aid, part["aid"]), "programme": "comfort", "reason": "入户核实。"}
    give_aid(opened.session, {**given, "person": _named(part["candidate"]["name"])})


def _take_all(play: Round, opened: OpenOffice, part: Words, what: str) -> None:
    """The packages of one purpose on the stick that are for this office."""
    found = sort_arrived(opened, packages_in([play.stick]))
    arrived = [one for one in found if one.state in SOUND and one.purpose == what]
    results = take_all(opened, arrived)
    new, changed = sum(one.new for one in results), sum(one.changed for one in results)
    asked = sum(one.conflicts for one in results)
    play.tell(
        part["folder"],
        f"收下 {len(results)} 份{what}：新增 {new} 条，更新 {changed} 条，两边都改过、要核对的 {asked} 项",
    )


def _named(name: str) -> Person:
    found: Person = Person.get(Person.name == name)
    return found


def _at_the_county(play: Round, county: Words, cards: Sequence[Card]) -> None:
    """Cards are trusted, what came is taken in, mended, settled, compared, judged and answered."""
    mends = county["mends"]
    with play.at(county) as opened:
        for card in cards:
            trust_office(opened.session, card, card.fingerprint)
        play.tell(county["folder"], f"核对指纹后登记了 {len(cards)} 个乡镇的公钥卡")
        _take_all(play, opened, county, "推优报审")
        change_person(opened.session, _named(mends["who"]), typed(Person, mends["values"]))
        play.tell(county["folder"], f"改了“{mends['who']}”的联系电话：{mends['reason']}")
        _take_all(play, opened, county, "帮扶月报")
        _settle(play, opened, county)
        _find_doubles(play, opened, county)
        _give_opinions(play, opened, county)
        for part in play.story["townships"]:
            sent = answer(opened, receiver_named(part["office"]["name"]), play.stick)
            rows = sent.manifest["rows"]
            told = f"回执 {len(sent.manifest['receipts'])} 份，审核意见 {rows.get('recommendation', 0)} 件"
            play.tell(
                county["folder"], f"回复{part['folder']}：{told}，回告 {rows.get('notice', 0)} 件：{sent.path.name}"
            )


def _settle(play: Round, opened: OpenOffice, county: Words) -> None:
    for conflict in open_conflicts():
        called, label = conflict.owner_called(), conflict.label()
        settle_conflict(opened.session, conflict, OURS, county["mends"]["reason"])
        play.tell(county["folder"], f"{called}的“{label}”两边改得不一样，核对后采用县里的，并告诉乡镇")


def _find_doubles(play: Round, opened: OpenOffice, county: Words) -> None:
    """One human in two townships: shown as one here, and both offices are told; so is what was given twice."""
    found = find_pairs(opened.session)
    play.tell(county["folder"], found.sentence)
    for row in SamePerson.select():
        both = [Person.by_uid(row.person_uid), Person.by_uid(row.kept_uid)]
        offices = {person.origin: receiver_named(person.origin).name for person in both}
        for person in both:
            text = county["same_person"].format(name=person.name, offices="、".join(offices.values()))
            make_notice(opened.session, person.origin, SAME_PERSON, text, About(person))
        play.tell(
            county["folder"], f"“{both[0].name}”在{'、'.join(offices.values())}各有一条记录，是同一个人，告知两边"
        )
    for line in twice_lines():
        told = tell_twice(opened.session, line)
        play.tell(county["folder"], told.sentence)


def _give_opinions(play: Round, opened: OpenOffice, county: Words) -> None:
    by_name = {rec.person.name: rec for rec in Recommendation.select()}
    said, back = county["opinion"], county["returns"]
    today = play.clock().date()
    agreed = [by_name[name].id for name in county["agrees"]]
    give(opened.session, agreed, Opinion(True, said["text"], said["by"], today), Silent())
    rec = by_name[back["who"]]
    labels = [getattr(Recommendation, name).label for name in back["fields"]]
    sending = SendingBack(step_for(rec, back["fields"]), labels, back["text"])
    send_back(opened.session, [rec.id], sending, Silent())
    play.tell(county["folder"], f"审核意见：同意{'、'.join(county['agrees'])}；退回{back['who']}，要求补正{labels[0]}")


def _take_answer(play: Round, part: Words, show: Show) -> None:
    name = part["candidate"]["name"]
    with play.at(part) as opened:
        _take_all(play, opened, part, "回复下级")
        rec = Recommendation.select().join(Person).where(Person.name == name).get()
        stands = Recommendation.step.show(rec.step)
        due = due_notices(play.clock().date())
        play.tell(part["folder"], f"“{name}”的推荐现在是“{stands}”；今日待办里的上级回告 {len(due)} 件")
        for one in due:
            play.tell(part["folder"], f"　{one.title}：{one.detail}")
        for notice in open_notices():
            if offered_value(notice) is not None:
                deal_with_notice(opened.session, notice, "打电话核实过。", take=True)
                play.tell(part["folder"], "　采用了县里核实的内容，办结一件")
        if rec.superior_opinion:
            play.tell(part["folder"], show(rec, play.root / part["folder"]))
