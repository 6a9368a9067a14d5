"""An endpoint on loopback for the tests of language models, and an office that is driven by it."""

from collections.abc import Iterator

import pytest
from loopback_endpoint import KEY, Server, endpoint_on_loopback
from rivera import NOW

from entrypoints.bootstrap import Office, open_office
from entrypoints.demo.premises import RIVERA
from entrypoints.founding import set_up


@pytest.fixture(scope="package", autouse=True)
def no_authorities(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Trust nobody's certificate: no endpoint here speaks TLS, and a client reads a hundred and more when it is made."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SSL_CERT_DIR", str(tmp_path_factory.mktemp("authorities")))
        yield


@pytest.fixture(scope="session")
def one_server() -> Iterator[Server]:
    with endpoint_on_loopback() as server:
        yield server


@pytest.fixture
def server(one_server: Server) -> Server:
    """Return the endpoint, with nothing asked of it yet."""
    one_server.asked.clear()
    one_server.keys.clear()
    one_server.script.clear()
    return one_server


@pytest.fixture
def model_environment(sqlite_environment: dict[str, str], server: Server) -> dict[str, str]:
    """Return the environment of a home whose conversations a language model drives."""
    return {
        **sqlite_environment,
        "OPENAI_API_KEY": KEY,
        "OPENAI_BASE_URL": server.url,
        "DESKHAND_MODEL": "test-model",
    }


@pytest.fixture
def driven(model_environment: dict[str, str]) -> Iterator[Office]:
    """Open Rivera Plumbing, driven by the endpoint on loopback."""
    set_up(RIVERA, now=NOW, environment=model_environment)
    opened = open_office(now=NOW, environment=model_environment)
    yield opened
    opened.close()
