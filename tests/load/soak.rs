//! Load over time: what grows that should not, what is left behind.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::service::{Answer, Service, Times, UNSHARED, get_on};
use crate::faults::place::{Place, write_rows};
use crate::support::{Stop, bundled, is_long, kibibytes, stderr};

/// Requests as readers send them.
const ASKED: [&str; 8] = [
    "/search?q=council",
    "/api/v1/search?q=road+OR+council&match=any",
    "/api/v1/search?q=%22told+residents%22",
    "/",
    "/coverage",
    "/api/v1/suggest?q=cou",
    "/api/v1/timeline?q=road",
    "/search.csv?q=closed",
];

/// A query that costs something.
const COSTLY: &str = "/api/v1/search?match=any&limit=100&q=p*+o*+s*+c*+NEAR(po*+st*)+of+the+and";

#[test]
fn overload_for_a_time_costs_no_throughput_and_is_over_when_it_is_over() {
    let time = Duration::from_secs(if is_long() { 60 } else { 4 });
    let service = Service::start(
        bundled(),
        &[&["--searches", "2", "--queued-searches", "8", "--queue-ms", "100"][..], &UNSHARED].concat(),
    );
    // As many as ask in a circle keep both searches busy, and no queue is ever full.
    let answered = |clients: usize, time: Duration, wait: Duration| {
        let until = Instant::now() + time;
        let (by_status, refusals) = (Mutex::new(BTreeMap::new()), Mutex::new(Vec::new()));
        std::thread::scope(|scope| {
            for _ in 0..clients {
                scope.spawn(|| {
                    while Instant::now() < until {
                        let asked = Instant::now();
                        let answer: Answer = get_on(service.connect(), COSTLY).unwrap();
                        *by_status.lock().unwrap().entry(answer.status).or_insert(0_usize) += 1;
                        if answer.status == 503 {
                            refusals.lock().unwrap().push(asked.elapsed());
                            assert!(answer.header("retry-after").is_some());
                            std::thread::sleep(wait);
                        }
                    }
                });
            }
        });
        let mut refusals = refusals.into_inner().unwrap();
        refusals.sort();
        (by_status.into_inner().unwrap(), refusals)
    };
    let (capacity, _) = answered(4, time / 4, Duration::ZERO);
    let capacity = capacity[&200] as f64 / (time / 4).as_secs_f64();
    // Two are answered, eight wait, and twenty are refused, who ask again together four times as often as can be answered.
    let (under, refusals) = answered(30, time, Duration::from_secs_f64(20.0 / (4.0 * capacity)));
    let goodput = under[&200] as f64 / time.as_secs_f64();
    let refused = refusals.len();
    let asked = (under[&200] + refused) as f64 / time.as_secs_f64();
    let slowest = refusals.get(refused.saturating_sub(1) * 99 / 100).copied().unwrap_or_default();
    std::thread::sleep(Duration::from_secs(1));
    let after = Times::of(50, || assert_eq!(service.get("/api/v1/search?q=police").status, 200));
    println!(
        "overload for {time:?}: capacity {capacity:.0}/s, {goodput:.0}/s of it under 30 clients ({:.0} %) that ask {:.1} times as \
         much, {refused} refused, p99 of refusals {slowest:.1?}; a second later {}",
        goodput / capacity * 100.0,
        asked / capacity,
        after.told()
    );
    assert!(under.keys().all(|status| [200, 503].contains(status)) && refused > 0, "{under:?}");
    // The clients take their part of the same processors, which shows most where the time is short.
    let least = if is_long() { 0.8 } else { 0.5 };
    assert!(asked >= capacity * 3.0, "{asked} of {capacity}");
    assert!(goodput >= capacity * least, "{goodput} of {capacity}");
}

#[test]
fn a_service_under_half_load_with_commits_and_reloads_does_not_grow_or_slow_down() {
    let time = Duration::from_secs(if is_long() { 600 } else { 12 });
    let place = Place::new();
    let index = place.copy("served");
    let service = Service::start(&index, &UNSHARED);
    let (stop, failed, runs) = (AtomicBool::new(false), AtomicUsize::new(0), AtomicUsize::new(0));
    let times = Mutex::new(Vec::new());
    let begun = Instant::now();
    // What the process holds itself: what is mapped of the index belongs to the system.
    let memory = || kibibytes(service.child.id(), "RssAnon").unwrap() as f64 / 1024.0;
    let mut samples: Vec<(f64, f64, f64)> = Vec::new();
    std::thread::scope(|scope| {
        let running = Stop(&stop);
        for asker in 0..2_u64 {
            let (service, stop, failed, times) = (&service, &stop, &failed, &times);
            scope.spawn(move || {
                let numbers = (asker..).take_while(|_| !stop.load(Ordering::Relaxed));
                for number in numbers {
                    let asked = Instant::now();
                    let answer = get_on(service.connect(), ASKED[number as usize % ASKED.len()]);
                    let took = asked.elapsed();
                    failed.fetch_add(usize::from(!answer.is_ok_and(|answer| answer.status == 200)), Ordering::Relaxed);
                    times.lock().unwrap().push((begun.elapsed(), took));
                    // Half of the time nobody asks.
                    std::thread::sleep(took.max(Duration::from_millis(2)));
                }
            });
        }
        scope.spawn(|| {
            // A commit each: a few releases more, which change little of what the process holds.
            let archive = place.path("second");
            for round in (0..).take_while(|_| !stop.load(Ordering::Relaxed)) {
                write_rows(&archive, 5000 + round * 3, 3);
                let run = place.index(&archive, &index);
                assert!(run.status.success(), "{}", stderr(&run));
                runs.fetch_add(1, Ordering::Relaxed);
                std::thread::sleep(Duration::from_secs(2));
            }
        });
        while begun.elapsed() < time {
            std::thread::sleep(time / 60);
            samples.push((begun.elapsed().as_secs_f64(), memory(), service.metric("process_open_fds")));
        }
        drop(running);
    });
    let times = times.into_inner().unwrap();
    let of = |from: f64, to: f64| {
        let part = times.iter().filter(|(at, _)| (time.mul_f64(from)..time.mul_f64(to)).contains(at));
        Times::from(part.map(|(_, took)| *took).collect::<Vec<_>>())
    };
    let (early, late) = (of(0.2, 0.5), of(0.7, 1.0));
    let settled = &samples[samples.len() / 3..];
    let slope = slope(settled.iter().map(|(at, memory, _)| (*at, *memory))) * 3600.0;
    let (fewest, most) =
        settled.iter().fold((f64::MAX, 0.0_f64), |(low, high), (_, _, fds)| (low.min(*fds), high.max(*fds)));
    let reloads = service.metric("pressmark_reloads_total{outcome=\"success\"}");
    println!(
        "{:.0?} at half load: {} answers, {} failed, {} runs, {reloads} reloads; {:.0} MB at first, {:.0} MB at last, {slope:.1} MB an \
         hour; {fewest} to {most} descriptors; early {}; late {}",
        time,
        times.len(),
        failed.load(Ordering::Relaxed),
        runs.load(Ordering::Relaxed),
        samples[0].1,
        samples[samples.len() - 1].1,
        early.told(),
        late.told()
    );
    assert_eq!(failed.into_inner(), 0);
    assert_eq!(service.metric("pressmark_panics_total"), 0.0);
    // The last runs may end with the load.
    let runs = runs.into_inner() as f64;
    assert!(runs >= 2.0 && reloads >= runs / 2.0, "{reloads} of {runs}");
    if is_long() {
        assert!(most - fewest <= 60.0, "{fewest} {most}");
        assert!(slope < 60.0, "{slope} MB an hour");
        assert!(
            late.at(0.99) <= early.at(0.99).mul_f64(1.5) + Duration::from_millis(5),
            "{} {}",
            early.told(),
            late.told()
        );
    }
}

/// How much the second of these grows with the first (least squares).
fn slope(points: impl Iterator<Item = (f64, f64)> + Clone) -> f64 {
    let count = points.clone().count() as f64;
    let (x, y) = points.clone().fold((0.0, 0.0), |(x, y), point| (x + point.0 / count, y + point.1 / count));
    let over = points.clone().map(|point| (point.0 - x) * (point.1 - y)).sum::<f64>();
    over / points.map(|point| (point.0 - x).powi(2)).sum::<f64>()
}
