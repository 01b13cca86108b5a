"""Twelve zones whose clocks change in every way there is: north, south, half an hour, at midnight, never."""

from zoneinfo import ZoneInfo

NAMES = (
    "Europe/Bucharest",
    "Europe/London",
    "Europe/Lisbon",
    "America/New_York",
    "America/Los_Angeles",
    "America/Santiago",
    "America/Havana",
    "Africa/Casablanca",
    "Asia/Beirut",
    "Australia/Sydney",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
)
ZONES = [ZoneInfo(name) for name in NAMES]
