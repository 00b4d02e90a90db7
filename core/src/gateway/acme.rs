//! A gateway that there is not: the example of `docs/adding-a-gateway.md`, held to work by its tests.
//!
//! | quirk | what is made of it |
//! |---|---|
//! | options of methods are in `payment_method_options`, as at WooshPay, and bodies are forms, as at Stripe | both |
//! | a challenge is an action `knock` with the address under `door` | the challenge |

use super::body_writer::Encoding;
use super::dialect::Wire;
use super::intent_api::write_options;
use super::next_action::open;
use crate::action::Task;
use crate::money::ExponentTable;

const WIRE: Wire = Wire {
    encoding: Encoding::Form,
    exponents: ExponentTable::Iso,
    own_names: false,
    own_ids: false,
    write_details: |_, _| {},
    write_data: |_, _, _| {},
    write_options: |options, method| write_options(options, method, &|_| true),
    read_task: |name, detail| match name {
        "knock" => open(detail, "door", Task::Challenge),
        _ => None,
    },
};

#[test]
fn a_bank_list_goes_where_this_gateway_wants_it() {
    use super::{Billing, Browser, Confirmation, MethodData, Payment, intent_api};
    use crate::flow::WindowSize;
    use crate::method::{Device, Field, Offer, find};
    use crate::page_url::PageUrl;

    let offer = Offer { kind: "fpx".into(), method: find("fpx") };
    let mut billing = Billing::default();
    let data = MethodData::new(&offer, &[(Field::Bank, "ocbc")], &mut billing, Device::Desktop, "");
    let confirmation = Confirmation {
        payment: &Payment::Method(data),
        billing: &billing,
        shipping: None,
        return_url: &PageUrl::parse("https://shop.example").unwrap(),
        error_on_requires_action: false,
        browser: &Browser::default(),
        window_size: WindowSize::W500,
    };
    let request = intent_api::confirm(&WIRE, "pk_test_x", "pi_1_secret_abc", &confirmation, "key-1").unwrap();
    assert_eq!(
        request.body.unwrap().text.expose(),
        "client_secret=pi_1_secret_abc&payment_method_data[type]=fpx\
        &payment_method_data[billing_details][address][country]=MY\
        &payment_method_options[fpx][bank]=ocbc&return_url=https%3A%2F%2Fshop.example"
    );
}

#[test]
fn its_challenge_is_one() {
    use super::{Answer, Response, intent_api};

    let body = r#"{"id":"pi_1","amount":1,"currency":"EUR","status":"requires_action",
        "next_action":{"type":"knock","knock":{"door":"https://bank.example/acs"}}}"#;
    let answer = intent_api::read(&WIRE, &Response { status: 200, retry_after_s: None, body: body.into() });
    let Answer::Intent(intent) = answer else { panic!("{answer:?}") };
    assert!(matches!(intent.next_action.as_ref().unwrap().task, Task::Challenge(_)));
}
