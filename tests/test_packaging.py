"""What is installed: exactly the packages pipeline and transforms, with their data files."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.lakes import ROOT, environment


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    source = folder / "source"
    source.mkdir()
    # Built from a copy: setuptools leaves a build folder where it works.
    for name in ("setup.py", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    for name in ("pipeline", "transforms", "tests"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    subprocess.run([*build, "--wheel-dir", str(folder), str(source)], check=True)
    [path] = folder.glob("*.whl")
    return zipfile.ZipFile(path)


def test_exactly_two_packages_are_installed(wheel: zipfile.ZipFile) -> None:
    tops = {name.partition("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"pipeline", "transforms"}


def test_data_files_come_along(wheel: zipfile.ZipFile) -> None:
    there = {name for name in wheel.namelist() if not name.endswith(".py")}
    data = {
        path.relative_to(ROOT).as_posix()
        for top in ("pipeline", "transforms")
        for path in (ROOT / top).rglob("*")
        if path.is_file() and path.suffix not in (".py", ".pyc")
    }
    assert data <= there


def test_the_command_is_installed(wheel: zipfile.ZipFile) -> None:
    [name] = [name for name in wheel.namelist() if name.endswith("entry_points.txt")]
    assert "writethru = pipeline.__main__:start" in wheel.read(name).decode()


def test_a_worker_started_elsewhere_imports_what_it_runs(tmp_path: Path) -> None:
    program = "import pipeline.graph, pipeline.worker, transforms.link; print('ok')"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment(), capture_output=True, text=True
    )
    assert done.stdout == "ok\n", done.stderr


def test_transforms_never_import_pipeline() -> None:
    for path in (ROOT / "transforms").rglob("*.py"):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert not [line for line in lines if line.startswith(("from pipeline", "import pipeline"))], path


@pytest.mark.parametrize("package", ["text", "likeness"])
def test_the_pure_core_never_imports_beam(package: str) -> None:
    for path in (ROOT / "transforms" / package).rglob("*.py"):
        assert "apache_beam" not in path.read_text(encoding="utf-8"), path


def test_reading_a_lake_does_not_import_beam() -> None:
    modules = "pipeline.show, pipeline.sql, pipeline.diffs, pipeline.rejected, pipeline.lake.view"
    program = f"import sys, {modules}; print('apache_beam' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], env=environment(), capture_output=True, text=True)
    assert done.stdout == "False\n", done.stderr
