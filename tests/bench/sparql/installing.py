"""Peers, installed into a folder outside git by the ordinary clients of their registries: pip, apt-get, mvn."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

PATIENCE = 600  # seconds for one download
SHOWN = 200  # characters of a client's last words


class NotInstalled(Exception):
    """A peer cannot be installed on this machine; the table says why."""


def python_environment(folder: Path, packages: Sequence[str]) -> Path:
    """An environment of its own that holds these packages; the folder of its commands."""
    commands = folder / "bin"
    if not (folder / "ready").exists():
        _run(sys.executable, "-m", "venv", str(folder))
        _run(str(commands / "python"), "-m", "pip", "install", "--quiet", *packages)
        (folder / "ready").touch()
    return commands


def version_in(commands: Path, package: str) -> str:
    """The version of a package in such an environment."""
    code = f"from importlib.metadata import version; print(version({package!r}))"
    return _run(str(commands / "python"), "-c", code)


def debian_packages(folder: Path, names: Sequence[str]) -> Path:
    """Debian packages, downloaded and unpacked, nothing installed; the folder that stands for `/`."""
    root = folder / "root"
    if not root.exists():
        _need("apt-get", "dpkg-deb")
        archives = folder / "archives"
        archives.mkdir(parents=True, exist_ok=True)
        _run("apt-get", "download", *names, where=archives)
        for archive in sorted(archives.glob("*.deb")):
            _run("dpkg-deb", "--extract", str(archive), str(folder / "unpacking"))
        (folder / "unpacking").rename(root)
    return root


def debian_version(folder: Path, name: str) -> str:
    """The version of a package that was downloaded."""
    archive = next((folder / "archives").glob(f"{name}_*.deb"))
    return _run("dpkg-deb", "--field", str(archive), "Version")


def maven_jar(folder: Path, artifact: str) -> Path:
    """A jar of Maven Central, `group:name:version`."""
    _need("mvn", "java")
    _, name, version = artifact.split(":")
    jar = folder / f"{name}-{version}.jar"
    if not jar.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _run("mvn", "-q", "-B", "dependency:copy", f"-Dartifact={artifact}", f"-DoutputDirectory={folder}")
    return jar


def _need(*commands: str) -> None:
    missing = [command for command in commands if not shutil.which(command)]
    if missing:
        raise NotInstalled(f"no {' and no '.join(missing)} on this machine")


def _run(*command: str, where: Path | None = None) -> str:
    try:
        done = subprocess.run(
            command, cwd=where, capture_output=True, text=True, timeout=PATIENCE, check=False, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired) as fault:
        raise NotInstalled(f"{command[0]}: {fault}") from fault
    if done.returncode:
        raise NotInstalled(f"{command[0]}: {' '.join((done.stderr + done.stdout).split())[-SHOWN:]}")
    return done.stdout.strip()
