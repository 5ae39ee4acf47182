"""Stands in for Lock Code Manager in the home tests: a slot that it has given up on, on the lock's own device. No code is in it."""

from homeassistant.const import Platform


async def async_setup_entry(hass, entry):
    await hass.config_entries.async_forward_entry_setups(entry, [Platform.BINARY_SENSOR])
    return True


async def async_unload_entry(hass, entry):
    return await hass.config_entries.async_unload_platforms(entry, [Platform.BINARY_SENSOR])
