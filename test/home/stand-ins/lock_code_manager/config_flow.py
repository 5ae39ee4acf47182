from homeassistant.config_entries import ConfigFlow
import voluptuous as vol


class Flow(ConfigFlow, domain="lock_code_manager"):
    """Asks for the lock's entity."""

    async def async_step_user(self, user_input=None):
        if user_input is not None:
            return self.async_create_entry(title="Codes", data=user_input)
        return self.async_show_form(step_id="user", data_schema=vol.Schema({vol.Required("lock"): str}))
