"""The process that makes and opens PDF: it may fall, and the next job is done."""

import os
import signal
import time
import zlib
from pathlib import Path

import pytest

from portal.evidence import seals, trust
from portal.evidence.checking import Kind
from portal.evidence.faults import Fault, RefusedStatementError
from portal.evidence.press import Press, PressError
from tests.evidence.conftest import Office


def child(press: Press) -> int:
    process = press._process
    assert process is not None
    return process.pid


def test_a_process_that_fell_is_replaced(office: Office) -> None:
    press, pdf, trusted = Press(), office.statement(Kind.PDF), office.trust
    inside, text = press.opened(pdf, trusted)
    assert inside.startswith(b"{")
    assert "SA-2024-001" in text
    first = child(press)
    os.kill(first, signal.SIGKILL)
    time.sleep(0.1)
    assert press.opened(pdf, trusted)[0] == inside
    assert child(press) != first
    press.close()
    assert not Path(f"/proc/{first}").exists()


def test_one_process_does_many_jobs(office: Office) -> None:
    press, pdf, trusted = Press(), office.statement(Kind.PDF), office.trust
    press.opened(pdf, trusted)
    first = child(press)
    for _ in range(3):
        press.opened(pdf, trusted)
    assert child(press) == first
    press.close()


def test_a_broken_file_costs_nothing_but_its_answer(office: Office) -> None:
    """A stream of 64 MB in a few bytes, unsealed: it is refused unread."""
    bomb = zlib.compress(zlib.compress(b"\0" * 2**26))
    head = f"%PDF-1.7\n1 0 obj<</Length {len(bomb)}/Filter[/FlateDecode/FlateDecode]>>stream\n"
    pdf = head.encode() + bomb
    press, trusted = Press(), office.trust
    for data in (pdf, pdf + b"\nendstream\nendobj\n%%EOF", b"%PDF" + b"[" * 10**6):
        with pytest.raises(RefusedStatementError) as refused:
            press.opened(data, trusted)
        assert refused.value.fault is Fault.CHANGED
    status = Path(f"/proc/{child(press)}/status").read_text()
    peak = int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])
    press.close()
    assert peak < 150_000, "kilobytes"


def test_what_cannot_be_made_says_so(office: Office) -> None:
    press = Press()
    with pytest.raises(PressError):
        press.table(office.settings.instance, None, {"title": "no columns"}, b"{}")
    press.close()


def test_the_keys_of_a_set_are_read_or_refused(office: Office) -> None:
    seal = seals.of(office.settings.instance)
    assert office.trust.seals == (seal.certificate,)
    broken: object
    for broken in ({}, {"keys": []}, {"keys": [{"kty": "RSA"}]}, {"keys": [1]}, [], None):
        with pytest.raises(ValueError, match="JSON Web Key"):
            trust.in_set(broken)
