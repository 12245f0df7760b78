"""compose.yaml, as far as it can be held without Docker."""

import subprocess
import sys
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest

from bot.delivery import DRAIN
from bot.web.server import DRAIN as WEB_DRAIN
from tests.deploy.files import COMPOSE, DEPLOY, compose, example, image_environment, last

SERVICES = compose()["services"]
every_service = pytest.mark.parametrize("name", SERVICES)


def against_the_schema(file: Path) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(file)]
    return subprocess.run(words, capture_output=True, text=True, check=False)


def port_of(bind: str) -> str:
    return bind.rpartition(":")[2]


def ours(service: dict[str, Any]) -> bool:
    """True where the image is the one of our Dockerfile, which names a user and a health check."""
    return "build" in service


def test_it_is_a_compose_file() -> None:
    checked = against_the_schema(COMPOSE)
    assert checked.returncode == 0, checked.stdout


def test_a_mistyped_key_would_be_noticed(tmp_path: Path) -> None:
    wrong = tmp_path / "compose.yaml"
    wrong.write_text(COMPOSE.read_text().replace("read_only:", "readonly:"))
    assert against_the_schema(wrong).returncode == 1


def test_a_service_waits_only_for_services_that_tell_their_health() -> None:
    awaited = [
        SERVICES[other]
        for service in SERVICES.values()
        for other, how in service.get("depends_on", {}).items()
        if how["condition"] == "service_healthy"
    ]
    assert awaited
    assert all("healthcheck" in other or ours(other) for other in awaited)


@every_service
def test_a_service_can_do_nothing_but_its_work(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert not {"cap_add", "privileged", "network_mode", "pid"} & service.keys()
    assert "no-new-privileges:true" in service["security_opt"]
    assert service["mem_limit"]
    assert service["pids_limit"]
    assert ours(service) or service["user"] not in ("root", "0")


@every_service
def test_what_is_published_is_published_to_this_machine_only(name: str) -> None:
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[name].get("ports", []))


def test_the_published_ports_are_those_that_the_pages_and_the_console_listen_on() -> None:
    inside = [image_environment()[f"ADVISORY_{name}_BIND"] for name in ("PUBLIC", "CONSOLE")]
    assert [port.rpartition(":")[2] for port in SERVICES["advisory"]["ports"]] == [port_of(bind) for bind in inside]
    assert {bind.rpartition(":")[0] for bind in inside} == {"0.0.0.0"}


def test_the_console_s_link_leads_to_the_port_that_is_published() -> None:
    told = image_environment()["ADVISORY_CONSOLE_URL"]
    assert example()["ADVISORY_CONSOLE_URL"] == told
    assert f"{told.removeprefix('http://')}:{port_of(told)}" in SERVICES["advisory"]["ports"]


@every_service
def test_volumes_and_networks_are_declared(name: str) -> None:
    whole, service = compose(), SERVICES[name]
    assert {volume.partition(":")[0] for volume in service["volumes"]} <= whole["volumes"].keys()
    assert set(service["networks"]) <= whole["networks"].keys()


def test_the_database_is_reached_by_the_assistant_alone() -> None:
    assert SERVICES["database"]["networks"] == ["inside"]
    assert compose()["networks"]["inside"]["internal"] is True
    assert "ports" not in SERVICES["database"]


def test_the_data_of_the_image_lies_in_a_volume() -> None:
    folders = [volume.partition(":")[2] for volume in SERVICES["advisory"]["volumes"]]
    assert image_environment()["ADVISORY_DATA_DIR"] in folders


def test_only_the_gateway_of_its_network_is_believed() -> None:
    (network,) = compose()["networks"]["outside"]["ipam"]["config"]
    believed = SERVICES["advisory"]["environment"]["ADVISORY_TRUSTED_PROXY"]
    assert believed == network["gateway"]
    assert ip_address(believed) in ip_network(network["subnet"])


def test_no_secret_stands_in_it() -> None:
    given = [pair for service in SERVICES.values() for pair in service["environment"].items()]
    secret = [value for name, value in given if name.endswith(("PASSWORD", "TOKEN", "KEY", "SECRET"))]
    assert secret
    assert all(value.startswith("${") for value in secret)


def test_the_server_has_the_time_to_let_what_is_under_way_arrive() -> None:
    assert int(SERVICES["advisory"]["stop_grace_period"].removesuffix("s")) >= DRAIN + WEB_DRAIN


def test_it_builds_the_dockerfile_beside_it() -> None:
    build = SERVICES["advisory"]["build"]
    assert (DEPLOY / build["context"] / build["dockerfile"]).samefile(DEPLOY / "Dockerfile")
    assert last("USER") == "10001:10001"
