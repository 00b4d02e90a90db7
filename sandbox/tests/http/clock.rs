use serde_json::json;

use crate::fixture::World;

#[tokio::test]
async fn the_clock_is_moved_over_http() {
    let world = World::start().await;
    let before = world.sandbox.clock().now_ms();
    let answer = world.post("/_sandbox/clock", &json!({ "advance_ms": 60_000 })).await.json();
    assert!(answer["now_ms"].as_u64().is_some_and(|now| now >= before + 60_000), "{answer}");
    let wrong = world.post("/_sandbox/clock", &json!({ "advance_ms": -1 })).await;
    assert_eq!((wrong.status, &wrong.error()["param"]), (400, &json!("advance_ms")));
}
