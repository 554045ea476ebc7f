"""Old Word files, through LibreOffice: read as their new form is, and refused in one line where that cannot be."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path

import pytest

from loaders.document import Rejected
from loaders.formats import doc, read_bytes
from loaders.formats.doc import read_doc
from tests.loaders.formats import convert
from tests.loaders.formats.facts import COUNTY, differences, facts

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


@pytest.mark.parametrize("suffix", ["doc", "rtf"])
def test_it_states_what_the_text_states(suffix: str) -> None:
    data = sorted(COUNTY.glob("*.txt"))[-1].read_bytes()
    assert differences(facts(data), facts(convert.through_office(convert.to_docx(data), "docx", suffix))) == {}


def test_a_pdf_of_it_states_what_the_text_states() -> None:
    pytest.importorskip("loaders.formats.pdf", reason="no reader of PDF")
    data = sorted(COUNTY.glob("*.txt"))[-1].read_bytes()
    assert differences(facts(data), facts(convert.through_office(convert.to_docx(data), "docx", "pdf"))) == {}


def test_its_type_and_hash_are_its_own() -> None:
    data = convert.through_office(convert.word_package(convert.paragraph("云岭县水利局")), "docx", "doc")
    document = read_bytes(data)
    assert (document.media_type, document.text) == ("application/msword", "云岭县水利局")
    assert document.sha256 == hashlib.sha256(data).hexdigest()


def test_without_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Rejected, match="install LibreOffice"):
        read_doc(b"{\\rtf1 " + b"x" * 80 + b"}")


def program(folder: Path, script: str) -> str:
    path = folder / "soffice"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_a_program_that_does_not_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doc, "SECONDS", 0.3)
    with pytest.raises(Rejected, match="did not finish"):
        doc.convert(program(tmp_path, "sleep 60 & wait"), b"x", "rtf", "docx")


def test_a_program_that_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(Rejected, match="cannot read it"):
        doc.convert(program(tmp_path, "exit 1"), b"x", "rtf", "docx")


def test_it_runs_with_a_profile_of_its_own_that_allows_no_macros(tmp_path: Path) -> None:
    script = 'mkdir made; (cat "$HOME/profile/user/registrymodifications.xcu"; echo "$1") > made/document.docx'
    made = doc.convert(program(tmp_path, script), b"x", "rtf", "docx").decode()
    assert 'oor:name="DisableMacrosExecution" oor:op="fuse"><value>true' in made
    assert "-env:UserInstallation=file:///" in made


def test_one_that_is_cut_off_is_refused() -> None:
    with pytest.raises(Rejected, match="cut off"):
        read_bytes(b"{\\rtf1\\ansi")


def test_a_damaged_one_is_refused() -> None:
    with pytest.raises(Rejected):
        read_doc(OLD)
