//! Releases whose time comes while a service runs.

use std::time::Duration;

use super::place::Place;
use crate::load::service::Service;

#[test]
fn an_embargo_ends_while_the_service_runs_and_every_validator_changes() {
    let place = Place::new();
    let due = chrono::Utc::now() + chrono::Duration::seconds(6);
    let index = place.copy("served");
    place.hold_back(&index, due);
    let service = Service::start(&index, &[]);
    let ask = || service.get("/api/v1/search?q=quabbit");
    let early = ask();
    assert!(early.body.contains("\"total\":0"), "{}", early.body);
    let tag = early.header("etag").unwrap().to_owned();
    let came = loop {
        let answer = ask();
        if answer.body.contains("\"total\":1") {
            break answer;
        }
        let late = (chrono::Utc::now() - due).num_seconds();
        assert!(late < 15, "{late} s late: {}", answer.body);
        std::thread::sleep(Duration::from_millis(150));
    };
    let now = chrono::Utc::now();
    assert!(now >= due, "it was seen {} early", due - now);
    assert_ne!(came.header("etag"), Some(tag.as_str()));
    println!("an embargo ended {} ms late at most, and never early", (now - due).num_milliseconds());
}
