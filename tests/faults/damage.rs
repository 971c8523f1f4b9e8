//! Files that do not hold what was written: every harm is found, and nothing wrong is answered out of what is accepted.

use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::Instant;

use pressmark::index::{Index, check};
use pressmark::query::Request;

use super::is_long;
use super::place::{reworded, wordings, write_rows};
use crate::chance::Chance;
use crate::support::{folder_in_memory, pressmark, stderr};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Damage {
    Flip,
    Zeros,
    Cut,
    Gone,
    Swapped,
}

const DAMAGES: [Damage; 5] = [Damage::Flip, Damage::Zeros, Damage::Cut, Damage::Gone, Damage::Swapped];

/// Whatever answers are made of. The lists of what was read decide what a run reads again, and are answered by nothing.
fn files(index: &Path) -> Vec<PathBuf> {
    let generation = index.join("g0001");
    let mut files = vec![index.join("current"), generation.join("generation.json"), generation.join("seal.json")];
    for part in ["latest", "earlier"] {
        let entries = fs::read_dir(generation.join(part)).unwrap().map(|entry| entry.unwrap().path());
        files.extend(entries.filter(|path| !path.to_str().unwrap().ends_with(".lock")));
    }
    files.sort();
    files
}

/// What an index answers: all it holds, and some searches.
fn answers(index: &Index) -> (BTreeMap<String, String>, Vec<String>) {
    let ask = |query: &str| {
        let request = Request::of(query);
        let mut found = serde_json::to_value(index.search(&request, None).unwrap()).unwrap();
        found.as_object_mut().unwrap().remove("took_ms");
        found.to_string()
    };
    (wordings(index), ["road", "\"told residents\"", "closed NOT open", "roa* title:release", ""].map(ask).to_vec())
}

#[test]
fn no_damage_is_taken_for_health_and_no_wrong_answer_comes_out_of_what_is_accepted() {
    let folder = folder_in_memory();
    let archive = folder.path().join("archive");
    fs::create_dir(&archive).unwrap();
    let index = folder.path().join("index");
    (0..4).for_each(|file| write_rows(&archive, file * 10, 10));
    let run = || {
        let run = pressmark(&[
            "index",
            "--jobs",
            "1",
            "--commit-every",
            "1",
            "--index",
            index.to_str().unwrap(),
            archive.to_str().unwrap(),
        ]);
        assert!(run.status.success(), "{}", stderr(&run));
    };
    run();
    fs::write(archive.join("reworded.jsonl"), reworded(0, 10)).unwrap();
    run();
    let expected = answers(&Index::open(&index).unwrap());
    let files = files(&index);
    let whole: Vec<Vec<u8>> = files.iter().map(|file| fs::read(file).unwrap()).collect();
    let (begun, each) = (Instant::now(), if is_long() { 1000 } else { 100 });
    let (mut found, mut harmless) = (BTreeMap::new(), BTreeMap::new());
    for damage in DAMAGES {
        for seed in 0..each {
            let mut chance = Chance::seeded(seed * 8 + damage as u64);
            let (at, other) = (chance.below(files.len()), chance.below(files.len()));
            let (file, content) = (&files[at], &whole[at]);
            let mut spoilt = content.clone();
            let place = chance.below(content.len());
            match damage {
                Damage::Flip if content.is_empty() => continue,
                Damage::Flip => spoilt[place] ^= 1 << chance.below(8),
                Damage::Zeros => spoilt[place..].iter_mut().take(64).for_each(|byte| *byte = 0),
                Damage::Cut => spoilt.truncate(place),
                Damage::Gone => {}
                Damage::Swapped => spoilt.clone_from(&whole[other]),
            }
            let what = format!("{damage:?}, seed {seed}: {} at {place}", file.strip_prefix(&index).unwrap().display());
            let unchanged = damage != Damage::Gone && spoilt == *content;
            match damage {
                Damage::Gone => fs::remove_file(file).unwrap(),
                Damage::Swapped => {
                    fs::write(file, &spoilt).unwrap();
                    fs::write(&files[other], content).unwrap();
                }
                _ => fs::write(file, &spoilt).unwrap(),
            }
            let survived = catch_unwind(AssertUnwindSafe(|| {
                // No index, and an index of another format, are refused too.
                if check(&index).is_ok_and(|report| report.problems.is_empty()) {
                    assert!(answers(&Index::open(&index).unwrap()) == expected, "{what}: a wrong answer");
                    return true;
                }
                assert!(!unchanged, "{what}: nothing was changed");
                // What a service asks before it serves, and before it goes from one generation to another.
                let refused = Index::open(&index).map_or(true, |index| !index.verify().is_empty());
                assert!(refused, "{what}: the service takes it up");
                false
            }));
            let is_harmless = survived.unwrap_or_else(|_| panic!("{what}: panicked"));
            *if is_harmless { &mut harmless } else { &mut found }.entry(damage).or_insert(0) += 1;
            fs::write(file, content).unwrap();
            if damage == Damage::Swapped {
                fs::write(&files[other], &whole[other]).unwrap();
            }
        }
    }
    println!(
        "{each} damages of each kind to {} files: found {found:?}, harmless {harmless:?}, 0 wrong answers; {:.1?}",
        files.len(),
        begun.elapsed()
    );
    assert!(check(&index).unwrap().problems.is_empty());
    assert!(found[&Damage::Flip] > each / 2 && found[&Damage::Cut] > each / 2, "{found:?}");
}
