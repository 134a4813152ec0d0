"""A .deb package, and an archive that runs from any folder."""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path

import icon_files
from setup_steps import ROOT

from gui import __version__

HERE = Path(__file__).resolve().parent / "linux"
NAME = "smsc-tasks"
ICON_SIZES_PX = (48, 128, 256)
NO_STRIPPING = "numpy.libs"
"""Libraries whose layout was changed after linking; strip breaks them."""
CONTROL = """\
Package: {name}
Version: {version}
Architecture: amd64
Maintainer: SMSC Tasks <smsc-tasks@localhost>
Installed-Size: {size_kb}
Section: comm
Priority: optional
Depends: libc6 (>= {glibc}), libgl1, libegl1, libxcb1, xkb-data, fontconfig-config,
 fonts-dejavu-core | fonts-freefont-ttf | fonts-liberation2
Recommends: gnome-keyring | keepassxc, libwayland-client0, libwayland-cursor0, libwayland-egl1
Description: Deferred export tasks of an SMS Centre account, in a window
 Shows the export tasks in a live table, downloads the reports of completed
 ones, and opens reports of any size: search, filter, sort, count, export.
"""


def program(dist: Path) -> Path:
    """Return the file that users start."""
    return dist / NAME / NAME


def finish(dist: Path, licences: str, file_name: str) -> None:
    """Add the licences; remove debug symbols, and links to what was left out."""
    folder = dist / NAME / "_internal"
    (folder / file_name).write_text(licences, "utf-8")
    for link in [path for path in folder.rglob("*") if path.is_symlink() and not path.exists()]:
        link.unlink()
    for binary in _binaries(folder):
        if NO_STRIPPING not in binary.parts:
            binary.chmod(0o755)
            subprocess.run(["strip", "--strip-unneeded", binary], check=True)


def pack(dist: Path, packages: Path) -> list[Path]:
    """Build the packages of the program in `dist`; return their files."""
    return [_deb(dist, packages), _archive(dist, packages)]


def oldest_glibc(binaries: Iterable[Path]) -> str:
    """Return the oldest glibc version that has everything these files require."""
    asked = subprocess.run(["objdump", "-T", *binaries], capture_output=True, text=True, check=False).stdout
    versions = {tuple(map(int, found.split("."))) for found in re.findall(r"GLIBC_(2\.[\d.]+)", asked)}
    return ".".join(map(str, max(versions)))


def _binaries(folder: Path) -> list[Path]:
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return [path for path in files if ".so" in path.suffixes or path.name == NAME]


def _deb(dist: Path, packages: Path) -> Path:
    root = dist / "deb"
    shutil.copytree(dist / NAME, root / "opt" / NAME, symlinks=True)
    shared = root / "usr" / "share"
    drawing = ROOT / "resources" / "icons" / f"{NAME}.svg"
    icons = shared / "icons" / "hicolor"
    for folder in (
        root / "DEBIAN",
        root / "usr/bin",
        shared / "applications",
        shared / "metainfo",
        shared / "doc" / NAME,
    ):
        folder.mkdir(parents=True)
    (root / "usr/bin" / NAME).symlink_to(f"../../opt/{NAME}/{NAME}")
    shutil.copy(HERE / f"{NAME}.desktop", shared / "applications")
    date = time.strftime("%Y-%m-%d", time.gmtime(_epoch_s()))
    metainfo = (HERE / f"{NAME}.metainfo.xml").read_text("utf-8")
    metainfo = metainfo.replace("@VERSION@", __version__).replace("@DATE@", date)
    (shared / "metainfo" / f"{NAME}.metainfo.xml").write_text(metainfo, "utf-8")
    shutil.copy(ROOT / "LICENSE", shared / "doc" / NAME / "copyright")
    for size_px in ICON_SIZES_PX:
        _write(icons / f"{size_px}x{size_px}" / "apps" / f"{NAME}.png", icon_files.png(drawing, size_px))
    _write(icons / "scalable" / "apps" / f"{NAME}.svg", drawing.read_bytes())
    size_kb = sum(path.stat().st_size for path in root.rglob("*") if path.is_file() and not path.is_symlink()) // 1024
    glibc = oldest_glibc([program(dist), *_binaries(dist / NAME)])
    control = CONTROL.format(name=NAME, version=__version__, size_kb=size_kb, glibc=glibc)
    (root / "DEBIAN" / "control").write_text(control, "utf-8")
    for folder in [root, *(path for path in root.rglob("*") if path.is_dir() and not path.is_symlink())]:
        folder.chmod(0o755)
    made = packages / f"{NAME}_{__version__}_amd64.deb"
    subprocess.run(["dpkg-deb", "--root-owner-group", "-Zxz", "--build", root, made], check=True, capture_output=True)
    shutil.rmtree(root)
    return made


def _archive(dist: Path, packages: Path) -> Path:
    made = packages / f"{NAME}-{__version__}-linux-x86_64.tar.xz"
    same = ("--sort=name", "--owner=0", "--group=0", "--numeric-owner", f"--mtime=@{_epoch_s()}")
    renamed = f"--transform=flags=r;s,^{NAME},{NAME}-{__version__},"
    command = ["tar", *same, renamed, "--use-compress-program=xz -T0", "-cf", str(made), NAME]
    subprocess.run(command, cwd=dist, check=True)
    return made


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True)
    file.write_bytes(content)


def _epoch_s() -> int:
    return int(os.environ.get("SOURCE_DATE_EPOCH", "0"))
