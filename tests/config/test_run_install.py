"""`make` on a fresh clone: which Python is taken, when pip runs, and what is said when it cannot do its work."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from config import install
from tests.config.embedded_users import PROJECT


def command(place: Path, name: str, script: str) -> None:
    """An executable of our own in a directory for PATH."""
    place.mkdir(exist_ok=True)
    (place / name).write_text(f"#!/bin/sh\n{script}\n")
    (place / name).chmod(0o755)


def make(directory: Path, path: Path, target: str = "run") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [shutil.which("make") or "make", "-f", PROJECT / "Makefile", target],
        cwd=directory,
        env={"PATH": str(path)},
        capture_output=True,
        text=True,
    )


@pytest.fixture
def tools(tmp_path):
    """A PATH without any Python, as a machine without a suitable one has it."""
    place = tmp_path / "bin"
    place.mkdir()
    for name in ("tail", "awk", "sh"):
        (place / name).symlink_to(shutil.which(name) or name)
    return place


def test_without_a_suitable_python_one_sentence_says_which_are(tmp_path, tools):
    command(tools, "python3.13", "echo 'pyenv: python3.13: command not found' >&2; exit 127")
    command(tools, "python3", '[ "$1" = --version ] && echo Python 3.9.2 || exit 1')
    done = make(tmp_path, tools)
    assert done.returncode != 0
    assert done.stderr.splitlines()[0] == (
        "✗ Redress needs Python 3.11, 3.12, 3.13 or 3.14, and none was found (Python 3.9.2). "
        "Install one, or name it: PYTHON=/path/to/python3 make run"
    )


def test_commands_of_version_managers_that_fail_are_passed_over(tmp_path, tools):
    command(tools, "python3.14", "exit 127")
    command(tools, "python3.12", f'exec {sys.executable} "$@"')
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "__init__.py").touch()
    (tmp_path / "config" / "install.py").write_text("import sys; sys.exit(f'installing for {sys.argv[1]}')")
    done = make(tmp_path, tools, "test")
    assert done.stderr.splitlines()[0] == "installing for test"


def test_help_lists_every_target(tmp_path, tools):
    text = make(tmp_path, tools, "help").stdout
    for target in ("run", "test", "lint", "lock", "bench-intake", "bench-pipeline", "screenshots", "clean-data"):
        assert f"make {target} " in text


@pytest.fixture
def clone(tmp_path, monkeypatch):
    """A clone whose environment has a Python that only notes what it is asked to do."""
    for name in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / name).write_text("example==1.0 \\\n    --hash=sha256:00\n")
    (tmp_path / ".venv").mkdir()
    command(tmp_path / ".venv" / "bin", "python", f'echo "$*" >> {tmp_path}/asked; [ ! -e {tmp_path}/broken ]')
    monkeypatch.setattr(install, "PROJECT", tmp_path)
    return tmp_path


def installations(clone: Path) -> list[str]:
    return [line.rpartition("/")[2] for line in asked(clone) if "pip install" in line]


def asked(clone: Path) -> list[str]:
    return [line.partition(" --disable")[0] for line in (clone / "asked").read_text().splitlines()]


def test_pip_runs_only_for_requirements_that_changed(clone):
    assert install.main(["run"]) == 0
    assert installations(clone) == ["requirements.txt"]
    assert install.main(["run"]) == 0
    assert installations(clone) == ["requirements.txt"]
    assert install.main(["test"]) == 0
    assert installations(clone) == ["requirements.txt", "requirements-dev.txt"]
    (clone / "requirements.txt").write_text("example==2.0 \\\n    --hash=sha256:00\n")
    assert install.main(["run"]) == 0
    assert installations(clone) == ["requirements.txt", "requirements-dev.txt", "requirements.txt"]
    assert all("--require-hashes" in line for line in asked(clone) if "pip install" in line)


def test_an_installation_that_failed_is_tried_again(clone, monkeypatch, capsys):
    monkeypatch.setattr(install, "_works", lambda python: True)
    (clone / "broken").touch()
    assert install.main(["run"]) == 1
    assert "The packages could not be installed" in capsys.readouterr().err
    (clone / "broken").unlink()
    assert install.main(["run"]) == 0
    assert len(installations(clone)) == 2


def test_a_full_disk_is_named_before_anything_is_made(clone, monkeypatch, capsys):
    (clone / "broken").touch()
    monkeypatch.setattr(install.shutil, "disk_usage", lambda place: shutil._ntuple_diskusage(100, 99, 1))
    assert install.main(["run"]) == 1
    assert "free some space and run this again" in capsys.readouterr().err


def pip_says(tmp_path: Path, monkeypatch, requirement: str, **environment: str) -> str:
    """What people are told when the real pip fails over this requirement. It never gets as far as installing."""
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    file = tmp_path / "requirements.txt"
    file.write_text(requirement)
    output = install._run_pip(Path(sys.executable), file, "packages")
    assert output is not None
    return install._meaning(output, "unexplained")


def test_without_a_network_the_sentence_says_so(tmp_path, monkeypatch):
    said = pip_says(
        tmp_path,
        monkeypatch,
        f"absent==1.0 --hash=sha256:{'0' * 64}\n",
        PIP_INDEX_URL="http://127.0.0.1:9/simple",
        PIP_RETRIES="0",
    )
    assert said.startswith("The package index cannot be reached")


def test_a_package_that_is_not_the_pinned_one_is_refused(tmp_path, monkeypatch):
    with zipfile.ZipFile(tmp_path / "tampered-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("tampered-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: tampered\nVersion: 1.0\n")
        wheel.writestr("tampered-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        wheel.writestr("tampered-1.0.dist-info/RECORD", "")
    said = pip_says(
        tmp_path,
        monkeypatch,
        f"tampered==1.0 --hash=sha256:{'0' * 64}\n",
        PIP_NO_INDEX="1",
        PIP_FIND_LINKS=str(tmp_path),
    )
    assert said.startswith("A downloaded package is not the one that was pinned")


def test_a_package_that_this_machine_is_not_offered_is_named_so(tmp_path, monkeypatch):
    said = pip_says(
        tmp_path,
        monkeypatch,
        f"absent==1.0 --hash=sha256:{'0' * 64}\n",
        PIP_NO_INDEX="1",
        PIP_FIND_LINKS=str(tmp_path),
    )
    assert said.startswith("A pinned package is not offered for this machine")
