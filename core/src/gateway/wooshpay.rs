//! WooshPay's wire format, in both documented generations of it (gateway-facts 1.4 to 1.7).
//!
//! | quirk | what is made of it |
//! |---|---|
//! | `next_action` is JSON text, `""`, an object or absent | [`NextAction`](crate::action::NextAction) or nothing |
//! | `type` says `redirect_to_url` while the detail is under `gcash_handle_redirect` | the member that has a `url` |
//! | `payment_method_types`, `payment_method_options` are JSON text or structures | structures |
//! | unset is null, `""` or absent | nothing |
//! | `created` is in milliseconds, `currency` in upper case | seconds, lower case |
//! | what a method wants goes into its options, not into its data as at Stripe (gateway-facts 4.2) | there |

use super::body_writer::Encoding;
use super::dialect::Wire;
use super::intent_api::write_options;
use super::next_action::open;
use crate::action::Task;
use crate::money::ExponentTable;

pub(super) const WIRE: Wire = Wire {
    encoding: Encoding::Json,
    exponents: ExponentTable::WooshPay,
    own_names: true,
    own_ids: false,
    write_details: |_, _| {},
    write_data: |data, method, _| {
        data.token("token", &method.token);
    },
    write_options: |options, method| {
        write_options(options, method, &|_| true);
        if let Some(device) = method.device {
            options.text("terminal_type", device.terminal_type()).text("os_type", device.os_type());
        }
    },
    read_task: |name, detail| match name {
        "ddc_redirect" => open(detail, "url", Task::CollectDeviceData),
        "challenge_redirect" => open(detail, "url", Task::Challenge),
        _ => None,
    },
};
