"""Every address and form, with whatever fits its description: no answer breaks, and none is undeclared (schemathesis)."""

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from web.browsing import Page, Person, page_of, signed_in
from web.lived_in import further, live_in
from web.walking import STREAM, Walk, walk

from entrypoints.bootstrap import Office
from entrypoints.web.access.tokens import form_token
from entrypoints.web.application import make_pages

FEW, MANY = 2, 150
WRONG_IN_THE_FRAMEWORK = 400
"""The answers of starlette to a body that it can't read, before any page is asked."""


@pytest.fixture(scope="module")
def lived_in(one_office: Office, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with page_of(one_office) as page:
        live_in(page, tmp_path_factory.mktemp("mail"))
        yield page


@pytest.fixture(scope="module")
def walked(lived_in: Page) -> Walk:
    return walk(lived_in.as_("owner"), further(lived_in))


@pytest.fixture(scope="module")
def operations(lived_in: Page) -> list[Any]:
    """Return every address with a method, as the application itself describes them."""
    import schemathesis

    described = make_pages(lived_in.site).openapi()
    found = [one.ok() for one in schemathesis.openapi.from_dict(described).get_all_operations()]
    return [one for one in found if one.path != STREAM]


def known_parameters(walked: Walk, path: str) -> list[dict[str, str]]:
    """Return the parameters of an address that stood in it on the walk, also where another route begins the
    same.
    """
    parts = path.split("/")
    found = []
    for route, addresses in walked.routes.items():
        theirs = route.split("/")
        if "{" in path and parts[: len(theirs)] == theirs:
            for address in addresses:
                values = address.split("?")[0].split("/")
                found.append(
                    {one[1:-1]: value for one, value in zip(theirs, values, strict=True) if one[:1] == "{"}
                )
    return found


def try_operation(page: Page, operation: Any, walked: Walk, examples: int) -> int:
    """Ask one address many ways; return how often.

    Raises:
        AssertionError: an answer was none of the declared ones, or the page broke.
    """
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import status_code_conformance

    known, asked, numbers = known_parameters(walked, operation.path), count(), count()
    tools = sorted(page.office.registry.tools)

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), tool=st.sampled_from(tools))
    def ask(case: Any, tool: str) -> None:
        number = next(numbers)
        owner = signed_in(page.site, page.port, page.office.owner)
        if known and number % 2 == 0:
            case.path_parameters = {**(case.path_parameters or {}), **known[number % len(known)]}
        if isinstance(case.body, dict):
            case.body = {**case.body, "csrf": form_token(owner.token, "salt")}
            if operation.path == "/call":
                case.body = {**case.body, "tool": tool, "arguments": "{}"}
        headers = {"Origin": owner.address, "Cookie": f"{owner.cookie}={owner.token}"}
        response = case.call(base_url=owner.address, headers=headers, allow_redirects=False, timeout=60)
        case.validate_response(response, checks=[not_a_server_error, status_code_conformance])
        next(asked)

    ask()
    return next(asked)


def test_no_address_breaks(lived_in: Page, walked: Walk, operations: list[Any]) -> None:
    assert len(operations) > 40
    assert all(try_operation(lived_in, one, walked, FEW) for one in operations)
    assert lived_in.as_("viewer").get("/").status == 200


@pytest.mark.long
def test_no_address_breaks_however_it_is_asked(lived_in: Page, walked: Walk, operations: list[Any]) -> None:
    assert all(try_operation(lived_in, one, walked, MANY) for one in operations)


def test_whatever_nobody_declared_is_refused(lived_in: Page) -> None:
    owner = signed_in(lived_in.site, lived_in.port, lived_in.office.owner)
    for path in (
        "/openapi.json",
        "/docs",
        "/redoc",
        "/static/../site.py",
        "/static/%2e%2e/site.py",
        "/nothing",
    ):
        assert owner.get(path).status == 404, path
    assert owner.post("/sign-out-everywhere", {"more": "fields"}).status == 422
    assert owner._asked("PUT", "/settings", None, {}).status == 405
    assert Person(lived_in.port).get("/settings").status == 303
