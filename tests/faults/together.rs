//! What runs beside each other in one process: permits, commits, generations that are swapped, readers.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use pressmark::backend::Backend;
use pressmark::enrich::{Topics, enrich};
use pressmark::index::{Index, Start, Writer};
use pressmark::limits::Limits;
use pressmark::metrics::Metrics;
use pressmark::pool::Pool;
use pressmark::query::Request;
use pressmark::text::Stems;

use crate::chance::Chance;
use crate::support::{Stop, bundled, is_long, made_up};

fn time() -> Duration {
    Duration::from_secs(if is_long() { 60 } else { 5 })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_permit_is_given_twice_and_none_is_lost_whatever_happens_to_those_who_have_one() {
    const RUNNING: usize = 3;
    let limits = Limits { searches: RUNNING as u64, queued_searches: 5, queue_ms: 4, ..Limits::default() };
    let metrics = Arc::new(Metrics::default());
    let pool = Pool::new(&limits, metrics.clone());
    let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (given, refused, left) =
        (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let until = Instant::now() + time();
    let tasks: Vec<_> = (0..24)
        .map(|task| {
            let (pool, running, most) = (pool.clone(), running.clone(), most.clone());
            let (given, refused, left) = (given.clone(), refused.clone(), left.clone());
            tokio::spawn(async move {
                let mut chance = Chance::seeded(task);
                while Instant::now() < until {
                    let patience = Duration::from_micros(chance.below(5000) as u64);
                    let Ok(permit) = tokio::time::timeout(patience, pool.permit()).await else {
                        left.fetch_add(1, Ordering::Relaxed);
                        continue;
                    };
                    let Ok(permit) = permit else {
                        refused.fetch_add(1, Ordering::Relaxed);
                        tokio::time::sleep(Duration::from_micros(chance.below(2000) as u64)).await;
                        continue;
                    };
                    given.fetch_add(1, Ordering::Relaxed);
                    let (running, most) = (running.clone(), most.clone());
                    let work = tokio::task::spawn_blocking(move || {
                        most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                        std::thread::sleep(Duration::from_micros(200));
                        running.fetch_sub(1, Ordering::SeqCst);
                        drop(permit);
                    });
                    // Some do not wait for what they began.
                    if chance.below(4) > 0 {
                        work.await.unwrap();
                    }
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let all: Vec<_> = had_at_once(RUNNING, &pool).await;
    assert_eq!(all.len(), RUNNING, "every permit is there again");
    drop(all);
    let (given, refused, left) =
        (given.load(Ordering::Relaxed), refused.load(Ordering::Relaxed), left.load(Ordering::Relaxed));
    println!(
        "{given} permits given, {refused} refused, {left} asked for and left: at most {most:?} of {RUNNING} at once, 0 lost"
    );
    assert_eq!(most.load(Ordering::SeqCst), RUNNING);
    assert!(given > 1000 && refused > 0 && left > 0);
    assert_eq!((metrics.queued.get(), metrics.searching.get()), (0, 0));
}

/// So many permits, had at once.
async fn had_at_once(wanted: usize, pool: &Pool) -> Vec<pressmark::pool::Permit> {
    let begun = Instant::now();
    let mut permits = Vec::new();
    // Work that nobody waits for may have some for a moment.
    while permits.len() < wanted && begun.elapsed() < Duration::from_secs(10) {
        permits.extend(pool.permit().await);
    }
    permits
}

/// Writes releases in many small commits, and rebuilds from time to time; each release is there from its commit on.
fn write(folder: &Path, topics: &Topics, until: Instant, written: &AtomicUsize) -> (usize, usize) {
    let (mut commits, mut rebuilds, mut stems) = (0, 0, Stems::default());
    let mut runs = 0;
    let release =
        |n: usize| made_up(&format!("r-{n}"), "The council told residents", &format!("Of road {n}."), None, "en");
    while Instant::now() < until {
        let start = if runs % 3 == 1 { Start::Rebuild } else { Start::Continue };
        let mut writer = Writer::open(folder, start, topics, 1).unwrap();
        runs += 1;
        let before = written.load(Ordering::SeqCst);
        if start == Start::Rebuild {
            for n in 0..before {
                writer.add(enrich(release(n), topics, &mut stems)).unwrap();
            }
            rebuilds += 1;
        }
        for round in 0..3 {
            for n in 0..4 {
                writer.add(enrich(release(before + round * 4 + n), topics, &mut stems)).unwrap();
            }
            writer.commit().unwrap();
            commits += 1;
        }
        writer.finish().unwrap();
        written.store(before + 12, Ordering::SeqCst);
    }
    (commits, rebuilds)
}

#[test]
fn what_one_reader_sees_never_becomes_less_while_commits_and_generations_follow_one_another() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("index");
    let topics = Topics::read(Topics::BUILT_IN).unwrap();
    Writer::open(&folder, Start::Continue, &topics, 1).unwrap().finish().unwrap();
    let index = Arc::new(Index::open(&folder).unwrap());
    let (written, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
    let until = Instant::now() + time();
    let (mut answers, mut reloads) = (0, 0);
    let seen = Mutex::new(std::collections::BTreeSet::new());
    std::thread::scope(|scope| {
        let running = Stop(&stop);
        let readers: Vec<_> = (0..3)
            .map(|_| {
                scope.spawn(|| {
                    let (mut last, mut answers) = (0, 0_u64);
                    while !stop.load(Ordering::Relaxed) {
                        let found = index.search(&Request::all(), None).unwrap();
                        assert_eq!(found.total, Some(found.index.releases), "an answer of two commits");
                        assert!(found.index.releases >= last, "{} after {last}", found.index.releases);
                        last = found.index.releases;
                        seen.lock().unwrap().insert(found.index.generation);
                        answers += 1;
                    }
                    answers
                })
            })
            .collect();
        let reloader = scope.spawn(|| {
            let mut reloads = 0;
            while !stop.load(Ordering::Relaxed) {
                // A writer that runs through every attempt to read is met again in a moment.
                reloads += usize::from(index.reload().is_ok_and(|newer| newer));
            }
            reloads
        });
        let (commits, rebuilds) = write(&folder, &topics, until, &written);
        std::thread::sleep(Duration::from_millis(300));
        drop(running);
        answers += readers.into_iter().map(|reader| reader.join().unwrap()).sum::<u64>();
        reloads += reloader.join().unwrap();
        println!(
            "{answers} answers over {} commits of {commits}, {rebuilds} rebuilds, {reloads} reloads: whole, and never less",
            seen.lock().unwrap().len()
        );
        assert!(rebuilds > 0 && reloads > rebuilds);
    });
    index.reload().unwrap();
    assert_eq!(index.state().releases, written.into_inner() as u64);
}

#[tokio::test]
async fn a_search_that_misses_its_deadline_is_given_up_and_keeps_its_place_until_it_ends() {
    let limits = Limits { searches: 1, queued_searches: 0, search_ms: 50, grace_ms: 100, ..Limits::default() };
    let backend = Backend::within(Arc::new(Index::open(bundled()).unwrap()), &limits, Arc::default());
    let begun = Instant::now();
    let stalled = backend.work(|| std::thread::sleep(Duration::from_millis(900))).await;
    let after = begun.elapsed();
    assert!(matches!(stalled, Err(pressmark::backend::BackendError::GivenUp)), "{stalled:?}");
    assert!((Duration::from_millis(150)..Duration::from_millis(600)).contains(&after), "{after:?}");
    // It still runs, and whoever asks meanwhile is told that all is busy.
    let busy = backend.work(|| 7).await;
    assert!(matches!(busy, Err(pressmark::backend::BackendError::Busy(_))), "{busy:?}");
    std::thread::sleep(Duration::from_millis(900));
    assert_eq!(backend.work(|| 7).await.unwrap(), 7);
    println!("a search that would take 900 ms is given up after {after:.0?} of 150");
}

#[tokio::test]
async fn a_client_that_leaves_keeps_its_share_until_its_search_ends() {
    let backend = Backend::embedded(Arc::new(Index::open(bundled()).unwrap()));
    let share: pressmark::pool::Held = Arc::new("a share");
    let work = backend.work(|| std::thread::sleep(Duration::from_millis(400)));
    let left = tokio::time::timeout(Duration::from_millis(50), pressmark::pool::holding(share.clone(), work)).await;
    assert!(left.is_err());
    assert_eq!(Arc::strong_count(&share), 2, "the search goes on");
    std::thread::sleep(Duration::from_millis(700));
    assert_eq!(Arc::strong_count(&share), 1);
}
