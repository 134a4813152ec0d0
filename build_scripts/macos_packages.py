"""A disk image with the program, signed and notarised if there are credentials for it."""

import base64
import os
import platform
import secrets
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gui import __version__

HERE = Path(__file__).resolve().parent / "macos"
APP = "SMSC Tasks.app"
SIGNING = ("MACOS_CERTIFICATE", "MACOS_CERTIFICATE_PASSWORD", "MACOS_SIGNING_IDENTITY")
NOTARY = ("MACOS_NOTARY_APPLE_ID", "MACOS_NOTARY_PASSWORD", "MACOS_NOTARY_TEAM")


def program(dist: Path) -> Path:
    """Return the file that users start."""
    return dist / APP / "Contents" / "MacOS" / "smsc-tasks"


def finish(dist: Path, licences: str, file_name: str) -> None:
    """Add the licences; sign the program, at least ad hoc, because changing a bundle breaks its signature."""
    (dist / APP / "Contents" / "Resources" / file_name).write_text(licences, "utf-8")
    entitled = ("--entitlements", str(HERE / "entitlements.plist"))
    with _identity() as (identity, keychain):
        kept = ("--keychain", keychain, "--timestamp") if keychain else ()
        _run("codesign", "--force", "--deep", "--options", "runtime", *entitled, *kept, "--sign", identity, dist / APP)
    _run("codesign", "--verify", "--deep", "--strict", dist / APP)


def pack(dist: Path, packages: Path) -> list[Path]:
    """Build the disk image of the program in `dist`; return its file."""
    made = packages / f"smsc-tasks-{__version__}-macos-{platform.machine()}.dmg"
    with tempfile.TemporaryDirectory() as folder:
        _run("ditto", dist / APP, Path(folder, APP))
        Path(folder, "Applications").symlink_to("/Applications")
        _run("hdiutil", "create", "-volname", "SMSC Tasks", "-srcfolder", folder, "-format", "UDZO", "-ov", made)
    _notarise(made)
    return [made]


@contextmanager
def _identity() -> Iterator[tuple[str, str]]:
    """Yield the signing identity and its keychain; "-" and "" without secrets for a real one."""
    missing = [name for name in SIGNING if not os.environ.get(name)]
    if missing:
        print(f"NOT SIGNED for other computers, because these are not set: {', '.join(missing)}", flush=True)
        yield "-", ""
        return
    with tempfile.TemporaryDirectory() as folder:
        certificate, keychain, password = Path(folder, "signing.p12"), str(Path(folder, "signing.keychain")), _word()
        certificate.write_bytes(_with_password(base64.b64decode(os.environ[SIGNING[0]]), password))
        _run("security", "create-keychain", "-p", password, keychain)
        try:
            _run("security", "unlock-keychain", "-p", password, keychain)
            _run("security", "import", certificate, "-k", keychain, "-P", password, "-T", "/usr/bin/codesign")
            _run("security", "set-key-partition-list", "-S", "apple-tool:,apple:", "-s", "-k", password, keychain)
            yield os.environ[SIGNING[2]], keychain
        finally:
            _run("security", "delete-keychain", keychain)


def _with_password(certificate: bytes, password: str) -> bytes:
    """Give a certificate a password for this run: `security` takes it as an argument, which every program can read."""
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12  # noqa: PLC0415

    theirs = os.environ[SIGNING[1]].encode()
    key, own, others = pkcs12.load_key_and_certificates(certificate, theirs)
    assert key
    encryption = BestAvailableEncryption(password.encode())
    return pkcs12.serialize_key_and_certificates(b"signing", key, own, others, encryption)  # type: ignore[arg-type]


def _notarise(image: Path) -> None:
    missing = [name for name in (*SIGNING, *NOTARY) if not os.environ.get(name)]
    if missing:
        print(f"NOT NOTARISED, because these are not set: {', '.join(missing)}", flush=True)
        return
    who = ("--apple-id", os.environ[NOTARY[0]], "--team-id", os.environ[NOTARY[2]], "--password", f"@env:{NOTARY[1]}")
    _run("xcrun", "notarytool", "submit", image, *who, "--wait")
    _run("xcrun", "stapler", "staple", image)


def _word() -> str:
    return secrets.token_urlsafe(24)


def _run(*command: str | Path) -> None:
    subprocess.run(command, check=True)
