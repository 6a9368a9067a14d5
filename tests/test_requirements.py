"""The requirements of `pyproject.toml`: each is used, and none brings a package that is called like one of ours."""

import re
import tomllib
from functools import cache
from importlib.metadata import packages_distributions

from tree import KEPT, imported, text_of

PROJECT = tomllib.loads(text_of("pyproject.toml"))
OURS = PROJECT["tool"]["uv"]["build-backend"]["module-name"]
USED_UNIMPORTED = {
    "psycopg": "SQLAlchemy loads it by the name in a database's URL",
    "tzdata": "data, which is read and not imported",
    "python-multipart": "FastAPI asks for it as soon as a form is read",
}


def canonical(requirement: str) -> str:
    """Return the name of a requirement or distribution as indexes compare it."""
    name = re.match(r"[\w.-]+", requirement)
    assert name is not None
    return re.sub(r"[-_.]+", "-", name[0]).lower()


@cache
def owners() -> dict[str, set[str]]:
    """Return package → the distributions that own it."""
    return {
        package: {canonical(one) for one in distributions}
        for package, distributions in packages_distributions().items()
    }


def test_every_requirement_is_imported_by_the_product() -> None:
    packages = {
        module.split(".")[0]
        for name in KEPT
        if name.endswith(".py") and name.split("/")[0] in OURS
        for _, module in imported(name)
    }
    used = {distribution for package in packages for distribution in owners().get(package, set())}
    declared = {canonical(one) for one in PROJECT["project"]["dependencies"]}
    assert declared - used == set(USED_UNIMPORTED)


def test_no_locked_distribution_owns_a_package_called_like_one_of_ours() -> None:
    locked = {canonical(line) for line in text_of("requirements/run.lock").splitlines() if "==" in line}
    owned = {package: names & locked for package, names in owners().items() if names & locked}
    assert len(owned) > 50
    assert {package: names for package, names in owned.items() if package in OURS} == {}
