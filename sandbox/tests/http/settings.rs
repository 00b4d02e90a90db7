use serde_json::json;

use crate::fixture::World;

#[tokio::test]
async fn settings_are_changed_over_http() {
    let world = World::start().await;
    let before = world.open("/_sandbox/settings").await.json();
    assert_eq!((&before["codes"], &before["processing_ms"]), (&json!("hosted"), &json!(5_000)));
    let after =
        world.post("/_sandbox/settings", &json!({ "codes": "in_place", "processing_ms": null })).await.json();
    assert_eq!((&after["codes"], &after["wire"]), (&json!("in_place"), &before["wire"]));
    let wrong = world.post("/_sandbox/settings", &json!({ "wire": "new", "colour": "red" })).await;
    assert_eq!((wrong.status, &wrong.error()["param"]), (400, &json!("colour")));
    assert_eq!(world.open("/_sandbox/settings").await.json(), after);
}
