"""A scratch checkout: a commit of this repository in a folder of its own, where the source may be changed."""

import compileall
import subprocess
from pathlib import Path
from py_compile import PycInvalidationMode

ROOT = Path(__file__).parent.parent


def git(*arguments: str, folder: Path = ROOT) -> str:
    """Run git and return what it prints."""
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def commit_of(name: str) -> str:
    """Return the full id of a commit."""
    return git("rev-parse", f"{name}^{{commit}}")


def checked_out(folder: Path, commit: str, tests_of: str) -> Path:
    """Check out a commit into a new folder, with the tests of another one in place of its own."""
    git("clone", "--quiet", "--shared", "--no-checkout", str(ROOT), str(folder))
    git("checkout", "--quiet", "--detach", commit, folder=folder)
    if tests_of != commit:
        git("rm", "--quiet", "-r", "tests", folder=folder)
        git("checkout", tests_of, "--", "tests", folder=folder)
    compile_all(folder)
    return folder


def compile_all(folder: Path) -> None:
    """Compile every module so that it is looked for by content: a source may change twice within a second."""
    compileall.compile_dir(folder, quiet=2, force=True, invalidation_mode=PycInvalidationMode.CHECKED_HASH)


def test_files(folder: Path, among: list[str]) -> list[str]:
    """Return the files of tests that git keeps, of all or of some files and folders."""
    names = git("ls-files", "--cached", "--", *(among or ["tests"]), folder=folder).splitlines()
    return [name for name in names if Path(name).name.startswith("test_") and name.endswith(".py")]
