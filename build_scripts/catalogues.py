"""The catalogues of translated texts: compiled for the program, brought up to date, checked."""

import os
import shutil
import subprocess
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "i18n"
RUSSIAN = "smsc-tasks_ru.ts"
ENGLISH = "smsc-tasks_en.ts"
"""Plurals only: English needs two forms of them, too."""


def compile_changed() -> None:
    """Compile each catalogue that is newer than its compiled form."""
    for source in sorted(FOLDER.glob("*.ts")):
        compiled = source.with_suffix(".qm")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            subprocess.run([_tool("lrelease"), "-silent", source, "-qm", compiled], check=True)


def update(folder: Path = FOLDER, sources: Path = ROOT / "gui") -> None:
    """Bring the catalogues up to date with the texts in the code; new ones are marked unfinished."""
    files = [str(path) for path in sorted(sources.rglob("*.py"))]
    for name, language, options in ((RUSSIAN, "ru_RU", []), (ENGLISH, "en_US", ["-pluralonly"])):
        command = [_tool("lupdate"), *files, "-silent", "-no-obsolete", "-locations", "none", *options]
        command += ["-source-language", "en_US", "-target-language", language, "-ts", str(folder / name)]
        subprocess.run(command, check=True)


def problems() -> list[str]:
    """Say what is stale or unfinished in the catalogues; empty where all is well."""
    found = []
    with tempfile.TemporaryDirectory() as scratch:
        for name in (RUSSIAN, ENGLISH):
            if (FOLDER / name).exists():
                shutil.copy(FOLDER / name, scratch)
        update(Path(scratch))
        for name in (RUSSIAN, ENGLISH):
            before = _messages(FOLDER / name)
            after = _messages(Path(scratch) / name)
            found += [f"{name}: not in the catalogue: {text}" for text in sorted(after.keys() - before.keys())]
            found += [f"{name}: no longer in the code: {text}" for text in sorted(before.keys() - after.keys())]
            found += [f"{name}: not translated: {text}" for text, done in sorted(before.items()) if not done]
    if found:
        found.append("Bring the catalogues up to date: python3 build_scripts/dev.py translate")
    return found


def _messages(catalogue: Path) -> dict[str, bool]:
    """Context and source of every text, and whether it is translated."""
    if not catalogue.exists():
        return {}
    messages = {}
    for context in ET.parse(catalogue).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            text = f"{context.findtext('name')}: {message.findtext('source')}"
            messages[text] = translation is not None and translation.get("type") is None and _is_filled(translation)
    return messages


def _is_filled(translation: ET.Element) -> bool:
    forms = translation.findall("numerusform") or [translation]
    return all((form.text or "").strip() for form in forms)


def _tool(name: str) -> str:
    """One of Qt's own tools, which come with PySide6."""
    return str(ROOT / ".venv" / ("Scripts" if os.name == "nt" else "bin") / f"pyside6-{name}")
