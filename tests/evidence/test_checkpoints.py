"""Checkpoints, read as C2SP signed-note and tlog-checkpoint say, by a reader that shares nothing with ours."""

import base64
import hashlib
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from portal import decisions
from portal.evidence import checkpoints, keys
from portal.evidence.checkpoints import BadCheckpointError
from portal.register import log
from portal.settings import Settings
from portal.store import Store
from portal.tables import Checkpoint
from tests import logged, make
from tests.register.test_merkle import mth


def opened(note: str, verifier: str) -> tuple[str, int, bytes]:
    """Open a note with a verifier key (name+hash+key), and give origin, size and hash.

    As the specifications say: the text ends with a newline, then an empty line, then signature lines of an em dash, a
    space, the name, a space and base64 of four bytes of key id and the signature over the text.
    """
    name, key_id, coded = verifier.split("+", 2)
    kind_and_key = base64.b64decode(coded)
    assert kind_and_key[0] == 1
    assert hashlib.sha256(f"{name}\n".encode() + kind_and_key).digest()[:4].hex() == key_id
    text, _, signatures = note.rpartition("\n\n")
    assert note.endswith("\n")
    own = [line for line in signatures.splitlines() if line.startswith(f"— {name} ")]
    raw = base64.b64decode(own[0].rsplit(" ", 1)[1])
    assert raw[:4].hex() == key_id
    Ed25519PublicKey.from_public_bytes(kind_and_key[1:]).verify(raw[4:], f"{text}\n".encode())
    origin, size, root = text.split("\n")
    return origin, int(size), base64.b64decode(root)


def test_an_independent_reader_finds_what_the_log_is(store: Store, tmp_path: Path) -> None:
    held = logged.register(store, tmp_path)
    verifier = checkpoints.verifier_key(held.origin, held.public[0])
    with store.reading() as session:
        entries = [one.body.encode() for one in log.everything(session)]
        sizes = [sum(map(len, logged.BATCHES[: number + 1])) for number in range(len(logged.BATCHES))]
        for size in sizes:
            note = checkpoints.at(session, size)
            assert note is not None
            assert opened(note, verifier) == ("register.example/log", size, mth(entries[:size]))
        newest = checkpoints.newest(session)
        assert newest is not None
        assert newest.size == len(entries)


def test_nothing_new_is_not_signed_again(store: Store, tmp_path: Path) -> None:
    held = logged.register(store, tmp_path)
    with store.writing() as session:
        checkpoints.seal(session, held, make.NOW)
        assert session.get(Checkpoint, logged.ENTRIES) is not None
    with store.reading() as session:
        assert checkpoints.at(session, logged.ENTRIES + 1) is None


def test_an_empty_log_is_not_signed(store: Store, tmp_path: Path) -> None:
    with store.writing() as session:
        checkpoints.seal(session, keys.of(tmp_path), make.NOW)
    with store.reading() as session:
        assert checkpoints.newest(session) is None


def test_every_changed_letter_breaks_it(tmp_path: Path) -> None:
    held = keys.of(tmp_path, "register.example")
    note = checkpoints.note(held, 12345, hashlib.sha256(b"root").digest())
    reader = checkpoints.Reader(held.origin, held.public)
    assert reader.read(note).size == 12345
    for place in range(len(note) - 1):
        for other in "A\n":
            if note[place] != other:
                with pytest.raises(BadCheckpointError):
                    reader.read(note[:place] + other + note[place + 1 :])


def test_a_cosigner_beside_us_does_no_harm(tmp_path: Path) -> None:
    held = keys.of(tmp_path, "register.example")
    note = checkpoints.note(held, 1, bytes(32))
    cosigned = f"{note}— witness.example {base64.b64encode(bytes(68)).decode()}\n"
    assert checkpoints.read(cosigned, held.origin, held.public).size == 1


@pytest.mark.parametrize(
    "text", ["", "\n\n", "x\n1\nAAAA\n\n", "— \n\n—", "a\n" * 1000, "register.example/log\n-1\nAA\n\n"]
)
def test_what_is_no_checkpoint_is_refused(tmp_path: Path, text: str) -> None:
    held = keys.of(tmp_path, "register.example")
    with pytest.raises(BadCheckpointError):
        checkpoints.read(text, held.origin, held.public)


def test_a_signature_by_another_key_is_none(tmp_path: Path) -> None:
    held, other = keys.of(tmp_path / "one", "register.example"), keys.of(tmp_path / "two", "register.example")
    note = checkpoints.note(other, 1, bytes(32))
    text, coded = note.rsplit(" ", 1)
    own_id = base64.b64decode(checkpoints.note(held, 1, bytes(32)).rsplit(" ", 1)[1])[:4]
    feigned = f"{text} {base64.b64encode(own_id + base64.b64decode(coded)[4:]).decode()}\n"
    with pytest.raises(InvalidSignature):
        opened(feigned, checkpoints.verifier_key(held.origin, held.public[0]))
    with pytest.raises(BadCheckpointError):
        checkpoints.read(feigned, held.origin, held.public)
    with pytest.raises(BadCheckpointError):
        checkpoints.read(note, held.origin, held.public)


class Register:
    """A register in SQLite with its settings, as the commands use it."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(folder, f"sqlite:///{folder / 'portal.db'}", "secret", today=make.TODAY, testing=True)
        self.store = Store(self.settings.database_url)
        self.store.create()
        logged.fill(self.store)

    def kept(self) -> str | None:
        return checkpoints.kept(self.settings.instance)


def test_the_newest_one_is_kept_beside_the_keys(tmp_path: Path) -> None:
    register = Register(tmp_path)
    assert register.kept() is None
    for size in (1, 2):
        decisions.take(register.settings, register.store, logged.grant(size))
        assert (register.kept() or "").split("\n")[1] == str(size)


def test_the_kept_one_stays_where_the_database_was_changed(tmp_path: Path) -> None:
    """It would otherwise be replaced by the next decision, and with it the only proof that the end was cut off."""
    register = Register(tmp_path)
    for number in range(3):
        decisions.take(register.settings, register.store, logged.grant(number))
    proof = register.kept()
    cut = (
        "logentry WHERE position > 0",
        "decision WHERE id > 1",
        "checkpoint WHERE size > 1",
        "lognode WHERE place > 0 OR level > 0",
        "certificate WHERE id > 1",
    )
    with register.store.engine.connect().execution_options(writing=True) as connection, connection.begin():
        for name in ("logentry", "decision", "checkpoint", "lognode"):
            connection.exec_driver_sql(f"DROP TRIGGER keep_{name}_delete")
        for one in cut:
            connection.exec_driver_sql(f"DELETE FROM {one}")
    decisions.take(register.settings, register.store, logged.grant(5))
    assert register.kept() == proof


def test_a_decision_stands_though_the_checkpoint_cannot_be_kept(tmp_path: Path) -> None:
    register = Register(tmp_path)
    decisions.take(register.settings, register.store, logged.grant(1))
    (tmp_path / "keys" / checkpoints.FILE).unlink()
    (tmp_path / "keys" / checkpoints.FILE / "in-the-way").mkdir(parents=True)
    taken = decisions.take(register.settings, register.store, logged.grant(2))
    assert taken.position == 1
