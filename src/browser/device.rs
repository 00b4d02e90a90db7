//! What the customer's browser runs on.

use tillkit_core::method::Device;

/// The device, and the browser's own name for itself.
pub(crate) fn device() -> (Device, String) {
    let Some(navigator) = web_sys::window().map(|window| window.navigator()) else {
        return (Device::Desktop, String::new());
    };
    let user_agent = navigator.user_agent().unwrap_or_default();
    (Device::of(&user_agent, navigator.max_touch_points() > 1), user_agent)
}
