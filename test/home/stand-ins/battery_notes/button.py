from homeassistant.components.button import ButtonEntity

from .sensor import device_of


class MarkReplaced(ButtonEntity):
    _attr_has_entity_name = True
    _attr_name = "Battery replaced"
    _attr_translation_key = "battery_replaced"

    def __init__(self, hass, entry):
        self._attr_unique_id = f"bn_{entry.entry_id}_battery_replaced_button"
        self.device_entry = device_of(hass, entry)
        self.entry = entry

    async def async_press(self):
        self.hass.data["battery_notes"][self.entry.entry_id].replaced()


async def async_setup_entry(hass, entry, add):
    add([MarkReplaced(hass, entry)])
