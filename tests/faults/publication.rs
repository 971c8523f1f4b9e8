//! Runs and rebuilds under a service that answers meanwhile.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use super::place::{Place, copy, write_rows};
use crate::load::service::{Service, UNSHARED, get_on, wait};
use crate::support::{Stop, pressmark, stderr};

/// Reads both archives anew.
fn rebuild(place: &Place, index: &Path) {
    let archives = [place.path("first"), place.path("second")].map(|path| path.to_str().unwrap().to_owned());
    let run = pressmark(&["index", "--rebuild", "--index", index.to_str().unwrap(), &archives[0], &archives[1]]);
    assert!(run.status.success(), "{}", stderr(&run));
}

/// Makes another generation the one that is read.
fn publish(index: &Path, generation: &str) {
    fs::write(index.join("current.new"), generation).unwrap();
    fs::rename(index.join("current.new"), index.join("current")).unwrap();
}

#[test]
fn answers_are_whole_while_runs_and_rebuilds_are_published() {
    let place = Place::new();
    let index = place.copy("served");
    let service = Service::start(&index, &UNSHARED);
    let (stop, asked) = (AtomicBool::new(false), AtomicUsize::new(0));
    let mut seen = std::collections::BTreeSet::new();
    std::thread::scope(|scope| {
        let running = Stop(&stop);
        let readers: Vec<_> = (0..3)
            .map(|_| {
                scope.spawn(|| {
                    let (mut last, mut seen) = (0, std::collections::BTreeSet::new());
                    while !stop.load(Ordering::Relaxed) {
                        let answer = get_on(service.connect(), "/api/v1/search?limit=1&facets=kind").unwrap();
                        if answer.status == 503 {
                            continue;
                        }
                        assert_eq!(answer.status, 200, "{}", answer.body);
                        let found: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
                        // Total, counts and state of one answer are those of one commit.
                        let releases = found["index"]["releases"].as_u64().unwrap();
                        assert_eq!(found["total"].as_u64().unwrap(), releases);
                        let kinds = found["facets"]["kind"].as_array().unwrap();
                        assert_eq!(kinds.iter().map(|kind| kind["count"].as_u64().unwrap()).sum::<u64>(), releases);
                        assert!(releases >= last, "{releases} after {last}");
                        last = releases;
                        seen.insert(found["index"]["generation"].as_str().unwrap().to_owned());
                        asked.fetch_add(1, Ordering::Relaxed);
                    }
                    seen
                })
            })
            .collect();
        for round in 0..4 {
            let archive = place.path("second");
            write_rows(&archive, 1000 + round * 60, 60);
            let run = place.index(&archive, &index);
            assert!(run.status.success(), "{}", stderr(&run));
        }
        rebuild(&place, &index);
        std::thread::sleep(Duration::from_millis(1500));
        drop(running);
        readers.into_iter().for_each(|reader| seen.extend(reader.join().unwrap()));
    });
    println!("{} answers over {} commits, none mixed, none failed", asked.into_inner(), seen.len());
    assert!(seen.len() >= 3 && seen.iter().any(|generation| generation.starts_with("g0002")), "{seen:?}");
}

#[test]
fn a_damaged_generation_is_not_taken_up_and_the_one_before_is_served_on() {
    let place = Place::new();
    let index = place.copy("served");
    let mut service = Service::start(&index, &[]);
    assert_eq!(service.get("/readyz").status, 200);
    copy(&index.join("g0001"), &index.join("g0002"));
    let mut store = fs::read_dir(index.join("g0002/latest")).unwrap().map(|entry| entry.unwrap().path());
    let store = store.find(|path| path.extension().is_some_and(|e| e == "store")).unwrap();
    fs::write(&store, &fs::read(&store).unwrap()[..100]).unwrap();
    publish(&index, "g0002");
    wait("the damage is not seen", || service.get("/readyz").status != 200);
    let told = service.get("/readyz");
    assert!(told.body.contains("\"reload\":\"failed\"") && !told.body.contains("served"), "{}", told.body);
    let found: serde_json::Value = serde_json::from_str(&service.get("/api/v1/search").body).unwrap();
    assert_eq!((&found["total"], service.lives()), (&300.into(), true));
    publish(&index, "g0001");
    wait("it does not recover", || service.get("/readyz").status == 200);
    println!("a damaged generation is refused, and the one before served on");
}

/// Changes one bit near the beginning of the largest file of this sort: what stands at the end is compared at every start.
fn flip(folder: &Path, extension: &str) {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let sort = files.filter(|path| path.extension().is_some_and(|found| found == extension));
    let (mut bytes, file) =
        sort.map(|path| (fs::read(&path).unwrap(), path)).max_by_key(|(bytes, _)| bytes.len()).unwrap();
    assert!(bytes.len() > 5000, "{} is too small", file.display());
    bytes[20] ^= 1;
    fs::write(&file, bytes).unwrap();
}

#[test]
fn one_bit_is_enough_for_a_generation_not_to_be_taken_up() {
    let place = Place::new();
    let index = place.copy("served");
    let service = Service::start(&index, &[]);
    copy(&index.join("g0001"), &index.join("g0002"));
    flip(&index.join("g0002/latest"), "pos");
    publish(&index, "g0002");
    wait("the damage is not seen", || service.get("/readyz").status != 200);
    let found = service.get("/api/v1/search?q=%22told+residents%22");
    assert!(found.status == 200 && found.body.contains("\"generation\":\"g0001."), "{}", found.body);
}

#[test]
fn nothing_is_answered_out_of_an_index_that_is_found_damaged_until_it_is_mended() {
    let place = Place::new();
    let index = place.copy("served");
    flip(&index.join("g0001/latest"), "store");
    let mut service = Service::start(&index, &UNSHARED);
    wait("the damage is not found", || service.get("/readyz").status == 503);
    let refused = service.get("/api/v1/search?q=council");
    assert!(refused.status == 503 && refused.body.contains("urn:pressmark:problem:damaged"), "{}", refused.body);
    assert!(refused.header("retry-after").is_some());
    assert_eq!(service.get("/healthz").status, 200);
    // A run over it does not make it look sound.
    let run = place.index(&place.path("second"), &index);
    let check = pressmark(&["check", "--index", index.to_str().unwrap()]);
    assert_eq!(check.status.code(), Some(2), "{}{}", stderr(&run), stderr(&check));
    rebuild(&place, &index);
    wait("it is not taken up", || service.get("/readyz").status == 200);
    assert!(service.get("/api/v1/search?q=council").body.contains("\"total\":600") && service.lives());
    println!("a damaged index is refused with 503 until a rebuild has replaced it");
}
