"""`portal certificate …` as an operator and a machine meet it."""

import json
import random
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from portal.commands import main
from tests.bench import histories
from tests.register import day_by_day
from tests.register.day_by_day import Line

SUBCOMMANDS = ("apply", "status", "periods", "show", "grant", "renew", "suspend", "restore", "withdraw", "correct")
GRANT = ("grant", "--scheme", "sosial-profil-asker", "--organisation", "asker-taxi", "--effective", "2026-01-15")


class Register(histories.Register):
    """An instance whose commands run within this process, where they need not start."""

    def run(self, *words: str, lines: Sequence[Line] | None = None) -> str:
        """Run a command that must not fail; give what it says."""
        given = "".join(json.dumps(line) + "\n" for line in lines or ())
        done = CliRunner().invoke(main, words, env={"PORTAL_INSTANCE": str(self.folder)}, input=given)
        assert done.exit_code == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Register:
    """An instance with the real content."""
    return Register(tmp_path_factory.mktemp("register"))


def run(register: Register, *words: str, **settings: str) -> tuple[int, str, str]:
    """Run a command within this process, where it need not start; give its exit code and what it says."""
    environment = {"PORTAL_INSTANCE": str(register.folder)} | settings
    done = CliRunner().invoke(main, ["certificate", *words], env=environment)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stdout, done.stderr


def started(register: Register, *words: str, given: bytes = b"", **settings: str) -> tuple[int, str, str]:
    """The same in a process of its own."""
    command = [sys.executable, "-m", "portal", "certificate", *words]
    environment = register.environment | settings
    done = subprocess.run(command, env=environment, input=given, capture_output=True, check=False)
    assert b"Traceback" not in done.stderr
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_a_life(register: Register) -> None:
    """Granted, renewed, suspended, restored, corrected, withdrawn."""
    code, said, _ = run(
        register, *GRANT, "--valid-until", "2027-01-14", "--decided-by", "board", "--text", "en=Audited."
    )
    number = said.partition(":")[0]
    assert (code, number[:9], said.partition(":")[2][:24]) == (0, "SPA-2026-", " granted, decision 1, en")
    for words in (
        ("renew", number, "--effective", "2027-01-15", "--valid-until", "2028-01-14", "--criteria", "2"),
        ("suspend", number, "--effective", "2027-03-01", "--reason", "fee-unpaid"),
        ("restore", number, "--effective", "2027-03-10", "--approved-by", "chair"),
        ("correct", number, "--corrects", "3", "--effective", "2027-03-05"),
        ("correct", number, "--effective", "2027-01-15", "--no-expiry"),
        ("correct", number, "--effective", "2027-01-16"),
        ("withdraw", number, "--effective", "2029-01-01"),
    ):
        assert run(register, *words)[0] == 0, words
    wanted = {
        "2026-01-14": "not-yet-valid",
        "2026-01-15": "valid",
        "2027-01-14": "valid",
        "2027-01-15": "expired",
        "2027-03-04": "valid",
        "2027-03-05": "suspended",
        "2028-01-15": "valid",
        "2029-01-01": "withdrawn",
    }
    found = {day: json.loads(run(register, "status", number, "--on", day, "--json")[1])[0]["status"] for day in wanted}
    assert found == wanted
    shown = json.loads(run(register, "show", number, "--json")[1])
    assert [one["decision"] for one in shown["decisions"]][2:6] == ["suspended", "restored", "corrected", "corrected"]
    assert shown["decisions"][0]["text"] == {"en": "Audited."}
    assert {"corrects": 2, "valid_until": None, "voids": False}.items() <= shown["decisions"][6].items()
    assert run(register, "show", number)[1].startswith(f"{number}  sosial-profil-asker  ")
    asked = ("periods", number, "--from", "2027-01-10", "--to", "2027-03-20")
    assert json.loads(run(register, *asked, "--json")[1]) == {
        "covered": [["2027-01-10", "2027-01-14"], ["2027-01-16", "2027-03-04"], ["2027-03-10", "2027-03-20"]],
        "gaps": [["2027-01-15", "2027-01-15"], ["2027-03-05", "2027-03-09"]],
    }
    assert run(register, *asked)[1].splitlines()[0] == "covered: 2027-01-10 to 2027-01-14"


def test_unknown_numbers_are_answered(register: Register) -> None:
    code, said, _ = run(register, "status", "SPA-1999-001", "spa-2023-001", "СПА-1", "--on", "2024-01-01", "--json")
    assert code == 0
    assert [one["status"] for one in json.loads(said)] == ["unknown", "valid", "unknown"]
    assert {one["on"] for one in json.loads(said)} == {"2024-01-01"}


@pytest.mark.parametrize("command", SUBCOMMANDS)
def test_every_command_helps(register: Register, command: str) -> None:
    code, said, _ = run(register, command, "--help")
    assert (code, "Usage: " in said) == (0, True)


@pytest.mark.parametrize(
    "words",
    [
        ("status",),
        ("status", "SPA-2023-001", "--on", "2023-02-29"),
        ("status", "SPA-2023-001", "--as-known", "yesterday"),
        ("periods", "SPA-2023-001", "--from", "2024-01-02", "--to", "2024-01-01"),
        ("periods", "SPA-2023-001", "--from", "2024-01-02"),
        ("grant", "--effective", "2026-01-01"),
        ("suspend", "SPA-2023-001", "--effective", "2026-01-01", "--valid-until", "2027-01-01"),
        ("correct", "SPA-2023-001", "--effective", "2026-01-01", "--corrects", "0"),
        ("revoke", "SPA-2023-001"),
    ],
)
def test_wrong_usage(register: Register, words: tuple[str, ...]) -> None:
    assert run(register, *words)[0] == 2


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("restore", "SPA-2023-001", "--effective", "2026-01-01"), "SPA-2023-001: it is not suspended on that day"),
        (("show", "SPA-1999-001"), "There is no certificate SPA-1999-001."),
        (
            ("periods", "SPA-1999-001", "--from", "2024-01-01", "--to", "2024-01-02"),
            "There is no certificate SPA-1999-001.",
        ),
        ((*GRANT, "--number", "spa-2026-9"), "number: a number is written like SPA-2023-001."),
        (("renew", "nix", "--effective", "2026-01-01"), "number: a number is written like SPA-2023-001."),
        ((*GRANT, "--text", "fr=Accordé"), "There is no language 'fr'"),
        ((*GRANT, "--reason", "Fee unpaid"), "reason: a code is written like fee-unpaid."),
        ((*GRANT, "--decided-by", "x" * 121), "decided_by: "),
        ((*GRANT, "--decided-by", "kari@asker.no"), "decided_by: it names a role, never a person"),
        ((*GRANT, "--text", "bg=Иван, ЕГН 7523169263"), "text.bg: it holds what may be the number of a person"),
        ((*GRANT[:2], "kompass", *GRANT[3:]), "There is no scheme kompass."),
        (("apply", "nowhere.jsonl"), "nowhere.jsonl: No such file or directory."),
        (("apply", "/"), "/: Is a directory."),
    ],
)
def test_what_cannot_be_is_said(register: Register, words: tuple[str, ...], sentence: str) -> None:
    code, said, error = run(register, *words)
    assert (code, said) == (1, "")
    assert error.startswith(sentence), error


def test_a_history_is_shown_in_words(register: Register) -> None:
    code, said, _ = run(register, "show", "SPA-2023-001")
    assert code == 0
    assert "  en: The firm completed the course" in said
    assert "{" not in said


@pytest.mark.parametrize(("known", "status"), [("2000-01-01", "unknown"), ("2999-12-31", "valid")])
def test_a_day_on_which_something_was_known_is_a_whole_one(register: Register, known: str, status: str) -> None:
    recorded = json.loads(run(register, "show", "SPA-2023-001", "--json")[1])["decisions"][0]["recorded"]
    for day, expected in ((known, status), (recorded[:10], "valid")):
        said = run(register, "status", "SPA-2023-001", "--on", "2024-01-01", "--as-known", day, "--json")[1]
        assert json.loads(said)[0]["status"] == expected


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ({"effective": "2026-02-30"}, "effective: day is out of range for month."),
        ({"effective": "30.1.2026"}, "effective: a day is written like 2026-03-12."),
    ],
)
def test_a_wrong_day_is_said_plainly(register: Register, line: dict[str, str], sentence: str) -> None:
    given = json.dumps({"decision": "renewed", "number": "SPA-2023-001"} | line).encode()
    code, said, _ = started(register, "apply", "-", "--each", given=given)
    assert (code, json.loads(said)["refused"]) == (1, sentence)


@pytest.mark.parametrize("each", [(), ("--each",)])
def test_a_file_that_is_no_text_is_refused_whatever_the_locale(register: Register, each: tuple[str, ...]) -> None:
    settings: dict[str, Any] = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    code, said, error = started(register, "apply", "-", *each, given=b'{"text": "\xff"}\n', **settings)
    assert code == 1
    if each:
        assert {"line": 1, "ok": False}.items() <= json.loads(said).items()
    else:
        assert (said, error[:8], error[-21:]) == ("", "Line 1: ", "Nothing was changed.\n")


@pytest.mark.parametrize(
    ("again", "where"), [('"effective": "2026-01-16"', "effective"), ('"text": {"en": "a", "en": "b"}', "text.en")]
)
def test_a_line_that_says_a_thing_twice_is_refused(register: Register, tmp_path: Path, again: str, where: str) -> None:
    """The last of the two would count here, and the first perhaps with whoever wrote it."""
    file = tmp_path / "lines.jsonl"
    file.write_text(f'{{"decision": "suspended", "number": "SPA-2023-002", "effective": "2026-01-15", {again}}}\n')
    sentence = f"{where}: this stands twice, and only one of the two would count."
    assert run(register, "apply", str(file)) == (1, "", f"Line 1: {sentence} Nothing was changed.\n")
    code, said, _ = run(register, "apply", str(file), "--each")
    assert (code, json.loads(said)) == (1, {"line": 1, "ok": False, "refused": sentence})


def test_random_histories_are_those_of_the_reference(register: Register) -> None:
    """Asked, asked again after more was decided for later, and asked as known before corrections."""
    chance = random.Random(7)  # noqa: S311 - the same every time
    numbers = [f"TRY-{number:03}" for number in range(200)]
    world: dict[str, list[dict[str, Any]]] = {number: histories.history(chance, number) for number in numbers}
    register.apply([line for lines in world.values() for line in lines])
    days = [histories.FIRST + timedelta(days=chance.randrange(1300)) for _ in range(5)] + [date(2024, 2, 29)]
    assert histories.compared(register, world, days) == 0
    for number in chance.sample(list(world), 5):
        expected = day_by_day.covered(world[number], date(2024, 1, 1), date(2025, 3, 31))
        assert register.periods(number, date(2024, 1, 1), date(2025, 3, 31)) == expected
    before, known = register.statuses(list(world), days[0]), datetime.now(UTC).isoformat()
    later, wrong = [], []
    for number, lines in world.items():
        line: dict[str, Any] = {"decision": "withdrawn", "effective": "2031-01-01", "number": number}
        if day_by_day.refused(lines, line) is None:
            later.append(line)
        line = {"decision": "corrected", "effective": lines[0]["effective"], "number": number, "corrects": 1}
        line |= {"valid_until": lines[0]["effective"]}
        if day_by_day.refused(lines, line) is None:
            wrong.append(line)
    register.apply(later)
    assert len(later) > 100
    assert register.statuses(list(world), days[0]) == before
    register.apply(wrong)
    assert register.statuses(list(world), days[0]) != before
    assert register.statuses(list(world), days[0], "--as-known", known) == before
    assert set(register.statuses(list(world), days[0], "--as-known", "2020-01-01").values()) == {"unknown"}


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Los_Angeles"])
def test_the_servers_time_zone_changes_nothing(register: Register, zone: str) -> None:
    """Today is the scheme's day, and instants are in UTC."""
    clock: dict[str, Any] = {"PORTAL_TESTING": "1", "PORTAL_TODAY": "2028-02-29"}
    said = started(register, "status", "SPA-2023-001", TZ=zone, **clock)[1]
    assert said == "SPA-2023-001  2028-02-29  valid\n"
    shown = json.loads(started(register, "show", "SPA-2023-001", "--json", TZ=zone)[1])
    assert shown == json.loads(run(register, "show", "SPA-2023-001", "--json")[1])
    recorded = datetime.fromisoformat(shown["decisions"][0]["recorded"])
    for moved, status in ((timedelta(), "valid"), (-timedelta(seconds=1), "unknown")):
        naive = (recorded + moved).replace(tzinfo=None).isoformat()
        asked = ("status", "SPA-2023-001", "--on", "2024-01-01", "--as-known", naive, "--json")
        assert json.loads(started(register, *asked, TZ=zone)[1])[0]["status"] == status


def test_damaged_keys_are_said(register: Register, tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "signing.json").write_text("{")
    url = f"sqlite:///{register.folder}/portal.db"
    code, _, error = run(register, *GRANT, PORTAL_INSTANCE=str(tmp_path), PORTAL_DATABASE_URL=url)
    assert code == 1
    assert "signing.json" in error
    assert [file.name for file in (tmp_path / "keys").iterdir()] == ["signing.json"]
