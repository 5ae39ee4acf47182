from datetime import timedelta

from homeassistant.components.sensor import SensorDeviceClass, SensorEntity
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.util import dt as dt_util


def device_of(hass, entry):
    row = er.async_get(hass).async_get(entry.data["lock"])
    return dr.async_get(hass).async_get(row.device_id)


class Replaced(SensorEntity):
    _attr_has_entity_name = True
    _attr_name = "Battery last replaced"
    _attr_device_class = SensorDeviceClass.TIMESTAMP
    _attr_translation_key = "battery_last_replaced"

    def __init__(self, hass, entry):
        self._attr_unique_id = f"bn_{entry.entry_id}_battery_last_replaced"
        self.device_entry = device_of(hass, entry)
        self._attr_native_value = dt_util.utcnow() - timedelta(days=entry.data["days"])
        hass.data.setdefault("battery_notes", {})[entry.entry_id] = self

    def replaced(self):
        self._attr_native_value = dt_util.utcnow()
        self.async_write_ha_state()


class Type(SensorEntity):
    _attr_has_entity_name = True
    _attr_name = "Battery type"
    _attr_translation_key = "battery_type"

    def __init__(self, hass, entry):
        self._attr_unique_id = f"bn_{entry.entry_id}_battery_type"
        self.device_entry = device_of(hass, entry)
        self._attr_native_value = f"4× {entry.data['type']}"
        self._attr_extra_state_attributes = {"battery_quantity": 4, "battery_type": entry.data["type"]}


async def async_setup_entry(hass, entry, add):
    add([Replaced(hass, entry)] + ([Type(hass, entry)] if "type" in entry.data else []))
