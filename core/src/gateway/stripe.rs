//! Stripe's wire format (gateway-facts 8.2 and 11).
//!
//! | quirk | what is made of it |
//! |---|---|
//! | bodies are forms with nested keys | [`Encoding::Form`] |
//! | a parameter that it does not know is an error | only what its API lists is sent: no name in `card`, no `firstName`, no app for UPI |
//! | what a method wants goes into `payment_method_data.<type>` | there; the tax number of a PIX payer into `billing_details` |
//! | WeChat Pay wants to know where it is shown | `payment_method_options.wechat_pay.client` is `web` |
//! | a card's challenge is a `redirect_to_url` | its `return_url` says whether it leads back to our return page: then it is shown in the page |
//! | `use_stripe_sdk` is for Stripe's own script | the challenge where it holds the address of one, else an unknown action |
//! | an error's `payment_intent` may lack its currency | an intent with an empty one |

use super::body_writer::Encoding;
use super::dialect::Wire;
use super::intent_api::write_options;
use super::json::text;
use super::next_action::open;
use crate::action::Task;
use crate::money::ExponentTable;

pub(super) const WIRE: Wire = Wire {
    encoding: Encoding::Form,
    exponents: ExponentTable::Stripe,
    own_names: false,
    own_ids: false,
    write_details: |details, method| {
        write_options(details, method, &|name| method.kind == "pix" && name == "tax_id");
    },
    write_data: |data, method, billing| {
        write_options(data, method, &|name| match name {
            "iban" | "bank" | "dob" => true,
            "tax_id" => method.kind != "pix",
            _ => false,
        });
        if method.kind == "sofort" {
            data.text("country", &billing.country);
        }
    },
    write_options: |options, method| {
        if method.kind == "wechat_pay" {
            options.text("client", "web");
        }
    },
    read_task: |name, detail| {
        let challenges =
            name == "use_stripe_sdk" && text(detail, "type").as_deref() == Some("three_d_secure_redirect");
        if challenges { open(detail, "stripe_js", Task::Challenge) } else { None }
    },
};
