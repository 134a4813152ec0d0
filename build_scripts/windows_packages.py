"""A setup program for a single user, and an archive that runs from any folder."""

import base64
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from gui import __version__

HERE = Path(__file__).resolve().parent / "windows"
NAME = "smsc-tasks"
SIGN = """
$password = ConvertTo-SecureString $env:WINDOWS_CERTIFICATE_PASSWORD -AsPlainText -Force
$found = Import-PfxCertificate -FilePath $env:PFX_FILE -Password $password -CertStoreLocation Cert:\\CurrentUser\\My
$signed = Set-AuthenticodeSignature -FilePath $env:SIGNED_FILE -Certificate $found -HashAlgorithm SHA256 `
    -TimestampServer http://timestamp.digicert.com
Remove-Item -Path "Cert:\\CurrentUser\\My\\$($found.Thumbprint)"
if ($signed.Status -ne "Valid") { exit 1 }
"""
"""The password stays in the environment: every program can read arguments."""


def program(dist: Path) -> Path:
    """Return the file that users start."""
    return dist / NAME / f"{NAME}.exe"


def finish(dist: Path, licences: str, file_name: str) -> None:
    """Add the licences; sign the program if there are credentials for it."""
    (dist / NAME / "_internal" / file_name).write_text(licences, "utf-8")
    _sign(program(dist))


def pack(dist: Path, packages: Path) -> list[Path]:
    """Build the packages of the program in `dist`; return their files. Needs makensis."""
    base = packages / f"{NAME}-{__version__}-windows-x86_64"
    archive = Path(shutil.make_archive(str(base), "zip", dist, NAME))
    setup = Path(f"{base}-setup.exe")
    definitions = {"VERSION": __version__, "SOURCE": dist / NAME, "OUTPUT": setup}
    definitions["ICON"] = dist.parent / "build" / f"{NAME}.ico"
    defined = [f"-D{name}={value}" for name, value in definitions.items()]
    subprocess.run([_makensis(), "-V2", *defined, str(HERE / "installer.nsi")], check=True)
    _sign(setup)
    return [setup, archive]


def version_resource() -> str:
    """Write what Windows shows about the program's file, in PyInstaller's format."""
    numbers = (*(int(number) for number in __version__.split(".")), 0)
    texts = {
        "FileDescription": "SMSC Tasks",
        "FileVersion": __version__,
        "InternalName": NAME,
        "LegalCopyright": "MIT licence",
        "OriginalFilename": f"{NAME}.exe",
        "ProductName": "SMSC Tasks",
        "ProductVersion": __version__,
    }
    structs = ", ".join(f"StringStruct({name!r}, {text!r})" for name, text in texts.items())
    return (
        f"VSVersionInfo(ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3F, flags=0, OS=0x40004,"
        f" fileType=1, subtype=0, date=(0, 0)), kids=[StringFileInfo([StringTable('040904B0', [{structs}])]),"
        " VarFileInfo([VarStruct('Translation', [0x0409, 1200])])])"
    )


def _makensis() -> str:
    usual = Path(os.environ.get("PROGRAMFILES(X86)", ""), "NSIS", "makensis.exe")
    return shutil.which("makensis") or str(usual)


def _sign(file: Path) -> None:
    certificate = os.environ.get("WINDOWS_CERTIFICATE")
    if not certificate:
        print(f"NOT SIGNED: {file.name}, because WINDOWS_CERTIFICATE is not set", flush=True)
        return
    with tempfile.TemporaryDirectory() as folder:
        pfx = Path(folder, "certificate.pfx")
        pfx.write_bytes(base64.b64decode(certificate))
        environment = os.environ | {"PFX_FILE": str(pfx), "SIGNED_FILE": str(file)}
        command = ["powershell", "-NoProfile", "-NonInteractive", "-Command", SIGN]
        subprocess.run(command, env=environment, check=True)
