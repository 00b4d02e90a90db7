//! What the customer's browser runs on.

use super::intl;
use js_sys::Reflect;
use tillkit_core::gateway::Browser;
use tillkit_core::method::Device;
use wasm_bindgen::JsValue;

/// The device, and the browser's own name for itself.
pub(crate) fn device() -> (Device, String) {
    let Some(navigator) = web_sys::window().map(|window| window.navigator()) else {
        return (Device::Desktop, String::new());
    };
    let user_agent = navigator.user_agent().unwrap_or_default();
    (Device::of(&user_agent, navigator.max_touch_points() > 1), user_agent)
}

/// What a gateway's risk check may want to know, as far as this browser says it.
pub(crate) fn browser() -> Browser {
    let read = || {
        let window = web_sys::window()?;
        let (navigator, screen) = (window.navigator(), window.screen().ok()?);
        Some(Browser {
            user_agent: navigator.user_agent().unwrap_or_default(),
            language: navigator.language().unwrap_or_default(),
            color_depth: number(screen.color_depth()),
            screen_width: number(screen.width()),
            screen_height: number(screen.height()),
            time_zone: time_zone().unwrap_or_default(),
        })
    };
    read().unwrap_or_default()
}

fn number(pixels: Result<i32, JsValue>) -> u32 {
    pixels.ok().and_then(|pixels| pixels.try_into().ok()).unwrap_or_default()
}

fn time_zone() -> Option<String> {
    let (format, options) = intl::formatter("DateTimeFormat", "en", &[], "resolvedOptions")?;
    Reflect::get(&options.call0(&format).ok()?, &"timeZone".into()).ok()?.as_string()
}
