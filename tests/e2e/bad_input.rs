//! What merchants get wrong: named errors that say what to do, and nothing thrown for business outcomes.

use serde_json::json;
use tillkit_e2e::Merchant;

/// The code of what a piece of script throws.
async fn thrown(merchant: &Merchant, script: &str) -> String {
    let body = format!(
        "try {{ {script}; return 'nothing' }} catch (error) {{ return error.code + ': ' + error.message }}"
    );
    merchant.browser.script(&body, vec![]).await.as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn mistakes_in_the_page_are_named() {
    let merchant = Merchant::open().await;
    for (script, code) in [
        ("Tillkit()", "invalid_key"),
        ("Tillkit('pk-test')", "invalid_key"),
        ("Tillkit('sk_test_sandbox')", "secret_key_in_browser"),
        ("Tillkit('pk_test_sandbox', { assetsBase: 'v1/' })", "invalid_option"),
        ("Tillkit('pk_test_sandbox', { isolation: 'none' })", "invalid_option"),
        ("Tillkit('pk_test_sandbox', { challenge: { timeoutMs: 600001 } })", "invalid_option"),
        (
            "Tillkit('pk_test_sandbox').elements({ mode: 'payment', amount: 1, currency: 'usd' })",
            "client_secret_missing",
        ),
        ("Tillkit('pk_test_sandbox').elements({ clientSecret: 'pi_1' })", "client_secret_malformed"),
        (
            "Tillkit('pk_test_sandbox').elements({ clientSecret: 'pi_1_secret_x' }).create('iban')",
            "not_supported",
        ),
        (
            "Tillkit('pk_test_sandbox').elements({ clientSecret: 'pi_1_secret_x' }).create('payment').mount('#nowhere')",
            "container_not_found",
        ),
    ] {
        let error = thrown(&merchant, script).await;
        assert!(error.starts_with(code), "{script}: {error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_container_holds_one_element() {
    let merchant = Merchant::open().await;
    let intent = merchant.intent(json!({}));
    merchant.mount(&intent).await;
    let script = format!(
        "tillkit.elements({{ clientSecret: '{}' }}).create('payment').mount('#checkout')",
        intent.client_secret
    );
    assert!(thrown(&merchant, &script).await.starts_with("container_in_use"));
    assert!(thrown(&merchant, "elements.create('payment')").await.starts_with("element_exists"));
    assert!(
        thrown(&merchant, "element.destroy(); element.mount('#checkout')")
            .await
            .starts_with("element_destroyed")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn business_outcomes_are_results() {
    let merchant = Merchant::open().await;
    let intent = merchant.intent(json!({}));
    let body = "window.tillkit = Tillkit('pk_test_sandbox');
        window.elements = tillkit.elements({ clientSecret: arguments[0] }); elements.create('payment')";
    merchant.browser.script(body, vec![json!(intent.client_secret)]).await;
    for (call, code) in [
        ("tillkit.confirmPayment({ elements, redirect: 'if_required' })", "element_not_mounted"),
        ("tillkit.confirmPayment({})", "elements_missing"),
        ("tillkit.confirmPayment({ elements, clientSecret: 'pi_2_secret_x' })", "client_secret_mismatch"),
        ("tillkit.confirmPayment({ elements })", "return_url_missing"),
        (
            "tillkit.confirmPayment({ elements, confirmParams: { return_url: 'javascript:alert(1)' } })",
            "return_url_malformed",
        ),
        ("elements.submit()", "element_not_mounted"),
        ("tillkit.retrievePaymentIntent('pi_1')", "client_secret_malformed"),
        ("tillkit.retrievePaymentIntent('pi_1_secret_nothing')", "resource_missing"),
        ("tillkit.confirmSetup({})", "elements_missing"),
        ("tillkit.confirmSetup({ elements })", "client_secret_mismatch"),
        ("tillkit.redirectToCheckout({ sessionId: 'https://elsewhere.example' })", "session_id_malformed"),
        ("tillkit.createPaymentMethod({})", "not_supported"),
    ] {
        assert_eq!(merchant.call(call).await.code(), code, "{call}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_client_secret_or_key_is_the_merchants_to_mend() {
    let merchant = Merchant::open().await;
    let mut intent = merchant.intent(json!({}));
    let real = intent.clone();
    intent.client_secret = format!("{}_secret_{}", intent.id, "A".repeat(24));
    merchant.mount(&intent).await;
    merchant.type_card("4242424242424242").await;
    let result = merchant.confirm().await;
    assert_eq!((result.code(), result.text("/error/who")), ("client_secret_invalid", "merchant"));
    merchant.assert_not_charged(&real);

    let body = "window.tillkit = Tillkit('pk_test_wrong'); window.secret = arguments[0]";
    merchant.browser.script(body, vec![json!(real.client_secret)]).await;
    let result = merchant.call("tillkit.retrievePaymentIntent(secret)").await;
    assert_eq!((result.text("/error/type"), result.text("/error/who")), ("authentication_error", "merchant"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_that_the_frames_host_does_not_list_is_refused() {
    let merchant = Merchant::open().await;
    let intent = merchant.intent(json!({}));
    let options = json!({ "gateway": { "apiBase": "https://gateway.example" } });
    merchant.begin_mount(&intent, options, json!({})).await;
    merchant.browser.until("return events.some(([name]) => name == 'loaderror')").await;
    let errors = merchant.events("loaderror").await;
    assert_eq!(errors[0]["error"]["code"], "api_base_refused");
    assert_eq!(merchant.confirm().await.code(), "api_base_refused");
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_options_are_warned_about_and_the_rest_works() {
    // Inline, where what the form's scripts say is said in the page. (Frames have consoles of their own.)
    let merchant = Merchant::open_inline().await;
    let body = "window.warnings = []; console.warn = (text) => warnings.push(text)";
    merchant.browser.script(body, vec![]).await;
    let intent = merchant.intent(json!({}));
    merchant.mount_with(&intent, json!({ "isolatoin": "frame" }), json!({ "layuot": "tabs" })).await;
    merchant.browser.script("element.on('raedy', () => {}); element.update({})", vec![]).await;
    for (unknown, nearest) in [("isolatoin", "isolation"), ("layuot", "layout"), ("raedy", "ready")] {
        let body = format!(
            "return warnings.some((text) => text.includes('\"{unknown}\"') && text.includes('\"{nearest}\"?'))"
        );
        assert!(merchant.browser.becomes_true(&body).await, "{unknown} is not told");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_that_blocks_the_frame_is_told_with_the_line_to_add() {
    let merchant = Merchant::open_page("/plain?csp=noframe").await;
    let intent = merchant.intent(json!({}));
    merchant.begin_mount(&intent, json!({}), json!({})).await;
    merchant.browser.until("return events.some(([name]) => name == 'loaderror')").await;
    let error = merchant.events("loaderror").await[0]["error"].clone();
    assert_eq!(error["code"], "blocked_by_csp");
    let message = error["message"].as_str().unwrap();
    assert!(message.contains(merchant.sandbox.gateway_url()) && message.contains("frame-src"), "{message}");
    assert_eq!(merchant.confirm().await.code(), "blocked_by_csp");
}
