import os
import subprocess
import sys

import pytest

from dashboard.dossier.profile import OWN_FOLDER as ROOT
from dashboard.web.hosting import Authority, HostingError, Origin, check_listening, public_url, read


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("localhost", "localhost", None),
        ("LOCALHOST:8501", "localhost", 8501),
        ("Dash.Example.:443", "dash.example", 443),
        ("127.0.0.1:1", "127.0.0.1", 1),
        ("[::1]:8501", "::1", 8501),
        ("[0:0:0:0:0:0:0:1]", "::1", None),
        ("[::FFFF:127.0.0.1]:80", "127.0.0.1", 80),
        ("my_app:8501", "my_app", 8501),
    ],
)
def test_a_host_is_read_in_any_spelling(text, host, port):
    assert Authority.read(text) == Authority(host, port)


@pytest.mark.parametrize(
    "text",
    ["", ".", ":8501", "::1", "[::1", "a b", "a,b", "user@host", "host/path", "host:", "host:0", "host:65536",
     "host:8501:8502", "host:٣", "höst", "[dash.example]", "[]", "host\n", "http://host"],
)  # fmt: skip
def test_what_is_no_host_is_none(text):
    assert Authority.read(text) is None


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("http://dash.example", Origin("http", "dash.example", 80)),
        ("HTTPS://Dash.Example.", Origin("https", "dash.example", 443)),
        ("https://[::1]:8501", Origin("https", "::1", 8501)),
        ("null", None),
        ("file://", None),
        ("ftp://dash.example", None),
        ("dash.example", None),
        ("http://dash.example/path", None),
        ("http://user@dash.example", None),
        ("", None),
    ],
)
def test_an_origin_has_a_port_always(text, origin):
    assert Origin.read(text) == origin


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("", ""),
        ("  ", ""),
        ("https://dash.example", "https://dash.example/"),
        ("https://Dash.Example/", "https://dash.example/"),
        ("http://192.168.1.7:8080/dash/", "http://192.168.1.7:8080/dash/"),
        ("https://example.org/tools/dash", "https://example.org/tools/dash/"),
    ],
)
def test_the_public_address_ends_in_a_slash(given, url):
    assert public_url({"PUBLIC_URL": given}) == url


@pytest.mark.parametrize(
    "given",
    ["dash.example", "//dash.example", "ftp://dash.example/", "https://", "https:///dash", "javascript:alert(1)",
     "https://a b/", "https://user:secret@dash.example/", "https://dash.example:0/", "https://dash.example/?since=1",
     "https://dash.example/#top", "https://dash.example/a//b", "https://dash.example/<b>", "https://dash.example/api",
     "https://dash.example/..%2f", "https://dash.example/../", "https://dash.example/./x", "https://../", "https://0.0.0.0/"],
)  # fmt: skip
def test_a_public_address_that_is_none_is_refused_with_what_is_needed(given):
    with pytest.raises(HostingError, match="PUBLIC_URL") as told:
        public_url({"PUBLIC_URL": given})
    assert repr(given) in str(told.value) or "has the path" in str(told.value)
    assert "it has to be" in str(told.value)


@pytest.mark.parametrize(
    ("given", "hosts"),
    [
        ("", set()),
        ("dash.example", {"dash.example"}),
        ("Dash.Example., 192.168.1.7\t[::2]", {"dash.example", "192.168.1.7", "::2"}),
        ("2001:DB8:0::1,", {"2001:db8::1"}),
    ],
)
def test_hosts_are_names_with_commas_or_blanks_between_them(given, hosts):
    assert read({"HOSTS": given}).hosts == hosts


@pytest.mark.parametrize(
    "given",
    [
        "*",
        "*.example",
        "https://dash.example",
        "dash.example:8501",
        "dash.example/x",
        "ä",
        "..",
        "-",
        "999.1.1.1",
        "0.0.0.0",  # noqa: S104 - refused
    ],
)
def test_a_host_that_is_none_is_refused_with_what_is_needed(given):
    with pytest.raises(HostingError, match=r"HOSTS has .*without scheme, port and path"):
        read({"HOSTS": f"dash.example,{given}"})


@pytest.mark.parametrize(
    ("address", "hosts"),
    [(None, set()), ("127.0.0.1", {"127.0.0.1"}), ("::1", {"::1"}), ("dash.example", {"dash.example"})],
)
def test_the_address_that_is_listened_on_is_a_host(address, hosts):
    assert read({}, address).hosts == hosts


@pytest.mark.parametrize("given", ["dash", "/dash", "dash/", "/dash/"])
def test_a_base_path_begins_with_a_slash_and_ends_without(given):
    assert read({}, None, given).base_path == "/dash"


@pytest.mark.parametrize("given", ["api", "assets/x", "_stcore", "a b", "a//b", "ä", "..", ".", "a/../b", "../x"])
def test_a_base_path_that_could_not_be_told_from_our_own_is_refused(given):
    with pytest.raises(HostingError, match=r"server\.baseUrlPath has the path"):
        read({}, None, given)


@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        ("PUBLIC_URL", "dash.example", "PUBLIC_URL is 'dash.example': it has to be the page’s address"),
        ("BASEMAP_URL", "tiles.example", "BASEMAP_URL is 'tiles.example': it has to be like https://"),
    ],
)
def test_a_bad_setting_stops_the_start_with_a_sentence(tmp_path, setting, value, sentence):
    command = [sys.executable, "-m", "streamlit", "run", "dashboard/app.py", "--server.port", "0"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DATASETS": str(tmp_path), setting: value}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)  # noqa: S603 - our own
    assert done.returncode == 1
    assert done.stderr.startswith(f"The server does not start.\n{sentence}")
    assert "Traceback" not in done.stderr + done.stdout


@pytest.mark.parametrize(
    ("address", "port", "sentence"),
    [
        ("nonsense.invalid", "8501", "ADDRESS is 'nonsense.invalid'"), ("999.1.1.1", "8501", "ADDRESS is '999.1.1.1'"),
        ("http://127.0.0.1", "8501", "ADDRESS is 'http://127.0.0.1'"), ("[::1]", "8501", "ADDRESS is '[::1]'"),
        ("127.0.0.1", "99999", "PORT is '99999'"), ("127.0.0.1", "0", "PORT is '0'"), ("::", "x", "PORT is 'x'"),
    ],
)  # fmt: skip
def test_make_run_starts_nowhere_that_is_no_address_and_looks_nothing_up(address, port, sentence):
    said = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "dashboard.web.hosting", address, port],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 1
    assert said.stderr.startswith(f"The server does not start.\n{sentence}: it has to be ")


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0", "::", "::1", "localhost", "192.168.1.7"])  # noqa: S104
def test_an_address_of_a_machine_may_be_listened_on(address):
    check_listening(address, "8501")
