from homeassistant.config_entries import ConfigFlow
import voluptuous as vol


class Flow(ConfigFlow, domain="battery_notes"):
    """Asks for the lock's entity, for how many days ago its cells were changed, and which they are."""

    async def async_step_user(self, user_input=None):
        if user_input is not None:
            return self.async_create_entry(title="Cells", data=user_input)
        schema = vol.Schema({vol.Required("lock"): str, vol.Required("days"): vol.Coerce(float), vol.Optional("type"): str})
        return self.async_show_form(step_id="user", data_schema=schema)
