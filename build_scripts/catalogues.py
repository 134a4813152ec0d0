"""The translation catalogues `resources/i18n/smsc-tasks_*.ts`: updating them and finding what is missing."""

import ast
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

sys.path.append(str(Path(__file__).resolve().parent.parent))  # where nothing is installed yet

from gui.languages import LANGUAGES, SOURCE_LANGUAGE

FOLDER = Path("resources", "i18n")
CURE = "Call `python3 build_scripts/dev.py translate`, then fill in what is unfinished in {folder}."
_PLACEHOLDER = re.compile(r"\{\w*[^{}]*\}")
_COUNT = re.compile(r"%L?n")
_TRANSLATE_ARGUMENTS = 2
_PLURAL_TR_ARGUMENTS = 3


@dataclass(frozen=True)
class Text:
    """A text of the program, with the key for its lookup at run time."""

    context: str
    source: str
    plural: bool


@dataclass(frozen=True)
class _Message:
    text: Text
    state: str
    translations: tuple[str, ...]


def stale(root: Path) -> list[Path]:
    """Return the catalogues without an up-to-date compiled file."""
    return [
        source
        for source in sorted((root / FOLDER).glob("*.ts"))
        if not source.with_suffix(".qm").exists() or source.with_suffix(".qm").stat().st_mtime < source.stat().st_mtime
    ]


def update(root: Path, lupdate: str) -> list[str]:
    """Take the source's texts into the catalogues and drop unused ones; return what a translator has to do."""
    (root / FOLDER).mkdir(parents=True, exist_ok=True)
    found: list[str] = []
    for language in LANGUAGES:
        catalogue = _catalogue(root, language)
        _lupdate(root, lupdate, language, catalogue, "-no-obsolete")
        found += _unfinished(catalogue)
    return found


def problems(root: Path, lupdate: str) -> list[str]:
    """Return a sentence for each text that users would see untranslated, and for each that no longer exists."""
    found: list[str] = []
    texts: dict[Text, str] = {}
    for path in _sources(root):
        for text, line in _texts(path):
            place = f"{path.relative_to(root).as_posix()}:{line}"
            if text is None:
                found.append(
                    f"{place}: lupdate and this check understand only plain texts in self.tr() and translate()"
                )
            else:
                texts[text] = place
    stale_catalogues = False
    for language in LANGUAGES:
        catalogue = _catalogue(root, language)
        if not catalogue.exists():
            found.append(f"{catalogue.name}: missing")
            stale_catalogues = True
            continue
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / catalogue.name
            shutil.copyfile(catalogue, copy)
            _lupdate(root, lupdate, language, copy)
            unfinished = _unfinished(copy)
            found += unfinished
            stale_catalogues = stale_catalogues or bool(unfinished)
            known = {message.text for message in _messages(copy)}
        if language != SOURCE_LANGUAGE:
            found += [
                f"{place}: lupdate does not find {text.source!r} in {text.context}; write the call plainer"
                for text, place in texts.items()
                if text not in known
            ]
    if stale_catalogues:
        found.append(CURE.format(folder=FOLDER.as_posix()))
    return found


def _catalogue(root: Path, language: str) -> Path:
    return root / FOLDER / f"smsc-tasks_{language}.ts"


def _sources(root: Path) -> list[Path]:
    return sorted((root / "gui").rglob("*.py"))


def _lupdate(root: Path, lupdate: str, language: str, catalogue: Path, *options: str) -> None:
    """Without source locations, so that a moved line changes no catalogue."""
    plural_only = ("-pluralonly",) if language == SOURCE_LANGUAGE else ()
    languages = ("-source-language", LANGUAGES[SOURCE_LANGUAGE].locale, "-target-language", LANGUAGES[language].locale)
    sources = [str(path) for path in _sources(root)]
    command = [lupdate, "-silent", "-locations", "none", *plural_only, *languages, *options, *sources]
    subprocess.run([*command, "-ts", str(catalogue)], check=True)


def _messages(catalogue: Path) -> Iterator[_Message]:
    for context in ElementTree.parse(catalogue).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation is None:
                continue
            forms = translation.findall("numerusform") or [translation]
            plural = message.get("numerus") == "yes"
            text = Text(context.findtext("name", ""), message.findtext("source", ""), plural)
            yield _Message(text, translation.get("type", ""), tuple(form.text or "" for form in forms))


def _unfinished(catalogue: Path) -> list[str]:
    found = []
    for message in _messages(catalogue):
        source = message.text.source
        placeholders = sorted(_PLACEHOLDER.findall(source))
        if message.state:
            fault = "no longer used" if message.state in ("vanished", "obsolete") else message.state
        elif not all(message.translations):
            fault = "unfinished"
        elif any(sorted(_PLACEHOLDER.findall(form)) != placeholders for form in message.translations):
            fault = "other placeholders in the translation"
        else:
            continue
        found.append(f"{catalogue.name}: {fault}: {source!r} in {message.text.context}")
    return found


def _texts(path: Path) -> Iterator[tuple[Text | None, int]]:
    """Yield each text of a file with its line; None if it cannot be determined.

    This checks lupdate, which goes by the look of the code and sometimes misses a call, its class or its plural.
    """
    yield from _texts_within(ast.parse(path.read_text("utf-8")), "")


def _texts_within(node: ast.AST, class_name: str) -> Iterator[tuple[Text | None, int]]:
    for child in ast.iter_child_nodes(node):
        yield from _texts_within(child, child.name if isinstance(child, ast.ClassDef) else class_name)
        if isinstance(child, ast.Call) and isinstance(child.func, ast.Attribute):
            owner = ast.unparse(child.func.value)
            if child.func.attr == "tr":
                yield _tr(child, class_name if owner == "self" else ""), child.lineno
            elif child.func.attr == "translate" and owner == "QCoreApplication":
                yield _translate(child), child.lineno


def _tr(call: ast.Call, class_name: str) -> Text | None:
    match call.args:
        case [ast.Constant(value=str(source)), *_] if class_name:
            plural = len(call.args) >= _PLURAL_TR_ARGUMENTS
            return Text(class_name, source, plural) if plural == bool(_COUNT.search(source)) else None
    return None


def _translate(call: ast.Call) -> Text | None:
    """Return the catalogue without plurals: lupdate does not see that one is meant."""
    match call.args:
        case [ast.Constant(value=str(context)), ast.Constant(value=str(source)), *_]:
            return Text(context, source, False) if not _COUNT.search(source) else None
    return None
