"""PhoneReader by Google's numbering plans (phonenumbers, Apache 2.0)."""

from __future__ import annotations

from functools import lru_cache

from rejoinder.domain.ports.phones import PhoneNumber

_UNKNOWN = "Etc/Unknown"


class NumberingPlans:
    """Reads numbers offline; the plan of a country is loaded when its first number is read."""

    def read(self, stated: str, country: str) -> PhoneNumber | None:
        return _read(stated, country)


@lru_cache(maxsize=4096)
def _read(stated: str, country: str) -> PhoneNumber | None:
    # Imported here because only workers read numbers, and every process would pay for it.
    import phonenumbers
    from phonenumbers import PhoneNumberFormat, timezone

    abroad = stated.startswith(("+", "00"))
    try:
        parsed = phonenumbers.parse("+" + stated[2:] if stated.startswith("00") else stated, country or None)
    except phonenumbers.NumberParseException:
        return None
    if phonenumbers.is_possible_number_with_reason(parsed) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    valid = phonenumbers.is_valid_number(parsed)
    if valid and country and not abroad:
        valid = phonenumbers.is_valid_number_for_region(parsed, country) or country in ("US", "CA")
    zones = tuple(zone for zone in timezone.time_zones_for_number(parsed) if zone != _UNKNOWN)
    return PhoneNumber(
        e164=phonenumbers.format_number(parsed, PhoneNumberFormat.E164),
        country=phonenumbers.region_code_for_number(parsed) or "",
        valid=valid,
        zones=zones,
    )
