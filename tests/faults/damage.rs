//! Files that do not hold what was written: every harm is found, and nothing wrong is answered out of what is accepted.

use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::Instant;

use chrono::{TimeDelta, Utc};
use pressmark::index::{Index, Writer, check};
use pressmark::query::Request;

use super::place::{Place, reworded, wordings, write_rows};
use crate::chance::Chance;
use crate::support::{folder_in_memory, is_long, pressmark, stderr};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Damage {
    Flip,
    Zeros,
    Cut,
    Gone,
    Swapped,
}

impl Damage {
    /// What becomes of a file, and where it begins to; of one that is gone, nothing does.
    fn of(self, content: &[u8], other: &[u8], chance: &mut Chance) -> (Vec<u8>, usize) {
        let mut spoilt = content.to_vec();
        let place = chance.below(content.len().max(1));
        match self {
            Self::Flip => spoilt.iter_mut().skip(place).take(1).for_each(|byte| *byte ^= 1 << chance.below(8)),
            Self::Zeros => spoilt.iter_mut().skip(place).take(64).for_each(|byte| *byte = 0),
            Self::Cut => spoilt.truncate(place),
            Self::Gone => {}
            Self::Swapped => spoilt = other.to_vec(),
        }
        (spoilt, place)
    }
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
            let (spoilt, place) = damage.of(content, &whole[other], &mut chance);
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
                if check(&index).is_ok_and(|report| report.verdict(&index).is_ok()) {
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
    check(&index).unwrap().verdict(&index).unwrap();
    assert!(found[&Damage::Flip] > each / 2 && found[&Damage::Cut] > each / 2, "{found:?}");
}

/// The lists of an index that keep releases out, what says what they are, and what its damage is mended with.
const LISTS: [(&str, &str); 4] = [
    ("removed.jsonl", "from a backup"),
    ("holds", "from a backup"),
    ("g0001/held.jsonl", "--rebuild"),
    ("lists.json", "delete it"),
];

#[test]
fn no_damage_to_a_list_lets_in_what_was_taken_down_or_is_held_back() {
    let place = Place::new();
    let (archive, index) = (place.path("first"), place.path("index"));
    let name = index.to_str().unwrap();
    place.hold_back(&index, Utc::now() + TimeDelta::days(300));
    fs::write(place.path("holds"), "r-7\n").unwrap();
    let run = |more: &[&str]| {
        let arguments = [&["index", "--jobs", "1", "--index", name, archive.to_str().unwrap()], more].concat();
        pressmark(&arguments)
    };
    let held = run(&["--hold", place.path("holds").to_str().unwrap()]);
    assert!(held.status.success(), "{}", stderr(&held));
    let purged = pressmark(&["purge", "--index", name, "r-1", "r-2"]);
    assert!(purged.status.success(), "{}", stderr(&purged));
    assert!(run(&[]).status.success());
    let expected = wordings(&Index::open(&index).unwrap());
    assert_eq!(expected.len(), 297);
    let whole = LISTS.map(|(list, _)| fs::read(index.join(list)).unwrap());
    let (begun, each) = (Instant::now(), if is_long() { 1000 } else { 100 });
    let (mut found, mut harmless) = (0, 0);
    for damage in DAMAGES {
        for seed in 0..each {
            let mut chance = Chance::seeded(seed * 8 + damage as u64);
            let (at, other) = (chance.below(LISTS.len()), chance.below(LISTS.len()));
            let ((name, remedy), content) = (LISTS[at], &whole[at]);
            let list = index.join(name);
            let (spoilt, from) = damage.of(content, &whole[other], &mut chance);
            let what = format!("{damage:?}, seed {seed}: {name} at {from}");
            match damage {
                Damage::Gone => fs::remove_file(&list).unwrap(),
                _ => fs::write(&list, &spoilt).unwrap(),
            }
            match check(&index).unwrap().verdict(&index) {
                Ok(()) => {
                    // Without `lists.json` nothing is compared: it is how an operator says that the lists are right.
                    let said_so = name == "lists.json" && damage == Damage::Gone;
                    assert!(said_so || damage != Damage::Gone && spoilt == *content, "{what}: not found");
                    harmless += 1;
                }
                Err(error) => {
                    assert!(error.to_string().contains(remedy), "{what}: {error}");
                    assert!(Writer::open_as_it_is(&index).is_err(), "{what}: written to");
                    found += 1;
                }
            }
            assert!(wordings(&Index::open(&index).unwrap()) == expected, "{what}: a wrong answer");
            fs::write(&list, content).unwrap();
        }
    }
    println!(
        "{each} damages of each kind to {} lists: {found} found, {harmless} harmless; {:.1?}",
        LISTS.len(),
        begun.elapsed()
    );
    for more in [&[][..], &["--rebuild"]] {
        let removed = index.join("removed.jsonl");
        fs::write(&removed, &whole[0][1..]).unwrap();
        let refused = run(more);
        assert_eq!(refused.status.code(), Some(2), "{more:?}: {}", stderr(&refused));
        assert!(!index.join("g0002").exists(), "{more:?}: a rebuild was begun");
        assert!(stderr(&refused).contains("lists.json"), "{}", stderr(&refused));
        fs::write(&removed, &whole[0]).unwrap();
        assert!(run(more).status.success());
        assert!(wordings(&Index::open(&index).unwrap()) == expected);
    }
    // The copies that are held back are read again out of the archive, and so a rebuild mends them.
    fs::write(index.join("g0002/held.jsonl"), &whole[2][1..]).unwrap();
    assert_eq!(run(&[]).status.code(), Some(2));
    let rebuilt = run(&["--rebuild", place.path("held").to_str().unwrap()]);
    assert!(rebuilt.status.success(), "{}", stderr(&rebuilt));
    check(&index).unwrap().verdict(&index).unwrap();
    assert!(wordings(&Index::open(&index).unwrap()) == expected);
}
