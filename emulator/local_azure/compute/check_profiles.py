"""What a machine must say, names, the password, and encryption at host."""

import re
from collections.abc import Callable

from local_azure.compute import passwords
from local_azure.compute.check import ASSUMED, Check
from local_azure.compute.wish import Wish

# Source: Azure/azure-cli#14346 and #4257, which took `david` and `john` off the list.
_DISALLOWED_USERS = frozenset(
    {
        "administrator",
        "admin",
        "user",
        "user1",
        "test",
        "user2",
        "test1",
        "user3",
        "admin1",
        "1",
        "123",
        "a",
        "actuser",
        "adm",
        "admin2",
        "aspnet",
        "backup",
        "console",
        "guest",
        "owner",
        "root",
        "server",
        "sql",
        "support",
        "support_388945a0",
        "sys",
        "test2",
        "test3",
        "user4",
        "user5",
    }
)
_LONGEST_WINDOWS_USER = 20
_LONGEST_COMPUTER = 15
_NOT_IN_A_COMPUTER_NAME = re.compile(r"[`~!@#$%^&*()=+_\[\]{}\\|;:.'\",<>/?\s]")
_DISK_NAME = re.compile(r"[^_\W][\w.-]{0,79}(?<![-.])")
_PASSWORD = "osProfile.adminPassword"  # noqa: S105 (a path)


def lacks(path: str) -> Check:
    """Refuse a new machine that does not say what is at this path."""
    name = path.rpartition(".")[2]
    return Check(
        name=f"{path} is given",
        when=lambda wish: wish.is_new and wish.given(path) is None,
        target=name,
        message=f"Required parameter '{name}' is missing (null).",
        source=ASSUMED,
    )


def _is_bad_computer_name(wish: Wish) -> bool:
    name = wish.value("osProfile.computerName")
    if not wish.is_new or wish.os_type != "Windows" or name is None:
        return False
    return bool(
        len(name) > _LONGEST_COMPUTER or name.isdigit() or _NOT_IN_A_COMPUTER_NAME.search(name)
    )


def _is_bad_user(wish: Wish) -> bool:
    name = str(wish.given("osProfile.adminUsername") or "")
    return wish.is_new and (name.lower() in _DISALLOWED_USERS or name.endswith("."))


def _is_long_user(wish: Wish) -> bool:
    name = str(wish.given("osProfile.adminUsername") or "")
    return wish.is_new and wish.os_type == "Windows" and len(name) > _LONGEST_WINDOWS_USER


def _lacks_password(wish: Wish) -> bool:
    return wish.is_new and wish.os_type == "Windows" and wish.given(_PASSWORD) is None


def _is_weak(wish: Wish) -> bool:
    password = wish.given(_PASSWORD)
    return wish.is_new and password is not None and not passwords.is_strong(password, wish.os_type)


def _is_disallowed(wish: Wish) -> bool:
    return wish.is_new and wish.given(_PASSWORD) in passwords.DISALLOWED


def _cannot_encrypt(wish: Wish) -> bool:
    wanted = wish.value("securityProfile.encryptionAtHost") is True
    return wanted and "EncryptionAtHost" not in wish.registered


def _has_unfinished_disk(wish: Wish) -> bool:
    disks = wish.given("storageProfile.dataDisks") or []
    return any(disk.get("lun") is None or not disk.get("createOption") for disk in disks)


def _shares_lun(wish: Wish) -> bool:
    luns = [disk["lun"] for disk in wish.given("storageProfile.dataDisks") or []]
    return len(set(luns)) < len(luns)


def _is_disk_name(name: str | None) -> bool:
    return name is None or _DISK_NAME.fullmatch(name) is not None


def _has_wrong_system_disk(wish: Wish) -> bool:
    return not _is_disk_name(wish.given("storageProfile.osDisk.name"))


def _has_wrong_data_disk(wish: Wish) -> bool:
    disks = wish.given("storageProfile.dataDisks") or []
    return not all(_is_disk_name(disk.get("name")) for disk in disks)


def _disk_name(path: str, when: Callable[[Wish], bool]) -> Check:
    return Check(
        name=f"{path} is made of letters, digits and a few signs",
        when=when,
        target=path,
        message=f"The entity name '{path}' is invalid according to its validation rule:"
        " ^[^_\\W][\\w-._]{{0,79}}(?<![-.])$.",
        source=ASSUMED,
    )


REQUIRED_CHECKS: tuple[Check, ...] = (
    *(
        lacks(path)
        for path in (
            "hardwareProfile",
            "storageProfile",
            "storageProfile.imageReference",
            "osProfile",
            "osProfile.adminUsername",
            "networkProfile",
            "networkProfile.networkInterfaces",
        )
    ),
    Check(
        name="a data disk has a lun and a create option",
        when=_has_unfinished_disk,
        target="dataDisk",
        message="Required parameter 'dataDisk.lun' or 'dataDisk.createOption' is missing (null).",
        source=ASSUMED,
    ),
    Check(
        name="each data disk has a lun of its own",
        when=_shares_lun,
        target="dataDisk.lun",
        message="Cannot have more than one data disk with the same 'lun'.",
        source=ASSUMED,
    ),
)

PROFILE_CHECKS: tuple[Check, ...] = (
    _disk_name("osDisk.name", _has_wrong_system_disk),
    _disk_name("dataDisk.name", _has_wrong_data_disk),
    Check(
        name="a Windows computer name has at most 15 characters, not all digits",
        when=_is_bad_computer_name,
        target="computerName",
        message="Windows computer name cannot be more than 15 characters long, be entirely"
        " numeric, or contain the following characters: ` ~ ! @ # $ % ^ & * ( ) = + _ [ ] {{ }}"
        " \\ | ; : . ' \" , < > / ?.",
        source="public notes of an `az vm create` that was refused",
    ),
    Check(
        name="the administrator's name is not one of the reserved ones",
        when=_is_bad_user,
        target="adminUsername",
        message="The Admin Username specified is not allowed.",
        source="MicrosoftDocs/azure-docs#27881",
    ),
    Check(
        name="the administrator's name has at most 20 characters on Windows",
        when=_is_long_user,
        target="adminUsername",
        message="The Admin Username specified is not allowed.",
        source=ASSUMED,
    ),
    Check(
        name="a Windows machine has a password",
        when=_lacks_password,
        target="adminPassword",
        message="Required parameter 'adminPassword' is missing (null).",
        source=ASSUMED,
    ),
    Check(
        name="the password is long and mixed",
        when=_is_weak,
        target="adminPassword",
        message="The supplied password must be between {shortest}-{longest} characters long and"
        " must satisfy at least 3 of password complexity requirements from the following:\r\n1)"
        " Contains an uppercase character\r\n2) Contains a lowercase character\r\n3) Contains a"
        " numeric digit\r\n4) Contains a special character\r\n5) Control characters are not"
        " allowed",
        source="Azure/sap-hana#1017",
    ),
    Check(
        name="the password is not one of the reserved ones",
        when=_is_disallowed,
        target="adminPassword",
        message="The Admin Password specified is not allowed.",
        source=ASSUMED,
    ),
    Check(
        name="encryption at host needs its feature",
        when=_cannot_encrypt,
        target="securityProfile.encryptionAtHost",
        message="The property 'securityProfile.encryptionAtHost' is not valid because the"
        " 'Microsoft.Compute/EncryptionAtHost' feature is not enabled for this subscription.",
        source="hashicorp/terraform-provider-azurerm#17185",
    ),
)
