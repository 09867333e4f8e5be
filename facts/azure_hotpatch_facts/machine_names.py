"""What Azure takes as the name of a Windows machine, its group, computer, and administrator."""

import re
from collections.abc import Iterator

from azure_hotpatch_facts.violations import Violation, shown

OS_PROFILE = (
    "https://learn.microsoft.com/rest/api/compute/virtual-machines/create-or-update#osprofile"
)
NAME_RULES = (
    "https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules"
)
COMPUTER_NAME_RULE = "https://azure.github.io/PSRule.Rules.Azure/en/rules/Azure.VM.ComputerName/"

COMPUTER_NAME = re.compile(r"^[A-Za-z0-9-]{0,14}[A-Za-z-][A-Za-z0-9-]{0,14}$")
"""Letters, digits and hyphens, one of them not a digit. Source: COMPUTER_NAME_RULE (AZR-000249)."""

COMPUTER_NAME_LENGTH = 15
COMPUTER_NAME_PREFIX_LENGTH = 9
"""Azure adds six characters for each machine of a scale set. Source: hashicorp/
terraform-provider-azurerm internal/services/compute/validate/computer_name.go, read 2026-11-25."""
GROUP_NAME = re.compile(r"[\w.()-]{0,89}[\w()-]")
VM_NAME = re.compile(r"^[A-Za-z0-9]([A-Za-z0-9_.-]{0,62}[A-Za-z0-9_])?$")
ADMIN_NAME_LENGTH = 20

ADMIN_NAMES_REFUSED = frozenset(
    {
        *("administrator", "admin", "user", "user1", "test", "user2", "test1", "user3", "admin1"),
        *("1", "123", "a", "actuser", "adm", "admin2", "aspnet", "backup", "console", "david"),
        *("guest", "john", "owner", "root", "server", "sql", "support", "support_388945a0"),
        *("sys", "test2", "test3", "user4", "user5"),
    }
)
"""Source: OS_PROFILE, `adminUsername`, "Disallowed values", read 2026-11-23."""

PASSWORD_LENGTHS = (8, 123)
PASSWORD_KINDS = 3
PASSWORDS_REFUSED = frozenset(
    {
        *("abc@123", "P@$$w0rd", "P@ssw0rd", "P@ssword123", "Pa$$word", "pass@word1"),
        *("Password!", "Password1", "Password22", "iloveyou!"),
    }
)
"""Source: OS_PROFILE, `adminPassword`, "Disallowed values", read 2026-11-23."""


def group_name_violations(name: str) -> Iterator[Violation]:
    """Yield what is wrong with the name of a resource group, 1-90 characters."""
    if not GROUP_NAME.fullmatch(name):
        yield Violation(
            path="resourceGroupName",
            found=shown(name),
            allowed="1-90 letters, digits, '_', '-', '.', '(' and ')', not ending with '.'",
            fix="Give the name of the group alone, not its ARM id.",
            source=NAME_RULES,
        )


def vm_name_violations(name: str) -> Iterator[Violation]:
    """Yield what is wrong with the name of a virtual machine resource, 1-64 characters."""
    if not VM_NAME.fullmatch(name):
        yield Violation(
            path="name",
            found=shown(name),
            allowed="1-64 letters, digits, '_', '.' and '-', beginning with a letter or digit and "
            "ending with one or '_'",
            fix="Give the machine such a name.",
            source=NAME_RULES,
        )


def computer_name_violations(name: str, longest: int = COMPUTER_NAME_LENGTH) -> Iterator[Violation]:
    """Yield what is wrong with the name that Windows shall have, 1-15 characters.

    Args:
        name: The name, or the prefix of the names in a scale set.
        longest: How many characters it may have, COMPUTER_NAME_PREFIX_LENGTH for a prefix.
    """
    if len(name) > longest:
        yield Violation(
            path="osProfile.computerName",
            found=f"{shown(name)}, of length {len(name)}",
            allowed=f"at most {longest} characters",
            fix="Give a shorter computer name.",
            source=OS_PROFILE,
        )
    if name.isdigit():
        yield Violation(
            path="osProfile.computerName",
            found=shown(name),
            allowed="a name with a letter or a hyphen",
            fix="Windows takes no name of digits only: add a letter.",
            source=COMPUTER_NAME_RULE,
        )
    elif not re.fullmatch(r"[A-Za-z0-9-]+", name):
        yield Violation(
            path="osProfile.computerName",
            found=shown(name),
            allowed="letters, digits and hyphens",
            fix="Leave out the other characters.",
            source=COMPUTER_NAME_RULE,
        )


def admin_name_violations(name: str) -> Iterator[Violation]:
    """Yield what is wrong with the name of the administrator's account, 1-20 characters."""
    path = "osProfile.adminUsername"
    if not 1 <= len(name) <= ADMIN_NAME_LENGTH:
        yield Violation(
            path=path,
            found=f"{shown(name)}, of length {len(name)}",
            allowed=f"1-{ADMIN_NAME_LENGTH} characters",
            fix="Give another name.",
            source=OS_PROFILE,
        )
    if name.endswith("."):
        yield Violation(
            path=path,
            found=shown(name),
            allowed="a name that does not end with '.'",
            fix="Leave out the last character.",
            source=OS_PROFILE,
        )
    if name.lower() in ADMIN_NAMES_REFUSED:
        yield Violation(
            path=path,
            found=shown(name),
            allowed="any name that is not on Azure's list of guessable ones: "
            + ", ".join(sorted(ADMIN_NAMES_REFUSED)),
            fix="Give another name.",
            source=OS_PROFILE,
        )


def admin_password_violations(password: str) -> Iterator[Violation]:
    """Yield what is wrong with the administrator's password; no finding repeats any of it."""
    path = "osProfile.adminPassword"
    shortest, longest = PASSWORD_LENGTHS
    if not shortest <= len(password) <= longest:
        yield Violation(
            path=path,
            found=f"a password of length {len(password)}",
            allowed=f"{shortest}-{longest} characters",
            fix="Choose another password.",
            source=OS_PROFILE,
        )
    kinds = sum(
        re.search(kind, password) is not None for kind in ("[a-z]", "[A-Z]", "[0-9]", r"[\W_]")
    )
    if kinds < PASSWORD_KINDS:
        yield Violation(
            path=path,
            found=f"a password with {kinds} of the kinds",
            allowed=f"{PASSWORD_KINDS} of the kinds lower case, upper case, digit, other",
            fix="Choose another password.",
            source=OS_PROFILE,
        )
    if password in PASSWORDS_REFUSED:
        yield Violation(
            path=path,
            found="a password of Azure's list of guessable ones",
            allowed="any other",
            fix="Choose another password.",
            source=OS_PROFILE,
        )
