from homeassistant.components.binary_sensor import BinarySensorEntity
from homeassistant.helpers import device_registry as dr, entity_registry as er


class InSync(BinarySensorEntity):
    _attr_has_entity_name = True
    _attr_name = "Code slot 1 in sync"
    _attr_translation_key = "in_sync"
    _attr_is_on = False
    _attr_extra_state_attributes = {"sync_status": "suspended"}

    def __init__(self, hass, entry):
        lock = entry.data["lock"]
        row = er.async_get(hass).async_get(lock)
        self._attr_unique_id = f"{entry.entry_id}|1|in_sync|{lock}"
        self.device_entry = dr.async_get(hass).async_get(row.device_id)


async def async_setup_entry(hass, entry, add):
    add([InSync(hass, entry)])
