//! The methods to choose from: as tabs, behind "More", as an accordion, and those that nobody knows.

use serde_json::{Value, json};
use thirtyfour::{Key, WebElement};
use tillkit_e2e::{Answer, Intent, Merchant};

/// Ten that take euros.
const MANY: [&str; 10] = [
    "card",
    "ideal",
    "alipay",
    "klarna",
    "wechat_pay",
    "giropay",
    "eps",
    "bancontact",
    "sepa",
    "bank_transfer_eu",
];

const FEW: [&str; 3] = ["card", "ideal", "alipay"];

fn euros(merchant: &Merchant, kinds: &[&str]) -> Intent {
    merchant.intent(json!({ "currency": "EUR", "payment_method_types": kinds }))
}

/// A form for an intent in euros.
async fn open(kinds: &[&str], element: Value) -> (Merchant, Intent) {
    let merchant = Merchant::open().await;
    let intent = euros(&merchant, kinds);
    merchant.mount_with(&intent, json!({}), element).await;
    (merchant, intent)
}

/// The methods that can be seen, in their order.
async fn seen(merchant: &Merchant) -> Vec<String> {
    listed(merchant, "[data-method]").await
}

async fn listed(merchant: &Merchant, selector: &str) -> Vec<String> {
    merchant.enter_form().await;
    merchant.in_form(".tk-form").await;
    let body =
        format!("return [...document.querySelectorAll('{selector}')].map((entry) => entry.dataset.method)");
    let kinds = merchant.browser.script(&body, vec![]).await;
    merchant.leave_frames().await;
    kinds.as_array().unwrap().iter().map(|kind| kind.as_str().unwrap().to_owned()).collect()
}

/// Waits until this tab is chosen and has the focus, alone in the tab order; it is given back.
async fn chosen_tab(merchant: &Merchant, kind: &str) -> WebElement {
    let id = format!("tk-method-{kind}");
    let is_it = format!(
        "const tabs = [...document.querySelectorAll('[role=tab]')];
         const chosen = tabs.filter((tab) => tab.getAttribute('aria-selected') == 'true');
         const reachable = tabs.filter((tab) => tab.tabIndex == 0);
         return chosen.length == 1 && chosen[0].id == '{id}' && reachable[0] == chosen[0] && reachable.length == 1
           && document.activeElement == chosen[0]"
    );
    merchant.browser.until(&is_it).await;
    merchant.in_form(&format!("#{id}")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn tabs_are_walked_by_arrows_home_and_end() {
    let (merchant, _) = open(&FEW, json!({})).await;
    merchant.enter_form().await;
    merchant.in_form("[role=tablist][aria-label]").await;
    merchant.in_form("[role=tab][data-method=card]").await.click().await.unwrap();
    for (key, kind) in [
        (Key::Right, "ideal"),
        (Key::Right, "alipay"),
        (Key::Right, "card"),
        (Key::Left, "alipay"),
        (Key::Home, "card"),
        (Key::End, "alipay"),
        (Key::Up, "ideal"),
        (Key::Down, "alipay"),
    ] {
        let body = "return document.activeElement";
        merchant.browser.element(body).await.send_keys("" + key).await.unwrap();
        let tab = chosen_tab(&merchant, kind).await;
        let panel = tab.attr("aria-controls").await.unwrap().unwrap();
        let panel = merchant.in_form(&format!("#{panel}[role=tabpanel]")).await;
        assert_eq!(panel.attr("aria-labelledby").await.unwrap(), tab.attr("id").await.unwrap());
    }
    merchant.leave_frames().await;
    let changes = merchant.events("change").await;
    assert_eq!(changes.last().unwrap()["value"]["type"], "alipay");
}

#[tokio::test(flavor = "multi_thread")]
async fn more_methods_are_searched_and_the_chosen_one_becomes_a_tab() {
    let (merchant, _) = open(&MANY, json!({})).await;
    assert_eq!(seen(&merchant).await, MANY[..3]);
    merchant.enter_form().await;
    let more = merchant.in_form("[data-testid=more-methods][aria-expanded=false]").await;
    assert_eq!(more.text().await.unwrap().replace(char::is_whitespace, ""), "More+7");
    more.click().await.unwrap();
    merchant.in_form("[data-testid=more-methods][aria-expanded=true]").await;
    merchant.leave_frames().await;
    assert_eq!(seen(&merchant).await, MANY);

    merchant.enter_form().await;
    let search = merchant.in_form("[type=search][aria-label]").await;
    search.click().await.unwrap();
    search.send_keys("bank").await.unwrap();
    merchant.browser.until("return document.querySelectorAll('.tk-other').length == 1").await;
    merchant.leave_frames().await;
    assert_eq!(listed(&merchant, ".tk-other").await, ["bank_transfer_eu"]);
    merchant.enter_form().await;
    search.send_keys("rupt").await.unwrap();
    let nothing = "return document.querySelector('.tk-others [role=status]').textContent";
    merchant.browser.until("return document.querySelectorAll('.tk-other').length == 0").await;
    assert_eq!(merchant.browser.script(nothing, vec![]).await, "No payment method has that name.");
    for _ in 0.."bankrupt".len() {
        search.send_keys("" + Key::Backspace).await.unwrap();
    }
    search.send_keys("sepa").await.unwrap();
    merchant.in_form(".tk-other[data-method=sepa]").await.click().await.unwrap();
    chosen_tab(&merchant, "sepa").await;
    merchant.in_form("#tk-iban").await;
    merchant.leave_frames().await;
    assert_eq!(seen(&merchant).await, ["card", "ideal", "sepa"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_alias_of_a_method_is_sent_as_the_intent_says_it() {
    let (merchant, intent) = open(&["card", "sepa"], json!({})).await;
    let sepa = tillkit_core::method::find("sepa").unwrap();
    merchant.choose("sepa").await;
    merchant.fill_in(sepa, sepa.required).await;
    assert_eq!(merchant.confirm().await.status(), "processing");
    assert_eq!(merchant.confirmed(&intent)["type"], "sepa");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_accordion_shows_as_many_as_are_wanted_and_then_all() {
    for (layout, count) in [
        (json!("accordion"), 5),
        (json!({ "type": "accordion", "visibleAccordionItemsCount": 2 }), 2),
        (json!({ "type": "accordion", "visibleAccordionItemsCount": 10 }), 10),
    ] {
        let (merchant, _) = open(&MANY, json!({ "layout": layout })).await;
        assert_eq!(seen(&merchant).await, MANY[..count]);
        merchant.enter_form().await;
        merchant.in_form("[role=radiogroup][aria-label] #tk-method-card:checked").await;
        merchant.in_form("#tk-number").await;
        if count < MANY.len() {
            merchant.in_form("[data-testid=more-methods]").await.click().await.unwrap();
            let search = merchant.in_form("[type=search]").await;
            search.click().await.unwrap();
            search.send_keys("eps").await.unwrap();
            merchant.browser.until("return document.querySelectorAll('[data-method]').length == 1").await;
            for _ in 0.."eps".len() {
                search.send_keys("" + Key::Backspace).await.unwrap();
            }
        }
        merchant.in_form("label[data-method=eps]").await.click().await.unwrap();
        merchant.in_form("#tk-method-eps:checked").await;
        // The chosen method's fields are in its own item, and the others' are gone.
        merchant.in_form("[data-chosen] label[data-method=eps] + .tk-item-body #tk-bank").await;
        let bodies = "return document.querySelectorAll('.tk-item-body').length";
        assert_eq!(merchant.browser.script(bodies, vec![]).await, json!(1));
        merchant.leave_frames().await;
        assert_eq!(seen(&merchant).await, MANY);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collapsed_accordion_waits_for_a_choice() {
    let layout = json!({ "layout": { "type": "accordion", "defaultCollapsed": true } });
    let (merchant, intent) = open(&FEW, layout).await;
    merchant.enter_form().await;
    merchant.in_form("[role=radiogroup]").await;
    let chosen = "return document.querySelectorAll('input:checked, .tk-item-body').length";
    assert_eq!(merchant.browser.script(chosen, vec![]).await, json!(0));
    merchant.leave_frames().await;
    assert_eq!(merchant.confirm().await.code(), "incomplete_payment_method");
    assert_eq!(merchant.ledger(&intent).attempts, 0);
    merchant.choose("card").await;
    merchant.type_card("4242424242424242").await;
    assert_eq!(merchant.confirm().await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_merchant_orders_and_what_the_intent_does_not_list_is_not_there() {
    let order = json!({ "paymentMethodOrder": ["alipay", "gcash", "card"] });
    let (merchant, intent) = open(&FEW, order).await;
    assert_eq!(seen(&merchant).await, ["alipay", "card", "ideal"]);
    merchant.begin_confirm_and_return().await;
    merchant.answer_and_return(Answer::Approve).await;
    merchant.assert_charged_once(&intent);
    assert_eq!(merchant.confirmed(&intent)["type"], "alipay", "the first one is chosen");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_take_the_currency_or_the_amount_is_not_offered() {
    let merchant = Merchant::open().await;
    let kinds = ["card", "grabpay", "pix", "touchngo", "alipay"];
    for (amount, currency, offered) in [
        (100, "MYR", &["card"][..]),
        (101, "MYR", &["card", "grabpay", "touchngo"]),
        (150_001, "MYR", &["card", "touchngo"]),
        (300, "BRL", &["card", "pix"]),
        (1_999, "EUR", &["card", "touchngo", "alipay"]),
    ] {
        let params = json!({ "amount": amount, "currency": currency, "payment_method_types": kinds });
        let intent = merchant.intent(params);
        merchant.browser.script("window.element?.destroy()", vec![]).await;
        merchant.mount(&intent).await;
        // A single method needs no list.
        let expected: &[&str] = if offered.len() == 1 { &[] } else { offered };
        assert_eq!(seen(&merchant).await, expected, "{amount} {currency}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_method_that_nobody_knows_leads_on() {
    let merchant = Merchant::open().await;
    merchant.change_settings(&json!({ "made_up_methods": { "moon_pay": "redirect" } }));
    let intent = euros(&merchant, &["card", "moon_pay"]);
    merchant.mount(&intent).await;
    merchant.choose("moon_pay").await;
    merchant.enter_form().await;
    let tab = merchant.in_form("[data-method=moon_pay]").await;
    assert_eq!(tab.text().await.unwrap(), "Moon Pay");
    merchant.leave_frames().await;
    merchant.begin_confirm_and_return().await;
    merchant.answer_and_return(Answer::Approve).await;
    merchant.without_form("").await;
    assert_eq!(merchant.call("tillkit.resume()").await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_method_that_leads_nowhere_is_left_out_with_a_warning() {
    let merchant = Merchant::open().await;
    merchant.change_settings(&json!({ "made_up_methods": { "riddle": "unknown_action" } }));
    let intent = euros(&merchant, &["card", "riddle", "ideal"]);
    merchant.mount(&intent).await;
    merchant.choose("riddle").await;
    merchant.enter_form().await;
    let hear = "window.warnings = []; console.warn = (text) => warnings.push(text)";
    merchant.browser.script(hear, vec![]).await;
    merchant.leave_frames().await;
    merchant.begin_confirm_and_return().await;
    let result = merchant.result().await;
    assert_eq!(
        (result.code(), result.text("/error/param")),
        ("unknown_next_action", "riddle_do_something_new")
    );
    merchant.enter_form().await;
    merchant.browser.until("return !document.querySelector('[data-method=riddle]')").await;
    merchant.leave_frames().await;
    assert_eq!(seen(&merchant).await, ["card", "ideal"]);
    merchant.enter_form().await;
    let warnings = merchant.browser.script("return warnings.join()", vec![]).await;
    merchant.leave_frames().await;
    let warnings = warnings.as_str().unwrap();
    assert!(warnings.contains("riddle") && warnings.contains("left out"), "{warnings}");
    merchant.type_card("4242424242424242").await;
    assert_eq!(merchant.confirm().await.status(), "succeeded");
    merchant.assert_charged_once(&intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locale_that_is_none_leaves_countries_to_choose_from() {
    let merchant = Merchant::open().await;
    // What some systems call a language, and merchants pass on.
    for locale in ["c", "en_US"] {
        let intent = euros(&merchant, &["card", "klarna"]);
        merchant.browser.script("window.element?.destroy()", vec![]).await;
        merchant.mount_with(&intent, json!({ "locale": locale }), json!({})).await;
        merchant.choose("klarna").await;
        merchant.enter_form().await;
        merchant.in_form("#tk-country option[value=DE]").await;
        merchant.leave_frames().await;
        assert_eq!(merchant.events("restarted").await, [] as [Value; 0], "{locale}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_intent_that_nothing_can_pay_is_told() {
    let merchant = Merchant::open().await;
    // GCash pays one peso at least.
    let params = json!({ "currency": "PHP", "amount": 99, "payment_method_types": ["gcash", "promptpay"] });
    let intent = merchant.intent(params);
    merchant.begin_mount(&intent, json!({}), json!({})).await;
    merchant.browser.until("return events.some(([name]) => name == 'loaderror')").await;
    let error = merchant.events("loaderror").await[0]["error"].clone();
    assert_eq!((&error["code"], &error["who"]), (&json!("no_payment_method"), &json!("merchant")));
    assert_eq!(merchant.ledger(&intent).attempts, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_card_element_takes_cards_alone() {
    let merchant = Merchant::open().await;
    let intent = euros(&merchant, &["ideal", "card", "alipay"]);
    let mount = "window.tillkit = Tillkit('pk_test_sandbox');
        window.element = tillkit.elements({ clientSecret: arguments[0] }).create('card');
        element.on('ready', () => { window.ready = true; });
        element.mount('#checkout');";
    merchant.browser.script(mount, vec![json!(intent.client_secret)]).await;
    merchant.browser.until("return window.ready").await;
    merchant.type_card("4242424242424242").await;
    assert_eq!(seen(&merchant).await, Vec::<String>::new());
    let pay = "return tillkit.confirmCardPayment(arguments[0], { payment_method: { card: element } })
        .then(({ paymentIntent, error }) => paymentIntent?.status ?? error.code)";
    assert_eq!(merchant.browser.script(pay, vec![json!(intent.client_secret)]).await, "succeeded");
    assert_eq!(merchant.ledger(&intent).charges, 1);
}
