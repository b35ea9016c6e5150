"""What tests do to a file without the detour over cards and fingerprints."""

from models.core.record import Record
from models.core.verbs import Work, verb
from models.exchange.records import TrustedOffice


@verb("test_know_office", "登记往来单位（测试）")
def know(work: Work, name: str, uid: str) -> TrustedOffice:
    """An office that is trusted by its name alone."""
    return work.insert(
        TrustedOffice(name=name, office_uid=uid, level="township", signing="x", sealing="x", fingerprint="x")
    )


@verb("test_delete_record", "删除（测试）")
def delete(work: Work, record: Record) -> None:
    """Delete one record, whatever it is."""
    work.delete(record)
