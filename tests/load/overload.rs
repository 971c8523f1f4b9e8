//! More than there is to give: shares, queues, and an end that loses nothing.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use pressmark::backend::{Backend, BackendError};
use pressmark::index::Index;

use super::service::{Service, Times, UNSHARED, get_on, wait};
use crate::support::{Stop, bundled};

/// A query that costs what a query may cost.
const EXPENSIVE: &str = "/api/v1/search?match=any&limit=100&q=p*+o*+s*+c*+NEAR(po*+st*)+%22the+police%22~9+of+the+and";

#[test]
fn a_greedy_client_is_limited_and_others_are_served() {
    let service = Service::start(bundled(), &[]);
    let stop = AtomicBool::new(false);
    let (greedy, told) = (Mutex::new(std::collections::BTreeMap::new()), AtomicUsize::new(0));
    let (mut others, mut health) = (Vec::new(), Times::default());
    std::thread::scope(|scope| {
        let running = Stop(&stop);
        for _ in 0..24 {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    let Ok(answer) = service.connect_from(2).and_then(|stream| get_on(stream, EXPENSIVE)) else {
                        continue;
                    };
                    if answer.status == 429 && answer.header("retry-after").is_some() {
                        told.fetch_add(1, Ordering::Relaxed);
                    }
                    *greedy.lock().unwrap().entry(answer.status).or_insert(0) += 1;
                }
            });
        }
        std::thread::sleep(Duration::from_millis(300));
        for _ in 0..20 {
            others.push(get_on(service.connect_from(3).unwrap(), "/api/v1/search?q=police").unwrap().status);
            std::thread::sleep(Duration::from_millis(120));
        }
        health = Times::of(40, || {
            assert_eq!(get_on(service.connect_from(4).unwrap(), "/healthz").unwrap().status, 200);
        });
        drop(running);
    });
    let greedy = greedy.into_inner().unwrap();
    let served = others.iter().filter(|status| **status == 200).count();
    println!("greedy client: {greedy:?}; another: {served} of {} served; /healthz: {}", others.len(), health.told());
    assert!(served * 100 >= others.len() * 95, "{others:?}");
    assert!(greedy[&429] > greedy.get(&200).copied().unwrap_or(0), "{greedy:?}");
    assert_eq!(greedy[&429], told.load(Ordering::Relaxed), "each is told when to ask again");
}

#[test]
fn an_overloaded_service_turns_away_quickly_and_recovers() {
    let options = ["--searches", "1", "--queued-searches", "2", "--queue-ms", "100"];
    let mut service = Service::start(bundled(), &[&options[..], &UNSHARED].concat());
    let (served, refused) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                for _ in 0..25 {
                    let begun = Instant::now();
                    let answer = service.get(EXPENSIVE);
                    match answer.status {
                        200 => drop(served.fetch_add(1, Ordering::Relaxed)),
                        503 => {
                            assert!(answer.header("retry-after").is_some(), "{}", answer.head);
                            assert!(answer.body.contains("urn:pressmark:problem:busy"), "{}", answer.body);
                            refused.lock().unwrap().push(begun.elapsed());
                        }
                        _ => panic!("{}", answer.head),
                    }
                }
            });
        }
    });
    let (served, refused) = (served.into_inner(), refused.into_inner().unwrap());
    let queued = service.metric("pressmark_searches_queued");
    println!(
        "overload: {served} served, {} refused, the slowest refusal after {:.1?}",
        refused.len(),
        refused.iter().max()
    );
    assert!(served > 0 && !refused.is_empty());
    assert_eq!(queued, 0.0);
    let after = Times::of(20, || assert_eq!(service.get("/api/v1/search?q=police").status, 200));
    println!("after it: {}", after.told());
    assert!(service.lives());
}

#[tokio::test]
async fn a_search_that_panics_costs_itself_alone() {
    let backend = Backend::embedded(Arc::new(Index::open(bundled()).unwrap()));
    for _ in 0..20 {
        let gone = backend.work(|| panic!("as a test")).await;
        assert!(matches!(gone, Err(BackendError::Panicked(_))), "{gone:?}");
    }
    assert_eq!(backend.metrics().panics.get(), 20);
    assert_eq!(backend.work(|| 7).await.unwrap(), 7, "every permit was given back");
}

#[test]
fn a_service_that_is_asked_to_end_under_load_loses_nothing_it_took() {
    let options =
        ["--client-rate", "1000000", "--client-burst", "1000000", "--client-searches", "1000", "--notice-ms", "1000"];
    let mut service = Service::start(bundled(), &options);
    // What a balancer does: it sends new requests as long as the service says that they are welcome.
    let welcome = AtomicBool::new(true);
    let (asked, answered) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let mut noticed = Duration::ZERO;
    std::thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| {
                while welcome.load(Ordering::Relaxed) {
                    asked.fetch_add(1, Ordering::Relaxed);
                    let answer = get_on(service.connect(), EXPENSIVE).expect("an answer");
                    assert!([200, 503].contains(&answer.status), "{}", answer.head);
                    answered.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        std::thread::sleep(Duration::from_millis(700));
        assert_eq!(service.get("/readyz").status, 200);
        service.signal("-TERM");
        let begun = Instant::now();
        while service.ask_operator("/readyz").status == 200 {
            assert!(begun.elapsed() < Duration::from_millis(900), "nobody is told");
            std::thread::sleep(Duration::from_millis(10));
        }
        noticed = begun.elapsed();
        welcome.store(false, Ordering::Relaxed);
    });
    let begun = Instant::now();
    let status = service.child.wait().unwrap();
    let (asked, answered) = (asked.into_inner(), answered.into_inner());
    println!(
        "ended under load: {answered} of {asked} answered, /readyz told after {noticed:.1?}, gone {:.1?} later",
        begun.elapsed()
    );
    assert_eq!((answered, status.code()), (asked, Some(0)));
}

#[test]
fn the_second_time_it_ends_at_once() {
    let mut service = Service::start(bundled(), &["--notice-ms", "30000"]);
    service.signal("-TERM");
    std::thread::sleep(Duration::from_millis(300));
    assert!(service.lives());
    let begun = Instant::now();
    service.signal("-TERM");
    assert_eq!(service.child.wait().unwrap().code(), Some(0));
    println!("the second signal ends it after {:.1?}", begun.elapsed());
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
}

#[test]
fn a_request_is_one_line_of_the_log_without_what_was_asked() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log.jsonl");
    let service = Service::start(bundled(), &["--log", log.to_str().unwrap()]);
    service.get("/api/v1/search?q=verysecretword");
    service.get("/nowhere?q=verysecretword");
    let read = || -> Vec<serde_json::Value> {
        let text = std::fs::read_to_string(&log).unwrap();
        assert!(!text.contains("verysecretword"), "{text}");
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    wait("the log has no two lines", || read().len() >= 2);
    let lines = read();
    assert_eq!(
        (&lines[0]["route"], &lines[0]["status"], &lines[0]["hits"]),
        (&"/api/v1/search".into(), &200.into(), &0.into())
    );
    assert_eq!((&lines[1]["route"], &lines[1]["client"]), (&"none".into(), &"127.0.0.0/24".into()));
    assert_eq!(lines[0]["complete"], true, "{}", lines[0]);
    // Moved away and told so, it begins anew.
    std::fs::rename(&log, folder.path().join("old")).unwrap();
    service.signal("-HUP");
    wait("the log is not begun anew", || log.exists());
}
