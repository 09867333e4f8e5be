"""A few of Azure's regions, under their real names; local Azure has no others.

Names, zones and pairs are general knowledge, from before this project; no page was read for them.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Location:
    """A region: `westeurope`, shown as "West Europe", with the number of its zones, 0 for none."""

    name: str
    display_name: str
    geography: str
    geography_group: str
    physical_location: str
    zones: int
    paired: str | None


LOCATIONS = (
    Location("eastus", "East US", "United States", "US", "Virginia", 3, "westus"),
    Location("eastus2", "East US 2", "United States", "US", "Virginia", 3, "centralus"),
    Location("centralus", "Central US", "United States", "US", "Iowa", 3, "eastus2"),
    Location("westus", "West US", "United States", "US", "California", 0, "eastus"),
    Location("westus2", "West US 2", "United States", "US", "Washington", 3, "westcentralus"),
    Location("westus3", "West US 3", "United States", "US", "Phoenix", 3, "eastus"),
    Location("northeurope", "North Europe", "Europe", "Europe", "Ireland", 3, "westeurope"),
    Location("westeurope", "West Europe", "Europe", "Europe", "Netherlands", 3, "northeurope"),
    Location("swedencentral", "Sweden Central", "Sweden", "Europe", "Gävle", 3, "swedensouth"),
    Location("uksouth", "UK South", "United Kingdom", "Europe", "London", 3, "ukwest"),
    Location(
        "germanywestcentral", "Germany West Central", "Germany", "Europe", "Frankfurt", 3,
        "germanynorth",
    ),
    Location("southeastasia", "Southeast Asia", "Asia Pacific", "Asia Pacific", "Singapore", 3,
             "eastasia"),
    Location("eastasia", "East Asia", "Asia Pacific", "Asia Pacific", "Hong Kong", 3,
             "southeastasia"),
    Location("japaneast", "Japan East", "Japan", "Asia Pacific", "Tokyo, Saitama", 3, "japanwest"),
    Location("australiaeast", "Australia East", "Australia", "Asia Pacific", "New South Wales", 3,
             "australiasoutheast"),
)  # fmt: skip


TIME_ZONES = {
    "eastus": "America/New_York",
    "eastus2": "America/New_York",
    "centralus": "America/Chicago",
    "westus": "America/Los_Angeles",
    "westus2": "America/Los_Angeles",
    "westus3": "America/Phoenix",
    "northeurope": "Europe/Dublin",
    "westeurope": "Europe/Amsterdam",
    "swedencentral": "Europe/Stockholm",
    "uksouth": "Europe/London",
    "germanywestcentral": "Europe/Berlin",
    "southeastasia": "Asia/Singapore",
    "eastasia": "Asia/Hong_Kong",
    "japaneast": "Asia/Tokyo",
    "australiaeast": "Australia/Sydney",
}
"""The IANA time zone of the place where each is."""


def find(text: str) -> Location | None:
    """The location under its name or its display name, without case and blanks, or None.

    >>> find("West Europe").name
    'westeurope'
    """
    wanted = "".join(text.split()).lower()
    return next((known for known in LOCATIONS if known.name == wanted), None)
