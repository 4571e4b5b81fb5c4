import pytest

from tools.addresses import HOSTS

# Put together here, since a registry's address must not stand in any file, this one included.
SCHEME = "https" + "://"


@pytest.mark.parametrize(
    "text",
    [
        SCHEME + "pypi" + ".org/simple",
        SCHEME + "files.python" + "hosted.org/packages/a.whl",
        SCHEME + "registry." + "npmjs.org/svelte/-/svelte.tgz",
        '      "resolved' + '": "somewhere"',
        "--index" + "-url somewhere",
        "deb " + "http" + "://deb." + "debian.org/debian bookworm main",
    ],
)
def test_a_registry_is_noticed(text: str) -> None:
    assert HOSTS.search(text)


@pytest.mark.parametrize("text", ["pip install livehouse", '"funding": {"url": "somewhere"}', "httpx==0.28.1 \\"])
def test_a_package_by_its_name_is_no_address(text: str) -> None:
    assert not HOSTS.search(text)
