"""The language host answers the engine's calls as the official one does."""

import json
import os
import re
import sys
from pathlib import Path

import grpc
import pytest
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import language_pb2 as language

from .conftest import ENGINE, Host, StartHost


def given(host: Host) -> dict[str, dict[str, str] | list[str]]:
    """What the stand-in executor says that it was given; its output is the host's own."""
    assert host.process.stdout is not None
    told: dict[str, dict[str, str] | list[str]] = json.loads(host.process.stdout.readline())
    return told


def virtualenv(folder: Path) -> Path:
    """A folder that is as much of a virtual environment as the host looks at."""
    (folder / "bin").mkdir(parents=True)
    (folder / "bin/python").symlink_to(sys.executable)
    return folder


def test_it_follows_the_release_that_go_mod_pins(host: Host) -> None:
    """The engine learns the version from GetPluginInfo."""
    pinned = re.findall(r"pulumi/pkg/v3 v(\S+)", (ENGINE / "go.mod").read_text())

    assert [host.calls.GetPluginInfo(Empty()).version] == pinned


def test_run_hands_the_request_on_to_the_executor(host: Host) -> None:
    """Addresses and names as flags, configuration and its secret keys as JSON in variables."""
    request = language.RunRequest(
        info=host.project(),
        monitor_address="127.0.0.1:2",
        project="hotpatch",
        stack="dev",
        pwd=str(host.folder),
        dryRun=True,
        parallel=4,
        organization="organization",
        config={"hotpatch:size": "Standard_D2s_v5"},
        configSecretKeys=["hotpatch:adminPassword"],
        args=["one"],
    )

    assert host.calls.Run(request) == language.RunResponse()
    assert given(host) == {
        "argv": [
            *("--monitor", "127.0.0.1:2", "--engine", "127.0.0.1:1", "--project", "hotpatch"),
            *("--root_directory", str(host.folder), "--stack", "dev", "--pwd", str(host.folder)),
            *("--dry_run", "true", "--parallel", "4", "--organization", "organization"),
            *(".", "one"),
        ],
        "env": {
            "PULUMI_CONFIG": '{"hotpatch:size": "Standard_D2s_v5"}',
            "PULUMI_CONFIG_SECRET_KEYS": '["hotpatch:adminPassword"]',
            "VIRTUAL_ENV": None,
        },
    }


def test_an_engine_that_attaches_gives_its_address_by_handshake(host: Host) -> None:
    """It replaces the one on the command line."""
    host.calls.Handshake(language.LanguageHandshakeRequest(engine_address="127.0.0.1:3"))
    host.calls.Run(language.RunRequest(info=host.project()))

    assert given(host)["argv"][:2] == ["--engine", "127.0.0.1:3"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("code", "response"),
    [
        (0, language.RunResponse()),
        (1, language.RunResponse(error="program exited with non-zero exit code: 1")),
        (32, language.RunResponse(bail=True)),
    ],
)
def test_an_exit_code_of_32_means_that_the_user_has_seen_the_error(
    host: Host, code: int, response: language.RunResponse
) -> None:
    """Any other than 0 is reported."""
    request = language.RunRequest(info=host.project(), args=[str(code)])

    assert host.calls.Run(request) == response


def test_a_program_runs_in_the_virtualenv_that_the_manifest_names(host: Host) -> None:
    """Its path is relative to the root directory, and it is active."""
    folder = virtualenv(host.folder / ".venv")

    host.calls.Run(language.RunRequest(info=host.project(virtualenv=".venv")))
    about = host.calls.About(language.AboutRequest(info=host.project(virtualenv=".venv")))

    assert given(host)["env"]["VIRTUAL_ENV"] == str(folder)  # type: ignore[call-overload]
    assert about.executable == str(folder / "bin/python")
    assert about.version == ".".join(map(str, sys.version_info[:3]))


def test_a_virtualenv_may_lie_elsewhere(host: Host, tmp_path: Path) -> None:
    """An absolute path, which an installed plugin's manifest has."""
    folder = virtualenv(tmp_path / "elsewhere")
    info = host.project(virtualenv=str(folder))

    assert host.calls.About(language.AboutRequest(info=info)).executable == str(
        folder / "bin/python"
    )


def test_without_a_virtualenv_pulumi_python_cmd_names_the_python(
    start_host: StartHost, tmp_path: Path
) -> None:
    """The host's own Python is never chosen for being there."""
    python = virtualenv(tmp_path / "chosen") / "bin/python"
    host = start_host(PULUMI_PYTHON_CMD=str(python))

    about = host.calls.About(language.AboutRequest(info=host.project()))

    assert about.executable == str(python)


def test_without_either_python3_on_path_is_taken(start_host: StartHost, tmp_path: Path) -> None:
    """As a shell would take it."""
    (tmp_path / "python3").symlink_to(sys.executable)
    host = start_host(PULUMI_PYTHON_CMD="", PATH=str(tmp_path))

    about = host.calls.About(language.AboutRequest(info=host.project()))

    assert about.executable == str(tmp_path / "python3")


REFUSED = [
    ({"virtualenv": "absent"}, "names {folder}/absent, which does not exist"),
    ({"virtualenv": "."}, "names {folder}, which is no virtual environment"),
    ({"toolchain": "uv"}, "runtime.options.toolchain is 'uv'"),
    ({"typechecker": "mypy"}, "runtime.options typechecker is not served"),
]


@pytest.mark.parametrize(("options", "text"), REFUSED)
def test_what_the_manifest_asks_in_vain_is_refused_by_name(
    host: Host, options: dict[str, str], text: str
) -> None:
    """The place first, then what was found, then what to do."""
    with pytest.raises(grpc.RpcError) as refusal:
        host.calls.Run(language.RunRequest(info=host.project(**options)))

    assert refusal.value.code() == grpc.StatusCode.FAILED_PRECONDITION
    details = refusal.value.details() or ""
    assert details.startswith(f"{host.folder}: runtime.options")
    assert text.format(folder=host.folder) in details


def test_a_python_that_is_not_there_is_refused_by_name(start_host: StartHost) -> None:
    """The variable is the place."""
    host = start_host(PULUMI_PYTHON_CMD="pythonNN")

    with pytest.raises(grpc.RpcError, match="PULUMI_PYTHON_CMD: found no pythonNN"):
        host.calls.About(language.AboutRequest(info=host.project()))


@pytest.mark.parametrize(
    "call", ["GenerateProgram", "GenerateProject", "GeneratePackage", "Pack", "Link"]
)
def test_what_only_the_official_host_does_answers_one_sentence(host: Host, call: str) -> None:
    """It says where to get the official one."""
    with pytest.raises(grpc.RpcError) as refusal:
        getattr(host.calls, call)(getattr(language, f"{call}Request")())

    assert refusal.value.code() == grpc.StatusCode.UNIMPLEMENTED
    assert "install Pulumi, whose own does" in (refusal.value.details() or "")


def test_a_new_project_is_asked_nothing_more(host: Host) -> None:
    """`pulumi new` needs the two calls, and this host adds nothing."""
    prompts = host.calls.RuntimeOptionsPrompts(language.RuntimeOptionsRequest())
    template = host.calls.Template(language.TemplateRequest())

    assert (prompts, template) == (language.RuntimeOptionsResponse(), language.TemplateResponse())


def test_program_dependencies_are_what_pip_lists(host: Host) -> None:
    """By normalized names."""
    request = language.GetProgramDependenciesRequest(
        info=host.project(), transitiveDependencies=True
    )

    found = {one.name for one in host.calls.GetProgramDependencies(request).dependencies}

    assert {"pulumi", "pulumi-azure-native", "azure-hotpatch"} <= found


def test_required_packages_are_what_installed_packages_say(
    start_host: StartHost, tmp_path: Path
) -> None:
    """Their pulumi-plugin.json names the plugin; one with resource false needs none."""
    for name, content in {
        "pulumi_tiny": '{"resource": true, "name": "tiny", "server": "https://example.com"}',
        "tiny_parts": '{"resource": true, "name": "parts", "version": "v2.0.0"}',
        "pulumi_none": '{"resource": false}',
    }.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "pulumi-plugin.json").write_text(content)
        information = tmp_path / f"{name}-1.2.3.dist-info"
        information.mkdir()
        metadata = f"Metadata-Version: 2.1\nName: {name.replace('_', '-')}\nVersion: 1.2.3\n"
        (information / "METADATA").write_text(metadata)
    host = start_host(PYTHONPATH=str(tmp_path))

    request = language.GetRequiredPackagesRequest(info=host.project())
    found = {
        one.name: (one.kind, one.version, one.server)
        for one in host.calls.GetRequiredPackages(request).packages
    }

    assert found.keys() >= {"tiny", "parts", "azure-native"}
    assert found["tiny"] == ("resource", "v1.2.3", "https://example.com")
    assert found["parts"] == ("resource", "v2.0.0", "")


def test_installing_leaves_a_plugins_environment_as_it_is(host: Host) -> None:
    """So `pulumi package get-schema` installs nothing."""
    virtualenv(host.folder / ".venv")
    (host.folder / "requirements.txt").write_text("no-such-package-at-all\n")
    info = host.project(virtualenv=".venv")
    request = language.InstallDependenciesRequest(info=info, is_plugin=True)

    written = b"".join(part.stdout for part in host.calls.InstallDependencies(request))

    assert written.decode() == f"{host.folder}/.venv/bin/python is used as it is\n"


def test_installing_makes_the_environment_that_is_absent(host: Host) -> None:
    """And installs what requirements.txt lists into it, which here is nothing."""
    (host.folder / "requirements.txt").write_text("--no-index\n")
    info = host.project(virtualenv="new/venv")
    request = language.InstallDependenciesRequest(info=info, is_plugin=True)

    written = b"".join(part.stdout for part in host.calls.InstallDependencies(request)).decode()

    assert f"-m venv {host.folder}/new/venv\n" in written
    assert f"{host.folder}/new/venv/bin/python -m pip install -r requirements.txt\n" in written
    assert os.access(host.folder / "new/venv/bin/python", os.X_OK)


def test_an_installation_that_fails_says_which_step(host: Host) -> None:
    """With pip's exit code."""
    virtualenv(host.folder / ".venv")
    (host.folder / "requirements.txt").write_text("--no-index\nno-such-package-at-all\n")
    request = language.InstallDependenciesRequest(info=host.project(virtualenv=".venv"))

    with pytest.raises(grpc.RpcError, match=r"-m pip install -r requirements.txt: exit code 1"):
        list(host.calls.InstallDependencies(request))
