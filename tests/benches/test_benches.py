"""Every bench of `bench/` runs, with the smallest count that it takes; what it measures is not looked at here."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

BENCH = Path(__file__).parents[2] / "bench"
SMALLEST = {
    "adversary": ["--calls", "20", "--database", "sqlite", "--state", "{folder}/state.json"],
    "approval_probes": ["--rounds", "1", "--databases", "sqlite"],
    "books": ["--customers", "1"],
    "cards": ["--writes", "10"],
    "chat": ["--rounds", "1", "--turns", "1"],
    "duplicates": ["--size", "small"],
    "extraction": ["--rounds", "1", "--kilobytes", "1", "--megabytes", "1"],
    "gate": ["--rounds", "2", "--databases", "sqlite"],
    "generate": ["--sizes", "small", "--databases", "sqlite"],
    "imports": ["--lines", "50"],
    "intake": ["--mails", "1", "--large", "0"],
    "kill_points": [
        *("--step", "1000", "--races", "1", "--scenes", "mail, blind"),
        *("--databases", "sqlite", "--state", "{folder}/state.json"),
    ],
    "pages": ["--size", "small", "--rounds", "1", "--only", "Today", "--json"],
    "reading": ["--rounds", "1"],
    "scale": ["--size", "small", "--rounds", "1"],
    "size": ["--folders", "scheduler"],
    "slots": ["--kilobytes", "1"],
    "start": ["--rounds", "1"],
    "sweep": ["--leads", "20", "--rounds", "1"],
    "tokens": [],
    "trips": [],
    "turn": ["--rounds", "1"],
    "year": ["--days", "1", "--zones", "Asia/Kolkata"],
}


TOO_LONG = {
    "cards",
    "chat",
    "extraction",
    "gate",
    "imports",
    "kill_points",
    "pages",
    "scale",
    "start",
    "sweep",
    "tokens",
    "trips",
    "turn",
}
"""They start processes, make a business first, or read a large mail."""
OF_THE_TESTS = ["faults", "mutants"]
"""They change a checkout's source and run its tests: in a process that has none of it loaded."""


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch, processes: None, request: pytest.FixtureRequest) -> ModuleType:
    """Return a bench's module, beside the modules that it imports."""
    monkeypatch.syspath_prepend(str(BENCH))
    spec = importlib.util.spec_from_file_location(f"bench_{request.param}", BENCH / f"{request.param}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)
    return module


def test_every_bench_is_run_here() -> None:
    assert {path.stem for path in BENCH.glob("[a-z]*.py")} == {*SMALLEST, *OF_THE_TESTS}


@pytest.mark.parametrize(
    ("bench", "arguments"),
    [
        pytest.param(name, arguments, id=name, marks=[pytest.mark.long] if name in TOO_LONG else [])
        for name, arguments in SMALLEST.items()
    ],
    indirect=["bench"],
)
def test_a_bench_runs_to_its_end(
    bench: ModuleType, arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        ended = bench.main([one.format(folder=tmp_path) for one in arguments])
    except SystemExit as exit_code:
        ended = exit_code.code
    assert not ended
    assert capsys.readouterr().out


@pytest.mark.long
@pytest.mark.parametrize("name", OF_THE_TESTS)
def test_a_bench_of_the_tests_runs_to_its_end(name: str, processes: None) -> None:
    command = [sys.executable, str(BENCH / f"{name}.py"), "--count", "2", "--tests", "tests/test_kernel.py"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert "of 2" in ran.stdout


@pytest.mark.parametrize("bench", ["faults"], indirect=True)
def test_every_fault_put_in_by_hand_fits_the_code(bench: ModuleType) -> None:
    assert len(bench.faults_in(BENCH.parent)) >= 80
